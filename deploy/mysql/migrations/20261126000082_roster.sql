-- migrate:up

-- Who works for a provider, what they are trained for, at which sessions they work and when they are away. Where a
-- session has shifts, sessions.staff and sessions.trained_for are worked out from these; trained_for is then not null.
CREATE TABLE staff_members (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  staff_id BINARY(16) NOT NULL,
  provider_id BINARY(16) NOT NULL,
  display_name VARCHAR(200) NOT NULL,
  inactive TINYINT NOT NULL DEFAULT 0 COMMENT '1: counts in no session',
  version BIGINT NOT NULL DEFAULT 1 COMMENT 'rises with training and absences too; its update is the lock on shifts',
  PRIMARY KEY (council_id, staff_id),
  KEY staff_members_by_name (council_id, display_name, staff_id),
  KEY staff_members_by_provider (council_id, provider_id, display_name, staff_id),
  CONSTRAINT staff_members_provider FOREIGN KEY (council_id, provider_id) REFERENCES providers (council_id, provider_id),
  CONSTRAINT staff_members_inactive CHECK (inactive IN (0, 1))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- A renewal is a row of its own, and one that was withdrawn stays: what somebody was trained for on a day can be told.
CREATE TABLE staff_training (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  training_id BINARY(16) NOT NULL,
  staff_id BINARY(16) NOT NULL,
  need TINYINT NOT NULL COMMENT '2 hoist, 3 gastrostomy, 4 rescue medication',
  issue_date DATE NOT NULL,
  expire_date DATE NOT NULL COMMENT 'the last day, included',
  withdraw_time DATETIME(6) NULL,
  withdraw_reason VARCHAR(500) NOT NULL DEFAULT '',
  PRIMARY KEY (council_id, training_id),
  KEY staff_training_by_staff (council_id, staff_id, need, expire_date),
  KEY staff_training_by_expiry (council_id, expire_date, training_id),
  CONSTRAINT staff_training_staff FOREIGN KEY (council_id, staff_id) REFERENCES staff_members (council_id, staff_id),
  CONSTRAINT staff_training_need CHECK (need IN (2, 3, 4)),
  CONSTRAINT staff_training_dates CHECK (expire_date >= issue_date)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE staff_absences (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  absence_id BINARY(16) NOT NULL,
  staff_id BINARY(16) NOT NULL,
  start_time DATETIME(6) NOT NULL,
  end_time DATETIME(6) NULL COMMENT 'null: not known yet',
  cause TINYINT NOT NULL COMMENT 'AbsenceCause',
  cancel_time DATETIME(6) NULL,
  PRIMARY KEY (council_id, absence_id),
  KEY staff_absences_by_staff (council_id, staff_id, start_time),
  CONSTRAINT staff_absences_staff FOREIGN KEY (council_id, staff_id) REFERENCES staff_members (council_id, staff_id),
  CONSTRAINT staff_absences_times CHECK (end_time IS NULL OR end_time > start_time)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE shifts (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  session_id BINARY(16) NOT NULL,
  staff_id BINARY(16) NOT NULL,
  PRIMARY KEY (council_id, session_id, staff_id),
  KEY shifts_by_staff (council_id, staff_id, session_id),
  CONSTRAINT shifts_session FOREIGN KEY (council_id, session_id) REFERENCES sessions (council_id, session_id),
  CONSTRAINT shifts_staff FOREIGN KEY (council_id, staff_id) REFERENCES staff_members (council_id, staff_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

GRANT SELECT, INSERT, UPDATE (display_name, inactive, version) ON staff_members TO 'shortbreaks_availability'@'%';
GRANT SELECT, INSERT, UPDATE (withdraw_time, withdraw_reason) ON staff_training TO 'shortbreaks_availability'@'%';
GRANT SELECT, INSERT, UPDATE (end_time, cancel_time) ON staff_absences TO 'shortbreaks_availability'@'%';
GRANT SELECT, INSERT, DELETE ON shifts TO 'shortbreaks_availability'@'%';

-- migrate:down
REVOKE ALL PRIVILEGES ON shifts FROM 'shortbreaks_availability'@'%';
REVOKE ALL PRIVILEGES ON staff_absences FROM 'shortbreaks_availability'@'%';
REVOKE ALL PRIVILEGES ON staff_training FROM 'shortbreaks_availability'@'%';
REVOKE ALL PRIVILEGES ON staff_members FROM 'shortbreaks_availability'@'%';
-- What was planned by name is no longer kept.
UPDATE sessions SET trained_for = NULL WHERE trained_for IS NOT NULL;
DROP TABLE shifts, staff_absences, staff_training, staff_members;
