-- migrate:up

-- Terms, bank holidays and closed days: the council's, or the closed days of one provider or activity.
CREATE TABLE calendar_days (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  calendar_day_id BINARY(16) NOT NULL,
  kind TINYINT NOT NULL,
  provider_id BINARY(16) NULL COMMENT 'whose closed days; with activity_id null too: the council''s',
  activity_id BINARY(16) NULL,
  display_name VARCHAR(200) NOT NULL,
  first_day DATE NOT NULL,
  last_day DATE NOT NULL,
  PRIMARY KEY (council_id, calendar_day_id),
  KEY calendar_days_by_first_day (council_id, first_day),
  CONSTRAINT calendar_days_provider FOREIGN KEY (council_id, provider_id) REFERENCES providers (council_id, provider_id),
  CONSTRAINT calendar_days_activity FOREIGN KEY (council_id, activity_id) REFERENCES activities (council_id, activity_id),
  CONSTRAINT calendar_days_order CHECK (first_day <= last_day),
  CONSTRAINT calendar_days_owner CHECK ((provider_id IS NULL OR activity_id IS NULL)
    AND (kind = 3 OR (provider_id IS NULL AND activity_id IS NULL)))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE series (
  council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  series_id BINARY(16) NOT NULL,
  activity_id BINARY(16) NOT NULL,
  provider_id BINARY(16) NOT NULL,
  external_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  content MEDIUMBLOB NOT NULL COMMENT 'Series: its recurrence and pattern',
  from_day DATE NULL COMMENT 'of the rule''s days, the first that is this series''',
  to_day DATE NULL COMMENT 'and the last',
  copied_from BINARY(16) NULL COMMENT 'of the season before',
  season_day DATE NULL COMMENT 'where the season begins that it was copied to',
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (council_id, series_id),
  UNIQUE KEY series_by_external_id (council_id, external_id),
  UNIQUE KEY series_copied_once (council_id, copied_from, season_day),
  KEY series_by_activity (council_id, activity_id, series_id),
  KEY series_by_provider (council_id, provider_id, series_id),
  CONSTRAINT series_activity FOREIGN KEY (council_id, activity_id) REFERENCES activities (council_id, activity_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE sessions
  ADD COLUMN series_id BINARY(16) NULL COMMENT 'availability',
  ADD COLUMN series_day DATE NULL COMMENT 'availability: the day of the series that it stands for; null: it no longer does',
  ADD COLUMN series_detached TINYINT NOT NULL DEFAULT 0 COMMENT 'availability: 1: changed by itself';
ALTER TABLE sessions ADD UNIQUE KEY sessions_one_a_series_day (council_id, series_id, series_day);
ALTER TABLE sessions
  ADD CONSTRAINT sessions_series FOREIGN KEY (council_id, series_id) REFERENCES series (council_id, series_id);

GRANT SELECT, INSERT, DELETE ON calendar_days TO 'shortbreaks_availability'@'%';
GRANT SELECT, INSERT, UPDATE ON series TO 'shortbreaks_availability'@'%';
GRANT INSERT (series_id, series_day, series_detached), UPDATE (series_id, series_day, series_detached)
  ON sessions TO 'shortbreaks_availability'@'%';

-- migrate:down
REVOKE INSERT (series_id, series_day, series_detached), UPDATE (series_id, series_day, series_detached)
  ON sessions FROM 'shortbreaks_availability'@'%';
REVOKE ALL PRIVILEGES ON series FROM 'shortbreaks_availability'@'%';
REVOKE ALL PRIVILEGES ON calendar_days FROM 'shortbreaks_availability'@'%';
ALTER TABLE sessions DROP FOREIGN KEY sessions_series;
ALTER TABLE sessions DROP KEY sessions_one_a_series_day;
ALTER TABLE sessions DROP COLUMN series_id, DROP COLUMN series_day, DROP COLUMN series_detached;
DROP TABLE series;
DROP TABLE calendar_days;
