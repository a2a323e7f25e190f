-- migrate:up

-- The team of the council that a child is with. Null: none, and every officer of the council sees the child.
ALTER TABLE children
  ADD COLUMN team VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL;

-- Which apps a carer lets act for it. The app's name is what its tokens say in act. What was withdrawn stays on file.
CREATE TABLE partner_consents (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  carer_id BINARY(16) NOT NULL,
  partner_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  give_time DATETIME(6) NOT NULL,
  withdraw_time DATETIME(6) NULL,
  giver VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (council_id, carer_id, partner_id),
  CONSTRAINT partner_consents_carer FOREIGN KEY (council_id, carer_id) REFERENCES carers (council_id, carer_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- When a practitioner who wrote an application stops seeing it: 90 days after it was closed (13), or when the family's
-- consent was withdrawn.
ALTER TABLE applications ADD COLUMN referral_end_time DATETIME(6) NULL;
UPDATE applications SET referral_end_time = NOW(6) + INTERVAL 90 DAY WHERE state = 13;

GRANT UPDATE (team) ON children TO 'shortbreaks_eligibility'@'%';
GRANT SELECT (team) ON children TO 'shortbreaks_bookings'@'%';
GRANT SELECT (council_id, provider_id) ON providers TO 'shortbreaks_bookings'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON partner_consents TO 'shortbreaks_eligibility'@'%';
GRANT SELECT (council_id, carer_id, partner_id, withdraw_time) ON partner_consents TO 'shortbreaks_availability'@'%',
  'shortbreaks_bookings'@'%';

-- migrate:down
REVOKE ALL PRIVILEGES ON partner_consents FROM 'shortbreaks_bookings'@'%';
REVOKE ALL PRIVILEGES ON partner_consents FROM 'shortbreaks_availability'@'%';
REVOKE ALL PRIVILEGES ON partner_consents FROM 'shortbreaks_eligibility'@'%';
REVOKE SELECT (council_id, provider_id) ON providers FROM 'shortbreaks_bookings'@'%';
REVOKE SELECT (team) ON children FROM 'shortbreaks_bookings'@'%';
REVOKE UPDATE (team) ON children FROM 'shortbreaks_eligibility'@'%';
ALTER TABLE applications DROP COLUMN referral_end_time;
DROP TABLE partner_consents;
ALTER TABLE children DROP COLUMN team;
