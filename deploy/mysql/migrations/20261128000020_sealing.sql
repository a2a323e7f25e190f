-- migrate:up

-- What is personal is sealed by the services before it is written (docs/privacy.md; services/sealing): a sealed column
-- holds bytes that only the child's or carer's data key opens, and data_keys keeps those keys wrapped by a key that the
-- database never sees. Nobody has installed the service yet, so there is no way from clear rows to sealed ones: a row
-- from before is refused as SEALED_DATA_UNREADABLE. Likewise the way down wants an empty schema.

-- kind: 1 a child, 2 a carer. Erasing deletes the row; a copy of this table made before is kept as short as
-- docs/operating.md says, since it would open what was erased.
CREATE TABLE data_keys (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subject_id BINARY(16) NOT NULL,
  kind TINYINT NOT NULL,
  key_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'of the key-encryption key; stands in wrapped_key too',
  wrapped_key VARBINARY(128) NOT NULL,
  create_time DATETIME(6) NOT NULL,
  PRIMARY KEY (council_id, subject_id),
  KEY data_keys_by_key (key_id, council_id, subject_id),
  CONSTRAINT data_keys_kind CHECK (kind IN (1, 2))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Sealed columns are null once their child or carer is erased, and empty where nothing was said.
ALTER TABLE carers MODIFY display_name VARBINARY(1000) NULL COMMENT 'sealed';

ALTER TABLE children DROP KEY children_by_birth;
ALTER TABLE children
  MODIFY display_name VARBINARY(1000) NULL COMMENT 'sealed',
  MODIFY date_of_birth VARBINARY(64) NULL COMMENT 'sealed',
  MODIFY ward VARBINARY(500) NULL COMMENT 'sealed',
  MODIFY postcode_district VARBINARY(64) NULL COMMENT 'sealed',
  MODIFY needs VARBINARY(64) NULL COMMENT 'sealed',
  MODIFY assessment_route VARBINARY(64) NULL COMMENT 'sealed',
  MODIFY circumstances BLOB NULL COMMENT 'sealed: Circumstances, serialized',
  ADD COLUMN trained_needs TINYINT NOT NULL DEFAULT 0 COMMENT 'eligibility: of needs, those that bookings asks for in SQL: hoist (2), gastrostomy (3), rescue medication (4)',
  ADD COLUMN birth_index BINARY(16) NULL COMMENT 'eligibility: blind index of date_of_birth';
ALTER TABLE children ADD KEY children_by_birth (council_id, birth_index);

ALTER TABLE evidence
  MODIFY kind VARBINARY(64) NULL COMMENT 'sealed',
  MODIFY profession VARBINARY(300) NULL COMMENT 'sealed',
  MODIFY sections VARBINARY(300) NULL COMMENT 'sealed',
  MODIFY benefit_name VARBINARY(300) NULL COMMENT 'sealed',
  MODIFY benefit_component VARBINARY(300) NULL COMMENT 'sealed',
  MODIFY benefit_rate VARBINARY(300) NULL COMMENT 'sealed',
  MODIFY withdraw_reason VARBINARY(2100) NULL COMMENT 'sealed';

ALTER TABLE decisions
  MODIFY basis MEDIUMBLOB NOT NULL COMMENT 'sealed: DecisionBasis, serialized',
  MODIFY result MEDIUMBLOB NOT NULL COMMENT 'sealed: Decision, serialized';
ALTER TABLE applications MODIFY record MEDIUMBLOB NOT NULL COMMENT 'sealed: Application, serialized';
ALTER TABLE application_events MODIFY reason VARBINARY(8100) NOT NULL COMMENT 'sealed';
ALTER TABLE panel_items MODIFY decision MEDIUMBLOB NULL COMMENT 'sealed';

ALTER TABLE children_apart MODIFY reason VARBINARY(2100) NOT NULL COMMENT 'sealed with the key of child_id';
ALTER TABLE children_apart_ended
  MODIFY reason VARBINARY(2100) NOT NULL COMMENT 'sealed with the keys of both',
  MODIFY end_reason VARBINARY(2100) NOT NULL COMMENT 'sealed with the keys of both';
ALTER TABLE bookings
  MODIFY officer_reason VARBINARY(2100) NOT NULL DEFAULT '' COMMENT 'sealed',
  MODIFY waive_reason VARBINARY(2100) NOT NULL DEFAULT '' COMMENT 'sealed',
  MODIFY correction_reason VARBINARY(2100) NOT NULL DEFAULT '' COMMENT 'sealed',
  MODIFY match_officer_reason VARBINARY(2100) NOT NULL DEFAULT '' COMMENT 'sealed; empty: the provider answered',
  MODIFY adjustments VARBINARY(4100) NOT NULL DEFAULT '' COMMENT 'sealed',
  MODIFY cannot_meet_reason VARBINARY(4100) NOT NULL DEFAULT '' COMMENT 'sealed';
ALTER TABLE attendance_marks MODIFY reason VARBINARY(2100) NOT NULL COMMENT 'sealed with the child''s key';
ALTER TABLE no_show_resolutions MODIFY reason VARBINARY(2100) NOT NULL COMMENT 'sealed';
ALTER TABLE waiting_entries MODIFY offer_reason VARBINARY(2100) NOT NULL DEFAULT '' COMMENT 'sealed: why an officer offered it out of order';
ALTER TABLE calendar_feeds MODIFY display_name VARBINARY(500) NOT NULL COMMENT 'a carer''s is sealed with the carer''s key';

-- A stored reply about children or carers is sealed with the key of each; their ids stand beside it, one after the other.
ALTER TABLE eligibility_requests ADD COLUMN subjects VARBINARY(512) NOT NULL DEFAULT '';
ALTER TABLE bookings_requests ADD COLUMN subjects VARBINARY(512) NOT NULL DEFAULT '';
ALTER TABLE availability_requests ADD COLUMN subjects VARBINARY(512) NOT NULL DEFAULT '' COMMENT 'always empty';

ALTER VIEW child_support AS
SELECT council_id, child_id, ratio_staff, ratio_children, trained_needs FROM children;

-- Still of the children of open requests alone; date_of_birth and needs are sealed.
ALTER VIEW match_needs AS
SELECT b.council_id, b.booking_id, c.date_of_birth, c.ratio_staff, c.ratio_children, c.needs, c.child_id
FROM bookings b JOIN children c ON c.council_id = b.council_id AND c.child_id = b.child_id
WHERE b.state = 9;

GRANT SELECT, INSERT, UPDATE (key_id, wrapped_key), DELETE ON data_keys TO 'shortbreaks_eligibility'@'%';
GRANT INSERT (trained_needs, birth_index), UPDATE (trained_needs, birth_index) ON children TO 'shortbreaks_eligibility'@'%';
-- For stored replies and match_needs. A key opens nothing by itself: what it seals is not granted.
GRANT SELECT (council_id, subject_id, wrapped_key, key_id) ON data_keys TO 'shortbreaks_bookings'@'%';

-- migrate:down
REVOKE ALL PRIVILEGES ON data_keys FROM 'shortbreaks_bookings'@'%';
REVOKE INSERT (trained_needs, birth_index), UPDATE (trained_needs, birth_index) ON children FROM 'shortbreaks_eligibility'@'%';
REVOKE ALL PRIVILEGES ON data_keys FROM 'shortbreaks_eligibility'@'%';
ALTER TABLE availability_requests DROP COLUMN subjects;
ALTER TABLE bookings_requests DROP COLUMN subjects;
ALTER TABLE eligibility_requests DROP COLUMN subjects;
ALTER TABLE calendar_feeds MODIFY display_name VARCHAR(100) NOT NULL;
ALTER TABLE waiting_entries MODIFY offer_reason VARCHAR(500) NOT NULL DEFAULT '' COMMENT 'why an officer offered it out of order';
ALTER TABLE no_show_resolutions MODIFY reason VARCHAR(500) NOT NULL;
ALTER TABLE attendance_marks MODIFY reason VARCHAR(500) NOT NULL;
ALTER TABLE bookings
  MODIFY officer_reason VARCHAR(500) NOT NULL DEFAULT '',
  MODIFY waive_reason VARCHAR(500) NOT NULL DEFAULT '',
  MODIFY correction_reason VARCHAR(500) NOT NULL DEFAULT '',
  MODIFY match_officer_reason VARCHAR(500) NOT NULL DEFAULT '' COMMENT 'why an officer answered; empty: the provider did',
  MODIFY adjustments VARCHAR(1000) NOT NULL DEFAULT '',
  MODIFY cannot_meet_reason VARCHAR(1000) NOT NULL DEFAULT '';
ALTER TABLE children_apart_ended MODIFY reason VARCHAR(500) NOT NULL, MODIFY end_reason VARCHAR(500) NOT NULL;
ALTER TABLE children_apart MODIFY reason VARCHAR(500) NOT NULL;
ALTER TABLE panel_items MODIFY decision MEDIUMBLOB NULL;
ALTER TABLE application_events MODIFY reason VARCHAR(2000) NOT NULL;
ALTER TABLE applications MODIFY record MEDIUMBLOB NOT NULL;
ALTER TABLE decisions MODIFY basis MEDIUMBLOB NOT NULL, MODIFY result MEDIUMBLOB NOT NULL;
ALTER TABLE evidence
  MODIFY kind TINYINT NOT NULL,
  MODIFY profession VARCHAR(64) NOT NULL DEFAULT '',
  MODIFY sections VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  MODIFY benefit_name VARCHAR(64) NOT NULL DEFAULT '',
  MODIFY benefit_component VARCHAR(64) NOT NULL DEFAULT '',
  MODIFY benefit_rate VARCHAR(64) NOT NULL DEFAULT '',
  MODIFY withdraw_reason VARCHAR(500) NOT NULL DEFAULT '';
ALTER TABLE children DROP KEY children_by_birth;
ALTER TABLE children
  MODIFY display_name VARCHAR(200) NOT NULL,
  MODIFY date_of_birth DATE NOT NULL,
  MODIFY ward VARCHAR(100) NOT NULL DEFAULT '',
  MODIFY postcode_district VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  MODIFY needs BIGINT NOT NULL DEFAULT 0,
  MODIFY assessment_route TINYINT NOT NULL DEFAULT 0,
  MODIFY circumstances BLOB NULL COMMENT 'eligibility: Circumstances, serialized';
ALTER VIEW child_support AS
SELECT council_id, child_id, ratio_staff, ratio_children, needs & 28 AS trained_needs FROM children;
ALTER VIEW match_needs AS
SELECT b.council_id, b.booking_id, c.date_of_birth, c.ratio_staff, c.ratio_children, c.needs
FROM bookings b JOIN children c ON c.council_id = b.council_id AND c.child_id = b.child_id
WHERE b.state = 9;
ALTER TABLE children DROP COLUMN trained_needs, DROP COLUMN birth_index;
ALTER TABLE children ADD KEY children_by_birth (council_id, date_of_birth);
ALTER TABLE carers MODIFY display_name VARCHAR(200) NOT NULL;
DROP TABLE data_keys;
