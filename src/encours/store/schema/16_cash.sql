-- The journal of receipts is read from its youngest day on, and summed over a period.
CREATE INDEX item_receipt ON item (organization_id, company_id, effective_on, id) INCLUDE (currency, amount_minor, open_minor) WHERE kind = 'receipt';
