"""Writing a file whole or not at all, and never over the one that was read."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text


class WouldOverwriteInput(Refusal):
    code = "would_overwrite_input"
    message = Text(en="{path} is the file that is read.", fr="{path} est le fichier lu.")
    repair = Text(en="Name another file with --out.", fr="Nommez un autre fichier avec --out.")


@contextmanager
def whole_file(path: Path, *, source: Path | None = None) -> Iterator[BinaryIO]:
    """A file that takes the place of `path` when the block ends well, and leaves nothing behind when it does not. Raises WouldOverwriteInput."""
    if source is not None and path.exists() and path.samefile(source):
        raise WouldOverwriteInput(path=path)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    written = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        # mkstemp makes a file for its owner alone; an export is as readable as any file made here.
        mask = os.umask(0)
        os.umask(mask)
        written.chmod(0o666 & ~mask)
        written.replace(path)
    except BaseException:
        written.unlink(missing_ok=True)
        raise
