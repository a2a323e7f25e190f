-- migrate:up

-- Kept decisions are the largest thing in the database, and their ids are hashes: in the order of those each new one fell
-- on a page somewhere, which had to be read, and was split half empty. In the order of time they fill page after page.
ALTER TABLE decisions
  DROP PRIMARY KEY,
  ADD PRIMARY KEY (council_id, create_time, decision_id),
  ADD UNIQUE KEY decisions_by_id (council_id, decision_id);

-- migrate:down
ALTER TABLE decisions
  DROP KEY decisions_by_id,
  DROP PRIMARY KEY,
  ADD PRIMARY KEY (council_id, decision_id);
