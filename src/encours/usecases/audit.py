"""The audit trail of a company: who did what, when, about what, with what was before and after; and whether the chain that seals it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from encours.kernel.wording import Text
from encours.store.load.audit import AuditEvent, AuditFilter, AuditPage, ChainState, load_audit, load_chain_state
from encours.store.load.companies import Company, load_company_by_id
from encours.store.tenant import Scope, tenant
from encours.usecases.check import CheckReport, check_books

__all__ = ["EVENT_TEXTS", "AuditEvent", "Trail", "audit_trail", "changes_of", "event_text", "verify_chain"]

CHAIN = ("I11a", "I11b", "I11c")
"""The invariants about the chain: its links, the postings it holds, the anchors of the books."""
SEALS = ("BooksSealed",)
"""What the program records by itself to seal the books: left out unless asked for."""

EVENT_TEXTS: Mapping[str, Text] = {
    "AdviceDropped": Text(en="Remittance advice put on a bank line", fr="Avis de paiement joint à une ligne bancaire"),
    "ApprovalDecided": Text(en="Approval decided", fr="Approbation décidée"),
    "ApprovalRequested": Text(en="Approval asked for", fr="Approbation demandée"),
    "BooksChecked": Text(en="Books checked", fr="Livres contrôlés"),
    "BooksSealed": Text(en="Books sealed into the chain", fr="Livres scellés dans la chaîne"),
    "CompanyChanged": Text(en="Company settings changed", fr="Réglages de la société modifiés"),
    "CompanyCreated": Text(en="Company created", fr="Société créée"),
    "ContactAdded": Text(en="Contact added", fr="Contact ajouté"),
    "ContactChanged": Text(en="Contact changed", fr="Contact modifié"),
    "ContactRemoved": Text(en="Contact removed", fr="Contact supprimé"),
    "DecisionsUndone": Text(en="Decisions taken back", fr="Décisions annulées"),
    "DeductionAccepted": Text(en="Deduction accepted", fr="Retenue acceptée"),
    "DeductionRefused": Text(en="Deduction refused", fr="Retenue refusée"),
    "DeductionUndone": Text(en="Decision about a deduction taken back", fr="Décision sur une retenue annulée"),
    "DemonstrationBuilt": Text(en="Demonstration built", fr="Démonstration construite"),
    "DifferenceExplained": Text(en="Difference explained", fr="Écart expliqué"),
    "DifferenceReopened": Text(en="Explanation of a difference withdrawn", fr="Explication d’un écart retirée"),
    "FileImported": Text(en="File imported", fr="Fichier importé"),
    "HabitForgotten": Text(en="Customer’s habit forgotten", fr="Habitude d’un client oubliée"),
    "HoldLifted": Text(en="Hold on reminders lifted", fr="Suspension des relances levée"),
    "HoldPut": Text(en="Reminders put on hold", fr="Relances suspendues"),
    "ImportUndone": Text(en="Import taken back", fr="Import annulé"),
    "InvitationWithdrawn": Text(en="Invitation withdrawn", fr="Invitation retirée"),
    "LargeExport": Text(en="Large file taken out", fr="Fichier volumineux extrait"),
    "LineCleared": Text(en="Bank line cleared", fr="Ligne bancaire pointée"),
    "LineDecided": Text(en="Bank line decided", fr="Ligne bancaire décidée"),
    "LinesDecided": Text(en="Bank lines decided together", fr="Lignes bancaires décidées par lot"),
    "MatchUndone": Text(en="Match taken back", fr="Lettrage annulé"),
    "NoteAdded": Text(en="Note written", fr="Note écrite"),
    "NoteMarked": Text(en="Note pinned, released or withdrawn", fr="Note épinglée, détachée ou retirée"),
    "PasskeyAdded": Text(en="Passkey added", fr="Clé d’accès ajoutée"),
    "PasskeyRemoved": Text(en="Passkey removed", fr="Clé d’accès retirée"),
    "PasswordChanged": Text(en="Password changed", fr="Mot de passe modifié"),
    "PasswordSet": Text(en="Password set", fr="Mot de passe défini"),
    "PastRead": Text(en="Past receipts read again", fr="Encaissements passés relus"),
    "PayerForgotten": Text(en="Payer forgotten", fr="Payeur oublié"),
    "PaymentReturned": Text(en="Payment returned", fr="Règlement rejeté"),
    "PolicySet": Text(en="Settlement policy changed", fr="Politique d’affectation modifiée"),
    "PromiseCancelled": Text(en="Promise cancelled", fr="Promesse annulée"),
    "PromiseTaken": Text(en="Promise taken down", fr="Promesse enregistrée"),
    "ReceiptsMatched": Text(en="Receipts matched", fr="Encaissements affectés"),
    "RoleChanged": Text(en="Role changed", fr="Rôle modifié"),
    "RuleSwitched": Text(en="Matching rule switched", fr="Règle d’affectation activée ou désactivée"),
    "RunUndone": Text(en="Matching run taken back", fr="Traitement d’affectation annulé"),
    "SecondFactorAdded": Text(en="Second factor added", fr="Second facteur ajouté"),
    "SecondFactorRemoved": Text(en="Second factor removed", fr="Second facteur retiré"),
    "SecurityPolicyChanged": Text(en="Security policy changed", fr="Politique de sécurité modifiée"),
    "SessionsEnded": Text(en="Sessions ended", fr="Sessions closes"),
    "TokenCreated": Text(en="API token created", fr="Jeton d’API créé"),
    "TokenRevoked": Text(en="API token revoked", fr="Jeton d’API révoqué"),
    "UserAdmitted": Text(en="User admitted", fr="Utilisateur admis"),
    "UserInvited": Text(en="User invited", fr="Utilisateur invité"),
    "UserRestored": Text(en="User let in again", fr="Utilisateur rétabli"),
    "UserSuspended": Text(en="User suspended", fr="Utilisateur suspendu"),
}


@dataclass(frozen=True, slots=True)
class Trail:
    """A page of the trail with the state of the chain."""

    company: Company
    page: AuditPage
    chain: ChainState


def audit_trail(
    scope: Scope, *, actor: str = "", subject: str = "", type_: str = "", first: date | None = None, last: date | None = None, seals: bool = False, limit: int | None = 50,
    after: tuple[Any, ...] | None = None,
) -> Trail:  # fmt: skip
    """The events of the company and of its organization, newest first; days are those of the company's time zone, both included."""
    with tenant(scope.organization_id) as cursor:
        company = load_company_by_id(cursor, scope.organization_id, scope.company_id)
        assert company is not None, "a scope names a company that exists"
        zone = ZoneInfo(company.time_zone)
        only = AuditFilter(
            actor=actor, subject=subject, types=(type_,) if type_ else (), without=() if seals or type_ in SEALS else SEALS,
            since=_midnight(first, zone) if first else None, before=_midnight(last + timedelta(days=1), zone) if last else None,
        )  # fmt: skip
        return Trail(company, load_audit(cursor, scope, only, limit=limit, after=after), load_chain_state(cursor, scope.organization_id))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def event_text(type_: str) -> Text:
    """What an event of that type is; a type of another version of the program is called by its name."""
    return EVENT_TEXTS.get(type_, Text(en=type_, fr=type_))


def changes_of(event: AuditEvent) -> list[tuple[str, str, str]]:
    """What the event says: a name, what was before (where it says so), and what is since.

    >>> from datetime import UTC
    >>> one = AuditEvent(1, "CompanyChanged", date(2026, 11, 25), datetime(2026, 11, 25, tzinfo=UTC), "a", "", (), {"siren": ["", "732829320"], "n": 2}, "", True, None, "")
    >>> changes_of(one)
    [('siren', '', '732829320'), ('n', '', '2')]
    """
    rows = []
    for name, value in event.payload.items():
        is_change = isinstance(value, list) and len(value) == 2 and event.type in ("CompanyChanged",)
        before, now = value if is_change else ("", value)
        rows.append((name, _plain(before), _plain(now)))
    return rows


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(_plain(inner) for inner in value)
    return "" if value is None else str(value)


def verify_chain(scope: Scope, *, today: date) -> CheckReport:
    """Examine the chain and the books it holds, without writing anything."""
    return check_books(scope.organization_id, today=today, company_id=scope.company_id, only=CHAIN, seal=False)
