-- migrate:up

-- Why an officer did something with an allocation, and why a booking was flagged: sealed as all else that is said of a
-- child (docs/privacy.md). As in 20261128000020 there is no way from clear rows to sealed ones.
ALTER TABLE allocations
  MODIFY state_reason VARBINARY(8100) NOT NULL DEFAULT '' COMMENT 'sealed',
  MODIFY review_note VARBINARY(2100) NOT NULL DEFAULT '' COMMENT 'sealed';
ALTER TABLE ledger_grants MODIFY reason VARBINARY(2100) NOT NULL COMMENT 'sealed with the child''s key';
ALTER TABLE booking_checks
  MODIFY explanation BLOB NOT NULL COMMENT 'sealed with the child''s key',
  MODIFY resolve_reason VARBINARY(2100) NOT NULL DEFAULT '' COMMENT 'sealed with the child''s key';

-- migrate:down
ALTER TABLE booking_checks
  MODIFY explanation TEXT NOT NULL,
  MODIFY resolve_reason VARCHAR(500) NOT NULL DEFAULT '';
ALTER TABLE ledger_grants MODIFY reason VARCHAR(500) NOT NULL;
ALTER TABLE allocations
  MODIFY state_reason VARCHAR(2000) NOT NULL DEFAULT '',
  MODIFY review_note VARCHAR(500) NOT NULL DEFAULT '';
