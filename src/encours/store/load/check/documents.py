"""R48: the kept files are, to the byte, those that were brought."""

from __future__ import annotations

import hashlib
import zlib
from typing import Any

from encours.kernel.wording import Text
from encours.store.load.check.contract import Books, Found, Invariant, Wrong


def _examine(cursor: Any, books: Books) -> Found:
    cursor.execute("SELECT sha256, size FROM document WHERE organization_id = %s ORDER BY recorded_at, sha256", [books.organization_id])
    documents = [(bytes(sha256), size) for sha256, size in cursor.fetchall()]
    wrong = []
    for sha256, size in documents:
        problem = _problem(cursor, books.organization_id, sha256, size)
        if problem:
            cursor.execute(
                "SELECT min(file_name), min(id) FROM import WHERE organization_id = %s AND sha256 = %s", [books.organization_id, sha256]
            )
            name, import_id = cursor.fetchone()
            wrong.append(Wrong(problem, {"sha256": sha256.hex(), "file": name or "?", "import": import_id}))
    return Found(len(documents), len(wrong), tuple(wrong[: books.limit]))


def _problem(cursor: Any, organization_id: int, sha256: bytes, size: int) -> str:
    """What is wrong with one document; chunk by chunk, so that memory does not grow with the file."""
    digest, length, n = hashlib.sha256(), 0, 0
    while True:
        cursor.execute(
            "SELECT deflated FROM document_chunk WHERE organization_id = %s AND sha256 = %s AND n = %s", [organization_id, sha256, n]
        )
        row = cursor.fetchone()
        if row is None:
            break
        try:
            chunk = zlib.decompress(row[0])
        except zlib.error:
            return "unreadable"
        digest.update(chunk)
        length, n = length + len(chunk), n + 1
    return "" if (digest.digest(), length) == (sha256, size) else "changed"


INVARIANT = Invariant(
    "DOC",
    "files_are_as_brought",
    Text(
        en="The kept files are those that were imported, to the byte",
        fr="Les fichiers conservés sont, à l'octet près, ceux qui ont été importés",
    ),
    {
        "changed": Text(
            en="“{file}” (import {import}, sha256 {sha256}) is no longer what was imported.",
            fr="« {file} » (import {import}, sha256 {sha256}) n'est plus ce qui a été importé.",
        ),
        "unreadable": Text(
            en="“{file}” (import {import}, sha256 {sha256}) can no longer be read.",
            fr="« {file} » (import {import}, sha256 {sha256}) n'est plus lisible.",
        ),
    },
    _examine,
    whole_organization=True,
)
