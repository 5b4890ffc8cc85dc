"""Matching of bank lines, against a bare SQL join that finds only what is named exactly and paid exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import cycle

from bench.baseline import administrator
from bench.clock import Clock, milliseconds, peak_megabytes, session
from bench.figures import Figure
from encours.adapters.postgres.access import Access
from encours.store.load.companies import Company
from encours.usecases.match_lines import explain_lines
from encours.usecases.matching import match_company

ACTOR = "bench"
_TIMES = 3
_LINES = 50

# What plain SQL does with the very tables and indexes that are there: the texts of the waiting lines are cut into words, and words, currency and amount are
# compared with all invoices. In two steps, the second planned when the first is there: as one query the planner compares every line with every item.
_WORDS = """
CREATE TEMP TABLE bare_word AS
SELECT DISTINCT l.id, l.currency, l.amount_minor, w.word FROM statement_line l
 CROSS JOIN LATERAL regexp_split_to_table(upper(l.remittance || ' ' || l.creditor_reference || ' ' || l.end_to_end_id), '[^A-Z0-9/.-]+') AS w (word)
 WHERE l.organization_id = %(tenant)s AND l.amount_minor > 0 AND l.withdrawn_at IS NULL AND w.word <> '' AND NOT EXISTS (
       SELECT 1 FROM statement_line_link k WHERE k.organization_id = l.organization_id AND k.statement_line_id = l.id AND k.withdrawn_at IS NULL)
"""
_JOIN = """
CREATE TABLE bare_found AS
SELECT w.id AS line_id, i.id AS item_id, i.amount_minor FROM bare_word w
  JOIN item i ON i.document_ref = w.word AND i.currency = w.currency AND i.amount_minor = w.amount_minor WHERE i.organization_id = %(tenant)s AND i.amount_minor > 0
"""
# The same among what is open only, through the partial index that the schema keeps of that: told beside it.
_JOIN_OPEN = _JOIN.replace("i.amount_minor > 0", "i.open_minor <> 0").replace("i.amount_minor", "i.open_minor")


def measure_matching(access: Access, company: Company, size: int, today: date, say: Callable[[str], None]) -> Iterator[Figure]:
    """The bare join, one line by itself, all answers, and all of it recorded. The fastest of three joins counts."""
    say(f"{size:,} invoices: the bare join")
    (bare, found), (of_open, _) = (min(_bare_join(access, company.organization_id, join) for _ in range(_TIMES)) for join in (_JOIN, _JOIN_OPEN))
    yield Figure("match_bare", size, bare, f"{found:,} lines; {of_open:.2f} s among open items only")
    waiting = _waiting(access, company.organization_id)
    some = cycle(waiting[:: max(1, len(waiting) // _LINES)][:_LINES])
    yield Figure("match_line", size, milliseconds(lambda: explain_lines(company, ACTOR, [next(some)]), _LINES))
    say(f"{size:,} invoices: matching")
    clock = Clock(session())
    match_company(company, ACTOR, today=today, record=False)
    yield Figure("match_answers", size, clock.spent().wall / bare)
    clock = Clock(session())
    run = match_company(company, ACTOR, today=today)
    spent, told = clock.spent(), f"{run.automatic:,} automatic, {run.suggested:,} suggested"
    del run
    yield Figure("match_seconds", size, spent.wall, told, spent.processor)
    yield Figure("match", size, spent.wall / bare)
    yield Figure("match_memory", size, peak_megabytes())


def _bare_join(access: Access, organization_id: int, join: str) -> tuple[float, int]:
    """Its seconds, and the lines it found something for."""
    with administrator(access) as connection:
        connection.execute("SET work_mem = '256MB'")
        connection.execute("SET jit = off")
        connection.execute("SET enable_nestloop = off")  # led by an index of amounts, the join would take minutes: the best plain one is meant
        clock = Clock(connection.info.backend_pid)
        with connection.transaction():
            connection.execute(_WORDS, {"tenant": organization_id})
            connection.execute("ANALYZE bare_word")
            connection.execute(join, {"tenant": organization_id})
        wall = clock.spent().wall
        [(found,)] = connection.execute("SELECT count(DISTINCT line_id) FROM bare_found").fetchall()
        connection.execute("DROP TABLE bare_found")
    return wall, found


def _waiting(access: Access, organization_id: int) -> list[int]:
    """The lines that nothing explains."""
    with administrator(access) as connection:
        rows = connection.execute(
            "SELECT id FROM statement_line l WHERE organization_id = %s AND NOT EXISTS ("
            "SELECT 1 FROM statement_line_link k WHERE k.organization_id = l.organization_id AND k.statement_line_id = l.id) ORDER BY id",
            [organization_id],
        )
        return [row[0] for row in rows]
