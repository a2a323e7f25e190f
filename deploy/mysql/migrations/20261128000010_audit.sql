-- migrate:up

-- Who read or changed what, about which child and why; and the chain that shows when a record was edited, deleted, moved
-- or cut off (docs/audit.md). kind, purpose: the numbers of AccessKind and AccessPurpose. sequence and hash are null until
-- the eligibility service seals the record, seconds after its commit; every other column is written once, in the
-- transaction of what it records. What is hashed, and in which order, is services/audit/chain.cc.
ALTER TABLE audit_records
  ADD COLUMN kind TINYINT NOT NULL DEFAULT 2,
  ADD COLUMN child_id BINARY(16) NULL COMMENT 'whom it concerns, where one child is known',
  ADD COLUMN acting_app VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  ADD COLUMN purpose TINYINT NOT NULL DEFAULT 0,
  ADD COLUMN reference VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' COMMENT 'a resource name',
  ADD COLUMN sequence BIGINT NULL COMMENT 'eligibility: from 1 in each council, without gaps',
  ADD COLUMN hash BINARY(32) NULL COMMENT 'eligibility: SHA-256 of the hash before and of every column',
  ADD UNIQUE KEY audit_records_in_sequence (council_id, sequence),
  ADD KEY audit_records_unsealed (sequence, council_id),
  ADD KEY audit_records_by_child (council_id, child_id, audit_id),
  ADD CONSTRAINT audit_records_kind CHECK (kind IN (1, 2)),
  ADD CONSTRAINT audit_records_sealed CHECK ((sequence IS NULL) = (hash IS NULL) AND (sequence IS NULL OR sequence > 0));

-- Records from before that name a child themselves.
UPDATE audit_records SET child_id = UNHEX(REPLACE(SUBSTRING(subject, 10), '-', ''))
WHERE subject LIKE 'children/%' AND CHAR_LENGTH(subject) = 45;

-- Where the chain of a council ends, and up to where a checkpoint was signed. Its row is the lock of whoever seals.
CREATE TABLE audit_streams (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  sequence BIGINT NOT NULL DEFAULT 0,
  hash BINARY(32) NOT NULL,
  checkpoint_sequence BIGINT NOT NULL DEFAULT 0,
  checkpoint_time DATETIME(6) NULL,
  PRIMARY KEY (council_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Services add records and cannot seal them, but for the one that does. In this order: taking a right on a table away takes
-- it from the columns too.
REVOKE INSERT ON audit_records FROM 'shortbreaks_availability'@'%', 'shortbreaks_eligibility'@'%', 'shortbreaks_bookings'@'%';
GRANT INSERT (council_id, audit_id, method, subject, actor, partner_id, call_id, create_time, kind, child_id, acting_app,
              purpose, reference)
  ON audit_records TO 'shortbreaks_availability'@'%', 'shortbreaks_eligibility'@'%', 'shortbreaks_bookings'@'%';
GRANT SELECT, UPDATE (sequence, hash) ON audit_records TO 'shortbreaks_eligibility'@'%';
GRANT SELECT, INSERT, UPDATE ON audit_streams TO 'shortbreaks_eligibility'@'%';
-- Of `shortbreaks audit verify`: it reads, and nothing else.
GRANT SELECT ON audit_records TO 'shortbreaks_auditor'@'%';

-- migrate:down
REVOKE SELECT ON audit_records FROM 'shortbreaks_auditor'@'%';
REVOKE ALL PRIVILEGES ON audit_streams FROM 'shortbreaks_eligibility'@'%';
REVOKE SELECT, UPDATE (sequence, hash) ON audit_records FROM 'shortbreaks_eligibility'@'%';
REVOKE INSERT (council_id, audit_id, method, subject, actor, partner_id, call_id, create_time, kind, child_id, acting_app,
               purpose, reference)
  ON audit_records FROM 'shortbreaks_availability'@'%', 'shortbreaks_eligibility'@'%', 'shortbreaks_bookings'@'%';
GRANT INSERT ON audit_records TO 'shortbreaks_availability'@'%', 'shortbreaks_eligibility'@'%', 'shortbreaks_bookings'@'%';
DROP TABLE audit_streams;
ALTER TABLE audit_records
  DROP CONSTRAINT audit_records_kind,
  DROP CONSTRAINT audit_records_sealed,
  DROP KEY audit_records_in_sequence,
  DROP KEY audit_records_unsealed,
  DROP KEY audit_records_by_child,
  DROP COLUMN kind,
  DROP COLUMN child_id,
  DROP COLUMN acting_app,
  DROP COLUMN purpose,
  DROP COLUMN reference,
  DROP COLUMN sequence,
  DROP COLUMN hash;
