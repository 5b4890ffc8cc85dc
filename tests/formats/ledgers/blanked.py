"""A published FEC with its letters taken out, byte for byte the same otherwise, and what they were."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """A line of the file, read in the plainest way; `minor` is debit minus credit."""

    line: int
    account: str
    auxiliary: str
    minor: int
    letter: str


def blanked(path: Path) -> tuple[bytes, list[Row]]:
    """The bytes without EcritureLet and DateLet (blanks where the file pads), and every line with its letter."""
    lines = path.read_bytes().split(b"\n")
    separator = b"|" if b"|" in lines[0] else b"\t"
    names = [name.strip().lower() for name in lines[0].split(separator)]
    letter, day, account, auxiliary, debit, credit = (
        names.index(name) for name in (b"ecriturelet", b"datelet", b"comptenum", b"compauxnum", b"debit", b"credit")
    )
    rows = []
    for place, line in enumerate(lines[1:], 1):
        fields = line.split(separator)
        if len(fields) < len(names) - 1:
            continue
        minor = int(fields[debit].replace(b",", b"")) - int(fields[credit].replace(b",", b""))
        rows.append(
            Row(place + 1, fields[account].decode().strip(), fields[auxiliary].decode().strip(), minor, fields[letter].decode().strip())
        )
        padded = separator == b"|"
        for column in (letter, day):
            fields[column] = b" " * len(fields[column]) if padded else b""
        lines[place] = separator.join(fields)
    return b"\n".join(lines), rows
