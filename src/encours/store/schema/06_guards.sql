-- What the database itself refuses, whoever asks (trials: docs/decisions/0004).

-- 1. The tenant of the transaction. Unset or empty it is an error: nobody reads anything by forgetting to say who they are.
CREATE FUNCTION current_organization() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT current_setting('encours.organization_id')::bigint $$;

-- 2. The roles that make the receivable perimeter; the same set as encours.ledger.account (a test compares them).
CREATE FUNCTION is_receivable(role text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT role IN ('trade', 'bill', 'doubtful', 'deposit', 'credit_balance') $$;

-- 3. The instant of recording: one per transaction and company, later than every earlier one in commit order.
ALTER TABLE company_clock ADD COLUMN txid xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE FUNCTION record_now(organization bigint, company bigint) RETURNS timestamptz LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE instant timestamptz;
BEGIN
    UPDATE company_clock c
       SET recorded_at = CASE WHEN c.txid = pg_current_xact_id() THEN c.recorded_at
                              ELSE greatest(clock_timestamp(), c.recorded_at + interval '1 microsecond') END,
           txid = pg_current_xact_id()
     WHERE c.organization_id = organization AND c.company_id = company
    RETURNING c.recorded_at INTO instant;
    IF instant IS NULL THEN
        RAISE EXCEPTION 'company % has no clock', company USING ERRCODE = 'check_violation';
    END IF;
    RETURN instant;
END $$;

CREATE FUNCTION start_company_clock() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$ BEGIN
    INSERT INTO company_clock (organization_id, company_id, recorded_at) VALUES (NEW.organization_id, NEW.id, clock_timestamp());
    RETURN NULL;
END $$;
CREATE TRIGGER company_clock_starts AFTER INSERT ON company FOR EACH ROW EXECUTE FUNCTION start_company_clock();

-- recorded_at is the clock's, never the writer's: nobody can back-date what was known.
CREATE FUNCTION recorded_by_clock() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM (SELECT DISTINCT organization_id, recorded_at FROM added) a
                WHERE NOT EXISTS (SELECT 1 FROM company_clock c WHERE c.organization_id = a.organization_id
                                     AND c.recorded_at = a.recorded_at AND c.txid = pg_current_xact_id())) THEN
        RAISE EXCEPTION '% is recorded at the instant of its transaction', TG_TABLE_NAME USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

-- The planner of a guard must not be fooled: a cached plan keeps the number of rows it was first made for. Guards that join `added` or a posting's
-- rows with large tables therefore plan anew each time (EXECUTE); an hour for ninety thousand allocations was the price of not doing so.

-- 4. Facts are never changed.
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION '% is append-only: correct by a reversal', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
DO $$ DECLARE t text; BEGIN
    FOREACH t IN ARRAY ARRAY['posting', 'entry', 'line', 'posting_seal', 'invoice', 'invoice_item', 'item_fact', 'match', 'allocation', 'match_undo',
                             'document', 'document_chunk', 'event', 'event_link', 'receipt', 'books'] LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION append_only()', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['posting', 'item', 'invoice', 'invoice_item', 'item_fact', 'match', 'allocation', 'match_undo', 'receipt'] LOOP
        EXECUTE format('CREATE TRIGGER recorded_by_clock AFTER INSERT ON %I REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION recorded_by_clock()', t);
    END LOOP;
END $$;

-- The parents of ledger lines keep their keys: that is why lines need no foreign keys.
CREATE FUNCTION keep_key() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '% is never deleted', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (NEW.organization_id, NEW.id) IS DISTINCT FROM (OLD.organization_id, OLD.id) THEN
        RAISE EXCEPTION '% keeps its key', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION never_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION '% is never emptied', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
DO $$ DECLARE t text; BEGIN
    FOREACH t IN ARRAY ARRAY['company', 'party', 'customer', 'account', 'journal', 'item', 'bank_account', 'bank_statement', 'statement_line', 'import'] LOOP
        EXECUTE format('CREATE TRIGGER keep_key BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION keep_key()', t);
        EXECUTE format('CREATE TRIGGER never_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION never_truncate()', t);
    END LOOP;
END $$;
-- Triggers that keep a projection must not pass through keep_key's row trigger a million times for nothing.
DROP TRIGGER keep_key ON item;
CREATE TRIGGER keep_key BEFORE DELETE ON item FOR EACH ROW EXECUTE FUNCTION keep_key();

-- 5. Entries, lines and items go into an open posting only.
CREATE FUNCTION posting_open() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM (SELECT DISTINCT organization_id, posting_id FROM added) a
                WHERE NOT EXISTS (SELECT 1 FROM posting p WHERE p.organization_id = a.organization_id AND p.id = a.posting_id)
                   OR EXISTS (SELECT 1 FROM posting_seal s WHERE s.organization_id = a.organization_id AND s.posting_id = a.posting_id)) THEN
        RAISE EXCEPTION 'posting does not exist or is sealed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER posting_open AFTER INSERT ON entry REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION posting_open();
CREATE TRIGGER posting_open AFTER INSERT ON line REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION posting_open();
CREATE TRIGGER posting_open AFTER INSERT ON item REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION posting_open();

-- The fingerprint of a posting, from its rows: version 1 of the row text. `encours check` computes it again.
CREATE FUNCTION posting_fingerprint(organization bigint, posting bigint) RETURNS TABLE (entries bigint, lines bigint, unbalanced bigint, orphans bigint, reversals bigint, sha256 bytea)
LANGUAGE sql STABLE AS $$
    SELECT count(*), coalesce(sum(x.n), 0)::bigint,
           count(*) FILTER (WHERE x.n < 2 OR NOT x.balanced),
           count(*) FILTER (WHERE e.id IS NULL OR x.entry_id IS NULL),
           count(e.reverses_posting_id),
           sha256(convert_to(coalesce(string_agg(
               encode(sha256(convert_to(concat(e.id, '|', e.journal_id, '|', e.number, '|', e.effective_on, '|', e.document_ref, '|', e.document_on, '|', e.label, '|',
                   e.opens_on, '|', e.reverses_posting_id, '|', e.reverses_entry_id, E'\n', x.rows), 'UTF8')), 'hex'), '' ORDER BY e.id), ''), 'UTF8'))
      FROM (SELECT entry_id, count(*) AS n,
                   CASE WHEN count(functional_minor) = count(*) THEN sum(functional_minor) = 0
                        ELSE count(functional_minor) = 0 AND min(currency) = max(currency) AND sum(amount_minor) = 0 END AS balanced,
                   string_agg(concat(line_no, '|', account_id, '|', customer_id, '|', amount_minor, '|', currency, '|', functional_minor, '|',
                                     original_minor, '|', original_currency, '|', effective_on, '|', label), E'\n' ORDER BY line_no) AS rows
              FROM line WHERE organization_id = organization AND posting_id = posting GROUP BY entry_id) x
      FULL JOIN (SELECT * FROM entry WHERE organization_id = organization AND posting_id = posting) e ON e.id = x.entry_id
$$;

-- 6. The seal: whole, balanced entries; every line's account and customer exists in the posting's company; every receivable line has its open
-- item; every item's open amount is what its allocations leave. The fingerprint is the database's own.
CREATE FUNCTION posting_balanced() RETURNS trigger LANGUAGE plpgsql SET jit = off SET enable_nestloop = on SET work_mem = '128MB' AS $$
DECLARE found record; strangers bigint; mismatched bigint; company bigint;
BEGIN
    EXECUTE $check$
        SELECT count(*) FROM (
            SELECT item_id FROM (
                SELECT i.id AS item_id, i.open_minor - i.amount_minor AS rest FROM item i WHERE i.organization_id = $1 AND i.posting_id = $2
                UNION ALL
                SELECT a.debit_item_id, a.amount_minor FROM item d JOIN allocation a ON a.organization_id = d.organization_id AND a.debit_item_id = d.id
                 WHERE d.organization_id = $1 AND d.posting_id = $2
                UNION ALL
                SELECT a.credit_item_id, -a.amount_minor FROM item c JOIN allocation a ON a.organization_id = c.organization_id AND a.credit_item_id = c.id
                 WHERE c.organization_id = $1 AND c.posting_id = $2) s GROUP BY item_id HAVING sum(rest) <> 0) x
    $check$ INTO mismatched USING NEW.organization_id, NEW.posting_id;
    IF mismatched > 0 THEN
        RAISE EXCEPTION '% items are not open by what their allocations leave', mismatched USING ERRCODE = 'check_violation';
    END IF;
    -- No statistics know a posting that is being written: it looks like one row, for which nested loops over its million lines seem cheap.
    IF NEW.lines > 1000 THEN
        SET LOCAL enable_nestloop = off;
    END IF;
    SELECT company_id INTO company FROM posting WHERE organization_id = NEW.organization_id AND id = NEW.posting_id;
    EXECUTE 'SELECT * FROM posting_fingerprint($1, $2)' INTO found USING NEW.organization_id, NEW.posting_id;
    IF found.unbalanced > 0 THEN
        RAISE EXCEPTION '% entries do not balance or have fewer than two lines', found.unbalanced USING ERRCODE = 'check_violation';
    END IF;
    IF found.orphans > 0 OR found.entries <> NEW.entries OR found.lines <> NEW.lines THEN
        RAISE EXCEPTION 'the posting holds % entries and % lines, the seal announces % and % (% without their counterpart)',
            found.entries, found.lines, NEW.entries, NEW.lines, found.orphans USING ERRCODE = 'check_violation';
    END IF;
    EXECUTE $check$
        SELECT count(*)
          FROM (SELECT DISTINCT account_id, customer_id FROM line WHERE organization_id = $1 AND posting_id = $2) l
          LEFT JOIN account a ON a.organization_id = $1 AND a.id = l.account_id AND a.company_id = $3
          LEFT JOIN customer c ON c.organization_id = $1 AND c.id = l.customer_id AND c.company_id = $3
         WHERE a.id IS NULL OR (l.customer_id IS NOT NULL AND c.id IS NULL) OR (is_receivable(a.role) AND c.id IS NULL)
    $check$ INTO strangers USING NEW.organization_id, NEW.posting_id, company;
    IF strangers > 0 THEN
        RAISE EXCEPTION 'lines name % accounts or customers that are not of this company', strangers USING ERRCODE = 'check_violation';
    END IF;
    IF found.reversals > 0 THEN
        EXECUTE $check$
            SELECT count(*)
              FROM (SELECT r.id AS mirror_id, l.line_no, l.account_id, l.customer_id, l.amount_minor, l.functional_minor, l.currency, l.effective_on
                      FROM entry r JOIN line l ON l.organization_id = r.organization_id AND l.posting_id = r.posting_id AND l.entry_id = r.id
                     WHERE r.organization_id = $1 AND r.posting_id = $2 AND r.reverses_posting_id IS NOT NULL) m
              FULL JOIN (SELECT r.id AS mirror_id, l.line_no, l.account_id, l.customer_id, l.amount_minor, l.functional_minor, l.currency, l.effective_on
                      FROM entry r JOIN entry o ON o.organization_id = r.organization_id AND o.posting_id = r.reverses_posting_id AND o.id = r.reverses_entry_id
                                               AND o.company_id = r.company_id
                      JOIN line l ON l.organization_id = o.organization_id AND l.posting_id = o.posting_id AND l.entry_id = o.id
                     WHERE r.organization_id = $1 AND r.posting_id = $2 AND r.reverses_posting_id IS NOT NULL) o
                ON o.mirror_id = m.mirror_id AND o.line_no = m.line_no
             WHERE (m.account_id, m.customer_id, m.amount_minor, m.functional_minor, m.currency, m.effective_on) IS DISTINCT FROM
                   (o.account_id, o.customer_id, -o.amount_minor, -o.functional_minor, o.currency, o.effective_on)
        $check$ INTO mismatched USING NEW.organization_id, NEW.posting_id;
        IF mismatched > 0 THEN
            RAISE EXCEPTION '% lines of reversals do not mirror what they reverse', mismatched USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    EXECUTE $check$
        SELECT count(*)
          FROM (SELECT l.* FROM line l JOIN account a ON a.organization_id = l.organization_id AND a.id = l.account_id
                 WHERE l.organization_id = $1 AND l.posting_id = $2 AND l.amount_minor <> 0 AND is_receivable(a.role)) l
          FULL JOIN (SELECT * FROM item WHERE organization_id = $1 AND posting_id = $2) i ON i.entry_id = l.entry_id AND i.line_no = l.line_no
         WHERE (i.account_id, i.customer_id, i.amount_minor, i.currency, i.effective_on, i.functional_minor) IS DISTINCT FROM
               (l.account_id, l.customer_id, l.amount_minor, l.currency, l.effective_on, l.functional_minor)
    $check$ INTO mismatched USING NEW.organization_id, NEW.posting_id;
    IF mismatched > 0 THEN
        RAISE EXCEPTION '% receivable lines and open items do not agree', mismatched USING ERRCODE = 'check_violation';
    END IF;
    NEW.sha256 := found.sha256;
    RETURN NEW;
END $$;
CREATE TRIGGER posting_balanced BEFORE INSERT ON posting_seal FOR EACH ROW EXECUTE FUNCTION posting_balanced();

CREATE FUNCTION posting_sealed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM posting_seal WHERE organization_id = NEW.organization_id AND posting_id = NEW.id) THEN
        RAISE EXCEPTION 'posting % is not sealed', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER posting_sealed AFTER INSERT ON posting DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION posting_sealed();

-- 7. Allocations settle two items of one account, customer and currency, of opposite sign, and reduce what is open. Items of a posting that
-- is still open already carry their allocations (the seal verifies it); all others are updated here and nowhere else: the application
-- role has no right to update an item. Rows are locked in one order, so that two allocations never wait for each other.
CREATE FUNCTION allocation_applies() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET jit = off SET work_mem = '128MB' AS $$
DECLARE wrong bigint;
BEGIN
    EXECUTE $check$
        SELECT count(*) FROM added n
          LEFT JOIN match m ON m.organization_id = n.organization_id AND m.id = n.match_id
          LEFT JOIN item d ON d.organization_id = n.organization_id AND d.id = n.debit_item_id
          LEFT JOIN item c ON c.organization_id = n.organization_id AND c.id = n.credit_item_id
         WHERE d.id IS NULL OR c.id IS NULL OR d.amount_minor < 0 OR c.amount_minor > 0
            OR (m.account_id, m.customer_id, m.currency) IS DISTINCT FROM (d.account_id, d.customer_id, d.currency)
            OR (m.account_id, m.customer_id, m.currency) IS DISTINCT FROM (c.account_id, c.customer_id, c.currency)
            OR (n.reverses_id IS NULL AND n.effective_on <> greatest(d.effective_on, c.effective_on))
    $check$ INTO wrong;
    IF wrong > 0 THEN
        RAISE EXCEPTION '% allocations leave their account, customer or currency, or misstate their day', wrong USING ERRCODE = 'check_violation';
    END IF;
    EXECUTE $check$
        SELECT count(*) FROM added n WHERE n.reverses_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM allocation a WHERE a.organization_id = n.organization_id AND a.id = n.reverses_id AND a.match_id = n.match_id AND a.debit_item_id = n.debit_item_id
               AND a.credit_item_id = n.credit_item_id AND a.amount_minor = -n.amount_minor AND a.effective_on = n.effective_on AND a.reverses_id IS NULL)
    $check$ INTO wrong;
    IF wrong > 0 THEN
        RAISE EXCEPTION '% reversals do not mirror their allocation', wrong USING ERRCODE = 'check_violation';
    END IF;
    EXECUTE $lock$
        SELECT 1 FROM item i WHERE (i.organization_id, i.id) IN (SELECT organization_id, debit_item_id FROM added UNION SELECT organization_id, credit_item_id FROM added)
           AND EXISTS (SELECT 1 FROM posting_seal s WHERE s.organization_id = i.organization_id AND s.posting_id = i.posting_id)
         ORDER BY i.id FOR UPDATE
    $lock$;
    EXECUTE $apply$
        UPDATE item i
           SET open_minor = i.open_minor - s.amount,
               first_on = least(i.first_on, s.first_on), last_on = greatest(i.last_on, s.last_on),
               first_at = least(i.first_at, s.at), last_at = greatest(i.last_at, s.at)
          FROM (SELECT organization_id, item_id, sum(amount)::bigint AS amount, min(effective_on) AS first_on, max(effective_on) AS last_on, max(recorded_at) AS at
                  FROM (SELECT organization_id, debit_item_id AS item_id, amount_minor AS amount, effective_on, recorded_at FROM added
                        UNION ALL SELECT organization_id, credit_item_id, -amount_minor, effective_on, recorded_at FROM added) x GROUP BY 1, 2) s
         WHERE i.organization_id = s.organization_id AND i.id = s.item_id
           AND EXISTS (SELECT 1 FROM posting_seal p WHERE p.organization_id = i.organization_id AND p.posting_id = i.posting_id)
    $apply$;
    RETURN NULL;
END $$;
CREATE TRIGGER allocation_applies AFTER INSERT ON allocation REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION allocation_applies();

-- 8. A fact about an item becomes its latest value.
CREATE FUNCTION item_fact_applies() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET jit = off SET work_mem = '128MB' AS $$
DECLARE wrong bigint;
BEGIN
    EXECUTE $check$
        SELECT count(*) FROM added f LEFT JOIN item i ON i.organization_id = f.organization_id AND i.id = f.item_id WHERE i.id IS NULL
    $check$ INTO wrong;
    IF wrong > 0 THEN
        RAISE EXCEPTION '% facts name an item that does not exist', wrong USING ERRCODE = 'check_violation';
    END IF;
    EXECUTE $apply$
        UPDATE item i
           SET due_on = coalesce(f.due_on, i.due_on), due_source = coalesce(f.due_source, i.due_source),
               is_disputed = coalesce(f.is_disputed, i.is_disputed), facts_at = f.recorded_at
          FROM (SELECT organization_id, item_id, max(due_on) AS due_on, max(source) FILTER (WHERE kind = 'due_date') AS due_source,
                       bool_or(is_disputed) AS is_disputed, max(recorded_at) AS recorded_at FROM added GROUP BY 1, 2) f
         WHERE i.organization_id = f.organization_id AND i.id = f.item_id
           AND EXISTS (SELECT 1 FROM posting_seal p WHERE p.organization_id = i.organization_id AND p.posting_id = i.posting_id)
    $apply$;
    RETURN NULL;
END $$;
CREATE TRIGGER item_fact_applies AFTER INSERT ON item_fact REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION item_fact_applies();

-- 9. Row-level security, forced on the owner too. `encours.operator` lets the command line list organizations and companies by name; it opens no other table.
DO $$ DECLARE t text; BEGIN
    FOREACH t IN ARRAY ARRAY['company_clock', 'books', 'party', 'customer', 'customer_iban', 'customer_alias', 'contact', 'account', 'journal',
                             'posting', 'entry', 'line', 'posting_seal', 'invoice', 'invoice_item', 'item', 'item_fact', 'match', 'allocation', 'match_undo', 'bank_account',
                             'bank_statement', 'statement_line', 'statement_line_link', 'receipt', 'document', 'document_chunk', 'import', 'column_mapping',
                             'event', 'event_link'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY tenant ON %I USING (organization_id = (SELECT current_organization())) WITH CHECK (organization_id = (SELECT current_organization()))', t);
    END LOOP;
END $$;
ALTER TABLE organization ENABLE ROW LEVEL SECURITY;
ALTER TABLE organization FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON organization USING (coalesce(current_setting('encours.operator', true), '') = 'on' OR id = (SELECT current_organization()))
    WITH CHECK (id = (SELECT current_organization()));
ALTER TABLE company ENABLE ROW LEVEL SECURITY;
ALTER TABLE company FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON company USING (coalesce(current_setting('encours.operator', true), '') = 'on' OR organization_id = (SELECT current_organization()))
    WITH CHECK (organization_id = (SELECT current_organization()));
