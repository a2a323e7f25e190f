-- migrate:up

-- Whether a provider can meet a child's needs, asked before a booking stands; what could not be met; and what was on
-- file of children who may be together again.

ALTER TABLE activities
  ADD COLUMN needs_match_hours INT NOT NULL DEFAULT 0 COMMENT 'the provider says first, within so many hours, whether it can meet a child''s needs; 0: booking is instant';
ALTER TABLE activities
  ADD CONSTRAINT activities_needs_match CHECK (needs_match_hours BETWEEN 0 AND 336);

-- match_answer and cannot_meet_category are the numbers of MatchAnswer and CannotMeetCategory. 9 is REQUESTED.
ALTER TABLE bookings
  ADD COLUMN match_due_time DATETIME(6) NULL COMMENT 'until when the provider is or was to answer; null: it was not asked',
  ADD COLUMN match_answer TINYINT NOT NULL DEFAULT 0 COMMENT '0: not answered',
  ADD COLUMN match_answer_time DATETIME(6) NULL,
  ADD COLUMN match_answered_by VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  ADD COLUMN match_officer_reason VARCHAR(500) NOT NULL DEFAULT '' COMMENT 'why an officer answered; empty: the provider did',
  ADD COLUMN adjustments VARCHAR(1000) NOT NULL DEFAULT '',
  ADD COLUMN cannot_meet_category TINYINT NOT NULL DEFAULT 0,
  ADD COLUMN cannot_meet_reason VARCHAR(1000) NOT NULL DEFAULT '',
  ADD KEY bookings_by_match_due (council_id, state, match_due_time, booking_id),
  ADD KEY bookings_by_match_answer (council_id, match_answer_time);
-- Nobody is refused without a reason.
ALTER TABLE bookings
  ADD CONSTRAINT bookings_match CHECK ((state <> 9 OR match_due_time IS NOT NULL)
    AND (match_answer = 0 OR match_answer_time IS NOT NULL)
    AND (match_answer <> 2 OR adjustments <> '')
    AND (match_answer <> 3 OR (cannot_meet_category > 0 AND cannot_meet_reason <> '')));

-- Who wanted a place and could not have it because of its needs, as they were then. Only ever added to.
CREATE TABLE unmet_needs (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  unmet_need_id BINARY(16) NOT NULL,
  cause TINYINT NOT NULL COMMENT 'UnmetNeedCause',
  source_id BINARY(16) NOT NULL COMMENT 'what ended: for cause 1 the booking',
  child_id BINARY(16) NOT NULL,
  session_id BINARY(16) NOT NULL,
  activity_id BINARY(16) NOT NULL,
  provider_id BINARY(16) NOT NULL,
  session_date DATE NOT NULL,
  needs BIGINT NOT NULL,
  ratio_staff TINYINT NOT NULL,
  ratio_children TINYINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  PRIMARY KEY (council_id, unmet_need_id),
  UNIQUE KEY unmet_needs_once (council_id, cause, source_id),
  KEY unmet_needs_by_date (council_id, session_date, unmet_need_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Pairs of children_apart that ended, and why. Only ever added to.
CREATE TABLE children_apart_ended (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  ended_id BINARY(16) NOT NULL,
  child_id BINARY(16) NOT NULL,
  other_child_id BINARY(16) NOT NULL,
  reason VARCHAR(500) NOT NULL,
  actor VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  create_time DATETIME(6) NOT NULL,
  end_reason VARCHAR(500) NOT NULL,
  end_actor VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  end_time DATETIME(6) NOT NULL,
  PRIMARY KEY (council_id, ended_id),
  KEY children_apart_ended_by_child (council_id, child_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What eligibility publishes to bookings so that a provider can answer: of the children of open requests alone.
CREATE VIEW match_needs AS
SELECT b.council_id, b.booking_id, c.date_of_birth, c.ratio_staff, c.ratio_children, c.needs
FROM bookings b JOIN children c ON c.council_id = b.council_id AND c.child_id = b.child_id
WHERE b.state = 9;

ALTER VIEW session_offers AS
SELECT s.council_id, s.session_id, s.activity_id, s.provider_id, s.start_time, s.end_time, s.booking_open_time,
       s.booking_close_time, s.charge_minutes, s.charge_nights, s.state, s.places, s.places_taken, s.version,
       a.tier, a.age_min_years, a.age_max_years, a.ratio_staff, a.ratio_children, a.needs_met, a.notice_hours,
       a.price_pence, s.staff, s.staff_shares_taken, s.trained_for, s.reserve_places, s.reserve_release_time,
       a.needs_match_hours
FROM sessions s JOIN activities a ON a.council_id = s.council_id AND a.activity_id = s.activity_id;

GRANT SELECT ON match_needs TO 'shortbreaks_bookings'@'%';
GRANT SELECT, INSERT ON unmet_needs TO 'shortbreaks_bookings'@'%';
GRANT INSERT ON children_apart_ended TO 'shortbreaks_eligibility'@'%';

-- migrate:down
REVOKE ALL PRIVILEGES ON children_apart_ended FROM 'shortbreaks_eligibility'@'%';
REVOKE ALL PRIVILEGES ON unmet_needs FROM 'shortbreaks_bookings'@'%';
REVOKE ALL PRIVILEGES ON match_needs FROM 'shortbreaks_bookings'@'%';
ALTER VIEW session_offers AS
SELECT s.council_id, s.session_id, s.activity_id, s.provider_id, s.start_time, s.end_time, s.booking_open_time,
       s.booking_close_time, s.charge_minutes, s.charge_nights, s.state, s.places, s.places_taken, s.version,
       a.tier, a.age_min_years, a.age_max_years, a.ratio_staff, a.ratio_children, a.needs_met, a.notice_hours,
       a.price_pence, s.staff, s.staff_shares_taken, s.trained_for, s.reserve_places, s.reserve_release_time
FROM sessions s JOIN activities a ON a.council_id = s.council_id AND a.activity_id = s.activity_id;
DROP VIEW match_needs;
DROP TABLE children_apart_ended, unmet_needs;
ALTER TABLE bookings DROP CONSTRAINT bookings_match;
ALTER TABLE bookings
  DROP KEY bookings_by_match_due, DROP KEY bookings_by_match_answer, DROP COLUMN match_due_time,
  DROP COLUMN match_answer, DROP COLUMN match_answer_time, DROP COLUMN match_answered_by,
  DROP COLUMN match_officer_reason, DROP COLUMN adjustments, DROP COLUMN cannot_meet_category,
  DROP COLUMN cannot_meet_reason;
ALTER TABLE activities DROP CONSTRAINT activities_needs_match;
ALTER TABLE activities DROP COLUMN needs_match_hours;
