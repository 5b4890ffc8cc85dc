"""The parts of staged receipts: what each settles, what money it uses, what it is worth in the books, and what cannot be recorded."""

from __future__ import annotations

from typing import Any

from encours.kernel.money import Money
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text


class OpenChanged(Refusal):
    """Somebody else was faster: what a settlement needs of an item is no longer open."""

    code = "open_changed"
    message = Text(
        en="{document} is open for {open} now, and {asked} of it should be settled.",
        fr="Il reste maintenant {open} ouverts sur {document}, et {asked} devaient en être soldés.",
    )
    repair = Text(en="Look at it again and decide on what is left.", fr="Reprenez-le et décidez sur le reste.")


class SettlementImpossible(Refusal):
    """The parts of a settlement do not fit their receipt."""

    code = "settlement_impossible"
    message = Text(
        en="The receipt of {amount} of {on} cannot settle what was asked: {why}.",
        fr="L'encaissement de {amount} du {on} ne peut solder ce qui est demandé : {why}.",
    )
    repair = Text(en="Correct the amounts of its parts.", fr="Corrigez les montants de ses parts.")


_WHY = {
    "item_unknown": Text(en="an item is not of this company", fr="un poste n'est pas de cette société"),
    "too_much": Text(en="its parts use more money than came in", fr="ses parts emploient plus d'argent qu'il n'en est venu"),
    "wrong_sign": Text(en="a part has the wrong sign", fr="une part est du mauvais signe"),
    "currencies": Text(
        en="an item is in another currency and nothing says what money paid it",
        fr="un poste est dans une autre devise et rien ne dit quelle somme l'a payé",
    ),
}

# A part settles its item, or is money that settles nothing (a penalty; a difference whose sign is not the item's), or says what was withheld.
# `money` is in the receipt's currency, `money_books` and `books` in the currency in which the entry balances.
_PARTS = """
DROP TABLE IF EXISTS posted_part, posted_receipt, posted_difference;
CREATE TEMP TABLE posted_part ON COMMIT DROP AS
SELECT p.n, p.part_no, p.item_id, p.kind, p.amount_minor AS amount, p.reason, p.note, i.customer_id, i.account_id, i.currency, i.effective_on, i.document_ref,
       i.currency <> r.currency AND r.currency = c.currency AS is_foreign, i.currency <> r.currency AND r.currency <> c.currency AS is_implied,
       CASE WHEN i.currency = r.currency THEN true WHEN r.currency <> c.currency AND i.currency <> c.currency THEN false
            ELSE p.paid_minor IS NOT NULL OR p.kind = 'short_payment' OR (p.kind NOT IN ('payment', 'credit_note', 'penalty') AND sign(p.amount_minor) = sign(i.amount_minor)) END AS is_priced,
       CASE WHEN p.kind IN ('payment', 'credit_note', 'short_payment') THEN sign(p.amount_minor) = sign(i.amount_minor) ELSE p.amount_minor <> 0 END AS is_signed,
       s.settled, s.money, CASE WHEN i.currency = r.currency OR r.currency = c.currency THEN s.money WHEN s.money = 0 THEN 0 WHEN s.settled <> 0 OR p.kind = 'penalty' THEN p.amount_minor
                                ELSE -p.amount_minor END AS money_books,
       s.settled AS books, 0::bigint AS exchange
  FROM stage_part p JOIN stage_receipt r USING (n) JOIN company c ON c.organization_id = %(tenant)s AND c.id = %(company)s
  JOIN item i ON i.organization_id = %(tenant)s AND i.company_id = %(company)s AND i.id = p.item_id
 CROSS JOIN LATERAL (SELECT p.kind IN ('payment', 'credit_note') OR (p.kind NOT IN ('penalty', 'short_payment') AND sign(p.amount_minor) = sign(i.amount_minor)) AS settles) k
 CROSS JOIN LATERAL (SELECT CASE WHEN k.settles THEN p.amount_minor ELSE 0 END AS settled,
                            CASE WHEN p.kind IN ('payment', 'credit_note', 'penalty') THEN coalesce(p.paid_minor, p.amount_minor)
                                 WHEN p.kind = 'short_payment' OR k.settles THEN 0 ELSE -coalesce(p.paid_minor, p.amount_minor) END AS money) s;
ANALYZE posted_part;
"""

# What an item in another currency is worth in the books: all that is left of its booked value where it is settled whole, else a share. Where it has no
# booked value (no rate was known), what the money says.
_FOREIGN = """
WITH asked AS (
    SELECT item_id, n, sum(settled) AS settled, sum(money) FILTER (WHERE settled <> 0) AS money, sum(settled) FILTER (WHERE money <> 0) AS paid
      FROM posted_part WHERE is_foreign GROUP BY 1, 2
), worth AS (
    SELECT a.item_id, a.n, i.functional_minor IS NOT NULL AS is_booked,
           CASE WHEN i.functional_minor IS NOT NULL THEN CASE WHEN a.settled = i.open_minor THEN l.minor ELSE round(l.minor * a.settled / nullif(i.open_minor, 0)) END
                ELSE round(a.money * a.settled / nullif(a.paid, 0)) END AS books, a.settled
      FROM asked a JOIN item i ON i.organization_id = %(tenant)s AND i.id = a.item_id
     CROSS JOIN LATERAL (
        SELECT i.functional_minor - coalesce(sum(sign(i.amount_minor) * coalesce(round(abs(o.functional_minor)::numeric * x.amount_minor / abs(o.amount_minor)),
                                                                                 round(abs(i.functional_minor)::numeric * x.amount_minor / abs(i.amount_minor)))), 0) AS minor
          FROM allocation x JOIN item o ON o.organization_id = x.organization_id AND o.id = CASE WHEN x.debit_item_id = i.id THEN x.credit_item_id ELSE x.debit_item_id END
         WHERE x.organization_id = i.organization_id AND (x.debit_item_id = i.id OR x.credit_item_id = i.id)) l
), shared AS (
    SELECT p.n, p.part_no, w.is_booked, round(w.books * sum(p.settled) OVER up / nullif(w.settled, 0)) - round(w.books * (sum(p.settled) OVER up - p.settled) / nullif(w.settled, 0)) AS books
      FROM posted_part p JOIN worth w USING (n, item_id) WHERE p.is_foreign
    WINDOW up AS (PARTITION BY p.n, p.item_id ORDER BY p.part_no)
)
UPDATE posted_part p SET books = coalesce(s.books, 0), exchange = CASE WHEN s.is_booked AND p.money <> 0 AND p.settled <> 0 THEN s.books - p.money ELSE 0 END
  FROM shared s WHERE s.n = p.n AND s.part_no = p.part_no
"""

# What is left of each receipt, and what the whole of it is worth where the entry balances in the company's currency.
_RECEIPTS = """
CREATE TEMP TABLE posted_receipt ON COMMIT DROP AS
SELECT r.n, r.currency = c.currency OR coalesce(p.is_implied, false) AS is_valued, r.amount_minor - coalesce(p.money, 0) AS rest,
       CASE WHEN p.is_implied THEN round((r.amount_minor - p.money) * p.money_books / nullif(p.money, 0))::bigint ELSE r.amount_minor - coalesce(p.money, 0) END AS rest_books,
       coalesce(p.money_books, 0) AS money_books
  FROM stage_receipt r JOIN company c ON c.organization_id = %(tenant)s AND c.id = %(company)s
  LEFT JOIN (SELECT n, sum(money)::bigint AS money, sum(money_books)::bigint AS money_books, bool_or(is_implied) AS is_implied FROM posted_part GROUP BY n) p ON p.n = r.n;
CREATE TEMP TABLE posted_difference ON COMMIT DROP AS
SELECT n, item_id, kind, sum(amount)::bigint AS amount, sum(booked)::bigint AS booked, min(document_ref) AS document_ref FROM (
    SELECT n, item_id, kind, amount, CASE WHEN settled <> 0 THEN books ELSE -money_books END AS booked, document_ref
      FROM posted_part WHERE kind NOT IN ('payment', 'credit_note', 'short_payment')
    UNION ALL SELECT n, item_id, 'currency', 0, exchange, document_ref FROM posted_part WHERE exchange <> 0) x GROUP BY 1, 2, 3;
ANALYZE posted_receipt, posted_difference
"""


def stage_parts(cursor: Any, values: dict[str, Any]) -> None:
    """`posted_part`, `posted_receipt` and `posted_difference`, of `stage_receipt` and `stage_part`."""
    cursor.execute(_PARTS, values)
    cursor.execute("SELECT EXISTS (SELECT 1 FROM posted_part WHERE is_foreign)")
    if cursor.fetchone()[0]:
        cursor.execute(_FOREIGN, values)
    cursor.execute(_RECEIPTS, values)


def refuse_conflicts(cursor: Any) -> None:
    """Raise SettlementImpossible where parts do not fit their receipt, OpenChanged where they need more of an item than is open."""
    cursor.execute(
        """
        SELECT r.amount_minor, r.currency, r.received_on,
               CASE WHEN x.missing THEN 'item_unknown' WHEN NOT x.is_priced THEN 'currencies' WHEN NOT x.is_signed THEN 'wrong_sign' ELSE 'too_much' END
          FROM stage_receipt r JOIN posted_receipt m USING (n)
          JOIN (SELECT s.n, bool_or(p.n IS NULL) AS missing, bool_and(p.is_priced) AND (bool_and(p.is_implied) OR NOT bool_or(p.is_implied)) AS is_priced,
                       bool_and(p.is_signed) AS is_signed
                  FROM stage_part s LEFT JOIN posted_part p ON p.n = s.n AND p.part_no = s.part_no GROUP BY s.n) x USING (n)
         WHERE x.missing OR NOT x.is_priced OR NOT x.is_signed OR sign(m.rest) NOT IN (0, sign(r.amount_minor)) OR m.rest_books IS NULL ORDER BY r.n LIMIT 1
        """
    )
    wrong = cursor.fetchone()
    if wrong:
        minor, currency, on, why = wrong
        raise SettlementImpossible(amount=Money(minor, currency), on=on, why=_WHY[why])
    cursor.execute(
        """
        SELECT coalesce(nullif(i.document_ref, ''), i.id::text), i.currency, i.open_minor, a.minor
          FROM (SELECT item_id, sum(CASE WHEN kind = 'short_payment' THEN amount ELSE settled END)::bigint AS minor FROM posted_part GROUP BY 1) a
          JOIN item i ON i.organization_id = (SELECT current_organization()) AND i.id = a.item_id
         WHERE sign(a.minor) NOT IN (0, sign(i.amount_minor)) OR abs(a.minor) > abs(i.open_minor) ORDER BY i.id LIMIT 1
        """
    )
    taken = cursor.fetchone()
    if taken:
        document, currency, left, asked = taken
        raise OpenChanged(document=document, open=Money(left, currency), asked=Money(asked, currency))
