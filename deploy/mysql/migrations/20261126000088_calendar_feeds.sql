-- migrate:up

-- Private addresses of calendars. Only the SHA-256 of an address's secret is kept: who reads the database learns no
-- address. The secret alone says which council it belongs to, so it is looked up without one.
CREATE TABLE calendar_feeds (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  feed_id BINARY(16) NOT NULL,
  secret_hash BINARY(32) NOT NULL,
  carer_id BINARY(16) NULL COMMENT 'whose bookings it shows; null: a provider''s',
  provider_id BINARY(16) NULL COMMENT 'whose sessions it shows; null: a carer''s',
  all_children TINYINT NOT NULL COMMENT '0: those of calendar_feed_children alone',
  show_titles TINYINT NOT NULL,
  display_name VARCHAR(100) NOT NULL,
  create_time DATETIME(6) NOT NULL,
  revoke_time DATETIME(6) NULL,
  PRIMARY KEY (council_id, feed_id),
  UNIQUE KEY calendar_feeds_by_secret (secret_hash),
  KEY calendar_feeds_by_carer (council_id, carer_id, feed_id),
  KEY calendar_feeds_by_provider (council_id, provider_id, feed_id),
  CONSTRAINT calendar_feeds_carer FOREIGN KEY (council_id, carer_id) REFERENCES carers (council_id, carer_id),
  CONSTRAINT calendar_feeds_provider FOREIGN KEY (council_id, provider_id) REFERENCES providers (council_id, provider_id),
  CONSTRAINT calendar_feeds_owner CHECK ((carer_id IS NULL) <> (provider_id IS NULL))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE calendar_feed_children (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  feed_id BINARY(16) NOT NULL,
  child_id BINARY(16) NOT NULL,
  PRIMARY KEY (council_id, feed_id, child_id),
  CONSTRAINT calendar_feed_children_feed FOREIGN KEY (council_id, feed_id) REFERENCES calendar_feeds (council_id, feed_id),
  CONSTRAINT calendar_feed_children_child FOREIGN KEY (council_id, child_id) REFERENCES children (council_id, child_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What availability publishes of a session for people to read. details_version rises with every change of what stands
-- here but the places taken.
CREATE VIEW session_details AS
SELECT s.council_id, s.session_id, s.activity_id, a.provider_id, s.start_time, s.end_time, s.state, s.places,
       s.places_taken, s.version + a.version + p.version AS details_version, a.title, a.venue_name, a.venue_address,
       a.venue_postcode, p.display_name AS provider_name
FROM activities a
JOIN sessions s ON s.council_id = a.council_id AND s.activity_id = a.activity_id
JOIN providers p ON p.council_id = a.council_id AND p.provider_id = a.provider_id;

GRANT SELECT,
  INSERT (council_id, feed_id, secret_hash, carer_id, provider_id, all_children, show_titles, display_name, create_time),
  UPDATE (secret_hash, revoke_time)
  ON calendar_feeds TO 'shortbreaks_bookings'@'%';
GRANT SELECT, INSERT ON calendar_feed_children TO 'shortbreaks_bookings'@'%';
GRANT SELECT ON session_details TO 'shortbreaks_bookings'@'%';

-- migrate:down
REVOKE ALL PRIVILEGES ON session_details FROM 'shortbreaks_bookings'@'%';
REVOKE ALL PRIVILEGES ON calendar_feed_children FROM 'shortbreaks_bookings'@'%';
REVOKE ALL PRIVILEGES ON calendar_feeds FROM 'shortbreaks_bookings'@'%';
DROP VIEW session_details;
DROP TABLE calendar_feed_children;
DROP TABLE calendar_feeds;
