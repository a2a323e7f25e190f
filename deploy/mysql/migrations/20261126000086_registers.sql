-- migrate:up

-- What the register says of a booking, and what is charged for it since. All of it is written by bookings.
ALTER TABLE bookings
  ADD COLUMN settled_amount BIGINT NULL COMMENT 'of charge_amount, what is charged since it was marked; null: not marked',
  ADD COLUMN second_settled_amount BIGINT NOT NULL DEFAULT 0 COMMENT 'of second_amount',
  ADD COLUMN settled_price_pence BIGINT NOT NULL DEFAULT 0 COMMENT 'of price_pence',
  ADD COLUMN attended_minutes INT NOT NULL DEFAULT 0,
  ADD COLUMN absence_notice_time DATETIME(6) NULL COMMENT 'when the family said that the child would not come',
  ADD COLUMN mark_time DATETIME(6) NULL COMMENT 'of the last mark, by the clock of whoever marked; null: not marked',
  ADD COLUMN correction_reason VARCHAR(500) NOT NULL DEFAULT '',
  ADD COLUMN no_shows_max INT NULL COMMENT 'of the terms of cancelling, once marked as a no-show; null: they say nothing';
-- Neither allocation is charged more than it paid. 7 is CANCELLED_BY_PROVIDER, by the register; 11 to 14 are ATTENDED,
-- PART_ATTENDED, NO_SHOW and ABSENT_WITH_NOTICE.
ALTER TABLE bookings
  ADD CONSTRAINT bookings_settled CHECK (
    (settled_amount IS NULL AND mark_time IS NULL AND second_settled_amount = 0 AND state NOT IN (11, 12, 13, 14))
    OR (settled_amount IS NOT NULL AND mark_time IS NOT NULL AND state IN (7, 11, 12, 13, 14)
      AND settled_amount >= second_settled_amount AND second_settled_amount BETWEEN 0 AND second_amount
      AND settled_amount - second_settled_amount <= charge_amount - second_amount));
ALTER TABLE sessions ADD KEY sessions_by_provider (council_id, provider_id, start_time, session_id);

-- Every mark there ever was, the first and the corrections. Only ever added to.
CREATE TABLE attendance_marks (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  booking_id BINARY(16) NOT NULL,
  booking_version BIGINT NOT NULL COMMENT 'that the mark made',
  state TINYINT NOT NULL,
  minutes INT NOT NULL,
  notice_time DATETIME(6) NULL,
  settled_amount BIGINT NOT NULL,
  mark_time DATETIME(6) NOT NULL COMMENT 'by the clock of whoever marked',
  reason VARCHAR(500) NOT NULL,
  actor VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  create_time DATETIME(6) NOT NULL,
  PRIMARY KEY (council_id, booking_id, booking_version)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- 11 settles what the register says, as often as it is corrected; 10 gives back an absence that an officer excuses.
ALTER TABLE ledger_postings
  ADD COLUMN sequence BIGINT NOT NULL DEFAULT 0 COMMENT 'of what may be posted again: the version of the booking that it made';
ALTER TABLE ledger_postings
  DROP KEY ledger_postings_once, ADD UNIQUE KEY ledger_postings_once (council_id, booking_id, kind, allocation_id, sequence);
ALTER TABLE ledger_postings DROP CONSTRAINT ledger_postings_sign;
ALTER TABLE ledger_postings
  ADD CONSTRAINT ledger_postings_sign CHECK ((kind IN (2, 4, 6) AND amount <= 0) OR (kind IN (3, 5) AND amount >= 0)
    OR (kind = 10 AND amount > 0) OR (kind = 11 AND amount <> 0 AND sequence > 0));

-- What a provider handed in for a month. The lines of each revision stay as they were.
CREATE TABLE claims (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  provider_id BINARY(16) NOT NULL,
  month DATE NOT NULL COMMENT 'its first day',
  state TINYINT NOT NULL COMMENT 'ClaimState',
  revision INT NOT NULL,
  digest BINARY(32) NOT NULL COMMENT 'SHA-256 of the lines of the revision',
  totals BLOB NOT NULL COMMENT 'ClaimTotals, serialized',
  submit_time DATETIME(6) NOT NULL,
  submitter VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  approve_time DATETIME(6) NULL,
  approver VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (council_id, provider_id, month),
  CONSTRAINT claims_provider FOREIGN KEY (council_id, provider_id) REFERENCES providers (council_id, provider_id),
  CONSTRAINT claims_approval CHECK ((state = 2 AND approve_time IS NULL AND approver = '')
    OR (state = 3 AND approve_time IS NOT NULL AND approver <> '' AND approver <> submitter))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE claim_lines (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  provider_id BINARY(16) NOT NULL,
  month DATE NOT NULL,
  revision INT NOT NULL,
  start_time DATETIME(6) NOT NULL,
  booking_id BINARY(16) NOT NULL,
  session_id BINARY(16) NOT NULL,
  activity_id BINARY(16) NOT NULL,
  outcome TINYINT NOT NULL COMMENT 'BookingState',
  minutes INT NOT NULL,
  nights INT NOT NULL,
  charge_unit TINYINT NOT NULL,
  charged BIGINT NOT NULL,
  price_pence BIGINT NOT NULL,
  PRIMARY KEY (council_id, provider_id, month, revision, start_time, booking_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What officers did about absences. Only ever added to.
CREATE TABLE no_show_resolutions (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  resolution_id BINARY(16) NOT NULL,
  child_id BINARY(16) NOT NULL,
  action TINYINT NOT NULL COMMENT 'NoShowAction',
  booking_id BINARY(16) NULL,
  reason VARCHAR(500) NOT NULL,
  actor VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  create_time DATETIME(6) NOT NULL,
  PRIMARY KEY (council_id, resolution_id),
  KEY no_show_resolutions_by_child (council_id, child_id, create_time),
  CONSTRAINT no_show_resolutions_child FOREIGN KEY (council_id, child_id) REFERENCES children (council_id, child_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What a child came for stays counted against the law's limits and the policy's caps, with what it was charged.
ALTER VIEW child_bookings AS
SELECT b.council_id, b.booking_id, b.child_id, b.session_id, b.child_version, b.session_version, b.decision_id,
       b.booked_by, s.provider_id, b.allocation_id,
       COALESCE(b.settled_amount - b.second_settled_amount, b.charge_amount - b.second_amount) AS amount,
       b.second_allocation_id, IF(b.settled_amount IS NULL, b.second_amount, b.second_settled_amount) AS second_amount,
       b.start_time, b.end_time, s.charge_nights
FROM bookings b JOIN sessions s ON s.council_id = b.council_id AND s.session_id = b.session_id
WHERE b.state IN (1, 2, 9, 11, 12);

ALTER VIEW booking_outcomes AS
SELECT council_id, booking_id, child_id, allocation_id, second_allocation_id, charge_amount, second_amount,
       forfeited_amount, second_forfeited_amount, state, end_time, settled_amount, second_settled_amount
FROM bookings WHERE allocation_id IS NOT NULL;

GRANT SELECT, INSERT ON attendance_marks TO 'shortbreaks_bookings'@'%';
GRANT SELECT, INSERT,
  UPDATE (state, revision, digest, totals, submit_time, submitter, approve_time, approver, version)
  ON claims TO 'shortbreaks_bookings'@'%';
GRANT SELECT, INSERT ON claim_lines TO 'shortbreaks_bookings'@'%';
GRANT SELECT, INSERT ON no_show_resolutions TO 'shortbreaks_bookings'@'%';

-- migrate:down
REVOKE ALL PRIVILEGES ON no_show_resolutions FROM 'shortbreaks_bookings'@'%';
REVOKE ALL PRIVILEGES ON claim_lines FROM 'shortbreaks_bookings'@'%';
REVOKE ALL PRIVILEGES ON claims FROM 'shortbreaks_bookings'@'%';
REVOKE ALL PRIVILEGES ON attendance_marks FROM 'shortbreaks_bookings'@'%';
ALTER VIEW booking_outcomes AS
SELECT council_id, booking_id, child_id, allocation_id, second_allocation_id, charge_amount, second_amount,
       forfeited_amount, second_forfeited_amount, state, end_time
FROM bookings WHERE allocation_id IS NOT NULL;
ALTER VIEW child_bookings AS
SELECT b.council_id, b.booking_id, b.child_id, b.session_id, b.child_version, b.session_version, b.decision_id,
       b.booked_by, s.provider_id, b.allocation_id, b.charge_amount - b.second_amount AS amount,
       b.second_allocation_id, b.second_amount, b.start_time, b.end_time, s.charge_nights
FROM bookings b JOIN sessions s ON s.council_id = b.council_id AND s.session_id = b.session_id
WHERE b.state IN (1, 2);
DROP TABLE no_show_resolutions, claim_lines, claims, attendance_marks;
ALTER TABLE ledger_postings DROP CONSTRAINT ledger_postings_sign;
ALTER TABLE ledger_postings DROP KEY ledger_postings_once, ADD UNIQUE KEY ledger_postings_once (council_id, booking_id, kind, allocation_id);
ALTER TABLE ledger_postings DROP COLUMN sequence;
ALTER TABLE ledger_postings
  ADD CONSTRAINT ledger_postings_sign CHECK ((kind IN (2, 4, 6) AND amount <= 0) OR (kind IN (3, 5) AND amount >= 0) OR (kind = 10 AND amount > 0));
ALTER TABLE sessions DROP KEY sessions_by_provider;
ALTER TABLE bookings DROP CONSTRAINT bookings_settled;
ALTER TABLE bookings
  DROP COLUMN settled_amount, DROP COLUMN second_settled_amount, DROP COLUMN settled_price_pence, DROP COLUMN attended_minutes,
  DROP COLUMN absence_notice_time, DROP COLUMN mark_time, DROP COLUMN correction_reason, DROP COLUMN no_shows_max;
