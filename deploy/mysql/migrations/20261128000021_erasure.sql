-- migrate:up

-- Who asked for a child to be erased, and who did it. The child's name stands for nobody once it is done.
CREATE TABLE erasures (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  child_id BINARY(16) NOT NULL,
  reason TINYINT NOT NULL COMMENT 'ErasureReason',
  proposer VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  propose_time DATETIME(6) NOT NULL,
  eraser VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  erase_time DATETIME(6) NULL,
  PRIMARY KEY (council_id, child_id),
  CONSTRAINT erasures_child FOREIGN KEY (council_id, child_id) REFERENCES children (council_id, child_id),
  CONSTRAINT erasures_two_people CHECK ((erase_time IS NULL AND eraser = '')
    OR (erase_time IS NOT NULL AND eraser <> '' AND eraser <> proposer))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What bookings publishes to eligibility of what keeps a child from being erased: places that are not over, and waiting
-- list entries that wait (1) or are offered a place (2).
CREATE VIEW running_places AS
SELECT council_id, child_id, booking_id FROM bookings WHERE live_session_id IS NOT NULL AND end_time > NOW(6);
CREATE VIEW running_waits AS
SELECT council_id, child_id, entry_id FROM waiting_entries WHERE state IN (1, 2);

GRANT SELECT, INSERT, UPDATE ON erasures TO 'shortbreaks_eligibility'@'%';
GRANT SELECT ON running_places TO 'shortbreaks_eligibility'@'%';
GRANT SELECT ON running_waits TO 'shortbreaks_eligibility'@'%';

-- What is sealed goes with the key. Why hours were granted is clear, and blanked: the one change to a table that is only
-- ever added to.
GRANT UPDATE (reason) ON ledger_grants TO 'shortbreaks_eligibility'@'%';

-- migrate:down
REVOKE UPDATE (reason) ON ledger_grants FROM 'shortbreaks_eligibility'@'%';
REVOKE ALL PRIVILEGES ON running_waits FROM 'shortbreaks_eligibility'@'%';
REVOKE ALL PRIVILEGES ON running_places FROM 'shortbreaks_eligibility'@'%';
REVOKE ALL PRIVILEGES ON erasures FROM 'shortbreaks_eligibility'@'%';
DROP VIEW running_waits;
DROP VIEW running_places;
DROP TABLE erasures;
