"""Reading MT940 and MT942 files."""

from __future__ import annotations

import re

from encours.formats.contract import Reading
from encours.formats.statements.contract import Statement
from encours.formats.statements.decoding import decode
from encours.formats.statements.mt940 import texts
from encours.formats.statements.mt940.field import FIRST_FIELD, Field, fields, width_of
from encours.formats.statements.mt940.statement import Message
from encours.kernel.issue import IssueLog, excerpt
from encours.kernel.wording import Text

_TYPICAL = re.compile(r"^:(?:20|25P?|28C?|34F|60[FM]|61|62[FM]|64|86):", re.MULTILINE)


def recognises(head: bytes) -> bool:
    """Whether a line begins one of the fields that every MT940 has."""
    text, _ = decode(head)
    return _TYPICAL.search(text) is not None


def movements(data: bytes) -> int:
    """About how many movements there are: fields 61, or a third of all fields."""
    return max(data.count(b":61:"), data.count(b"\n:") // 3, data.count(b"\r:") // 3)


def read(data: bytes) -> Reading[Statement]:
    """Read every statement of an MT940 or MT942 file. Raises `FileRefused` where no line begins a field, or no message is a statement."""
    text, encoding = decode(data)
    if "\n" not in text:
        text = text.replace("\r", "\n")
    if FIRST_FIELD.search(text) is None:
        raise texts.NotMt940()
    log = IssueLog()
    statements: list[Statement] = []
    missing: Text | None = None
    tags: list[str] = []
    found = list(fields(text))
    width = width_of(found)
    for message in _messages(found, log):
        tags = tags or message.tags
        lack = message.missing()
        if lack is None:
            statements.append(message.statement(width, log))
            continue
        missing = missing or lack
        log.add(texts.INCOMPLETE, line=message.start, movements=len(message.movements), missing=lack)
    if not statements:
        raise texts.NoStatement(found=excerpt(", ".join(f":{tag}:" for tag in tags[:10])), missing=missing or texts.NO_ACCOUNT)
    return Reading(tuple(statements), log.issues, encoding)


def _messages(found: list[Field], log: IssueLog) -> list[Message]:
    """The messages of a file: each ends with a terminator, or where field 20 begins the next."""
    messages: list[Message] = []
    current: Message | None = None
    for each in found:
        if each.tag == "-":
            current = None
            continue
        if current is None or each.tag == "20":
            current = Message(each.line)
            messages.append(current)
        current.take(each, log)
    return messages
