"""Taking a match back (délettrage): what it settled is open again, and no rule makes it again by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.ledger.letters import NotALetter, letter, letter_rank
from encours.store.bulk.reverse import take_back_matches
from encours.store.bulk.settle import list_to_undo
from encours.store.load.companies import Company
from encours.store.load.matches import MatchRow, find_matches, load_match
from encours.store.save.events import record_event
from encours.store.tenant import Scope, record_now, tenant


class MatchUnknown(Refusal):
    code = "match_unknown"
    message = Text(en="There is no match {match} in this company.", fr="Cette société n'a pas de lettrage {match}.")
    repair = Text(en="The page of the item shows its letter.", fr="La page de la pièce montre sa lettre.")


class MatchAmbiguous(Refusal):
    code = "match_ambiguous"
    message = Text(
        en="The letter {match} stands on several accounts: {accounts}.", fr="La lettre {match} figure sur plusieurs comptes : {accounts}."
    )
    repair = Text(en="Name one with --account.", fr="Précisez-le avec --account.")


class AlreadyUnmatched(Refusal):
    code = "already_unmatched"
    message = Text(en="The match {match} was taken back already.", fr="Le lettrage {match} a déjà été défait.")
    repair = Text(en="Nothing to do.", fr="Rien à faire.")


class MatchOfReversal(Refusal):
    code = "match_of_reversal"
    message = Text(
        en="{match} joins an entry with its cancellation, and cannot be taken back.",
        fr="{match} lie une écriture à son extourne et ne peut être défait.",
    )
    repair = Text(en="Record the entry again if it should stand.", fr="Enregistrez de nouveau l'écriture si elle doit subsister.")


class ReasonMissing(Refusal):
    code = "reason_missing"
    message = Text(
        en="Say why: who reads the history later has nothing else.", fr="Indiquez pourquoi : qui lira l'historique n'aura rien d'autre."
    )
    repair = Text(en="Give a reason.", fr="Donnez un motif.")


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A match that was taken back."""

    match_id: int
    letter: str
    customer: str
    account: str


def unmatch(company: Company, actor: str, match_id: int, *, reason: str, today: date) -> Unmatched:
    """Take one match back. A receipt with differences, or of several customers, is taken back whole: its money stays on its payer's account, and what was
    settled without money is open again.

    Raises MatchUnknown, AlreadyUnmatched, MatchOfReversal, ReasonMissing.
    """
    scope = Scope(company.organization_id, company.id, actor)
    if not reason.strip():
        raise ReasonMissing
    with tenant(scope.organization_id) as cursor:
        recorded_at = record_now(cursor, scope)
        found = load_match(cursor, scope, match_id)
        if found is None:
            raise MatchUnknown(match=match_id)
        shown = f"{letter(found.letter_no)} ({found.customer_code})"
        if found.is_undone:
            raise AlreadyUnmatched(match=shown)
        if found.decided_by == "reversal":
            raise MatchOfReversal(match=shown)
        list_to_undo(cursor)
        cursor.execute("INSERT INTO undo_match VALUES (%s)", [match_id])
        take_back_matches(cursor, scope, recorded_at=recorded_at, reason=reason.strip(), by_person=True)
        record_event(cursor, scope, "MatchUndone", occurred_on=today, subjects=[f"mat_{match_id}"], payload={"rule": found.rule})
    return Unmatched(match_id, letter(found.letter_no), found.customer_code, found.account)


def match_of_letter(scope: Scope, customer: str, code: str, *, account: str = "") -> int:
    """The match that carries a letter on a customer's account, the standing one first. Raises MatchUnknown, MatchAmbiguous."""
    shown = f"{code} ({customer})"
    try:
        rank = letter_rank(code)
    except NotALetter:
        raise MatchUnknown(match=shown) from None
    with tenant(scope.organization_id) as cursor:
        found: list[MatchRow] = find_matches(cursor, scope, customer, rank, account)
    if not found:
        raise MatchUnknown(match=shown)
    standing = [one for one in found if not one.is_undone] or found
    if len(standing) > 1:
        raise MatchAmbiguous(match=shown, accounts=", ".join(sorted(one.account for one in standing)))
    return standing[0].id
