-- migrate:up

-- Who waits for a place. An offer is a booking in state OFFERED (8) that says which entry it is for; an entry changes
-- only under its child's lock.

ALTER TABLE activities
  ADD COLUMN waiting_order TINYINT NOT NULL DEFAULT 0 COMMENT 'availability: WaitingOrder',
  ADD CONSTRAINT activities_waiting_order CHECK (waiting_order BETWEEN 0 AND 3);

-- What availability publishes to bookings of an activity's waiting list.
CREATE VIEW waiting_rules AS SELECT council_id, activity_id, provider_id, waiting_order FROM activities;

CREATE TABLE waiting_entries (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  entry_id BINARY(16) NOT NULL,
  child_id BINARY(16) NOT NULL,
  activity_id BINARY(16) NOT NULL,
  session_id BINARY(16) NULL COMMENT 'null: any session of the activity that suits',
  waits_for BINARY(16) NULL COMMENT 'the session, else the activity, while WAITING or OFFERED, else null: nobody waits twice',
  days TINYINT UNSIGNED NOT NULL DEFAULT 254 COMMENT 'bit n: DayOfWeek n',
  earliest_date DATE NULL,
  latest_date DATE NULL,
  earliest_start_minutes SMALLINT NULL COMMENT 'after midnight in London',
  latest_end_minutes SMALLINT NULL,
  state TINYINT NOT NULL,
  priority TINYINT NOT NULL DEFAULT 0 COMMENT '1: lost a place by the provider calling off',
  since_time DATETIME(6) NOT NULL COMMENT 'when it joined; with priority: when the place that it lost was taken',
  charge_unit TINYINT NOT NULL DEFAULT 0 COMMENT 'what the decision at joining would have charged; 0: nothing',
  charge_amount BIGINT NOT NULL DEFAULT 0,
  charge_for BIGINT NOT NULL DEFAULT 1 COMMENT 'of so many minutes or nights of session; 1 in other units',
  booking_id BINARY(16) NULL COMMENT 'the last offer',
  offer_reason VARCHAR(500) NOT NULL DEFAULT '' COMMENT 'why an officer offered it out of order',
  passed_over_time DATETIME(6) NULL,
  passed_over_reason TINYINT NOT NULL DEFAULT 0 COMMENT 'PassedOverReason',
  version BIGINT NOT NULL DEFAULT 1,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  PRIMARY KEY (council_id, entry_id),
  UNIQUE KEY waiting_entries_once (council_id, child_id, waits_for),
  KEY waiting_entries_by_child (council_id, child_id, entry_id),
  KEY waiting_entries_by_activity (state, council_id, activity_id, session_id),
  KEY waiting_entries_by_change (council_id, update_time, entry_id),
  CONSTRAINT waiting_entries_live CHECK ((waits_for IS NOT NULL) = (state IN (1, 2))),
  CONSTRAINT waiting_entries_offered CHECK (state <> 2 OR booking_id IS NOT NULL),
  CONSTRAINT waiting_entries_charge CHECK (charge_amount >= 0 AND charge_for > 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE bookings
  ADD COLUMN waiting_entry_id BINARY(16) NULL COMMENT 'the waiting list entry that the place was offered to',
  ADD KEY bookings_by_waiting_entry (council_id, waiting_entry_id);
-- An offer charges nothing before it is accepted.
ALTER TABLE bookings
  ADD CONSTRAINT bookings_offers CHECK (state <> 8 OR (waiting_entry_id IS NOT NULL AND hold_expire_time IS NOT NULL
    AND live_session_id IS NOT NULL AND charge_amount = 0));

GRANT SELECT, INSERT, UPDATE ON waiting_entries TO 'shortbreaks_bookings'@'%';
GRANT SELECT ON waiting_rules TO 'shortbreaks_bookings'@'%';

-- migrate:down
REVOKE ALL PRIVILEGES ON waiting_rules FROM 'shortbreaks_bookings'@'%';
REVOKE ALL PRIVILEGES ON waiting_entries FROM 'shortbreaks_bookings'@'%';
ALTER TABLE bookings DROP CONSTRAINT bookings_offers;
ALTER TABLE bookings DROP KEY bookings_by_waiting_entry, DROP COLUMN waiting_entry_id;
DROP TABLE waiting_entries;
DROP VIEW waiting_rules;
ALTER TABLE activities DROP CONSTRAINT activities_waiting_order;
ALTER TABLE activities DROP COLUMN waiting_order;
