-- What rules recorded, apart from the letters that ledgers brought: the life of rules is counted for every answer.
CREATE INDEX match_lived ON match (organization_id, company_id, recorded_at) INCLUDE (rule, id) WHERE decided_by = 'rule';
