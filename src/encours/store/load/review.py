"""The review queue: bank lines that wait for a person, with what matching last said of them and what persons decided."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from encours.store.load.candidates import Search, plain
from encours.store.tenant import Scope

Show = Literal["waiting", "suggested", "unclear", "questions", "automatic", "decided", "excluded", "aside"]
Order = Literal["oldest", "newest", "amount"]


class Standing(NamedTuple):
    """The receipt of a bank line that stands: its entry, whose it is (nobody's on suspense), on which account, and what of it is not applied (negative)."""

    posting_id: int
    entry_id: int
    customer_id: int | None
    account_id: int
    amount_minor: int
    open_minor: int

    @property
    def is_partly_applied(self) -> bool:
        """Whether some of its money already settles something."""
        return self.customer_id is not None and self.open_minor != -self.amount_minor


class Clearing(NamedTuple):
    """The clearing of a bank line that stands: which payments it brings."""

    id: int
    posting_id: int
    entry_id: int
    decided_by: str


class DecisionRow(NamedTuple):
    """What a person decided about a line. `undone_by` is the decision that took it back."""

    id: int
    line_id: int
    kind: str
    rule: str
    reason: str
    assignee: str
    posting_id: int | None
    entry_id: int | None
    customer_id: int | None
    batch: str | None
    parts: tuple[dict[str, Any], ...]
    before: dict[str, Any] | None
    actor: str
    recorded_at: datetime
    undone_by: int | None


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A bank line with its answer. `payer` is who probably paid: (id, code, name). `version` changes with everything that happens to the line."""

    id: int
    bank_account: str
    ledger_account_id: int | None
    booked_on: date
    amount_minor: int
    currency: str
    counterparty: str
    counterparty_iban: str
    remittance: str
    reference: str
    method: str
    is_explained: bool
    verdict: str | None
    payer: tuple[int, str, str] | None
    reasons: tuple[dict[str, Any], ...]
    proposals: tuple[dict[str, Any], ...]
    standing: Standing | None
    decisions: tuple[DecisionRow, ...]
    names: tuple[str, ...] = ()
    """What names the payment as the bank knows it: end-to-end id, mandate."""
    clearings: tuple[dict[str, Any], ...] = ()
    cleared: Clearing | None = None

    @property
    def decision(self) -> DecisionRow | None:
        """The decision that holds: the last one that was not taken back. A question decides nothing."""
        return next((one for one in reversed(self.decisions) if one.kind not in ("question", "undone") and one.undone_by is None), None)

    @property
    def question(self) -> DecisionRow | None:
        """The question that nobody decided since."""
        asked = next((one for one in reversed(self.decisions) if one.kind == "question"), None)
        held = self.decision
        return None if asked is None or (held is not None and held.id > asked.id) else asked

    @property
    def label(self) -> str:
        """Who sent the money and what the bank wrote."""
        return " ".join(part for part in (self.counterparty, self.remittance) if part)

    @property
    def version(self) -> str:
        """A short text that says which state of the line somebody saw (R54)."""
        last = self.decisions[-1].id if self.decisions else 0
        state = (self.is_explained, self.standing, last)
        return f"{last}-{hashlib.sha256(repr(state).encode()).hexdigest()[:12]}"


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of the queue, the place after which the next one starts, and how much the whole filter is: lines and minor units by currency."""

    rows: tuple[QueueLine, ...]
    next: tuple[Any, ...] | None
    count: int
    totals: Mapping[str, int]


_STANDS = "NOT EXISTS (SELECT 1 FROM entry x WHERE x.organization_id = r.organization_id AND x.reverses_posting_id = r.posting_id AND x.reverses_entry_id = r.entry_id)"
# The ledger has the line itself, or its money was counted before: it clears payments that were in transit.
_EXPLAINED = f"""(EXISTS (SELECT 1 FROM statement_line_link k WHERE k.organization_id = l.organization_id AND k.statement_line_id = l.id AND k.withdrawn_at IS NULL)
               OR EXISTS (SELECT 1 FROM clearing r WHERE r.organization_id = l.organization_id AND r.statement_line_id = l.id AND {_STANDS}))"""
_HELD = """LEFT JOIN LATERAL (SELECT d.kind FROM line_decision d WHERE d.organization_id = l.organization_id AND d.statement_line_id = l.id AND d.kind NOT IN ('question', 'undone')
                 AND NOT EXISTS (SELECT 1 FROM line_decision u WHERE u.organization_id = d.organization_id AND u.undoes_id = d.id) ORDER BY d.id DESC LIMIT 1) h ON true
           LEFT JOIN LATERAL (SELECT d.id FROM line_decision d WHERE d.organization_id = l.organization_id AND d.statement_line_id = l.id AND d.kind = 'question'
                               ORDER BY d.id DESC LIMIT 1) q ON true"""
_ANSWERS = "SELECT statement_line_id AS id FROM line_answer WHERE organization_id = %(organization)s AND company_id = %(company)s"
_DECISIONS = (
    "SELECT DISTINCT statement_line_id AS id FROM line_decision WHERE organization_id = %(organization)s AND company_id = %(company)s"
)
_BY_RULE = f"""SELECT DISTINCT r.statement_line_id AS id FROM receipt r JOIN item i ON i.organization_id = r.organization_id AND i.posting_id = r.posting_id AND i.entry_id = r.entry_id
                 JOIN allocation o ON o.organization_id = i.organization_id AND o.credit_item_id = i.id JOIN match m ON m.organization_id = o.organization_id AND m.id = o.match_id
                WHERE r.organization_id = %(organization)s AND r.company_id = %(company)s AND r.statement_line_id IS NOT NULL AND m.decided_by = 'rule' AND {_STANDS}
                  AND NOT EXISTS (SELECT 1 FROM match_undo u WHERE u.organization_id = m.organization_id AND u.match_id = m.id)"""
_QUESTIONS = "SELECT DISTINCT statement_line_id AS id FROM line_decision WHERE organization_id = %(organization)s AND company_id = %(company)s AND kind = 'question'"
# A line waits while matching could not settle it and nobody decided; one that somebody asked about waits whatever it is.
_WAITS = "h.kind IS NULL AND (a.verdict IN ('receipt', 'on_account', 'unknown', 'return') OR a.clearings <> '[]'::jsonb OR q.id IS NOT NULL)"
_SHOW: dict[Show, tuple[str, str]] = {
    "waiting": (f"{_ANSWERS} UNION {_QUESTIONS}", _WAITS),
    "suggested": (_ANSWERS, f"{_WAITS} AND (a.proposals <> '[]'::jsonb OR a.clearings <> '[]'::jsonb)"),
    "unclear": (_ANSWERS, f"{_WAITS} AND a.proposals = '[]'::jsonb AND a.clearings = '[]'::jsonb"),
    "questions": (_QUESTIONS, "h.kind IS NULL"),
    "automatic": (_BY_RULE, "h.kind IS NULL"),
    "decided": (_DECISIONS, "h.kind IN ('accepted', 'applied', 'on_account', 'cleared', 'returned')"),
    "excluded": (_DECISIONS, "h.kind = 'excluded'"),
    "aside": (_ANSWERS, "h.kind IS NULL AND a.verdict IN ('non_receivable', 'duplicate') AND a.clearings = '[]'::jsonb"),
}
_ORDERS: dict[Order, tuple[str, str]] = {"oldest": ("l.booked_on", ">"), "newest": ("l.booked_on", "<"), "amount": ("l.amount_minor", "<")}
_FOUND = """ AND (l.amount_minor = ANY(%(amounts)s) OR l.remittance ILIKE %(like)s OR l.counterparty_name ILIKE %(like)s OR l.line_ref ILIKE %(like)s OR l.bank_reference ILIKE %(like)s
              OR EXISTS (SELECT 1 FROM customer c WHERE c.organization_id = a.organization_id AND c.id = a.payer_id AND (c.name_key LIKE %(name)s OR upper(c.code) LIKE %(name)s))
              OR EXISTS (SELECT 1 FROM jsonb_path_query(a.proposals, '$[*].applications[*].item') x(item)
                           JOIN item i ON i.organization_id = l.organization_id AND i.id = (x.item)::bigint WHERE i.document_key LIKE %(document)s AND %(document)s <> ''))"""

_UNSEEN = f"""FROM statement_line l WHERE l.organization_id = %(organization)s AND l.company_id = %(company)s AND l.withdrawn_at IS NULL AND l.level <> 'advice' AND l.amount_minor > 0
               AND NOT EXISTS (SELECT 1 FROM line_answer a WHERE a.organization_id = l.organization_id AND a.statement_line_id = l.id)
               AND NOT EXISTS (SELECT 1 FROM receipt r WHERE r.organization_id = l.organization_id AND r.statement_line_id = l.id AND {_STANDS})
               AND NOT EXISTS (SELECT 1 FROM line_decision d WHERE d.organization_id = l.organization_id AND d.statement_line_id = l.id) AND NOT {_EXPLAINED}"""


def load_queue(
    cursor: Any, scope: Scope, *, show: Show = "waiting", order: Order = "oldest", search: Search | None = None, assignee: str = "", account: int | None = None,
    limit: int = 50, after: tuple[Any, ...] | None = None,
) -> QueuePage:  # fmt: skip
    """A page of lines, of one bank account or of all. Advices, withdrawn lines and lines that the ledger has itself are left out; lines that a person cleared are not."""
    driver, condition = _SHOW[show]
    column, compared = _ORDERS[order]
    direction = "ASC" if compared == ">" else "DESC"
    where = f"l.withdrawn_at IS NULL AND l.level <> 'advice' AND (h.kind = 'cleared' OR NOT {_EXPLAINED}) AND {condition}"
    values: dict[str, Any] = {"organization": scope.organization_id, "company": scope.company_id, "limit": limit + 1}
    if search is not None and search.text:
        where += _FOUND
        values |= {
            "amounts": list(search.amounts), "like": f"%{plain(search.text)}%", "name": f"{plain(search.name)}%" if search.name else "",
            "document": f"%{plain(search.document)}%" if search.document else "",
        }  # fmt: skip
    if assignee:
        where += " AND EXISTS (SELECT 1 FROM line_decision d WHERE d.organization_id = l.organization_id AND d.id = q.id AND d.assignee = %(assignee)s)"
        values["assignee"] = assignee
    if account is not None:
        where += " AND l.bank_account_id = %(account)s"
        values["account"] = account
    source = f"""FROM ({driver}) n JOIN statement_line l ON l.organization_id = %(organization)s AND l.id = n.id
                 LEFT JOIN line_answer a ON a.organization_id = l.organization_id AND a.statement_line_id = l.id {_HELD} WHERE {where}"""
    cursor.execute(f"SELECT l.currency, count(*), sum(l.amount_minor)::bigint {source} GROUP BY 1", values)
    sums = cursor.fetchall()
    place = ""
    if after is not None:
        place = f" AND ({column}, l.id) {compared} (%(after)s, %(after_id)s)"
        values |= {"after": after[0], "after_id": after[1]}
    cursor.execute(f"SELECT {column}, l.id {source}{place} ORDER BY {column} {direction}, l.id {direction} LIMIT %(limit)s", values)
    found = cursor.fetchall()
    rows = load_lines(cursor, scope, [line for _, line in found[:limit]])
    return QueuePage(
        tuple(rows),
        found[limit - 1] if len(found) > limit else None,
        sum(n for _, n, _ in sums),
        {currency: minor for currency, _, minor in sums},
    )


def load_lines(cursor: Any, scope: Scope, ids: Sequence[int]) -> list[QueueLine]:
    """The lines of these ids, in their order; those that are not the company's are left out."""
    if not ids:
        return []
    cursor.execute(
        f"""SELECT l.id, b.identifier, b.account_id, l.booked_on, l.amount_minor, l.currency, l.counterparty_name, l.counterparty_iban, l.remittance,
                   coalesce(nullif(l.bank_reference, ''), l.line_ref), l.method, {_EXPLAINED}, a.verdict, a.payer_id, c.code, c.name, a.reasons::text, a.proposals::text, l.end_to_end_id, l.mandate_ref, a.clearings::text, k.id, k.posting_id, k.entry_id, k.decided_by
              FROM statement_line l JOIN bank_account b ON b.organization_id = l.organization_id AND b.id = l.bank_account_id
              LEFT JOIN line_answer a ON a.organization_id = l.organization_id AND a.statement_line_id = l.id
              LEFT JOIN customer c ON c.organization_id = a.organization_id AND c.id = a.payer_id
              LEFT JOIN LATERAL (SELECT r.* FROM clearing r WHERE r.organization_id = l.organization_id AND r.statement_line_id = l.id AND {_STANDS} LIMIT 1) k ON true
             WHERE l.organization_id = %s AND l.company_id = %s AND l.id = ANY(%s) AND l.withdrawn_at IS NULL AND l.level <> 'advice'""",
        [scope.organization_id, scope.company_id, list(ids)],
    )
    rows = {row[0]: row for row in cursor.fetchall()}
    standing, decisions = _standing(cursor, scope, list(rows)), _decisions(cursor, scope, list(rows))
    return [_line(rows[line], standing.get(line), decisions.get(line, ())) for line in ids if line in rows]


def _line(row: tuple[Any, ...], standing: Standing | None, decisions: Sequence[DecisionRow]) -> QueueLine:
    (
        id_,
        account,
        ledger_account,
        on,
        minor,
        currency,
        name,
        iban,
        remittance,
        reference,
        method,
        linked,
        verdict,
        payer,
        code,
        payer_name,
        reasons,
        proposals,
        end_to_end,
        mandate,
        clearings,
        *cleared,
    ) = row
    return QueueLine(
        id_, account, ledger_account, on, minor, currency, name, iban, remittance, reference, method, linked, verdict,
        (payer, code, payer_name) if payer is not None else None, tuple(json.loads(reasons or "[]")), tuple(json.loads(proposals or "[]")), standing, tuple(decisions), (end_to_end, mandate), tuple(json.loads(clearings or "[]")), Clearing._make(cleared) if cleared[0] is not None else None,
    )  # fmt: skip


def _standing(cursor: Any, scope: Scope, lines: list[int]) -> dict[int, Standing]:
    cursor.execute(
        f"""SELECT r.statement_line_id, r.posting_id, r.entry_id, r.customer_id,
                   coalesce(i.account_id, (SELECT n.account_id FROM line n WHERE n.organization_id = r.organization_id AND n.posting_id = r.posting_id AND n.entry_id = r.entry_id
                                              AND n.amount_minor = -r.amount_minor ORDER BY n.line_no LIMIT 1)), r.amount_minor, coalesce(i.open_minor, 0)
              FROM receipt r
              LEFT JOIN LATERAL (SELECT (array_agg(i.account_id ORDER BY i.customer_id <> r.customer_id, i.id))[1] AS account_id, sum(i.open_minor)::bigint AS open_minor
                                   FROM item i WHERE i.organization_id = r.organization_id AND i.posting_id = r.posting_id AND i.entry_id = r.entry_id) i ON true
             WHERE r.organization_id = %s AND r.statement_line_id = ANY(%s) AND {_STANDS}""",
        [scope.organization_id, lines],
    )
    return {line: Standing._make(rest) for line, *rest in cursor.fetchall()}


def _decisions(cursor: Any, scope: Scope, lines: list[int]) -> dict[int, list[DecisionRow]]:
    found: dict[int, list[DecisionRow]] = {}
    for row in load_decisions(cursor, scope, "d.statement_line_id = ANY(%s)", [lines]):
        found.setdefault(row.line_id, []).append(row)
    return found


def load_batch(cursor: Any, scope: Scope, batch: str) -> list[DecisionRow]:
    """What was decided in one act, in the order of the lines."""
    return load_decisions(cursor, scope, "d.batch = %s", [batch])


def load_decisions(cursor: Any, scope: Scope, condition: str, values: list[Any]) -> list[DecisionRow]:
    """Decisions by a condition on `d`, in the order in which they were made."""
    cursor.execute(
        f"""SELECT d.id, d.statement_line_id, d.kind, d.rule, d.reason, d.assignee, d.posting_id, d.entry_id, d.customer_id, d.batch::text,
                   d.parts::text, d.before::text, d.actor, d.recorded_at, u.id
              FROM line_decision d LEFT JOIN line_decision u ON u.organization_id = d.organization_id AND u.undoes_id = d.id
             WHERE d.organization_id = %s AND d.company_id = %s AND {condition} ORDER BY d.id""",
        [scope.organization_id, scope.company_id, *values],
    )
    found = []
    for *said, parts, before, actor, at, undone_by in cursor.fetchall():
        found.append(DecisionRow._make([*said, tuple(json.loads(parts)), json.loads(before) if before else None, actor, at, undone_by]))
    return found


def count_to_apply(cursor: Any, scope: Scope) -> tuple[int, int]:
    """How many lines wait in the queue or for a run of matching, and their sum in minor units of the company's currency."""
    driver, condition = _SHOW["waiting"]
    values = {"organization": scope.organization_id, "company": scope.company_id}
    # Two questions, each with a plan of its own: as one, the planner would look for every line among all others.
    found = [
        f"""FROM ({driver}) n JOIN statement_line l ON l.organization_id = %(organization)s AND l.id = n.id
                 LEFT JOIN line_answer a ON a.organization_id = l.organization_id AND a.statement_line_id = l.id {_HELD}
                WHERE l.withdrawn_at IS NULL AND l.level <> 'advice' AND (h.kind = 'cleared' OR NOT {_EXPLAINED}) AND {condition}""",
        _UNSEEN,
    ]
    count = minor = 0
    for source in found:
        cursor.execute(
            f"""SELECT count(*), coalesce(sum(l.amount_minor) FILTER (WHERE l.currency = (SELECT c.currency FROM company c
                                  WHERE c.organization_id = %(organization)s AND c.id = %(company)s)), 0)::bigint {source}""",
            values,
        )
        more, sum_minor = cursor.fetchone()
        count, minor = count + more, minor + sum_minor
    return count, minor


def count_unseen(cursor: Any, scope: Scope) -> int:
    """How many incoming lines no run has looked at yet."""
    cursor.execute(f"SELECT count(*) {_UNSEEN}", {"organization": scope.organization_id, "company": scope.company_id})
    found: int = cursor.fetchone()[0]
    return found


def load_standing_decisions(cursor: Any, scope: Scope) -> dict[int, str]:
    """What persons decided about which lines, as it stands: the kind of the last decision by line."""
    cursor.execute(
        """SELECT DISTINCT ON (d.statement_line_id) d.statement_line_id, d.kind FROM line_decision d
            WHERE d.organization_id = %s AND d.company_id = %s AND d.kind NOT IN ('question', 'undone')
              AND NOT EXISTS (SELECT 1 FROM line_decision u WHERE u.organization_id = d.organization_id AND u.undoes_id = d.id)
            ORDER BY d.statement_line_id, d.id DESC""",
        [scope.organization_id, scope.company_id],
    )
    return dict(cursor.fetchall())
