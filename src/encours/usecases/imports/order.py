"""The order in which files given together are taken: what others refer to comes first."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from encours.formats.recognise import HEAD_BYTES, recognise

_RANKS = {"customers": 0, "contacts": 1, "fec": 2, "invoices": 3, "installments": 4, "payments": 5, "remittances": 7}
_STATEMENTS = 6


def in_order(paths: Iterable[Path]) -> list[Path]:
    """Customers, contacts, ledgers, invoices, installments, payments, statements, remittances; within a kind by name. A file that cannot be opened comes last."""
    return sorted(paths, key=lambda path: (_rank(path), path.name))


def _rank(path: Path) -> int:
    try:
        with path.open("rb") as stream:
            return rank_of(stream.read(HEAD_BYTES), path.name)
    except OSError:
        return 99


def rank_of(head: bytes, file_name: str) -> int:
    """The place of a file in that order, from its first HEAD_BYTES."""
    recognised = recognise(head, file_name)
    if recognised.kind == "statement":
        return _STATEMENTS
    return _RANKS.get(recognised.kind, _RANKS.get(recognised.detail, 8))
