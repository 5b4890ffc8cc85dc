"""Rights: which role may do what, and what is asked beyond the role. Doors ask `may`; the page of users shows the same table."""

from __future__ import annotations

from dataclasses import dataclass

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.store.users import ROLES, Role

__all__ = ["CONTROLS", "OPERATIONS", "ROLES", "ROLE_NAMES", "ROLE_TEXTS", "NotAllowed", "Operation", "Role", "may"]


class NotAllowed(Refusal):
    """The role does not allow the operation (S06)."""

    code = "not_allowed"
    message = Text(
        en="This needs the right “{operation}”, which this role does not have.",
        fr="Il faut le droit « {operation} », que ce rôle ne donne pas.",
    )
    repair = Text(
        en="Ask an administrator to change the role, or leave it to somebody who may.",
        fr="Demandez à un administrateur de changer le rôle, ou laissez faire une personne habilitée.",
    )


ROLE_NAMES: dict[Role, Text] = {
    "owner": Text(en="owner", fr="dirigeant"),
    "admin": Text(en="administrator", fr="administrateur"),
    "manager": Text(en="credit manager", fr="responsable crédit"),
    "accountant": Text(en="accountant", fr="comptable"),
    "collector": Text(en="collector", fr="chargé de recouvrement"),
    "auditor": Text(en="auditor, reads only", fr="auditeur, lecture seule"),
}
ROLE_TEXTS: dict[Role, Text] = {
    "owner": Text(
        en="Does everything; approvals by another person stay.", fr="Fait tout ; les approbations par une autre personne demeurent."
    ),
    "admin": Text(en="Users, security, mail; touches no money.", fr="Utilisateurs, sécurité, courrier ; ne touche pas à l’argent."),
    "manager": Text(en="Reads everything and approves.", fr="Lit tout et approuve."),
    "accountant": Text(en="Imports, matches, takes back.", fr="Importe, affecte, annule."),
    "collector": Text(en="Reads the books and the reminders of the day.", fr="Lit les comptes et les relances du jour."),
    "auditor": Text(en="Reads everything, the trail included; changes nothing.", fr="Lit tout, piste d’audit comprise ; ne modifie rien."),
}


@dataclass(frozen=True, slots=True)
class Operation:
    """What somebody may be allowed to do. `writes`: a token made for reading cannot, whatever its user's role."""

    name: str
    does: Text
    roles: frozenset[Role]
    writes: bool = False


def _operation(name: str, en: str, fr: str, roles: str, *, writes: bool = True) -> Operation:
    by_name = {str(role): role for role in ROLES}
    return Operation(name, Text(en=en, fr=fr), frozenset(ROLES if roles == "all" else [by_name[one] for one in roles.split()]), writes)


OPERATIONS: dict[str, Operation] = {
    one.name: one
    for one in (
        _operation("see_books", "See customers, invoices, receipts and figures", "Voir clients, factures, encaissements et chiffres", "all", writes=False),
        _operation("import", "Import files, and take imports back", "Importer des fichiers, annuler des imports", "owner accountant"),
        _operation("apply_receipts", "Apply receipts, and take that back", "Affecter des règlements, désaffecter", "owner accountant"),
        _operation("keep_customers", "Write notes, keep contacts", "Écrire des notes, tenir les contacts", "owner manager accountant collector"),
        _operation("follow_up", "Take down promises, put reminders on hold", "Enregistrer des promesses, suspendre des relances", "owner manager accountant collector"),
        _operation("decide_deductions", "Accept or refuse what payers withheld", "Accepter ou refuser ce que les payeurs ont retenu", "owner manager accountant"),
        _operation("set_policy", "Change the settlement policy", "Modifier la politique d’affectation", "owner manager"),
        _operation("explain_differences", "Explain differences with accounting", "Expliquer les écarts avec la comptabilité", "owner manager accountant"),
        _operation("see_audit", "Read the audit trail", "Lire la piste d’audit", "owner admin manager accountant auditor", writes=False),
        _operation("see_system", "See the state of the system", "Voir l’état du système", "owner admin manager accountant auditor", writes=False),
        _operation("set_organization", "Change the data of the organization", "Modifier les données de l’organisation", "owner admin"),
        _operation("see_people", "See users, roles and sessions", "Voir utilisateurs, rôles et sessions", "owner admin manager auditor", writes=False),
        _operation("manage_people", "Invite, change roles, suspend, end sessions", "Inviter, changer les rôles, suspendre, fermer des sessions", "owner admin"),
        _operation("see_mail", "Read the mail that Encours wrote", "Lire le courrier écrit par Encours", "owner admin auditor", writes=False),
        _operation("send_mail", "Send again mail that was not sent", "Renvoyer le courrier non parti", "owner admin"),
        _operation("see_security", "See the security policy", "Voir la politique de sécurité", "owner admin manager auditor", writes=False),
        _operation("set_security", "Change the security policy", "Modifier la politique de sécurité", "owner admin"),
        _operation("see_bank_details", "See our bank details and their history", "Voir nos coordonnées bancaires et leur historique", "all", writes=False),
        _operation("propose_bank_details", "Propose other bank details of ours", "Proposer d’autres coordonnées bancaires", "owner admin"),
        _operation("see_approvals", "See what waits for approval", "Voir ce qui attend une approbation", "owner admin manager auditor", writes=False),
        _operation("approve", "Approve or refuse what another person asks for", "Approuver ou refuser ce qu’une autre personne demande", "owner admin manager"),
        _operation("ask_export", "Ask for a file of many lines", "Demander un fichier de nombreuses lignes", "owner admin manager accountant collector"),
        _operation("cancel_request", "Cancel a request that is not in force yet", "Annuler une demande qui n’est pas encore en vigueur", "owner admin manager"),
        _operation("own_account", "One’s own account: language, password, second factor", "Son propre compte : langue, mot de passe, second facteur", "all", writes=False),
    )
}  # fmt: skip

CONTROLS: dict[str, Text] = {
    "propose_bank_details": Text(
        en="Another person approves; a waiting time; a notice to every administrator.",
        fr="Une autre personne approuve ; un délai ; un avis à chaque administrateur.",
    ),
    "manage_people": Text(
        en="Making somebody owner or administrator needs another person’s approval.",
        fr="Nommer un dirigeant ou un administrateur exige l’approbation d’une autre personne.",
    ),
    "ask_export": Text(
        en="Above the number of lines set under Security, another person approves; it holds for a day.",
        fr="Au-delà du nombre de lignes fixé dans Sécurité, une autre personne approuve ; cela vaut un jour.",
    ),
    "approve": Text(
        en="Never one’s own request; the password is asked again.", fr="Jamais sa propre demande ; le mot de passe est redemandé."
    ),
    "set_security": Text(en="The password is asked again.", fr="Le mot de passe est redemandé."),
}
"""What is asked beyond the role."""


def may(role: Role, operation: str) -> bool:
    """Whether a role allows an operation. An operation that does not exist is allowed to nobody.

    >>> may("accountant", "import"), may("auditor", "import"), may("owner", "no_such_thing")
    (True, False, False)
    """
    found = OPERATIONS.get(operation)
    return found is not None and role in found.roles
