"""Remittance advices in: which are new or say something else than before, and writing them; and which bank line an advice explained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import md5
from typing import Any, Literal
from uuid import UUID

from encours.formats.statements.contract import Statement
from encours.kernel.normal import reference_key
from encours.receivables.matching.contract import RemittanceLine
from encours.store.bulk.copying import copy_rows
from encours.store.bulk.statements import NO_ACCOUNT, line_identity
from encours.store.tenant import Scope

Action = Literal["created", "updated", "unchanged"]


@dataclass(frozen=True, slots=True)
class AdviceToStage:
    """An advice as a file gives it. `ref` is its name in the company, `bank_line` the identity of its bank line (account, identity, occurrence)
    where the bank itself passed it on."""

    ref: str
    currency: str
    lines: tuple[RemittanceLine, ...]
    total_minor: int | None = None
    sent_on: date | None = None
    line_ref: str = ""
    payer_name: str = ""
    customer_code: str = ""
    bank_line: tuple[int, UUID, int] | None = None

    @property
    def content_key(self) -> UUID:
        """What it says: equal means that nothing changed."""
        said = (self.currency, self.total_minor, self.sent_on, self.line_ref, self.payer_name, self.customer_code, *self.lines)
        return UUID(md5(repr(said).encode(), usedforsecurity=False).hexdigest())


_STAGE = """
DROP TABLE IF EXISTS stage_remittance, stage_remittance_line;
CREATE TEMP TABLE stage_remittance (
    n integer PRIMARY KEY, ref text NOT NULL, currency text NOT NULL, total_minor bigint, sent_on date, line_ref text NOT NULL, payer_name text NOT NULL, customer_code text NOT NULL,
    bank_account_id bigint, line_identity uuid, line_occurrence integer, content_key uuid NOT NULL, version integer, action text, id bigint
) ON COMMIT DROP;
CREATE TEMP TABLE stage_remittance_line (
    n integer NOT NULL, line_no integer NOT NULL, amount_minor bigint NOT NULL, discount_minor bigint NOT NULL, reference text NOT NULL, document_key text NOT NULL, memo text NOT NULL
) ON COMMIT DROP;
"""
# A version that was undone stays on record: the next one has a number of its own.
_COMPARE = """
UPDATE stage_remittance s SET version = coalesce(k.last, 0) + 1,
       action = CASE WHEN k.content_key IS NULL THEN 'created' WHEN k.content_key = s.content_key THEN 'unchanged' ELSE 'updated' END
  FROM stage_remittance o LEFT JOIN LATERAL (
       SELECT max(r.version) AS last, (array_agg(r.content_key ORDER BY r.version DESC) FILTER (WHERE m.state = 'committed'))[1] AS content_key
         FROM remittance r JOIN import m ON m.organization_id = r.organization_id AND m.id = r.import_id
        WHERE r.organization_id = %s AND r.company_id = %s AND r.remittance_ref = o.ref) k ON true
 WHERE o.n = s.n
"""


def stage_remittances(cursor: Any, scope: Scope, advices: Sequence[AdviceToStage]) -> list[Action]:
    """Put the advices, each of another `ref`, into temporary tables and compare them with what stands; what each one would be."""
    cursor.execute(_STAGE)
    copy_rows(
        cursor, "stage_remittance",
        "n ref currency total_minor sent_on line_ref payer_name customer_code bank_account_id line_identity line_occurrence content_key".split(),
        (
            (n, a.ref, a.currency, a.total_minor, a.sent_on, a.line_ref, a.payer_name, a.customer_code, *(a.bank_line or (None, None, None)), a.content_key)
            for n, a in enumerate(advices)
        ),
    )  # fmt: skip
    copy_rows(
        cursor, "stage_remittance_line", "n line_no amount_minor discount_minor reference document_key memo".split(),
        (
            (n, number, line.amount_minor, line.discount_minor, line.reference, reference_key(line.reference), line.memo)
            for n, advice in enumerate(advices) for number, line in enumerate(advice.lines, 1)
        ),
    )  # fmt: skip
    cursor.execute("ANALYZE stage_remittance, stage_remittance_line")
    cursor.execute(_COMPARE, [scope.organization_id, scope.company_id])
    cursor.execute("SELECT action FROM stage_remittance ORDER BY n")
    return [row[0] for row in cursor.fetchall()]


def write_remittances(cursor: Any, scope: Scope, *, recorded_at: Any, import_id: int) -> int:
    """Write the staged advices that are new or say something else. Returns their number."""
    cursor.execute(
        "UPDATE stage_remittance SET id = nextval((SELECT pg_get_serial_sequence('remittance', 'id')::regclass)) WHERE action <> 'unchanged'"
    )
    cursor.execute(
        """
        INSERT INTO remittance (organization_id, id, company_id, import_id, version, remittance_ref, currency, total_minor, sent_on, line_ref, payer_name, customer_code,
                                bank_account_id, line_identity, line_occurrence, content_key, recorded_at)
        SELECT %s, id, %s, %s, version, ref, currency, total_minor, sent_on, line_ref, payer_name, customer_code, bank_account_id, line_identity, line_occurrence, content_key, %s
          FROM stage_remittance WHERE id IS NOT NULL ORDER BY n
        """,
        [scope.organization_id, scope.company_id, import_id, recorded_at],
    )
    count: int = cursor.rowcount
    cursor.execute(
        """
        INSERT INTO remittance_line (organization_id, remittance_id, line_no, amount_minor, discount_minor, reference, document_key, memo)
        SELECT %s, s.id, l.line_no, l.amount_minor, l.discount_minor, l.reference, l.document_key, l.memo
          FROM stage_remittance_line l JOIN stage_remittance s USING (n) WHERE s.id IS NOT NULL ORDER BY l.n, l.line_no
        """,
        [scope.organization_id],
    )
    return count


def bank_advices(cursor: Any, scope: Scope, statements: Sequence[Statement]) -> list[AdviceToStage]:
    """The lists of documents that the bank passed on with money that came in, as advices of their bank lines. The accounts must be there already."""
    listed = list(_listed(statements))
    if not listed:
        return []
    cursor.execute("SELECT identifier, currency, id FROM bank_account WHERE organization_id = %s AND company_id = %s", [scope.organization_id, scope.company_id])
    accounts = {(identifier, currency): number for identifier, currency, number in cursor.fetchall()}
    found: dict[str, AdviceToStage] = {}
    for statement, place, identity, occurrence in listed:
        line = statement.lines[place]
        account = accounts[statement.account or NO_ACCOUNT, statement.currency]
        ref = f"bank:{account}:{identity}:{occurrence}"
        lines = tuple(RemittanceLine(one.reference, one.amount_minor, one.discount_minor, one.memo) for one in line.documents)
        found.setdefault(ref, AdviceToStage(ref, statement.currency, lines, payer_name=line.counterparty_name, bank_line=(account, identity, occurrence)))
    return list(found.values())


def _listed(statements: Sequence[Statement]) -> Iterator[tuple[Statement, int, UUID, int]]:
    """The lines with a list, by the identity that `store.bulk.statements` gives them."""
    for statement in statements:
        if not any(line.documents for line in statement.lines):
            continue
        occurrences: Counter[UUID] = Counter()
        for place, line in enumerate(statement.lines):
            identity = line_identity(statement, line)
            occurrences[identity] += 1
            if line.documents and line.amount_minor > 0 and not line.is_reversal and not line.return_reason:
                yield statement, place, identity, occurrences[identity]


def record_remittance_uses(cursor: Any, scope: Scope, uses: Iterable[tuple[str, int]], *, recorded_at: Any) -> int:
    """Note which bank line's money each advice explained, so that it explains no other: (the advice's id in matching, statement line). Returns how many are new."""
    cursor.execute("DROP TABLE IF EXISTS used_remittance; CREATE TEMP TABLE used_remittance (ref text NOT NULL, line_id bigint NOT NULL) ON COMMIT DROP")
    copy_rows(cursor, "used_remittance", ("ref", "line_id"), uses)
    cursor.execute(
        """
        INSERT INTO remittance_use (organization_id, remittance_id, statement_line_id, recorded_at)
        SELECT %(t)s, k.id, u.line_id, %(at)s FROM (SELECT DISTINCT ref, line_id FROM used_remittance) u
          CROSS JOIN LATERAL (SELECT r.id FROM remittance r JOIN import m ON m.organization_id = r.organization_id AND m.id = r.import_id AND m.state = 'committed'
                               WHERE r.organization_id = %(t)s AND r.company_id = %(c)s AND r.remittance_ref = u.ref ORDER BY r.version DESC LIMIT 1) k
        ON CONFLICT DO NOTHING
        """,
        {"t": scope.organization_id, "c": scope.company_id, "at": recorded_at},
    )
    count: int = cursor.rowcount
    return count


def place_remittances(cursor: Any, scope: Scope, import_ids: Sequence[int], line_id: int, *, currency: str, amount_minor: int, recorded_at: Any) -> list[str]:
    """Say that the advices which these imports brought are of a bank line: the only one of its amount where there are several, else all in its currency.
    Returns what they are called, nothing where there are none."""
    cursor.execute(
        """
        SELECT r.id, r.remittance_ref, coalesce(r.total_minor, (SELECT sum(l.amount_minor) FROM remittance_line l WHERE l.organization_id = r.organization_id AND l.remittance_id = r.id))
          FROM remittance r WHERE r.organization_id = %s AND r.company_id = %s AND r.import_id = ANY(%s) AND r.currency = %s ORDER BY r.id
        """,
        [scope.organization_id, scope.company_id, list(import_ids), currency],
    )
    found = cursor.fetchall()
    exact = [row for row in found if row[2] == amount_minor]
    placed = exact if len(exact) == 1 else found
    cursor.executemany(
        "INSERT INTO remittance_place (organization_id, remittance_id, statement_line_id, actor, recorded_at) VALUES (%s, %s, %s, %s, %s)",
        [(scope.organization_id, row[0], line_id, scope.actor, recorded_at) for row in placed],
    )
    return [row[1] for row in placed]
