"""Recording bank lines that bring money already counted: one posting, one entry for each line, from transit to the bank, with what was kept of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.ledger.account import Role
from encours.store.bulk.copying import copy_rows
from encours.store.bulk.reverse import list_to_reverse, reverse_entries
from encours.store.save.accounts import account_for, journal_for
from encours.store.save.policy import account_of_reason
from encours.store.tenant import Scope


class ClearingImpossible(Refusal):
    """The payments are not there any more, or do not come to the line."""

    code = "clearing_impossible"
    message = Text(
        en="{count} bank lines cannot clear the payments named: a payment is gone or cleared, or the sums differ.",
        fr="{count} lignes bancaires ne peuvent solder les règlements désignés : un règlement a disparu ou est déjà soldé, ou les totaux diffèrent.",
    )
    repair = Text(en="Look at them again.", fr="Reprenez-les.")


@dataclass(frozen=True, slots=True)
class ClearingToPost:
    """A bank line, the receipts in transit that it brings (their ids), and what the bank or the provider kept of them."""

    line_id: int
    receipts: tuple[int, ...]
    fee_minor: int
    decided_by: str
    rule: str
    evidence: str = "[]"


_STAGE = """
DROP TABLE IF EXISTS stage_clearing, stage_cleared, posted_clearing, cleared_receipt;
CREATE TEMP TABLE stage_clearing (n integer PRIMARY KEY, line_id bigint NOT NULL, fee_minor bigint NOT NULL, decided_by text NOT NULL, rule text NOT NULL, evidence jsonb) ON COMMIT DROP;
CREATE TEMP TABLE stage_cleared (n integer NOT NULL, receipt_id bigint NOT NULL) ON COMMIT DROP;
"""
_STANDS = "NOT EXISTS (SELECT 1 FROM entry v WHERE v.organization_id = {t}.organization_id AND v.reverses_posting_id = {t}.posting_id AND v.reverses_entry_id = {t}.entry_id)"
_FIND = f"""
CREATE TEMP TABLE cleared_receipt ON COMMIT DROP AS
SELECT s.n, r.id AS receipt_id, l.account_id, r.amount_minor, r.currency FROM stage_cleared s
  JOIN receipt r ON r.organization_id = %(tenant)s AND r.company_id = %(company)s AND r.id = s.receipt_id AND {_STANDS.format(t="r")}
  JOIN line l ON l.organization_id = r.organization_id AND l.posting_id = r.posting_id AND l.entry_id = r.entry_id AND l.line_no = 1;
CREATE TEMP TABLE posted_clearing ON COMMIT DROP AS
SELECT s.*, b.booked_on, b.amount_minor, b.currency, a.account_id, b.amount_minor + s.fee_minor AS gross_minor,
       concat_ws(' ', nullif(b.counterparty_name, ''), nullif(b.remittance, '')) AS label, b.currency = c.currency AS is_valued,
       EXISTS (SELECT 1 FROM receipt r WHERE r.organization_id = b.organization_id AND r.statement_line_id = b.id AND r.customer_id IS NOT NULL AND {_STANDS.format(t="r")})
       OR EXISTS (SELECT 1 FROM statement_line_link k WHERE k.organization_id = b.organization_id AND k.statement_line_id = b.id AND k.withdrawn_at IS NULL) AS is_taken
  FROM stage_clearing s JOIN statement_line b ON b.organization_id = %(tenant)s AND b.company_id = %(company)s AND b.id = s.line_id AND b.withdrawn_at IS NULL AND b.level <> 'advice'
  JOIN bank_account a ON a.organization_id = b.organization_id AND a.id = b.bank_account_id JOIN company c ON c.organization_id = b.organization_id AND c.id = b.company_id;
ANALYZE cleared_receipt, posted_clearing
"""
_WRONG = f"""
SELECT count(*) FROM stage_clearing s LEFT JOIN posted_clearing p USING (n)
  LEFT JOIN (SELECT n, sum(amount_minor) AS minor, min(currency) AS first, max(currency) AS last, count(*) AS found FROM cleared_receipt GROUP BY n) r USING (n)
 WHERE p.n IS NULL OR p.is_taken OR p.fee_minor < 0 OR r.minor IS DISTINCT FROM p.gross_minor OR (r.first, r.last) IS DISTINCT FROM (p.currency, p.currency)
    OR r.found <> (SELECT count(*) FROM stage_cleared x WHERE x.n = s.n)
    OR EXISTS (SELECT 1 FROM cleared_receipt x JOIN clearing_part k ON k.organization_id = %(tenant)s AND k.receipt_id = x.receipt_id
                 JOIN clearing c ON c.organization_id = k.organization_id AND c.id = k.clearing_id WHERE x.n = s.n AND {_STANDS.format(t="c")})
"""


def post_clearings(cursor: Any, scope: Scope, clearings: Iterable[ClearingToPost], *, recorded_at: Any) -> int:
    """Record clearings; returns their number. The bank line is linked to its entry, which keeps it out of matching. Raises ClearingImpossible.

    The fee goes to bank fees as a whole: a bank line does not say what tax is in it.
    """
    listed = list(clearings)
    if not listed:
        return 0
    values: dict[str, Any] = {"tenant": scope.organization_id, "company": scope.company_id, "at": recorded_at, "actor": scope.actor}
    cursor.execute(_STAGE)
    copy_rows(
        cursor, "stage_clearing", ("n", "line_id", "fee_minor", "decided_by", "rule", "evidence"),
        ((n, c.line_id, c.fee_minor, c.decided_by, c.rule, c.evidence) for n, c in enumerate(listed, 1)),
    )  # fmt: skip
    copy_rows(cursor, "stage_cleared", ("n", "receipt_id"), ((n, receipt) for n, c in enumerate(listed, 1) for receipt in c.receipts))
    cursor.execute(_FIND, values)
    cursor.execute(_WRONG, values)
    wrong = cursor.fetchone()[0]
    if wrong:
        raise ClearingImpossible(count=wrong)
    values |= {
        "bank": account_for(cursor, scope, Role.BANK),
        "fee": account_of_reason(cursor, scope, "payout_fee"),
        "journal": journal_for(cursor, scope, "BQE", "Encaissements"),
    }
    cursor.execute(
        "INSERT INTO posting (organization_id, company_id, kind, actor, recorded_at) VALUES (%(tenant)s, %(company)s, 'clearing', %(actor)s, %(at)s) RETURNING id",
        values,
    )
    values["posting"] = cursor.fetchone()[0]
    lines = _write_entries(cursor, values)
    cursor.execute(
        """
        WITH made AS (
            INSERT INTO clearing (organization_id, company_id, statement_line_id, posting_id, entry_id, gross_minor, fee_minor, currency, decided_by, rule, evidence, actor, recorded_at)
            SELECT %(tenant)s, %(company)s, line_id, %(posting)s, n, gross_minor, fee_minor, currency, decided_by, rule, evidence, %(actor)s, %(at)s FROM posted_clearing ORDER BY n
            RETURNING id, entry_id)
        INSERT INTO clearing_part (organization_id, clearing_id, receipt_id, recorded_at) SELECT %(tenant)s, m.id, r.receipt_id, %(at)s FROM made m JOIN cleared_receipt r ON r.n = m.entry_id
        """,
        values,
    )
    cursor.execute(
        """
        INSERT INTO statement_line_link (organization_id, statement_line_id, posting_id, entry_id, line_no, recorded_at)
        SELECT %(tenant)s, line_id, %(posting)s, n, 1, %(at)s FROM posted_clearing
        """,
        values,
    )
    cursor.execute(
        "INSERT INTO posting_seal (organization_id, posting_id, entries, lines, sha256) VALUES (%s, %s, %s, %s, '')",
        [scope.organization_id, values["posting"], len(listed), lines],
    )
    return len(listed)


def clear_lines(cursor: Any, scope: Scope, clearings: Sequence[ClearingToPost], *, recorded_at: Any) -> int:
    """As `post_clearings`; what lay on the suspense account of these lines leaves it."""
    list_to_reverse(cursor)
    cursor.execute(
        f"INSERT INTO reverse_entry SELECT r.posting_id, r.entry_id FROM receipt r WHERE r.organization_id = %s AND r.company_id = %s AND r.statement_line_id = ANY(%s)"
        f" AND r.customer_id IS NULL AND {_STANDS.format(t='r')}",
        [scope.organization_id, scope.company_id, sorted(one.line_id for one in clearings)],
    )
    reverse_entries(cursor, scope, recorded_at=recorded_at, reason="the payments it brings are known now", rule="payer_known")
    return post_clearings(cursor, scope, clearings, recorded_at=recorded_at)


def _write_entries(cursor: Any, values: dict[str, Any]) -> int:
    cursor.execute(
        """
        INSERT INTO entry (organization_id, posting_id, company_id, journal_id, id, effective_on, document_ref, label)
        SELECT %(tenant)s, %(posting)s, %(company)s, %(journal)s, n, booked_on, left(label, 100), left(label, 200) FROM posted_clearing ORDER BY n
        """,
        values,
    )
    cursor.execute(
        """
        INSERT INTO line (organization_id, posting_id, account_id, amount_minor, functional_minor, entry_id, line_no, effective_on, currency)
        SELECT %(tenant)s, %(posting)s, x.account_id, x.minor, CASE WHEN p.is_valued THEN x.minor END, p.n, row_number() OVER (PARTITION BY p.n ORDER BY x.rank, x.account_id), p.booked_on,
               p.currency
          FROM posted_clearing p JOIN (
            SELECT n, 1 AS rank, coalesce(account_id, %(bank)s) AS account_id, amount_minor AS minor FROM posted_clearing
            UNION ALL SELECT n, 2, account_id, -sum(amount_minor)::bigint FROM cleared_receipt GROUP BY n, account_id HAVING sum(amount_minor) <> 0
            UNION ALL SELECT n, 3, %(fee)s, fee_minor FROM posted_clearing WHERE fee_minor <> 0) x USING (n) ORDER BY 6, 7
        """,
        values,
    )
    lines: int = cursor.rowcount
    return lines


def entry_of_clearing(cursor: Any, scope: Scope, line_id: int, *, recorded_at: Any) -> tuple[int, int]:
    """The clearing that this transaction recorded for a bank line: its posting and entry."""
    cursor.execute(
        "SELECT posting_id, entry_id FROM clearing WHERE organization_id = %s AND statement_line_id = %s AND recorded_at = %s",
        [scope.organization_id, line_id, recorded_at],
    )
    posting, entry = cursor.fetchone()
    return posting, entry


def take_back_clearing(cursor: Any, scope: Scope, clearing_id: int, *, recorded_at: Any, reason: str) -> None:
    """Reverse a clearing in a person's name: its payments wait again, and no rule clears them by that line again (R69)."""
    list_to_reverse(cursor)
    cursor.execute(
        "INSERT INTO reverse_entry SELECT posting_id, entry_id FROM clearing WHERE organization_id = %s AND id = %s", [scope.organization_id, clearing_id]
    )
    reverse_entries(cursor, scope, recorded_at=recorded_at, reason=reason, rule="decision_undone", by_person=True)
    cursor.execute(
        "INSERT INTO clearing_undo (organization_id, clearing_id, actor, reason, recorded_at) VALUES (%s, %s, %s, %s, %s)",
        [scope.organization_id, clearing_id, scope.actor, reason, recorded_at],
    )
