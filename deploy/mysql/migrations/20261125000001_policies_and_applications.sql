-- migrate:up

-- Policies, decisions as they were made, applications and panels; and what an allocation's life needs. All written by
-- eligibility alone.

CREATE TABLE policies (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  policy_id BINARY(16) NOT NULL,
  policy_key VARCHAR(64) NOT NULL,
  title VARCHAR(200) NOT NULL,
  sample TINYINT NOT NULL,
  content MEDIUMTEXT NOT NULL,
  digest BINARY(32) NOT NULL,
  from_date DATE NOT NULL,
  to_date DATE NULL,
  state TINYINT NOT NULL,
  proposer VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  publisher VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NULL,
  propose_time DATETIME(6) NOT NULL,
  publish_time DATETIME(6) NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (council_id, policy_id),
  KEY policies_live (council_id, state, from_date, publish_time),
  CONSTRAINT policies_second_key CHECK (state <> 2 OR (publisher IS NOT NULL AND publisher <> proposer))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- decision_id is the first half of the SHA-256 of the basis, so that the same question is kept once. basis and result
-- are DecisionBasis and Decision, serialized. Only ever added to.
CREATE TABLE decisions (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  decision_id BINARY(16) NOT NULL,
  child_id BINARY(16) NOT NULL,
  policy_id BINARY(16) NULL,
  basis MEDIUMBLOB NOT NULL,
  result MEDIUMBLOB NOT NULL,
  create_time DATETIME(6) NOT NULL,
  PRIMARY KEY (council_id, decision_id),
  KEY decisions_by_child (council_id, child_id, create_time)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE panels (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  panel_id BINARY(16) NOT NULL,
  meet_date DATE NOT NULL,
  state TINYINT NOT NULL,
  record MEDIUMBLOB NOT NULL COMMENT 'Panel, serialized',
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (council_id, panel_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- record is the Application, serialized; the columns beside it are what is searched by.
CREATE TABLE applications (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  application_id BINARY(16) NOT NULL,
  child_id BINARY(16) NOT NULL,
  offer VARCHAR(64) NOT NULL,
  open_offer VARCHAR(64) NULL COMMENT 'offer until it is decided or closed, else null: one open application per child and offer',
  state TINYINT NOT NULL,
  priority TINYINT NOT NULL,
  author VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  panel_id BINARY(16) NULL,
  awaits_second_key TINYINT NOT NULL DEFAULT 0,
  submit_time DATETIME(6) NULL,
  evidence_complete_date DATE NULL,
  record MEDIUMBLOB NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (council_id, application_id),
  UNIQUE KEY applications_one_open (council_id, child_id, open_offer),
  KEY applications_queue (council_id, state, priority, application_id),
  KEY applications_by_child (council_id, child_id, application_id),
  KEY applications_by_panel (council_id, panel_id, priority, application_id),
  CONSTRAINT applications_child FOREIGN KEY (council_id, child_id) REFERENCES children (council_id, child_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Only ever added to.
CREATE TABLE application_events (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  event_id BINARY(16) NOT NULL,
  application_id BINARY(16) NOT NULL,
  action VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  from_state TINYINT NOT NULL,
  to_state TINYINT NOT NULL,
  actor VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reason VARCHAR(2000) NOT NULL,
  create_time DATETIME(6) NOT NULL,
  PRIMARY KEY (council_id, event_id),
  KEY application_events_by_application (council_id, application_id, event_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What came of deciding again what is booked, the latest for each booking. flagged until an officer resolves it, or the
-- next check finds all well.
CREATE TABLE booking_checks (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  booking_id BINARY(16) NOT NULL,
  child_id BINARY(16) NOT NULL,
  session_id BINARY(16) NOT NULL,
  start_time DATETIME(6) NOT NULL,
  child_version BIGINT NOT NULL,
  session_version BIGINT NOT NULL,
  policy_id BINARY(16) NULL,
  flagged TINYINT NOT NULL,
  rules VARCHAR(500) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  explanation TEXT NOT NULL,
  check_time DATETIME(6) NOT NULL,
  resolver VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  resolve_reason VARCHAR(500) NOT NULL DEFAULT '',
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (council_id, booking_id),
  KEY booking_checks_flagged (council_id, flagged, start_time, booking_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE children ADD COLUMN circumstances BLOB NULL COMMENT 'eligibility: Circumstances, serialized' AFTER assessment_route;
ALTER TABLE evidence
  ADD COLUMN profession VARCHAR(64) NOT NULL DEFAULT '',
  ADD COLUMN sections VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '';
ALTER TABLE allocations
  ADD COLUMN application_id BINARY(16) NULL,
  ADD COLUMN offer VARCHAR(64) NOT NULL DEFAULT '',
  ADD COLUMN discretion TINYINT NOT NULL DEFAULT 0,
  ADD COLUMN review_date DATE NULL,
  ADD COLUMN accept_by_date DATE NULL,
  ADD COLUMN state_reason VARCHAR(2000) NOT NULL DEFAULT '',
  ADD COLUMN carried_from BINARY(16) NULL,
  ADD COLUMN ehc_plan_section VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  ADD UNIQUE KEY allocations_carried_once (council_id, carried_from),
  ADD KEY allocations_by_end (state, window_end);
ALTER TABLE bookings
  ADD COLUMN second_allocation_id BINARY(16) NULL COMMENT 'pays second_amount of charge_amount; null: one pays all',
  ADD COLUMN second_amount BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN decision_id BINARY(16) NULL,
  ADD COLUMN officer_reason VARCHAR(500) NOT NULL DEFAULT '',
  ADD COLUMN booked_by VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  ADD KEY bookings_by_allocation (council_id, allocation_id),
  ADD KEY bookings_by_second_allocation (council_id, second_allocation_id),
  ADD CONSTRAINT bookings_shares CHECK (second_amount >= 0 AND second_amount <= charge_amount);
-- 1 is a grant, 7 an adjustment either way, 8 what expired; 9 went over to the next year's allocation.
ALTER TABLE ledger_grants DROP CONSTRAINT ledger_grants_kind;
ALTER TABLE ledger_grants
  ADD CONSTRAINT ledger_grants_sign CHECK ((kind = 1 AND amount > 0) OR (kind = 7 AND amount <> 0) OR (kind IN (8, 9) AND amount < 0));

-- With what was said of each entry.
DROP VIEW ledger;
CREATE VIEW ledger AS
SELECT council_id, entry_id, allocation_id, NULL AS booking_id, kind, amount, actor, create_time, reason FROM ledger_grants
UNION ALL
SELECT council_id, entry_id, allocation_id, booking_id, kind, amount, actor, create_time, '' FROM ledger_postings;

-- What bookings publishes to eligibility: places that are held (1) or booked (2), with what they take.
CREATE VIEW child_bookings AS
SELECT b.council_id, b.booking_id, b.child_id, b.session_id, b.child_version, b.session_version, b.decision_id,
       b.booked_by, s.provider_id, b.allocation_id, b.charge_amount - b.second_amount AS amount,
       b.second_allocation_id, b.second_amount, b.start_time, b.end_time, s.charge_nights
FROM bookings b JOIN sessions s ON s.council_id = b.council_id AND s.session_id = b.session_id
WHERE b.state IN (1, 2);

GRANT SELECT ON ledger_grants TO 'shortbreaks_bookings'@'%';
GRANT SELECT ON child_bookings TO 'shortbreaks_eligibility'@'%';
GRANT SELECT, INSERT, UPDATE ON booking_checks TO 'shortbreaks_eligibility'@'%';
GRANT SELECT, INSERT, UPDATE ON policies TO 'shortbreaks_eligibility'@'%';
GRANT SELECT, INSERT ON decisions TO 'shortbreaks_eligibility'@'%';
GRANT SELECT, INSERT, UPDATE ON panels TO 'shortbreaks_eligibility'@'%';
GRANT SELECT, INSERT, UPDATE ON applications TO 'shortbreaks_eligibility'@'%';
GRANT SELECT, INSERT ON application_events TO 'shortbreaks_eligibility'@'%';
GRANT INSERT (circumstances), UPDATE (circumstances) ON children TO 'shortbreaks_eligibility'@'%';
GRANT
  INSERT (application_id, offer, discretion, review_date, accept_by_date, state_reason, carried_from, ehc_plan_section),
  UPDATE (application_id, offer, discretion, review_date, accept_by_date, state_reason, carried_from, ehc_plan_section)
  ON allocations TO 'shortbreaks_eligibility'@'%';

-- migrate:down
REVOKE ALL PRIVILEGES ON ledger_grants FROM 'shortbreaks_bookings'@'%';
REVOKE ALL PRIVILEGES ON child_bookings FROM 'shortbreaks_eligibility'@'%';
REVOKE ALL PRIVILEGES ON booking_checks FROM 'shortbreaks_eligibility'@'%';
REVOKE ALL PRIVILEGES ON policies FROM 'shortbreaks_eligibility'@'%';
REVOKE ALL PRIVILEGES ON decisions FROM 'shortbreaks_eligibility'@'%';
REVOKE ALL PRIVILEGES ON panels FROM 'shortbreaks_eligibility'@'%';
REVOKE ALL PRIVILEGES ON applications FROM 'shortbreaks_eligibility'@'%';
REVOKE ALL PRIVILEGES ON application_events FROM 'shortbreaks_eligibility'@'%';
REVOKE INSERT (circumstances), UPDATE (circumstances) ON children FROM 'shortbreaks_eligibility'@'%';
REVOKE
  INSERT (application_id, offer, discretion, review_date, accept_by_date, state_reason, carried_from, ehc_plan_section),
  UPDATE (application_id, offer, discretion, review_date, accept_by_date, state_reason, carried_from, ehc_plan_section)
  ON allocations FROM 'shortbreaks_eligibility'@'%';
DROP VIEW child_bookings;
DROP VIEW ledger;
CREATE VIEW ledger AS
SELECT council_id, entry_id, allocation_id, NULL AS booking_id, kind, amount, actor, create_time FROM ledger_grants
UNION ALL
SELECT council_id, entry_id, allocation_id, booking_id, kind, amount, actor, create_time FROM ledger_postings;
ALTER TABLE bookings
  DROP CONSTRAINT bookings_shares, DROP KEY bookings_by_allocation, DROP KEY bookings_by_second_allocation,
  DROP COLUMN second_allocation_id, DROP COLUMN second_amount, DROP COLUMN decision_id, DROP COLUMN officer_reason, DROP COLUMN booked_by;
ALTER TABLE ledger_grants DROP CONSTRAINT ledger_grants_sign;
ALTER TABLE ledger_grants ADD CONSTRAINT ledger_grants_kind CHECK (kind = 1 AND amount > 0);
ALTER TABLE allocations
  DROP KEY allocations_carried_once, DROP KEY allocations_by_end,
  DROP COLUMN application_id, DROP COLUMN offer, DROP COLUMN discretion, DROP COLUMN review_date,
  DROP COLUMN accept_by_date, DROP COLUMN state_reason, DROP COLUMN carried_from, DROP COLUMN ehc_plan_section;
ALTER TABLE evidence DROP COLUMN profession, DROP COLUMN sections;
ALTER TABLE children DROP COLUMN circumstances;
DROP TABLE booking_checks, application_events, applications, panels, decisions, policies;
