"""The key that signs sessions and links: made once, kept in the home, readable by its owner alone."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path


def secret_key(home: Path) -> str:
    """ENCOURS_SECRET_KEY, else the key of this home; two processes that make it at once end up with the same one."""
    given = os.environ.get("ENCOURS_SECRET_KEY")
    if given:
        return given
    path = home / "secret-key"
    if not path.exists():
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, unfinished = tempfile.mkstemp(prefix=".secret-key-", dir=home)  # mode 0600
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(unfinished, path)  # unlike a rename, never replaces a key already in use
        Path(unfinished).unlink()
    return path.read_text(encoding="ascii").strip()
