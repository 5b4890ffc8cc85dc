"""Files kept by the hash of their content, in compressed chunks: neither the client nor a value of the database grows with a file."""

from __future__ import annotations

import hashlib
import tempfile
import zlib
from typing import Any, BinaryIO

from encours.store.tenant import Scope

_CHUNK = 1 << 20


def content_hash(stream: BinaryIO) -> tuple[bytes, int]:
    """The SHA-256 and the size of what is left of `stream`, which is rewound."""
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    stream.seek(0)
    return digest.digest(), size


def keep_document(cursor: Any, scope: Scope, stream: BinaryIO, sha256: bytes, size: int) -> None:
    """Keep the bytes of `stream` under their hash, once per organization; the stream is rewound."""
    cursor.execute(
        "INSERT INTO document (organization_id, sha256, size) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING RETURNING 1",
        [scope.organization_id, sha256, size],
    )
    if cursor.fetchone() is not None:
        cursor.executemany(
            "INSERT INTO document_chunk (organization_id, sha256, n, deflated) VALUES (%s, %s, %s, %s)",
            ((scope.organization_id, sha256, n, zlib.compress(chunk, 1)) for n, chunk in enumerate(iter(lambda: stream.read(_CHUNK), b""))),
        )
    stream.seek(0)


def open_document(cursor: Any, scope: Scope, sha256: bytes) -> BinaryIO:
    """The kept bytes as a temporary file, which the caller closes. A copy on disk, because a COPY that is fed from it owns the connection."""
    cursor.execute("SELECT count(*) FROM document_chunk WHERE organization_id = %s AND sha256 = %s", [scope.organization_id, sha256])
    chunks = cursor.fetchone()[0]
    kept = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    for n in range(chunks):
        cursor.execute(
            "SELECT deflated FROM document_chunk WHERE organization_id = %s AND sha256 = %s AND n = %s", [scope.organization_id, sha256, n]
        )
        kept.write(zlib.decompress(cursor.fetchone()[0]))
    kept.seek(0)
    return kept
