-- migrate:up

-- A carer's calendar that an app had made is not shown where the consent to that app was withdrawn.
ALTER TABLE calendar_feeds ADD COLUMN app VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT ''
  COMMENT 'bookings: the partner whose app made it for the carer; empty: nobody''s app';
GRANT INSERT (app) ON calendar_feeds TO 'shortbreaks_bookings'@'%';

-- migrate:down
REVOKE INSERT (app) ON calendar_feeds FROM 'shortbreaks_bookings'@'%';
ALTER TABLE calendar_feeds DROP COLUMN app;
