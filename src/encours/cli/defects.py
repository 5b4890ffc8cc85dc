"""A defect is written down in full where its reference can find it again."""

from __future__ import annotations

import os
import secrets
import tempfile
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path


def record(defect: BaseException, log_folder: Callable[[], Path]) -> tuple[str, Path]:
    """Append the traceback to today's log; where that cannot be written, to a temporary file. Returns reference and file."""
    now = datetime.now(UTC)
    reference = secrets.token_hex(4)
    text = f"{now.isoformat()} {reference}\n{''.join(traceback.format_exception(defect))}\n"
    try:
        folder = log_folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"defects-{now:%Y-%m}.log"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    except OSError:
        descriptor, name = tempfile.mkstemp(prefix="encours-defect-", suffix=".log")
        path = Path(name)
    with os.fdopen(descriptor, "a", encoding="utf-8") as log:
        log.write(text)
    return reference, path
