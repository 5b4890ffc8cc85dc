"""The messages that Encours writes to people who work with it."""

from __future__ import annotations

from encours.kernel.wording import Text
from encours.usecases.mailing import SECOND_CHANNEL, Letter

_END = Text(en="\n\n— Encours, {company}\n", fr="\n\n— Encours, {company}\n")


def _letter(kind: str, subject: Text, en: str, fr: str, *, holds_secret: bool = False) -> Letter:
    return Letter(kind, subject, Text(en=en + _END.en, fr=fr + _END.fr), holds_secret)


INVITATION = _letter(
    "invitation",
    Text(en="{inviter} invites you to {company} on Encours", fr="{inviter} vous invite à rejoindre {company} sur Encours"),
    "{inviter} invites you to work on the receivables of {company}, as {role}.\n\nOpen this link before {day}. It works once:\n{link}\n\n"
    "If you expected no invitation, ignore this message: nothing happens.",
    "{inviter} vous invite à travailler sur les créances de {company}, comme {role}.\n\nOuvrez ce lien avant le {day}. Il ne sert qu’une fois :\n{link}\n\n"
    "Si vous n’attendiez pas d’invitation, ignorez ce message : il ne se passera rien.",
    holds_secret=True,
)
RESET = _letter(
    "password_reset",
    Text(en="Choose a new password for Encours", fr="Choisir un nouveau mot de passe pour Encours"),
    "Somebody asked for a new password for “{name}”.\n\nIf it was you, open this link within the hour. It works once:\n{link}\n\n"
    "If it was not, ignore this message: your password stays what it is.",
    "Un nouveau mot de passe a été demandé pour « {name} ».\n\nSi c’était vous, ouvrez ce lien dans l’heure. Il ne sert qu’une fois :\n{link}\n\n"
    "Sinon, ignorez ce message : votre mot de passe ne change pas.",
    holds_secret=True,
)
ACCOUNT_CHANGED = _letter(
    "account_changed",
    Text(en="Your Encours account: {what}", fr="Votre compte Encours : {what}"),
    "For “{name}”: {what}, by {actor}, on {instant}.\n\nIf this is not right, tell an administrator of {company} at once.",
    "Pour « {name} » : {what}, par {actor}, le {instant}.\n\nSi ce n’est pas normal, prévenez tout de suite un administrateur de {company}.",
)
PASSWORD_CHANGED = Text(en="the password was changed", fr="le mot de passe a été changé")
FACTOR_ADDED = Text(en="a second factor was added", fr="un second facteur a été ajouté")
FACTOR_REMOVED = Text(en="the second factor was removed", fr="le second facteur a été retiré")
PASSKEY_ADDED = Text(en="a passkey was added", fr="une clé d’accès a été ajoutée")
PASSKEY_REMOVED = Text(en="a passkey was removed", fr="une clé d’accès a été retirée")
ROLE_CHANGED = Text(en="your role was changed", fr="votre rôle a été modifié")
SUSPENDED = Text(en="your access was suspended", fr="votre accès a été suspendu")
RESTORED = Text(en="your access was restored", fr="votre accès a été rétabli")
SESSIONS_ENDED = Text(en="your sessions were ended", fr="vos sessions ont été fermées")
APPROVAL_ASKED = _letter(
    "approval_asked",
    Text(en="To approve: {what}", fr="À approuver : {what}"),
    "{requester} asks for: {what}.\nReason: {reason}\n\nIt takes effect on {instant} at the earliest, once another person has approved it in Encours, under Approvals.\n\n"
    "If nobody should have asked for this, refuse it there at once.",
    "{requester} demande : {what}.\nMotif : {reason}\n\nEffet le {instant} au plus tôt, une fois la demande approuvée par une autre personne dans Encours, page Approbations.\n\n"
    "Si personne n’aurait dû demander cela, refusez-le tout de suite sur cette page.",
)
APPROVAL_DECIDED = _letter(
    "approval_decided",
    Text(en="{verdict}: {what}", fr="{verdict} : {what}"),
    "{what}, asked for by {requester}.\n{verdict} by {actor}. {effect}",
    "{what}, demandé par {requester}.\n{verdict} par {actor}. {effect}",
)
APPROVAL_CODE = _letter(
    SECOND_CHANNEL,
    Text(en="Your code to confirm: {what}", fr="Votre code pour confirmer : {what}"),
    "You asked for: {what}.\n\nYou are alone in your organization, so nobody else can approve it. Confirm it yourself from {instant} on, with this code:\n{code}\n\n"
    "If you asked for nothing, somebody uses your account: change your password and cancel the request.",
    "Vous avez demandé : {what}.\n\nVous êtes seul dans votre organisation, personne d’autre ne peut approuver. Confirmez vous-même à partir du {instant}, avec ce code :\n{code}\n\n"
    "Si vous n’avez rien demandé, quelqu’un utilise votre compte : changez votre mot de passe et annulez la demande.",
    holds_secret=True,
)
