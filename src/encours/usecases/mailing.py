"""Mail: written in the transaction of what it tells, kept, and sent afterwards, at most once.

Without a mail server the message stays here and is read in the office. A message that may or may not have arrived is never sent again by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Language, Text
from encours.store.load.companies import Company
from encours.store.mail import MailRow, claim_waiting, load_mail, load_mails, note_outcome, save_mail, send_again
from encours.store.tenant import tenant
from encours.usecases.vault import seal, unseal

__all__ = ["Letter", "Mail", "MailUnknown", "NotSent", "Transport", "Uncertain", "outbox", "read_mail", "retry_mail", "send_waiting", "write_mail"]

SECOND_CHANNEL = "approval_code"
"""A message of this kind proves that its reader has the mailbox, or the machine: the office shows it to nobody."""
_PURPOSE = "mail"


class MailUnknown(Refusal):
    code = "mail_unknown"
    message = Text(en="There is no such message.", fr="Ce message n’existe pas.")
    repair = Text(en="List them with “encours mail list”.", fr="Affichez-les avec « encours mail list ».")


class NotSent(Exception):
    """The server did not take the message; it certainly did not leave. The argument says why."""


class Uncertain(Exception):
    """The line broke after the message was handed over: it may have left."""


class Transport(Protocol):
    """Hands one message to a mail server. Raises NotSent, Uncertain."""

    def __call__(self, *, recipient: str, subject: str, body: str, reference: str) -> None:
        """Send it. `reference` makes its Message-ID."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a message says. `holds_secret`: its link is for its reader alone, and nobody else is shown it."""

    kind: str
    subject: Text
    body: Text
    holds_secret: bool = False


@dataclass(frozen=True, slots=True)
class Mail:
    """A message as the office shows it. `body` is None where its link is another person's."""

    row: MailRow
    body: str | None


def write_mail(
    cursor: Any, organization_id: int, letter: Letter, *, recipient: str, language: Language, values: Mapping[str, object], now: datetime, delivers: bool
) -> int:
    """Write a message in the caller's transaction. `delivers`: a mail server is there, and `send_waiting` will be called."""
    said = {name: _one_line(value) if isinstance(value, str) else value for name, value in values.items()}
    return save_mail(
        cursor, organization_id, kind=letter.kind, recipient=recipient, subject=letter.subject.say(language, **said), holds_secret=letter.holds_secret,
        body=seal(letter.body.say(language, **said).encode(), _PURPOSE), state="waiting" if delivers else "kept", at=now,
    )  # fmt: skip


def _one_line(value: str) -> str:
    """Names and reasons stay in their place: no line of theirs becomes a header or a paragraph (S45)."""
    return " ".join(value.split())


def send_waiting(organization_id: int, transport: Transport, *, now: datetime) -> int:
    """Hand every message that waits to the mail server; returns how many it took. One that is refused keeps the reason, and the others go on."""
    sent = 0
    while True:
        with tenant(organization_id) as cursor:
            row = claim_waiting(cursor, organization_id)
        if row is None:
            return sent
        problem, state = "", "sent"
        try:
            transport(recipient=row.recipient, subject=row.subject, body=unseal(row.body, _PURPOSE).decode(), reference=f"{organization_id}.{row.id}")
            sent += 1
        except NotSent as error:
            problem, state = str(error), "failed"
        except Uncertain as error:
            problem, state = str(error), "uncertain"
        with tenant(organization_id) as cursor:
            note_outcome(cursor, organization_id, row.id, state, problem=problem[:500], at=now if state == "sent" else None)  # type: ignore[arg-type]  # one of the three states above


def outbox(company: Company, *, limit: int = 50, before: int | None = None) -> list[MailRow]:
    """The organization's messages, newest first."""
    with tenant(company.organization_id) as cursor:
        return load_mails(cursor, company.organization_id, before=before, limit=limit)


def read_mail(company: Company, mail_id: int, *, reader: str | None) -> Mail:
    """One message with its text. A link that opens a door is shown to its addressee, or to whoever has the machine (`reader` None). Raises MailUnknown."""
    with tenant(company.organization_id) as cursor:
        row = load_mail(cursor, company.organization_id, mail_id)
    if row is None:
        raise MailUnknown
    hidden = row.holds_secret and reader is not None and (row.kind == SECOND_CHANNEL or reader.casefold() != row.recipient.casefold())
    return Mail(row, None if hidden else unseal(row.body, _PURPOSE).decode())


def retry_mail(company: Company, mail_id: int) -> None:
    """Let a message wait that certainly did not leave, or was only kept. Raises MailUnknown."""
    with tenant(company.organization_id) as cursor:
        if not send_again(cursor, company.organization_id, mail_id, states=("failed", "kept")):
            raise MailUnknown
