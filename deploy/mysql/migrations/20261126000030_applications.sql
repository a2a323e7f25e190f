-- migrate:up

-- The policy that holds for an application from when it was handed in, and the days that the queue is searched by. A
-- panel's agenda is kept by itself, so that an application that goes on to another panel stays on the first one's.

ALTER TABLE applications
  ADD COLUMN policy_id BINARY(16) NULL COMMENT 'holds from when it was handed in; null: none was live yet',
  ADD COLUMN evidence_due_date DATE NULL,
  ADD COLUMN defer_until DATE NULL;

-- decision is the OfficerDecision of this panel, serialized; null: not reached.
CREATE TABLE panel_items (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  panel_id BINARY(16) NOT NULL,
  application_id BINARY(16) NOT NULL,
  decision MEDIUMBLOB NULL,
  list_time DATETIME(6) NOT NULL,
  PRIMARY KEY (council_id, panel_id, application_id),
  CONSTRAINT panel_items_panel FOREIGN KEY (council_id, panel_id) REFERENCES panels (council_id, panel_id),
  CONSTRAINT panel_items_application FOREIGN KEY (council_id, application_id)
    REFERENCES applications (council_id, application_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO panel_items (council_id, panel_id, application_id, list_time)
  SELECT council_id, panel_id, application_id, NOW(6) FROM applications WHERE panel_id IS NOT NULL;

ALTER TABLE allocations
  ADD COLUMN renews BINARY(16) NULL COMMENT 'the allocation that this renews',
  ADD COLUMN renewed_by BINARY(16) NULL COMMENT 'the allocation that renewed this',
  ADD COLUMN last_review_date DATE NULL,
  ADD COLUMN last_reviewer VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  ADD COLUMN review_note VARCHAR(500) NOT NULL DEFAULT '',
  ADD UNIQUE KEY allocations_renewed_once (council_id, renews),
  ADD KEY allocations_by_review (council_id, review_date, allocation_id);
-- Children who may be one child recorded twice.
ALTER TABLE children ADD KEY children_by_birth (council_id, date_of_birth);

GRANT SELECT, INSERT, UPDATE ON panel_items TO 'shortbreaks_eligibility'@'%';
GRANT
  INSERT (renews, renewed_by, last_review_date, last_reviewer, review_note),
  UPDATE (renews, renewed_by, last_review_date, last_reviewer, review_note)
  ON allocations TO 'shortbreaks_eligibility'@'%';

-- migrate:down
REVOKE ALL PRIVILEGES ON panel_items FROM 'shortbreaks_eligibility'@'%';
REVOKE
  INSERT (renews, renewed_by, last_review_date, last_reviewer, review_note),
  UPDATE (renews, renewed_by, last_review_date, last_reviewer, review_note)
  ON allocations FROM 'shortbreaks_eligibility'@'%';
ALTER TABLE children DROP KEY children_by_birth;
ALTER TABLE allocations
  DROP KEY allocations_renewed_once, DROP KEY allocations_by_review, DROP COLUMN renews, DROP COLUMN renewed_by,
  DROP COLUMN last_review_date, DROP COLUMN last_reviewer, DROP COLUMN review_note;
DROP TABLE panel_items;
ALTER TABLE applications DROP COLUMN policy_id, DROP COLUMN evidence_due_date, DROP COLUMN defer_until;
