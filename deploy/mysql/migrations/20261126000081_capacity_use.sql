-- migrate:up

ALTER TABLE sessions
  ADD COLUMN reserve_reason VARCHAR(500) NOT NULL DEFAULT '' COMMENT 'availability: why an officer gave places back that were kept';

-- What bookings publishes to availability of who has a place: how much support, never who.
CREATE VIEW session_children AS
SELECT council_id, session_id, ratio_staff, ratio_children FROM bookings
WHERE live_session_id IS NOT NULL AND ratio_staff > 0;

-- A cap that is added begins with the children that it finds in that view, under the session's lock; from then on bookings counts.
GRANT INSERT (children_taken) ON session_ratio_caps TO 'shortbreaks_availability'@'%';
GRANT INSERT (reserve_reason), UPDATE (reserve_reason) ON sessions TO 'shortbreaks_availability'@'%';
GRANT SELECT ON session_children TO 'shortbreaks_availability'@'%';

-- migrate:down
REVOKE ALL PRIVILEGES ON session_children FROM 'shortbreaks_availability'@'%';
REVOKE INSERT (reserve_reason), UPDATE (reserve_reason) ON sessions FROM 'shortbreaks_availability'@'%';
REVOKE INSERT (children_taken) ON session_ratio_caps FROM 'shortbreaks_availability'@'%';
DROP VIEW session_children;
ALTER TABLE sessions DROP COLUMN reserve_reason;
