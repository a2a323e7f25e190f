-- Whom a register is of: what the people at the door need to know. Of children with a place or a mark alone, and while a
-- register can be open: no setting lets one stay open for more than a year.
-- migrate:up
CREATE VIEW register_children AS
SELECT b.council_id, b.session_id, b.booking_id, b.start_time, c.child_id, c.display_name, c.date_of_birth, c.needs,
  c.ratio_staff, c.ratio_children
FROM bookings b JOIN children c ON c.council_id = b.council_id AND c.child_id = b.child_id
WHERE (b.state IN (2, 9) OR b.mark_time IS NOT NULL) AND b.end_time > NOW() - INTERVAL 370 DAY;

GRANT SELECT ON register_children TO 'shortbreaks_bookings'@'%';

-- migrate:down
REVOKE ALL PRIVILEGES ON register_children FROM 'shortbreaks_bookings'@'%';
DROP VIEW register_children;
