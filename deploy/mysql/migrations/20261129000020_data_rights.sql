-- migrate:up

-- What families say is wrong on file, and what the council answers. request and answer are sealed with the child's key.
CREATE TABLE corrections (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  correction_id BINARY(16) NOT NULL,
  child_id BINARY(16) NOT NULL,
  state TINYINT NOT NULL COMMENT 'CorrectionState',
  request VARBINARY(8100) NOT NULL COMMENT 'sealed',
  requester VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  request_time DATETIME(6) NOT NULL,
  due_date DATE NOT NULL COMMENT 'in London',
  extended TINYINT NOT NULL DEFAULT 0,
  answer VARBINARY(8100) NOT NULL DEFAULT '' COMMENT 'sealed',
  answerer VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  answer_time DATETIME(6) NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (council_id, correction_id),
  KEY corrections_by_child (council_id, child_id, correction_id),
  KEY corrections_due (council_id, state, due_date, correction_id),
  CONSTRAINT corrections_child FOREIGN KEY (council_id, child_id) REFERENCES children (council_id, child_id),
  -- Nobody is refused without an answer.
  CONSTRAINT corrections_answered CHECK (state = 1 OR (answer <> '' AND answerer <> '' AND answer_time IS NOT NULL))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What stands in a closed panel's minutes of each application, which was in panels.record, clear, for all of them.
ALTER TABLE panel_items
  ADD COLUMN minutes MEDIUMBLOB NULL COMMENT 'sealed; null until the panel closed',
  ADD COLUMN position SMALLINT NULL COMMENT 'in the minutes, from 1';

-- How long a council keeps children's records.
CREATE TABLE retention_rules (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  birthday SMALLINT NOT NULL,
  idle_years SMALLINT NOT NULL,
  setter VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  set_time DATETIME(6) NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (council_id),
  CONSTRAINT retention_rules_years CHECK (birthday BETWEEN 18 AND 100 AND idle_years BETWEEN 1 AND 75)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

GRANT SELECT, INSERT, UPDATE (state, due_date, extended, answer, answerer, answer_time, version)
  ON corrections TO 'shortbreaks_eligibility'@'%';
GRANT SELECT, INSERT, UPDATE ON retention_rules TO 'shortbreaks_eligibility'@'%';
-- For a family that asks what is kept about it.
ALTER TABLE booking_checks ADD KEY booking_checks_by_child (council_id, child_id);
ALTER TABLE unmet_needs ADD KEY unmet_needs_by_child (council_id, child_id);
ALTER TABLE claim_lines ADD KEY claim_lines_by_booking (council_id, booking_id);
GRANT SELECT ON children_apart_ended TO 'shortbreaks_eligibility'@'%';

-- migrate:down
ALTER TABLE claim_lines DROP KEY claim_lines_by_booking;
ALTER TABLE unmet_needs DROP KEY unmet_needs_by_child;
ALTER TABLE booking_checks DROP KEY booking_checks_by_child;
REVOKE SELECT ON children_apart_ended FROM 'shortbreaks_eligibility'@'%';
REVOKE ALL PRIVILEGES ON retention_rules FROM 'shortbreaks_eligibility'@'%';
REVOKE ALL PRIVILEGES ON corrections FROM 'shortbreaks_eligibility'@'%';
DROP TABLE retention_rules;
ALTER TABLE panel_items DROP COLUMN position, DROP COLUMN minutes;
DROP TABLE corrections;
