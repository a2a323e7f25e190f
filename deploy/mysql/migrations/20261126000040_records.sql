-- migrate:up

-- Evidence that is taken off the file stays as a row. What officers overruled, and whether what pays still can, as
-- rechecks ask for them.

ALTER TABLE evidence
  ADD COLUMN withdraw_time DATETIME(6) NULL,
  ADD COLUMN withdraw_reason VARCHAR(500) NOT NULL DEFAULT '';
ALTER TABLE booking_checks
  ADD COLUMN allocations_pay TINYINT NOT NULL DEFAULT 1 COMMENT 'at the check: every allocation of the booking could pay';
-- The bookings of the time to come, without those of years past.
ALTER TABLE bookings ADD KEY bookings_by_start (state, start_time);

-- What bookings publishes to eligibility beside child_bookings: the places that an officer gave although a rule referred.
CREATE VIEW overruled_bookings AS SELECT council_id, booking_id FROM bookings WHERE officer_reason <> '';

GRANT SELECT ON overruled_bookings TO 'shortbreaks_eligibility'@'%';

-- migrate:down
REVOKE ALL PRIVILEGES ON overruled_bookings FROM 'shortbreaks_eligibility'@'%';
DROP VIEW overruled_bookings;
ALTER TABLE bookings DROP KEY bookings_by_start;
ALTER TABLE booking_checks DROP COLUMN allocations_pay;
ALTER TABLE evidence DROP COLUMN withdraw_time, DROP COLUMN withdraw_reason;
