"""Taking a mail apart.

Source: RFC 5322 and RFC 2045 to 2049, through Python's own `email` package (read 2026-11-22). A mail comes from anybody: its size, the number of
its parts and their depth are bounded, nothing it links to is fetched, and names of attachments are names only, never places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser

from encours.formats.mail.body import html_table, text_table
from encours.formats.mail.texts import MailDamaged, MailTooLarge, MailWithoutFile
from encours.formats.recognise import HEAD_BYTES, recognise
from encours.kernel.wording import Text

MAIL_BYTES_MAX = 48 * 1024 * 1024
PARTS_MAX = 500
BODY_NAME = "message.csv"
"""The name of the table of the mail's own text."""

_BYTES, _PARTS = Text(en="bytes", fr="octets"), Text(en="parts", fr="parties")
_PLACES = re.compile(r"[/\\:\x00-\x1f]+")
_NAME_MAX = 120


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that a mail brings."""

    name: str
    content: bytes


def read_mail(data: bytes) -> tuple[Enclosure, ...]:
    """The attachments that are files of a known kind, and the table of the text where it has one, in the order of the mail.

    Pictures and other files are passed over. Raises MailTooLarge, MailDamaged, MailWithoutFile.
    """
    if len(data) > MAIL_BYTES_MAX:
        raise MailTooLarge(found=len(data), what=_BYTES, limit=MAIL_BYTES_MAX)
    try:
        message = BytesParser(EmailMessage, policy=policy.default).parsebytes(data)
        found = list(_enclosures(message))
    except MailTooLarge:
        raise
    except Exception:  # the parser is made for honest mail: what it raises on any other says no more than that
        raise MailDamaged from None
    if not found:
        raise MailWithoutFile
    return tuple(found)


def _enclosures(message: Message) -> Iterator[Enclosure]:
    texts: dict[str, str] = {}
    for number, part in enumerate(message.walk(), 1):
        if number > PARTS_MAX:
            raise MailTooLarge(found=number, what=_PARTS, limit=PARTS_MAX)
        if part.is_multipart():
            continue
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes) or not content.strip():
            continue
        name = _name(part)
        if not name and part.get_content_type() in ("text/plain", "text/html"):
            texts.setdefault(part.get_content_type(), _text(part, content))
        elif recognise(content[:HEAD_BYTES], name).kind not in ("unknown", "mail"):
            yield Enclosure(name or f"part-{number}", content)
    table = html_table(texts.get("text/html", "")) or text_table(texts.get("text/plain", ""))
    if table:
        yield Enclosure(BODY_NAME, table)


def _name(part: Message) -> str:
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError, TypeError, AttributeError, IndexError):  # a header that cannot be read names nothing
        return "attachment" if "attachment" in str(part.get("Content-Disposition", "")).lower() else ""
    return _PLACES.sub("_", name).strip(". ")[-_NAME_MAX:]


def _text(part: Message, content: bytes) -> str:
    try:
        return content.decode(part.get_content_charset() or "utf-8", errors="replace")
    except LookupError:
        return content.decode("utf-8", errors="replace")
