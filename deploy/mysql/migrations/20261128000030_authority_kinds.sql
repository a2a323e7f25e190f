-- migrate:up

-- How far a carer's authority goes. What asks whether a carer may act asks for 1; what shows when and where a child is
-- booked, and no more, asks for 1 or 2; nothing asks for 3: the carer is on file, and is told nothing.
ALTER TABLE care_authorities
  ADD COLUMN kind TINYINT NOT NULL DEFAULT 1 COMMENT '1 full, 2 limited, 3 contact restricted',
  ADD CONSTRAINT care_authorities_kind CHECK (kind IN (1, 2, 3));

-- migrate:down

ALTER TABLE care_authorities DROP CONSTRAINT care_authorities_kind;
ALTER TABLE care_authorities DROP COLUMN kind;
