-- migrate:up

-- One user a service, made beforehand by deploy/mysql/create_users. A table or column has one writer.

GRANT SELECT, INSERT ON outbox TO 'shortbreaks_availability'@'%', 'shortbreaks_eligibility'@'%', 'shortbreaks_bookings'@'%';
GRANT INSERT ON audit_records TO 'shortbreaks_availability'@'%', 'shortbreaks_eligibility'@'%', 'shortbreaks_bookings'@'%';

GRANT SELECT, INSERT, UPDATE, DELETE ON availability_requests TO 'shortbreaks_availability'@'%';
GRANT SELECT, INSERT, UPDATE ON providers TO 'shortbreaks_availability'@'%';
GRANT SELECT, INSERT, UPDATE ON activities TO 'shortbreaks_availability'@'%';
GRANT SELECT,
  INSERT (council_id, session_id, activity_id, provider_id, external_id, start_time, end_time, booking_open_time,
          booking_close_time, charge_minutes, charge_nights, state, cancel_reason, places, places_over, version),
  UPDATE (start_time, end_time, booking_open_time, booking_close_time, charge_minutes, charge_nights, state,
          cancel_reason, places, places_over, version)
  ON sessions TO 'shortbreaks_availability'@'%';

GRANT SELECT, INSERT, UPDATE, DELETE ON eligibility_requests TO 'shortbreaks_eligibility'@'%';
GRANT SELECT, INSERT, UPDATE ON carers TO 'shortbreaks_eligibility'@'%';
GRANT SELECT,
  INSERT (council_id, child_id, external_id, display_name, date_of_birth, ward, postcode_district, resident,
          ratio_staff, ratio_children, needs, assessment_route, version),
  UPDATE (external_id, display_name, date_of_birth, ward, postcode_district, resident, ratio_staff, ratio_children,
          needs, assessment_route, version)
  ON children TO 'shortbreaks_eligibility'@'%';
GRANT SELECT, INSERT, UPDATE ON care_authorities TO 'shortbreaks_eligibility'@'%';
GRANT SELECT, INSERT, UPDATE ON evidence TO 'shortbreaks_eligibility'@'%';
GRANT SELECT,
  INSERT (council_id, allocation_id, child_id, external_id, unit, granted, tier, funding_stream, window_start,
          window_end, state, version),
  UPDATE (external_id, granted, tier, funding_stream, window_start, window_end, state, version)
  ON allocations TO 'shortbreaks_eligibility'@'%';
GRANT SELECT, INSERT ON ledger_grants TO 'shortbreaks_eligibility'@'%';
GRANT SELECT ON session_offers TO 'shortbreaks_eligibility'@'%';

GRANT SELECT, INSERT, UPDATE, DELETE ON bookings_requests TO 'shortbreaks_bookings'@'%';
GRANT SELECT, INSERT, UPDATE ON bookings TO 'shortbreaks_bookings'@'%';
GRANT SELECT, INSERT ON ledger_postings TO 'shortbreaks_bookings'@'%';
GRANT SELECT ON ledger TO 'shortbreaks_bookings'@'%';
GRANT SELECT ON session_offers TO 'shortbreaks_bookings'@'%';
GRANT SELECT (council_id, session_id, start_time, booking_open_time, booking_close_time, state, places, places_taken,
              version),
  UPDATE (places_taken)
  ON sessions TO 'shortbreaks_bookings'@'%';
GRANT SELECT (council_id, child_id, version, diary_version), UPDATE (diary_version)
  ON children TO 'shortbreaks_bookings'@'%';
GRANT SELECT ON care_authorities TO 'shortbreaks_bookings'@'%';
GRANT SELECT, UPDATE (committed) ON allocations TO 'shortbreaks_bookings'@'%';

-- migrate:down
-- Table by table: taking a user's rights away as a whole needs a right over all schemas, which migrations have not.
REVOKE SELECT, INSERT ON outbox FROM 'shortbreaks_availability'@'%', 'shortbreaks_eligibility'@'%', 'shortbreaks_bookings'@'%';
REVOKE INSERT ON audit_records FROM 'shortbreaks_availability'@'%', 'shortbreaks_eligibility'@'%', 'shortbreaks_bookings'@'%';

REVOKE ALL PRIVILEGES ON availability_requests FROM 'shortbreaks_availability'@'%';
REVOKE ALL PRIVILEGES ON providers FROM 'shortbreaks_availability'@'%';
REVOKE ALL PRIVILEGES ON activities FROM 'shortbreaks_availability'@'%';
REVOKE ALL PRIVILEGES ON sessions FROM 'shortbreaks_availability'@'%';

REVOKE ALL PRIVILEGES ON eligibility_requests FROM 'shortbreaks_eligibility'@'%';
REVOKE ALL PRIVILEGES ON carers FROM 'shortbreaks_eligibility'@'%';
REVOKE ALL PRIVILEGES ON children FROM 'shortbreaks_eligibility'@'%';
REVOKE ALL PRIVILEGES ON care_authorities FROM 'shortbreaks_eligibility'@'%';
REVOKE ALL PRIVILEGES ON evidence FROM 'shortbreaks_eligibility'@'%';
REVOKE ALL PRIVILEGES ON allocations FROM 'shortbreaks_eligibility'@'%';
REVOKE ALL PRIVILEGES ON ledger_grants FROM 'shortbreaks_eligibility'@'%';
REVOKE ALL PRIVILEGES ON session_offers FROM 'shortbreaks_eligibility'@'%';

REVOKE ALL PRIVILEGES ON bookings_requests FROM 'shortbreaks_bookings'@'%';
REVOKE ALL PRIVILEGES ON bookings FROM 'shortbreaks_bookings'@'%';
REVOKE ALL PRIVILEGES ON ledger_postings FROM 'shortbreaks_bookings'@'%';
REVOKE ALL PRIVILEGES ON ledger FROM 'shortbreaks_bookings'@'%';
REVOKE ALL PRIVILEGES ON session_offers FROM 'shortbreaks_bookings'@'%';
REVOKE ALL PRIVILEGES ON sessions FROM 'shortbreaks_bookings'@'%';
REVOKE ALL PRIVILEGES ON children FROM 'shortbreaks_bookings'@'%';
REVOKE ALL PRIVILEGES ON care_authorities FROM 'shortbreaks_bookings'@'%';
REVOKE ALL PRIVILEGES ON allocations FROM 'shortbreaks_bookings'@'%';
