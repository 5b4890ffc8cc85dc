-- What people type in the search box, found without reading the company's books: by the first letters of any word of a customer's name, by the
-- first or last characters of a document's number, by an amount, by the end of an IBAN, by the first letters of who paid. Every comparison is one
-- that row-level security lets into an index (texts and numbers compared as they are), hence the columns that hold what is compared.

CREATE TABLE customer_word (
    organization_id bigint NOT NULL,
    company_id      bigint NOT NULL,
    word            text NOT NULL,
    customer_id     bigint NOT NULL,
    PRIMARY KEY (organization_id, company_id, word, customer_id),
    FOREIGN KEY (organization_id, customer_id) REFERENCES customer ON DELETE CASCADE
);
CREATE INDEX customer_word_customer ON customer_word (organization_id, customer_id);
ALTER TABLE customer_word ENABLE ROW LEVEL SECURITY;
ALTER TABLE customer_word FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON customer_word USING (organization_id = (SELECT current_organization())) WITH CHECK (organization_id = (SELECT current_organization()));

-- The words of a name, and the code whole and in parts, in capitals (kernel.normal).
CREATE FUNCTION words_of_customer(name_key text, code text) RETURNS TABLE (word text) LANGUAGE sql IMMUTABLE AS $$
    SELECT DISTINCT w FROM unnest(string_to_array(name_key, ' ') || regexp_replace(upper(code), '[^A-Z0-9]+', '', 'g') || regexp_split_to_array(upper(code), '[^A-Z0-9]+')) w
     WHERE w <> ''
$$;
CREATE FUNCTION keep_customer_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM customer_word w USING before_change b JOIN after_change a ON a.organization_id = b.organization_id AND a.id = b.id
         WHERE w.organization_id = a.organization_id AND w.customer_id = a.id AND (a.name_key, a.code) IS DISTINCT FROM (b.name_key, b.code);
    END IF;
    INSERT INTO customer_word (organization_id, company_id, word, customer_id)
    SELECT a.organization_id, a.company_id, w.word, a.id FROM after_change a CROSS JOIN LATERAL words_of_customer(a.name_key, a.code) w ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER words_of_new AFTER INSERT ON customer REFERENCING NEW TABLE AS after_change FOR EACH STATEMENT EXECUTE FUNCTION keep_customer_words();
CREATE TRIGGER words_of_changed AFTER UPDATE ON customer REFERENCING OLD TABLE AS before_change NEW TABLE AS after_change
    FOR EACH STATEMENT EXECUTE FUNCTION keep_customer_words();

ALTER TABLE item ADD COLUMN document_end text GENERATED ALWAYS AS (reverse(document_key)) STORED;
CREATE INDEX item_document_end ON item (organization_id, company_id, document_end, id) WHERE document_end <> '';
CREATE INDEX item_amount ON item (organization_id, company_id, amount_minor, id);

ALTER TABLE customer_iban ADD COLUMN iban_end text GENERATED ALWAYS AS (reverse(iban)) STORED;
CREATE INDEX customer_iban_end ON customer_iban (organization_id, iban_end);

ALTER TABLE statement_line ADD COLUMN counterparty_key text GENERATED ALWAYS AS (upper(counterparty_name)) STORED;
CREATE INDEX statement_line_payer ON statement_line (organization_id, company_id, counterparty_key, id) WHERE counterparty_key <> '';
CREATE INDEX statement_line_amount ON statement_line (organization_id, company_id, amount_minor, id);
