"""The last backup made on this machine, remembered beside the data: a page can say how old it is without looking for files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

_FILE = "last-backup.json"


@dataclass(frozen=True, slots=True)
class LastBackup:
    """When it was made, where, how large, and how many rows were read back."""

    made_at: datetime
    path: str
    size_bytes: int
    rows: int


def remember_backup(home: Path, made: LastBackup) -> None:
    """Note a backup that was read back. A home that cannot be written to loses the note, not the backup."""
    try:
        (home / _FILE).write_text(
            json.dumps({"made_at": made.made_at.isoformat(), "path": made.path, "size_bytes": made.size_bytes, "rows": made.rows}), encoding="utf-8"
        )  # fmt: skip
    except OSError:
        return


def last_backup(home: Path) -> LastBackup | None:
    """The last one that was noted; None where there is none, or the note cannot be read."""
    try:
        found = json.loads((home / _FILE).read_text(encoding="utf-8"))
        return LastBackup(datetime.fromisoformat(found["made_at"]), str(found["path"]), int(found["size_bytes"]), int(found["rows"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
