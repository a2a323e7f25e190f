-- migrate:up

-- What cancelling costs, fixed with the booking; what was forfeited, and who waived it.
ALTER TABLE bookings
  ADD COLUMN cancellation VARBINARY(1000) NULL COMMENT 'CancellationTerms, serialized, as they were when the place was taken; null: free until free_until_time, then all is lost',
  ADD COLUMN cancel_cause TINYINT NOT NULL DEFAULT 0 COMMENT 'CancelCause',
  ADD COLUMN forfeited_amount BIGINT NOT NULL DEFAULT 0 COMMENT 'of charge_amount, once cancelled late; 0 once waived',
  ADD COLUMN second_forfeited_amount BIGINT NOT NULL DEFAULT 0 COMMENT 'of second_amount',
  ADD COLUMN waived_by VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' COMMENT 'policy, or the officer',
  ADD COLUMN waive_reason VARCHAR(500) NOT NULL DEFAULT '';
-- 6 is CANCELLED_LATE: until now all of the charge was lost.
UPDATE bookings SET forfeited_amount = charge_amount, second_forfeited_amount = second_amount WHERE state = 6;
-- Neither allocation loses more than it paid, and nothing is lost of a place that is still kept.
ALTER TABLE bookings
  ADD CONSTRAINT bookings_forfeits CHECK (forfeited_amount >= second_forfeited_amount AND second_forfeited_amount >= 0
    AND second_forfeited_amount <= second_amount
    AND forfeited_amount - second_forfeited_amount <= charge_amount - second_amount
    AND (forfeited_amount = 0 OR live_session_id IS NULL));

-- 10 gives back what cancelling late cost.
ALTER TABLE ledger_postings DROP CONSTRAINT ledger_postings_sign;
ALTER TABLE ledger_postings
  ADD CONSTRAINT ledger_postings_sign CHECK ((kind IN (2, 4, 6) AND amount <= 0) OR (kind IN (3, 5) AND amount >= 0) OR (kind = 10 AND amount > 0));

-- migrate:down
-- The rule of signs stays as it is: what was waived stays in the ledger, which is only ever added to.
ALTER TABLE bookings DROP CONSTRAINT bookings_forfeits;
ALTER TABLE bookings
  DROP COLUMN cancellation, DROP COLUMN cancel_cause, DROP COLUMN forfeited_amount, DROP COLUMN second_forfeited_amount,
  DROP COLUMN waived_by, DROP COLUMN waive_reason;
