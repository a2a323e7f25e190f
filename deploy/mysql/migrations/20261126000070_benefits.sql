-- migrate:up

-- Awards of benefits beside Disability Living Allowance and Personal Independence Payment, as the policy names them.
ALTER TABLE evidence
  ADD COLUMN benefit_name VARCHAR(64) NOT NULL DEFAULT '',
  ADD COLUMN benefit_component VARCHAR(64) NOT NULL DEFAULT '',
  ADD COLUMN benefit_rate VARCHAR(64) NOT NULL DEFAULT '';

-- migrate:down
ALTER TABLE evidence DROP COLUMN benefit_name, DROP COLUMN benefit_component, DROP COLUMN benefit_rate;
