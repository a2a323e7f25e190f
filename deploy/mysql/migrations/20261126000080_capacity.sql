-- migrate:up

-- Places are children; staff are counted in shares of one member of staff, so that a child at 1:3 takes a third of one
-- exactly: 232,792,560 shares, which every number of children from 1 to 20 divides. A child at 2:1 takes twice as many.
ALTER TABLE sessions
  ADD COLUMN staff INT NULL COMMENT 'availability: on shift, supporting children; null: not counted',
  ADD COLUMN staff_shares_over BIGINT NOT NULL DEFAULT 0 COMMENT 'availability: shares of bookings kept when staff were cut below them',
  ADD COLUMN staff_shares_taken BIGINT NOT NULL DEFAULT 0 COMMENT 'bookings: of everybody who has a place',
  ADD COLUMN trained_for BIGINT NULL COMMENT 'availability: bit n: somebody on shift is trained for need n on that day; null: not planned by name',
  ADD COLUMN reserve_places INT NOT NULL DEFAULT 0 COMMENT 'availability: of the places, kept back for the council',
  ADD COLUMN reserve_release_time DATETIME(6) NULL COMMENT 'availability: from then on free to all; null: not by itself';
ALTER TABLE sessions
  ADD CONSTRAINT sessions_staff CHECK (staff IS NULL OR staff BETWEEN 0 AND 1000),
  ADD CONSTRAINT sessions_staff_never_oversold CHECK (staff_shares_taken >= 0 AND staff_shares_over >= 0
    AND (staff IS NULL OR staff_shares_taken <= staff * 232792560 + staff_shares_over)),
  ADD CONSTRAINT sessions_reserve CHECK (reserve_places BETWEEN 0 AND places);

-- "At most two at 1:1": every child who needs ratio_staff : ratio_children or more is counted.
CREATE TABLE session_ratio_caps (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  session_id BINARY(16) NOT NULL,
  ratio_staff TINYINT NOT NULL,
  ratio_children TINYINT NOT NULL,
  children_max INT NOT NULL COMMENT 'availability',
  children_over INT NOT NULL DEFAULT 0 COMMENT 'availability: kept when the cap was cut below them',
  children_taken INT NOT NULL DEFAULT 0 COMMENT 'bookings',
  PRIMARY KEY (council_id, session_id, ratio_staff, ratio_children),
  CONSTRAINT session_ratio_caps_session FOREIGN KEY (council_id, session_id) REFERENCES sessions (council_id, session_id),
  CONSTRAINT session_ratio_caps_ratio CHECK (ratio_staff BETWEEN 1 AND 4 AND ratio_children BETWEEN 1 AND 20),
  CONSTRAINT session_ratio_caps_never_oversold CHECK (children_max BETWEEN 0 AND 1000 AND children_over >= 0
    AND children_taken >= 0 AND children_taken <= children_max + children_over)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE bookings
  ADD COLUMN ratio_staff TINYINT NOT NULL DEFAULT 0 COMMENT 'the support that the place was taken with; 0: from before staff were counted',
  ADD COLUMN ratio_children TINYINT NOT NULL DEFAULT 0,
  ADD COLUMN staff_shares BIGINT NOT NULL DEFAULT 0 COMMENT 'what the place takes of staff_shares_taken';
ALTER TABLE bookings
  ADD CONSTRAINT bookings_staff_shares CHECK (staff_shares >= 0);

-- Children who must not be in a session together, each pair once: the smaller id first.
CREATE TABLE children_apart (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  child_id BINARY(16) NOT NULL,
  other_child_id BINARY(16) NOT NULL,
  reason VARCHAR(500) NOT NULL,
  actor VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  create_time DATETIME(6) NOT NULL,
  PRIMARY KEY (council_id, child_id, other_child_id),
  KEY children_apart_by_other (council_id, other_child_id, child_id),
  CONSTRAINT children_apart_child FOREIGN KEY (council_id, child_id) REFERENCES children (council_id, child_id),
  CONSTRAINT children_apart_other FOREIGN KEY (council_id, other_child_id) REFERENCES children (council_id, child_id),
  CONSTRAINT children_apart_order CHECK (child_id < other_child_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What eligibility publishes to bookings of a child's support: the ratio, and those needs alone for which staff must be
-- trained: hoist (2), gastrostomy (3), rescue medication (4).
CREATE VIEW child_support AS
SELECT council_id, child_id, ratio_staff, ratio_children, needs & 28 AS trained_needs FROM children;

-- And of who must be kept apart: the ids, each pair once, never why. Not both ways: the database would read all pairs of
-- all councils for every question.
CREATE VIEW apart_from AS
SELECT council_id, child_id, other_child_id FROM children_apart;

ALTER VIEW session_offers AS
SELECT s.council_id, s.session_id, s.activity_id, s.provider_id, s.start_time, s.end_time, s.booking_open_time,
       s.booking_close_time, s.charge_minutes, s.charge_nights, s.state, s.places, s.places_taken, s.version,
       a.tier, a.age_min_years, a.age_max_years, a.ratio_staff, a.ratio_children, a.needs_met, a.notice_hours,
       a.price_pence, s.staff, s.staff_shares_taken, s.trained_for, s.reserve_places, s.reserve_release_time
FROM sessions s JOIN activities a ON a.council_id = s.council_id AND a.activity_id = s.activity_id;

GRANT INSERT (staff, staff_shares_over, trained_for, reserve_places, reserve_release_time),
  UPDATE (staff, staff_shares_over, trained_for, reserve_places, reserve_release_time)
  ON sessions TO 'shortbreaks_availability'@'%';
GRANT SELECT (staff, staff_shares_taken, trained_for, reserve_places, reserve_release_time), UPDATE (staff_shares_taken)
  ON sessions TO 'shortbreaks_bookings'@'%';
GRANT SELECT, DELETE,
  INSERT (council_id, session_id, ratio_staff, ratio_children, children_max, children_over),
  UPDATE (children_max, children_over)
  ON session_ratio_caps TO 'shortbreaks_availability'@'%';
GRANT SELECT, UPDATE (children_taken) ON session_ratio_caps TO 'shortbreaks_bookings'@'%';
GRANT SELECT, INSERT, DELETE ON children_apart TO 'shortbreaks_eligibility'@'%';
GRANT SELECT ON child_support TO 'shortbreaks_bookings'@'%';
GRANT SELECT ON apart_from TO 'shortbreaks_bookings'@'%';

-- migrate:down
REVOKE ALL PRIVILEGES ON apart_from FROM 'shortbreaks_bookings'@'%';
REVOKE ALL PRIVILEGES ON child_support FROM 'shortbreaks_bookings'@'%';
REVOKE ALL PRIVILEGES ON children_apart FROM 'shortbreaks_eligibility'@'%';
REVOKE ALL PRIVILEGES ON session_ratio_caps FROM 'shortbreaks_bookings'@'%';
REVOKE ALL PRIVILEGES ON session_ratio_caps FROM 'shortbreaks_availability'@'%';
REVOKE SELECT (staff, staff_shares_taken, trained_for, reserve_places, reserve_release_time), UPDATE (staff_shares_taken)
  ON sessions FROM 'shortbreaks_bookings'@'%';
REVOKE INSERT (staff, staff_shares_over, trained_for, reserve_places, reserve_release_time),
  UPDATE (staff, staff_shares_over, trained_for, reserve_places, reserve_release_time)
  ON sessions FROM 'shortbreaks_availability'@'%';
ALTER VIEW session_offers AS
SELECT s.council_id, s.session_id, s.activity_id, s.provider_id, s.start_time, s.end_time, s.booking_open_time,
       s.booking_close_time, s.charge_minutes, s.charge_nights, s.state, s.places, s.places_taken, s.version,
       a.tier, a.age_min_years, a.age_max_years, a.ratio_staff, a.ratio_children, a.needs_met, a.notice_hours,
       a.price_pence
FROM sessions s JOIN activities a ON a.council_id = s.council_id AND a.activity_id = s.activity_id;
DROP VIEW apart_from;
DROP VIEW child_support;
DROP TABLE children_apart;
ALTER TABLE bookings DROP CONSTRAINT bookings_staff_shares;
ALTER TABLE bookings DROP COLUMN ratio_staff, DROP COLUMN ratio_children, DROP COLUMN staff_shares;
DROP TABLE session_ratio_caps;
ALTER TABLE sessions DROP CONSTRAINT sessions_staff;
ALTER TABLE sessions DROP CONSTRAINT sessions_staff_never_oversold;
ALTER TABLE sessions DROP CONSTRAINT sessions_reserve;
ALTER TABLE sessions
  DROP COLUMN staff, DROP COLUMN staff_shares_over, DROP COLUMN staff_shares_taken, DROP COLUMN trained_for,
  DROP COLUMN reserve_places, DROP COLUMN reserve_release_time;
