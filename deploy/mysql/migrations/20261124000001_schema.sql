-- migrate:up

-- Conventions. Runs on MySQL 8.0 and MariaDB 10.11 alike. council_id (the council's GSS code, for example E08000031)
-- stands first in every key. Ids are UUIDv7 as 16 bytes, so they sort by time. Instants are DATETIME(6) in UTC; days
-- are DATE in Europe/London. Keys that callers choose are ascii_bin: 'K1' and 'k1' are two keys. needs and
-- accessibility are bit sets: bit n stands for enum number n of shortbreaks.type.v1. state, tier, kind and unit are
-- the numbers of the protos' enums. `version` rises with each change and makes the etag. Columns with a service's
-- name in their comment are written by that service alone; the grants in the next migration enforce it.

CREATE TABLE providers (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  provider_id BINARY(16) NOT NULL,
  external_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  display_name VARCHAR(200) NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (council_id, provider_id),
  UNIQUE KEY providers_by_external_id (council_id, external_id),
  KEY providers_by_name (council_id, display_name, provider_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE activities (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  activity_id BINARY(16) NOT NULL,
  provider_id BINARY(16) NOT NULL,
  external_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  title VARCHAR(200) NOT NULL,
  summary TEXT NOT NULL,
  tier TINYINT NOT NULL,
  age_min_years TINYINT NOT NULL,
  age_max_years TINYINT NOT NULL,
  ratio_staff TINYINT NOT NULL,
  ratio_children TINYINT NOT NULL,
  needs_met BIGINT NOT NULL DEFAULT 0,
  venue_name VARCHAR(200) NOT NULL,
  venue_address VARCHAR(300) NOT NULL,
  venue_postcode VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  latitude_degrees DOUBLE NOT NULL,
  longitude_degrees DOUBLE NOT NULL,
  accessibility BIGINT NOT NULL DEFAULT 0,
  notice_hours INT NOT NULL DEFAULT 0,
  price_pence BIGINT NOT NULL DEFAULT 0,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (council_id, activity_id),
  UNIQUE KEY activities_by_external_id (council_id, external_id),
  KEY activities_by_title (council_id, title, activity_id),
  KEY activities_by_provider (council_id, provider_id, title, activity_id),
  CONSTRAINT activities_provider FOREIGN KEY (council_id, provider_id) REFERENCES providers (council_id, provider_id),
  CONSTRAINT activities_tier CHECK (tier BETWEEN 1 AND 3),
  CONSTRAINT activities_ages CHECK (age_min_years BETWEEN 0 AND age_max_years AND age_max_years <= 25),
  CONSTRAINT activities_ratio CHECK (ratio_staff BETWEEN 1 AND 4 AND ratio_children BETWEEN 1 AND 20),
  CONSTRAINT activities_price CHECK (price_pence >= 0 AND notice_hours >= 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE sessions (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  session_id BINARY(16) NOT NULL,
  activity_id BINARY(16) NOT NULL,
  provider_id BINARY(16) NOT NULL,
  external_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  start_time DATETIME(6) NOT NULL,
  end_time DATETIME(6) NOT NULL,
  booking_open_time DATETIME(6) NOT NULL,
  booking_close_time DATETIME(6) NOT NULL,
  charge_minutes INT NOT NULL,
  charge_nights INT NOT NULL,
  state TINYINT NOT NULL,
  cancel_reason VARCHAR(500) NOT NULL DEFAULT '',
  places INT NOT NULL COMMENT 'availability: what the provider offers',
  places_over INT NOT NULL DEFAULT 0 COMMENT 'availability: bookings kept when places were cut below them',
  places_taken INT NOT NULL DEFAULT 0 COMMENT 'bookings: held and booked',
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (council_id, session_id),
  UNIQUE KEY sessions_by_external_id (council_id, external_id),
  KEY sessions_by_start (council_id, start_time, session_id),
  KEY sessions_by_activity (council_id, activity_id, start_time),
  KEY sessions_by_state (state, start_time),
  CONSTRAINT sessions_activity FOREIGN KEY (council_id, activity_id) REFERENCES activities (council_id, activity_id),
  CONSTRAINT sessions_times CHECK (start_time < end_time AND booking_open_time <= booking_close_time AND booking_close_time <= start_time),
  CONSTRAINT sessions_charges CHECK (charge_minutes > 0 AND charge_nights >= 0),
  CONSTRAINT sessions_places CHECK (places BETWEEN 0 AND 1000 AND places_over >= 0),
  CONSTRAINT sessions_never_oversold CHECK (places_taken >= 0 AND places_taken <= places + places_over)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE carers (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  carer_id BINARY(16) NOT NULL,
  external_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  display_name VARCHAR(200) NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (council_id, carer_id),
  UNIQUE KEY carers_by_external_id (council_id, external_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE children (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  child_id BINARY(16) NOT NULL,
  external_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  display_name VARCHAR(200) NOT NULL,
  date_of_birth DATE NOT NULL,
  ward VARCHAR(100) NOT NULL DEFAULT '',
  postcode_district VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  resident TINYINT NOT NULL,
  ratio_staff TINYINT NOT NULL,
  ratio_children TINYINT NOT NULL,
  needs BIGINT NOT NULL DEFAULT 0,
  assessment_route TINYINT NOT NULL DEFAULT 0,
  version BIGINT NOT NULL DEFAULT 1 COMMENT 'eligibility: also rises with authority and evidence',
  diary_version BIGINT NOT NULL DEFAULT 0 COMMENT 'bookings: rises with each booking; its update is the lock on the child',
  PRIMARY KEY (council_id, child_id),
  UNIQUE KEY children_by_external_id (council_id, external_id),
  CONSTRAINT children_ratio CHECK (ratio_staff BETWEEN 1 AND 4 AND ratio_children BETWEEN 1 AND 20)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE care_authorities (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  child_id BINARY(16) NOT NULL,
  carer_id BINARY(16) NOT NULL,
  revoke_time DATETIME(6) NULL,
  PRIMARY KEY (council_id, child_id, carer_id),
  KEY care_authorities_by_carer (council_id, carer_id, child_id),
  CONSTRAINT care_authorities_child FOREIGN KEY (council_id, child_id) REFERENCES children (council_id, child_id),
  CONSTRAINT care_authorities_carer FOREIGN KEY (council_id, carer_id) REFERENCES carers (council_id, carer_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE evidence (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  evidence_id BINARY(16) NOT NULL,
  child_id BINARY(16) NOT NULL,
  external_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  kind TINYINT NOT NULL,
  issue_date DATE NOT NULL,
  expire_date DATE NULL,
  PRIMARY KEY (council_id, evidence_id),
  UNIQUE KEY evidence_by_external_id (council_id, external_id),
  KEY evidence_by_child (council_id, child_id, issue_date, evidence_id),
  CONSTRAINT evidence_child FOREIGN KEY (council_id, child_id) REFERENCES children (council_id, child_id),
  CONSTRAINT evidence_dates CHECK (expire_date IS NULL OR expire_date >= issue_date)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE allocations (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  allocation_id BINARY(16) NOT NULL,
  child_id BINARY(16) NOT NULL,
  external_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  unit TINYINT NOT NULL,
  granted BIGINT NOT NULL COMMENT 'eligibility: the sum of ledger_grants',
  committed BIGINT NOT NULL DEFAULT 0 COMMENT 'bookings: held and spent, minus the sum of ledger_postings',
  tier TINYINT NOT NULL,
  funding_stream VARCHAR(64) NOT NULL,
  window_start DATE NOT NULL,
  window_end DATE NOT NULL,
  state TINYINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (council_id, allocation_id),
  UNIQUE KEY allocations_by_external_id (council_id, external_id),
  KEY allocations_by_child (council_id, child_id, window_start, allocation_id),
  CONSTRAINT allocations_child FOREIGN KEY (council_id, child_id) REFERENCES children (council_id, child_id),
  CONSTRAINT allocations_window CHECK (window_start <= window_end),
  CONSTRAINT allocations_never_overdrawn CHECK (committed >= 0 AND committed <= granted)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The two halves of the ledger, each written by one service and only ever added to. kind is LedgerEntryKind.
CREATE TABLE ledger_grants (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  entry_id BINARY(16) NOT NULL,
  allocation_id BINARY(16) NOT NULL,
  kind TINYINT NOT NULL,
  amount BIGINT NOT NULL,
  reason VARCHAR(500) NOT NULL,
  actor VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  create_time DATETIME(6) NOT NULL,
  PRIMARY KEY (council_id, entry_id),
  KEY ledger_grants_by_allocation (council_id, allocation_id, create_time, entry_id),
  CONSTRAINT ledger_grants_allocation FOREIGN KEY (council_id, allocation_id) REFERENCES allocations (council_id, allocation_id),
  CONSTRAINT ledger_grants_kind CHECK (kind = 1 AND amount > 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE bookings (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  booking_id BINARY(16) NOT NULL,
  child_id BINARY(16) NOT NULL,
  session_id BINARY(16) NOT NULL,
  live_session_id BINARY(16) NULL COMMENT 'session_id while the place is held or booked, else null: one live place per child and session',
  allocation_id BINARY(16) NULL,
  charge_unit TINYINT NOT NULL DEFAULT 0,
  charge_amount BIGINT NOT NULL DEFAULT 0,
  price_pence BIGINT NOT NULL DEFAULT 0,
  state TINYINT NOT NULL,
  start_time DATETIME(6) NOT NULL,
  end_time DATETIME(6) NOT NULL,
  free_until_time DATETIME(6) NOT NULL,
  hold_expire_time DATETIME(6) NULL,
  hold_extensions_left TINYINT NOT NULL DEFAULT 0,
  child_version BIGINT NOT NULL COMMENT 'of the child, when it was last decided',
  session_version BIGINT NOT NULL COMMENT 'of the session, when it was last decided',
  partner_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  PRIMARY KEY (council_id, booking_id),
  UNIQUE KEY bookings_one_live_place (council_id, child_id, live_session_id),
  KEY bookings_by_child (council_id, child_id, start_time, booking_id),
  KEY bookings_by_session (council_id, session_id, booking_id),
  KEY bookings_by_change (council_id, update_time, booking_id),
  KEY bookings_by_hold_end (state, hold_expire_time),
  CONSTRAINT bookings_charge CHECK (charge_amount >= 0 AND price_pence >= 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE ledger_postings (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  entry_id BINARY(16) NOT NULL,
  allocation_id BINARY(16) NOT NULL,
  booking_id BINARY(16) NOT NULL,
  kind TINYINT NOT NULL,
  amount BIGINT NOT NULL,
  actor VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  create_time DATETIME(6) NOT NULL,
  PRIMARY KEY (council_id, entry_id),
  UNIQUE KEY ledger_postings_once (council_id, booking_id, kind, allocation_id),
  KEY ledger_postings_by_allocation (council_id, allocation_id, create_time, entry_id),
  CONSTRAINT ledger_postings_sign CHECK ((kind IN (2, 4, 6) AND amount <= 0) OR (kind IN (3, 5) AND amount >= 0))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Requests answered, one table a service. reply is null only inside the transaction that answers it.
CREATE TABLE availability_requests (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  partner_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  method VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  request_id BINARY(16) NOT NULL,
  request_hash BINARY(32) NOT NULL,
  reply MEDIUMBLOB NULL,
  create_time DATETIME(6) NOT NULL,
  PRIMARY KEY (council_id, partner_id, method, request_id),
  KEY availability_requests_by_age (create_time)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE eligibility_requests LIKE availability_requests;
CREATE TABLE bookings_requests LIKE availability_requests;

-- What happened, for partners: ids and versions, never a child's details. Only ever added to.
CREATE TABLE outbox (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  event_id BINARY(16) NOT NULL,
  event_type VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subject VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subject_version BIGINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  PRIMARY KEY (council_id, event_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Who changed what, and through whom. Only ever added to.
CREATE TABLE audit_records (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  audit_id BINARY(16) NOT NULL,
  method VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subject VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  actor VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  partner_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  call_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  create_time DATETIME(6) NOT NULL,
  PRIMARY KEY (council_id, audit_id),
  KEY audit_records_by_subject (council_id, subject, audit_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What availability publishes to the other services: they read this view, never its tables.
CREATE VIEW session_offers AS
SELECT s.council_id, s.session_id, s.activity_id, s.provider_id, s.start_time, s.end_time, s.booking_open_time,
       s.booking_close_time, s.charge_minutes, s.charge_nights, s.state, s.places, s.places_taken, s.version,
       a.tier, a.age_min_years, a.age_max_years, a.ratio_staff, a.ratio_children, a.needs_met, a.notice_hours,
       a.price_pence
FROM sessions s JOIN activities a ON a.council_id = s.council_id AND a.activity_id = s.activity_id;

CREATE VIEW ledger AS
SELECT council_id, entry_id, allocation_id, NULL AS booking_id, kind, amount, actor, create_time FROM ledger_grants
UNION ALL
SELECT council_id, entry_id, allocation_id, booking_id, kind, amount, actor, create_time FROM ledger_postings;

-- migrate:down
DROP VIEW ledger;
DROP VIEW session_offers;
DROP TABLE audit_records, outbox, bookings_requests, eligibility_requests, availability_requests, ledger_postings,
  bookings, ledger_grants, allocations, evidence, care_authorities, children, carers, sessions, activities, providers;
