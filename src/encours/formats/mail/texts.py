"""What the reader of mails refuses."""

from __future__ import annotations

from encours.formats.contract import FileRefused
from encours.kernel.wording import Text


class MailRefused(FileRefused):
    """The base of the refusals of mails."""


class MailDamaged(MailRefused):
    code = "mail-damaged"
    message = Text(
        en="The mail cannot be read: it is damaged, or nested too deep.",
        fr="Le message est illisible : endommagé, ou imbriqué trop profondément.",
    )
    repair = Text(en="Save its attachments and import them.", fr="Enregistrez ses pièces jointes et importez-les.")


class MailTooLarge(MailRefused):
    code = "mail-large"
    message = Text(
        en="The mail is too large: {found} {what}; Encours reads up to {limit}.",
        fr="Le message est trop grand : {found} {what} ; Encours en lit au plus {limit}.",
    )
    repair = Text(en="Save the attachments that matter and import them.", fr="Enregistrez les pièces jointes utiles et importez-les.")


class MailWithoutFile(MailRefused):
    code = "mail-empty"
    message = Text(
        en="The mail brings nothing that Encours reads: no table, statement or ledger among its attachments, and no table in its text.",
        fr="Le message n’apporte rien qu’Encours sache lire : ni tableau, ni relevé, ni comptabilité en pièce jointe, et aucun tableau dans son texte.",
    )
    repair = Text(
        en="Check that it is the message you meant; a linked file must be downloaded first.",
        fr="Vérifiez qu’il s’agit du bon message ; un fichier donné par un lien doit d’abord être téléchargé.",
    )
