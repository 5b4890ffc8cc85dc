"""Taking an import back: what it recorded, what stands in the way, and reversing it.

An import is found again by its number on what it recorded, and by its instant on the facts it stated.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from encours.store.bulk.invoices import NOT_REVERSED
from encours.store.bulk.reverse import list_to_reverse, reverse_entries, take_back_matches
from encours.store.bulk.settle import list_to_undo
from encours.store.tenant import Scope

Obstacle = Literal["person_match", "person_advice", "file_match", "person_fact", "replaced", "new_version", "later_ledger", "later_statement"]


class InTheWay(NamedTuple):
    """Something later that rests on an import: what, how often, an example (a document or an import's file) and the import, where one made it."""

    what: Obstacle
    times: int
    example: str
    import_id: int | None


# The entries that the import recorded and that still stand.
_STANDING = """
DROP TABLE IF EXISTS undone_entry, undone_item;
CREATE TEMP TABLE undone_entry ON COMMIT DROP AS
SELECT e.posting_id, e.id AS entry_id FROM posting p JOIN entry e ON e.organization_id = p.organization_id AND e.posting_id = p.id
 WHERE p.organization_id = %(tenant)s AND p.import_id = %(import)s AND p.kind <> 'reversal'
   AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.organization_id = e.organization_id AND r.reverses_posting_id = e.posting_id AND r.reverses_entry_id = e.id)
"""
_RECEIPTS = """
INSERT INTO undone_entry
SELECT DISTINCT r.posting_id, r.entry_id FROM statement_line l
  JOIN (SELECT organization_id, statement_line_id, posting_id, entry_id FROM receipt UNION ALL SELECT organization_id, statement_line_id, posting_id, entry_id FROM clearing) r ON r.organization_id = l.organization_id AND r.statement_line_id = l.id
 WHERE l.organization_id = %(tenant)s AND l.import_id = %(import)s AND NOT EXISTS (
       SELECT 1 FROM entry x WHERE x.organization_id = r.organization_id AND x.reverses_posting_id = r.posting_id AND x.reverses_entry_id = r.entry_id)
"""
_ITEMS = """
CREATE TEMP TABLE undone_item ON COMMIT DROP AS
SELECT i.id AS item_id, i.document_ref FROM undone_entry u JOIN item i ON i.organization_id = %(tenant)s AND i.posting_id = u.posting_id AND i.entry_id = u.entry_id
"""
# Letters of other ledgers are read again after a ledger is taken back, and stand in nobody's way.
_MATCHES = """
SELECT CASE WHEN m.decided_by = 'person' THEN 'person_match' ELSE 'file_match' END, count(DISTINCT m.id), min(i.document_ref), min(m.import_id)
  FROM undone_item i JOIN allocation a ON a.organization_id = %(tenant)s AND (a.debit_item_id = i.item_id OR a.credit_item_id = i.item_id)
  JOIN match m ON m.organization_id = a.organization_id AND m.id = a.match_id
  LEFT JOIN import f ON f.organization_id = m.organization_id AND f.id = m.import_id
 WHERE m.decided_by IN ('person', 'file') AND m.import_id IS DISTINCT FROM %(import)s AND NOT (%(kind)s = 'ledger' AND f.kind IS NOT DISTINCT FROM 'ledger')
   AND NOT EXISTS (SELECT 1 FROM match_undo u WHERE u.organization_id = m.organization_id AND u.match_id = m.id)
 GROUP BY 1
"""
_FACTS = """
SELECT 'person_fact', count(*), min(i.document_ref), NULL::bigint FROM undone_item i JOIN item_fact f ON f.organization_id = %(tenant)s AND f.item_id = i.item_id
 WHERE f.source NOT IN ('file', 'terms', 'assumed', 'none') HAVING count(*) > 0
"""
# A later import reversed what this one recorded: taking this one back would leave that one without reason. A ledger that took over stands on its own.
_REPLACED = """
SELECT 'replaced', count(*), min(i.file_name), i.id FROM posting p JOIN entry e ON e.organization_id = p.organization_id AND e.posting_id = p.id
  JOIN entry r ON r.organization_id = e.organization_id AND r.reverses_posting_id = e.posting_id AND r.reverses_entry_id = e.id
  JOIN posting q ON q.organization_id = r.organization_id AND q.id = r.posting_id
  JOIN import i ON i.organization_id = q.organization_id AND i.id = q.import_id AND i.state = 'committed' AND i.id <> p.import_id AND i.kind <> 'ledger'
 WHERE p.organization_id = %(tenant)s AND p.import_id = %(import)s AND p.kind <> 'reversal' GROUP BY i.id
"""
# Advices that a person's decision rests on; what a rule made of them is taken back with them.
_ADVISED = """
SELECT 'person_advice', count(DISTINCT m.id), min(r.remittance_ref), NULL::bigint FROM remittance r JOIN remittance_use u ON u.organization_id = r.organization_id AND u.remittance_id = r.id
  JOIN receipt x ON x.organization_id = u.organization_id AND x.statement_line_id = u.statement_line_id
  JOIN item i ON i.organization_id = x.organization_id AND i.posting_id = x.posting_id AND i.entry_id = x.entry_id
  JOIN allocation a ON a.organization_id = i.organization_id AND (a.debit_item_id = i.id OR a.credit_item_id = i.id)
  JOIN match m ON m.organization_id = a.organization_id AND m.id = a.match_id AND m.decided_by = 'person'
 WHERE r.organization_id = %(tenant)s AND r.import_id = %(import)s AND NOT EXISTS (SELECT 1 FROM match_undo d WHERE d.organization_id = m.organization_id AND d.match_id = m.id)
HAVING count(*) > 0
"""
_OF_ADVICES = """
INSERT INTO undo_match
SELECT DISTINCT m.id FROM remittance r JOIN remittance_use u ON u.organization_id = r.organization_id AND u.remittance_id = r.id
  JOIN receipt x ON x.organization_id = u.organization_id AND x.statement_line_id = u.statement_line_id
  JOIN item i ON i.organization_id = x.organization_id AND i.posting_id = x.posting_id AND i.entry_id = x.entry_id
  JOIN allocation a ON a.organization_id = i.organization_id AND (a.debit_item_id = i.id OR a.credit_item_id = i.id)
  JOIN match m ON m.organization_id = a.organization_id AND m.id = a.match_id AND m.decided_by = 'rule'
   AND jsonb_path_exists(m.evidence, '$[*] ? ((@.code == "advice" || @.code == "advice_total") && @.values.advice == $ref)', jsonb_build_object('ref', r.remittance_ref))
 WHERE r.organization_id = %(tenant)s AND r.import_id = %(import)s AND NOT EXISTS (SELECT 1 FROM match_undo d WHERE d.organization_id = m.organization_id AND d.match_id = m.id)
"""
_VERSIONS = """
SELECT 'new_version', count(*), min(m.file_name), m.id FROM invoice v
  JOIN invoice w ON w.organization_id = v.organization_id AND w.company_id = v.company_id AND w.number = v.number AND w.version > v.version
  JOIN import m ON m.organization_id = w.organization_id AND m.id = w.import_id AND m.state = 'committed'
 WHERE v.organization_id = %(tenant)s AND v.import_id = %(import)s AND m.id <> v.import_id GROUP BY m.id
"""
_LATER_LEDGERS = """
SELECT 'later_ledger', count(*) OVER (), i.file_name, i.id FROM import i
 WHERE i.organization_id = %(tenant)s AND i.company_id = %(company)s AND i.kind = 'ledger' AND i.state = 'committed' AND i.id > %(import)s ORDER BY i.id DESC LIMIT 1
"""
_LATER_STATEMENTS = """
SELECT 'later_statement', count(*) OVER (), m.file_name, m.id FROM bank_statement s
  JOIN bank_statement l ON l.organization_id = s.organization_id AND l.bank_account_id = s.bank_account_id AND l.import_id > s.import_id AND l.withdrawn_at IS NULL
       AND l.first_on <= s.last_on AND l.last_on >= s.first_on
  JOIN import m ON m.organization_id = l.organization_id AND m.id = l.import_id AND m.state = 'committed'
 WHERE s.organization_id = %(tenant)s AND s.import_id = %(import)s ORDER BY m.id DESC LIMIT 1
"""


def _values(scope: Scope, kind: str, import_id: int) -> dict[str, Any]:
    return {"tenant": scope.organization_id, "company": scope.company_id, "kind": kind, "import": import_id}


def list_standing(cursor: Any, scope: Scope, kind: str, import_id: int) -> None:
    """Fill `undone_entry` and `undone_item`: what the import recorded, and the receipts made of the bank lines it brought, as far as they stand."""
    values = _values(scope, kind, import_id)
    cursor.execute(_STANDING, values)
    if kind == "statement":
        cursor.execute(_RECEIPTS, values)
    cursor.execute(_ITEMS, values)
    cursor.execute("CREATE INDEX ON undone_item (item_id)")
    cursor.execute("ANALYZE undone_entry, undone_item")


def obstacles(cursor: Any, scope: Scope, kind: str, import_id: int) -> list[InTheWay]:
    """What rests on the import (`list_standing` comes before). What only a rule decided is no obstacle: it is undone and can be decided again."""
    values = _values(scope, kind, import_id)
    queries = {"ledger": (_LATER_LEDGERS, _MATCHES, _FACTS), "statement": (_LATER_STATEMENTS, _MATCHES, _FACTS), "remittances": (_ADVISED,)}.get(kind, (_MATCHES, _FACTS, _REPLACED, _VERSIONS))
    found = []
    for query in queries:
        cursor.execute(query, values)
        found += [InTheWay(*row) for row in cursor.fetchall()]
    return found


def take_back(cursor: Any, scope: Scope, kind: str, import_id: int, *, recorded_at: Any) -> tuple[int, int, list[int]]:
    """Reverse what the import recorded, and mark it undone. Returns how many entries and matches, and the imports whose entries it had reversed."""
    values = _values(scope, kind, import_id) | {"now": recorded_at}
    cursor.execute(
        """
        SELECT DISTINCT q.import_id FROM posting p JOIN entry r ON r.organization_id = p.organization_id AND r.posting_id = p.id
          JOIN posting q ON q.organization_id = r.organization_id AND q.id = r.reverses_posting_id JOIN import i ON i.organization_id = q.organization_id AND i.id = q.import_id
         WHERE p.organization_id = %(tenant)s AND p.import_id = %(import)s AND p.kind = 'reversal' AND i.state = 'committed' AND i.id <> p.import_id ORDER BY 1
        """,
        values,
    )
    replaced = [row[0] for row in cursor.fetchall()]
    if kind == "statement":
        _withdraw_lines(cursor, values)
    list_to_reverse(cursor)
    cursor.execute("INSERT INTO reverse_entry SELECT posting_id, entry_id FROM undone_entry")
    entries = reverse_entries(cursor, scope, recorded_at=recorded_at, reason="its import was undone", rule="import_undone")
    list_to_undo(cursor)
    cursor.execute(
        """
        INSERT INTO undo_match SELECT m.id FROM match m WHERE m.organization_id = %(tenant)s AND m.company_id = %(company)s AND m.import_id = %(import)s AND m.decided_by <> 'reversal'
           AND NOT EXISTS (SELECT 1 FROM match_undo u WHERE u.organization_id = m.organization_id AND u.match_id = m.id)
        """,
        values,
    )
    if kind == "remittances":
        cursor.execute(_OF_ADVICES, values)
    matches = take_back_matches(cursor, scope, recorded_at=recorded_at, reason="its import was undone", by_person=False, rule="import_undone")
    cursor.execute(
        """
        UPDATE statement_line_link k SET withdrawn_at = %(now)s FROM entry r WHERE k.organization_id = %(tenant)s AND k.withdrawn_at IS NULL
           AND r.organization_id = k.organization_id AND r.company_id = %(company)s AND r.reverses_posting_id = k.posting_id AND r.reverses_entry_id = k.entry_id
        """,
        values,
    )
    cursor.execute("UPDATE import SET state = 'undone', undone_at = clock_timestamp() WHERE organization_id = %(tenant)s AND id = %(import)s", values)
    return entries, matches, replaced


def _withdraw_lines(cursor: Any, values: dict[str, Any]) -> None:
    cursor.execute("UPDATE bank_statement SET withdrawn_at = %(now)s WHERE organization_id = %(tenant)s AND import_id = %(import)s", values)
    cursor.execute("UPDATE statement_line SET withdrawn_at = %(now)s WHERE organization_id = %(tenant)s AND import_id = %(import)s", values)
    cursor.execute(
        """
        UPDATE statement_line_link k SET withdrawn_at = %(now)s FROM statement_line l
         WHERE k.organization_id = %(tenant)s AND k.withdrawn_at IS NULL AND l.organization_id = k.organization_id AND l.id = k.statement_line_id AND l.import_id = %(import)s
        """,
        values,
    )
    # Intraday lines that this statement had made final are intraday again, unless another final statement has them.
    cursor.execute(
        """
        UPDATE statement_line l SET level = 'intraday' FROM bank_statement s, bank_statement u
         WHERE l.organization_id = %(tenant)s AND l.level = 'statement' AND l.withdrawn_at IS NULL AND s.organization_id = l.organization_id AND s.id = l.statement_id
           AND s.level = 'intraday' AND u.organization_id = l.organization_id AND u.import_id = %(import)s AND u.bank_account_id = l.bank_account_id
           AND l.booked_on BETWEEN u.first_on AND u.last_on AND NOT EXISTS (
               SELECT 1 FROM bank_statement o WHERE o.organization_id = l.organization_id AND o.bank_account_id = l.bank_account_id AND o.level = 'statement'
                  AND o.withdrawn_at IS NULL AND l.booked_on BETWEEN o.first_on AND o.last_on)
        """,
        values,
    )


def restore_facts(cursor: Any, scope: Scope, *, stated_at: datetime, recorded_at: Any) -> int:
    """Due dates and disputes that were stated at an instant about items that stood before become again what they were, unless something was said since."""
    cursor.execute(
        """
        INSERT INTO item_fact (organization_id, item_id, recorded_at, due_on, is_disputed, kind, source)
        SELECT f.organization_id, f.item_id, %(now)s, b.due_on, CASE WHEN f.kind = 'dispute' THEN coalesce(b.is_disputed, false) END, f.kind,
               CASE WHEN f.kind = 'dispute' THEN coalesce(b.source, 'file') ELSE b.source END
          FROM item_fact f JOIN item i ON i.organization_id = f.organization_id AND i.id = f.item_id
          LEFT JOIN LATERAL (SELECT o.* FROM item_fact o WHERE o.organization_id = f.organization_id AND o.item_id = f.item_id AND o.kind = f.kind AND o.recorded_at < f.recorded_at
                              ORDER BY o.recorded_at DESC LIMIT 1) b ON true
         WHERE f.organization_id = %(tenant)s AND i.company_id = %(company)s AND f.recorded_at = %(at)s AND i.recorded_at <> f.recorded_at
           AND (b.item_id IS NOT NULL OR f.kind = 'dispute')
           AND NOT EXISTS (SELECT 1 FROM item_fact o WHERE o.organization_id = f.organization_id AND o.item_id = f.item_id AND o.kind = f.kind AND o.recorded_at > f.recorded_at)
        """,
        {"tenant": scope.organization_id, "company": scope.company_id, "at": stated_at, "now": recorded_at},
    )
    count: int = cursor.rowcount
    return count


def restore_last_due(cursor: Any, scope: Scope, import_id: int, *, recorded_at: Any) -> int:
    """Items of a ledger that took over a document in instalments fall due with the last of them: without the import that brought the instalments,
    when the document was due before them. What was said since about an item stands."""
    cursor.execute(
        f"""
        INSERT INTO item_fact (organization_id, item_id, recorded_at, due_on, kind, source)
        SELECT i.organization_id, i.id, %(now)s, b.due_on, 'due_date', b.source
          FROM (SELECT x.invoice_id, max(o.due_on) AS due_on FROM posting p JOIN item o ON o.organization_id = p.organization_id AND o.posting_id = p.id AND o.kind <> 'reversal'
                  JOIN invoice_item x ON x.organization_id = o.organization_id AND x.item_id = o.id
                 WHERE p.organization_id = %(tenant)s AND p.import_id = %(import)s AND p.kind = 'invoice_import' GROUP BY 1) s
          JOIN invoice_item y ON y.organization_id = %(tenant)s AND y.invoice_id = s.invoice_id
          JOIN item i ON i.organization_id = y.organization_id AND i.id = y.item_id AND i.company_id = %(company)s AND i.due_on = s.due_on AND i.due_source = 'file'
          JOIN entry e ON e.organization_id = i.organization_id AND e.posting_id = i.posting_id AND e.id = i.entry_id AND e.source_key IS NOT NULL
         CROSS JOIN LATERAL (
               SELECT max(o.due_on) AS due_on, (array_agg(o.due_source ORDER BY o.due_on DESC))[1] AS source
                 FROM invoice_item z JOIN item o ON o.organization_id = z.organization_id AND o.id = z.item_id AND o.kind <> 'reversal'
                 JOIN posting q ON q.organization_id = o.organization_id AND q.id = o.posting_id AND q.kind = 'invoice_import' AND q.import_id <> %(import)s
                 JOIN import m ON m.organization_id = q.organization_id AND m.id = q.import_id AND m.state = 'committed'
                WHERE z.organization_id = %(tenant)s AND z.invoice_id = s.invoice_id GROUP BY q.id ORDER BY q.id DESC LIMIT 1) b
         WHERE {NOT_REVERSED}
        """,
        {"tenant": scope.organization_id, "company": scope.company_id, "import": import_id, "now": recorded_at},
    )
    count: int = cursor.rowcount
    return count


def ledger_years(cursor: Any, scope: Scope, *, since: date) -> list[int]:
    """The committed ledger imports of a year and of later ones, in the order in which they came."""
    cursor.execute(
        "SELECT id FROM import WHERE organization_id = %s AND company_id = %s AND kind = 'ledger' AND state = 'committed'"
        " AND (preview->'details'->>'year_start')::date >= %s ORDER BY id",
        [scope.organization_id, scope.company_id, since],
    )
    return [row[0] for row in cursor.fetchall()]


def payment_imports(cursor: Any, scope: Scope) -> list[int]:
    """The committed imports of payments, in the order in which they came."""
    cursor.execute(
        "SELECT id FROM import WHERE organization_id = %s AND company_id = %s AND kind = 'payments' AND state = 'committed' ORDER BY id",
        [scope.organization_id, scope.company_id],
    )
    return [row[0] for row in cursor.fetchall()]
