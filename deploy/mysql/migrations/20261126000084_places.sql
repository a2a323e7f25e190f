-- migrate:up

-- Places that several providers use, and their rooms.
CREATE TABLE venues (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  venue_id BINARY(16) NOT NULL,
  display_name VARCHAR(200) NOT NULL,
  address VARCHAR(300) NOT NULL,
  postcode VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  latitude_degrees DOUBLE NOT NULL,
  longitude_degrees DOUBLE NOT NULL,
  accessibility BIGINT NOT NULL DEFAULT 0,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (council_id, venue_id),
  KEY venues_by_name (council_id, display_name, venue_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- A room's row is the lock under which sessions are compared with others that have the room.
CREATE TABLE rooms (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  room_id BINARY(16) NOT NULL,
  venue_id BINARY(16) NOT NULL,
  display_name VARCHAR(200) NOT NULL,
  places_max INT NOT NULL DEFAULT 0 COMMENT '0: not limited',
  buffer_minutes INT NOT NULL DEFAULT 0 COMMENT 'kept free between two sessions',
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (council_id, room_id),
  KEY rooms_by_venue (council_id, venue_id, display_name, room_id),
  CONSTRAINT rooms_venue FOREIGN KEY (council_id, venue_id) REFERENCES venues (council_id, venue_id),
  CONSTRAINT rooms_limits CHECK (places_max BETWEEN 0 AND 1000 AND buffer_minutes BETWEEN 0 AND 1440)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Holiday rounds. A session of one has its booking times, cut off at the session's own start.
CREATE TABLE programmes (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  programme_id BINARY(16) NOT NULL,
  title VARCHAR(200) NOT NULL,
  first_day DATE NOT NULL,
  last_day DATE NOT NULL,
  booking_open_time DATETIME(6) NOT NULL,
  booking_close_time DATETIME(6) NULL COMMENT 'null: at the start of each session',
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (council_id, programme_id),
  KEY programmes_by_day (council_id, first_day, programme_id),
  CONSTRAINT programmes_days CHECK (first_day <= last_day),
  CONSTRAINT programmes_window CHECK (booking_close_time IS NULL OR booking_open_time < booking_close_time)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE sessions
  ADD COLUMN room_id BINARY(16) NULL COMMENT 'availability',
  ADD COLUMN programme_id BINARY(16) NULL COMMENT 'availability',
  ADD KEY sessions_by_room (council_id, room_id, start_time, session_id),
  ADD KEY sessions_by_programme (council_id, programme_id, start_time, session_id);
ALTER TABLE sessions
  ADD CONSTRAINT sessions_room FOREIGN KEY (council_id, room_id) REFERENCES rooms (council_id, room_id),
  ADD CONSTRAINT sessions_programme FOREIGN KEY (council_id, programme_id) REFERENCES programmes (council_id, programme_id);

-- What clocks in London show, worked out by the database whoever writes a session. Clocks are an hour ahead from the last
-- Sunday of March, 01:00 UTC, to the last Sunday of October, 01:00 UTC (Summer Time Order 2002). An hour before it, the
-- change is a midnight: the day of the month less the days since Sunday is then 25 or more from the last Sunday on.
ALTER TABLE sessions
  ADD COLUMN london_start DATETIME(6) GENERATED ALWAYS AS (start_time + INTERVAL
    (MONTH(start_time - INTERVAL 1 HOUR) BETWEEN 4 AND 9
     OR MONTH(start_time - INTERVAL 1 HOUR) = 3
        AND DAYOFMONTH(start_time - INTERVAL 1 HOUR) - DAYOFWEEK(start_time - INTERVAL 1 HOUR) >= 24
     OR MONTH(start_time - INTERVAL 1 HOUR) = 10
        AND DAYOFMONTH(start_time - INTERVAL 1 HOUR) - DAYOFWEEK(start_time - INTERVAL 1 HOUR) < 24) HOUR) STORED,
  ADD COLUMN london_end DATETIME(6) GENERATED ALWAYS AS (end_time + INTERVAL
    (MONTH(end_time - INTERVAL 1 HOUR) BETWEEN 4 AND 9
     OR MONTH(end_time - INTERVAL 1 HOUR) = 3
        AND DAYOFMONTH(end_time - INTERVAL 1 HOUR) - DAYOFWEEK(end_time - INTERVAL 1 HOUR) >= 24
     OR MONTH(end_time - INTERVAL 1 HOUR) = 10
        AND DAYOFMONTH(end_time - INTERVAL 1 HOUR) - DAYOFWEEK(end_time - INTERVAL 1 HOUR) < 24) HOUR) STORED,
  ADD COLUMN london_weekday TINYINT GENERATED ALWAYS AS (WEEKDAY(london_start) + 1) STORED
    COMMENT 'the number in DayOfWeek',
  ADD COLUMN london_start_minutes SMALLINT GENERATED ALWAYS AS (HOUR(london_start) * 60 + MINUTE(london_start)) STORED
    COMMENT 'after midnight',
  ADD COLUMN london_end_minutes INT GENERATED ALWAYS AS
    ((TIMESTAMPDIFF(MICROSECOND, DATE(london_start), london_end) + 59999999) DIV 60000000) STORED
    COMMENT 'after the midnight before the start';
ALTER TABLE sessions
  ADD KEY sessions_by_search
    (council_id, state, start_time, session_id, london_weekday, london_start_minutes, london_end_minutes);

GRANT SELECT, INSERT, UPDATE ON venues TO 'shortbreaks_availability'@'%';
GRANT SELECT, INSERT, UPDATE ON rooms TO 'shortbreaks_availability'@'%';
GRANT SELECT, INSERT, UPDATE ON programmes TO 'shortbreaks_availability'@'%';
GRANT INSERT (room_id, programme_id), UPDATE (room_id, programme_id) ON sessions TO 'shortbreaks_availability'@'%';

-- migrate:down
REVOKE INSERT (room_id, programme_id), UPDATE (room_id, programme_id) ON sessions FROM 'shortbreaks_availability'@'%';
REVOKE ALL PRIVILEGES ON programmes FROM 'shortbreaks_availability'@'%';
REVOKE ALL PRIVILEGES ON rooms FROM 'shortbreaks_availability'@'%';
REVOKE ALL PRIVILEGES ON venues FROM 'shortbreaks_availability'@'%';
ALTER TABLE sessions DROP KEY sessions_by_search;
ALTER TABLE sessions DROP COLUMN london_weekday, DROP COLUMN london_start_minutes, DROP COLUMN london_end_minutes;
ALTER TABLE sessions DROP COLUMN london_start, DROP COLUMN london_end;
ALTER TABLE sessions DROP FOREIGN KEY sessions_room;
ALTER TABLE sessions DROP FOREIGN KEY sessions_programme;
ALTER TABLE sessions DROP KEY sessions_by_room, DROP KEY sessions_by_programme;
ALTER TABLE sessions DROP COLUMN room_id, DROP COLUMN programme_id;
DROP TABLE programmes;
DROP TABLE rooms;
DROP TABLE venues;
