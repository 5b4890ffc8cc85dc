"""A mail brings files: each one is imported as what it is."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from encours.formats.contract import FileRefused
from encours.formats.mail.message import read_mail
from encours.formats.recognise import HEAD_BYTES, recognise
from encours.usecases.imports.order import rank_of


def opened(name: str, stream: BinaryIO) -> list[tuple[str, BinaryIO]]:
    """The files in a file: those a mail encloses, in the order of their import, else the file itself. A mail that cannot be read stays itself, and its import says why."""
    head = stream.read(HEAD_BYTES)
    stream.seek(0)
    if recognise(head, name).kind != "mail":
        return [(name, stream)]
    try:
        found = read_mail(stream.read())
    except FileRefused:
        stream.seek(0)
        return [(name, stream)]
    ordered = sorted(found, key=lambda one: rank_of(one.content[:HEAD_BYTES], one.name))
    return [(f"{one.name} ({name})", io.BytesIO(one.content)) for one in ordered]


@contextmanager
def opened_paths(paths: Sequence[Path]) -> Iterator[dict[Path, Path]]:
    """Each file to read with the path it is shown by; the enclosures of mails are laid out in a folder that lives as long as the context
    and are shown by their names, with the mail's behind it."""
    with TemporaryDirectory(prefix="encours-") as folder:
        yield dict(_laid_out(paths, Path(folder)))


def _laid_out(paths: Iterable[Path], folder: Path) -> Iterator[tuple[Path, Path]]:
    for number, path in enumerate(paths):
        try:
            with path.open("rb") as stream:
                parts = opened(path.name, stream)
                if len(parts) == 1 and parts[0][1] is stream:
                    yield path, path
                    continue
        except OSError:  # whoever reads it says so
            yield path, path
            continue
        for place, (name, content) in enumerate(parts):
            made = folder / f"{number}-{place}"
            made.mkdir()
            laid = made / name.removesuffix(f" ({path.name})")
            laid.write_bytes(content.read())
            yield laid, path.with_name(name)
