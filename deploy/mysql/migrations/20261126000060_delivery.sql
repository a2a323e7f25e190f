-- migrate:up

-- What bookings publishes to eligibility for delivery against plan: every booking that an allocation pays, with each
-- one's share and how it ended.
CREATE VIEW booking_outcomes AS
SELECT council_id, booking_id, child_id, allocation_id, second_allocation_id, charge_amount, second_amount,
       forfeited_amount, second_forfeited_amount, state, end_time
FROM bookings WHERE allocation_id IS NOT NULL;

GRANT SELECT ON booking_outcomes TO 'shortbreaks_eligibility'@'%';

-- migrate:down
REVOKE ALL PRIVILEGES ON booking_outcomes FROM 'shortbreaks_eligibility'@'%';
DROP VIEW booking_outcomes;
