"""Settling groups of items, set-based: undo what stands in the way, spread the amounts, draw the letters.

A group is a set of items of one account, customer and currency that settle each other. Its debits and credits are paired oldest
first; `ledger/settle.py` states the same rule for one group and is the oracle of a property test.
"""

from __future__ import annotations

from typing import Any

from encours.store.tenant import Scope

# Input of `spread` and `write_matches`. One row per item of a group; `open_minor` is what of the item is to be settled at most (signed).
GROUPS = """
CREATE TEMP TABLE settle_group (
    group_id bigint PRIMARY KEY, account_id bigint NOT NULL, customer_id bigint NOT NULL, currency text NOT NULL,
    decided_by text NOT NULL, rule text NOT NULL, file_letter text NOT NULL DEFAULT '', lettered_on date, evidence jsonb
) ON COMMIT DROP;
CREATE TEMP TABLE settle_item (
    group_id bigint NOT NULL, item_id bigint NOT NULL, effective_on date NOT NULL, open_minor bigint NOT NULL
) ON COMMIT DROP;
CREATE TEMP TABLE settle_pair (
    group_id bigint NOT NULL, debit_item_id bigint NOT NULL, credit_item_id bigint NOT NULL, amount_minor bigint NOT NULL, effective_on date NOT NULL
) ON COMMIT DROP;
"""

# Debits and credits of a group are laid end to end, oldest first, on one line of cents each. Every cent position where a debit or a
# credit ends is a cut; between two cuts lie exactly one debit and one credit, whose ranks are the ends already passed. Linear in the items.
_SPREAD = """
INSERT INTO settle_pair
WITH laid AS (
    SELECT group_id, item_id, effective_on, open_minor > 0 AS is_debit,
           row_number() OVER side AS rank, sum(abs(open_minor)) OVER (side ROWS UNBOUNDED PRECEDING) AS ends
      FROM settle_item WHERE open_minor <> 0
    WINDOW side AS (PARTITION BY group_id, open_minor > 0 ORDER BY effective_on, item_id)
), cut AS (
    SELECT group_id, ends, count(*) FILTER (WHERE is_debit) AS debits, count(*) FILTER (WHERE NOT is_debit) AS credits FROM laid GROUP BY 1, 2
), piece AS (
    SELECT group_id, ends, ends - lag(ends, 1, 0::numeric) OVER before AS amount,
           1 + coalesce(sum(debits) OVER (before ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS debit_rank,
           1 + coalesce(sum(credits) OVER (before ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS credit_rank
      FROM cut WINDOW before AS (PARTITION BY group_id ORDER BY ends)
)
SELECT p.group_id, d.item_id, c.item_id, p.amount::bigint, greatest(d.effective_on, c.effective_on)
  FROM piece p
  JOIN laid d ON d.group_id = p.group_id AND d.is_debit AND d.rank = p.debit_rank
  JOIN laid c ON c.group_id = p.group_id AND NOT c.is_debit AND c.rank = p.credit_rank
"""


def open_settlement(cursor: Any) -> None:
    """Make the temporary tables of one settlement; they go with the transaction."""
    cursor.execute("DROP TABLE IF EXISTS settle_group, settle_item, settle_pair")
    cursor.execute(GROUPS)


def spread(cursor: Any) -> None:
    """Pair the debits and credits of every group in `settle_item`, oldest first, into `settle_pair`. What exceeds the other side stays open."""
    cursor.execute("ANALYZE settle_item")
    cursor.execute(_SPREAD)
    cursor.execute("ANALYZE settle_pair")


def write_matches(cursor: Any, scope: Scope, *, recorded_at: Any, reason: str = "", import_id: int | None = None) -> int:
    """Record a match for every group that has a pair, with the next letter of its customer account, and its allocations. Returns the number of matches."""
    tenant = scope.organization_id
    cursor.execute(
        """
        DROP TABLE IF EXISTS settle_match;
        CREATE TEMP TABLE settle_match ON COMMIT DROP AS
        SELECT group_id, last_on, nextval((SELECT pg_get_serial_sequence('match', 'id')::regclass)) AS match_id
          FROM (SELECT group_id, max(effective_on) AS last_on FROM settle_pair GROUP BY 1 ORDER BY 1) p;
        ANALYZE settle_match, settle_group
        """
    )
    cursor.execute(
        """
        INSERT INTO match (organization_id, id, company_id, account_id, customer_id, recorded_at, lettered_on, decided_by, rule, actor, reason,
                           currency, letter_no, file_letter, evidence, import_id)
        WITH last AS MATERIALIZED ( -- once per account and customer, before the rows of this very statement crowd the index
            SELECT s.account_id, s.customer_id,
                   (SELECT max(letter_no) FROM match x WHERE x.organization_id = %s AND x.account_id = s.account_id AND x.customer_id = s.customer_id) AS letter_no
              FROM (SELECT DISTINCT account_id, customer_id FROM settle_group) s
        )
        SELECT %s, m.match_id, %s, g.account_id, g.customer_id, %s, coalesce(g.lettered_on, m.last_on), g.decided_by, g.rule, %s, %s, g.currency,
               coalesce(l.letter_no, -1) + row_number() OVER (PARTITION BY g.account_id, g.customer_id ORDER BY coalesce(g.lettered_on, m.last_on), g.group_id),
               g.file_letter, g.evidence, %s
          FROM settle_group g JOIN settle_match m USING (group_id) JOIN last l ON l.account_id = g.account_id AND l.customer_id = g.customer_id
        """,
        [tenant, tenant, scope.company_id, recorded_at, scope.actor, reason, import_id],
    )
    count: int = cursor.rowcount
    cursor.execute(
        """
        INSERT INTO allocation (organization_id, match_id, debit_item_id, credit_item_id, amount_minor, recorded_at, effective_on)
        SELECT %s, m.match_id, p.debit_item_id, p.credit_item_id, p.amount_minor, %s, p.effective_on
          FROM settle_pair p JOIN settle_match m USING (group_id)
        """,
        [tenant, recorded_at],
    )
    return count


def undo_matches(cursor: Any, scope: Scope, *, recorded_at: Any, reason: str, by_person: bool) -> int:
    """Take back the live matches listed in the temporary table `undo_match (match_id)`: each allocation gets its mirror image, on the same day of effect,
    so that history shows the items as if they had never been matched, and "as known then" still shows that they were. Returns the number undone.
    """
    tenant = scope.organization_id
    cursor.execute(
        """
        DELETE FROM undo_match u WHERE EXISTS (SELECT 1 FROM match_undo d WHERE d.organization_id = %s AND d.match_id = u.match_id)
        """,
        [tenant],
    )
    cursor.execute(
        """
        INSERT INTO match_undo (organization_id, match_id, actor, reason, by_person, recorded_at)
        SELECT DISTINCT %s, match_id, %s, %s, %s, %s::timestamptz FROM undo_match
        """,
        [tenant, scope.actor, reason, by_person, recorded_at],
    )
    count: int = cursor.rowcount
    if count:
        cursor.execute(
            """
            INSERT INTO allocation (organization_id, match_id, debit_item_id, credit_item_id, reverses_id, amount_minor, recorded_at, effective_on)
            SELECT a.organization_id, a.match_id, a.debit_item_id, a.credit_item_id, a.id, -a.amount_minor, %s, a.effective_on
              FROM allocation a
             WHERE a.organization_id = %s AND a.reverses_id IS NULL AND a.match_id IN (SELECT match_id FROM undo_match)
            """,
            [recorded_at, tenant],
        )
    return count


def list_to_undo(cursor: Any) -> None:
    """Make `undo_match`, empty, for `undo_matches`."""
    cursor.execute("DROP TABLE IF EXISTS undo_match")
    cursor.execute("CREATE TEMP TABLE undo_match (match_id bigint NOT NULL) ON COMMIT DROP")
