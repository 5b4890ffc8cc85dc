"""Files between upload and confirmation: kept compressed, seen by whoever brought them, deleted when imported, given up or too old."""

from __future__ import annotations

import json
import tempfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from encours.store.tenant import Scope

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class UploadRow:
    """An uploaded file. `preview` is what it would do, as `usecases.uploads` words it; `import_id` is set once it was imported."""

    id: UUID
    batch: UUID
    file_name: str
    size: int
    options: Mapping[str, Any]
    preview: Mapping[str, Any] | None
    import_id: int | None
    recorded_at: datetime


def keep_upload(cursor: Any, scope: Scope, user_id: int, batch: UUID, stream: BinaryIO, file_name: str, *, at: datetime) -> UploadRow:
    """Keep a file for its user."""
    cursor.execute(
        """INSERT INTO web_upload (organization_id, company_id, user_id, batch, file_name, size, recorded_at) VALUES (%s, %s, %s, %s, %s, 0, %s)
           RETURNING id""",
        [scope.organization_id, scope.company_id, user_id, batch, file_name, at],
    )
    upload_id = cursor.fetchone()[0]
    size = n = 0
    while chunk := stream.read(_CHUNK):
        cursor.execute(
            "INSERT INTO web_upload_chunk (organization_id, upload_id, n, deflated) VALUES (%s, %s, %s, %s)",
            [scope.organization_id, upload_id, n, zlib.compress(chunk, 1)],
        )
        size, n = size + len(chunk), n + 1
    cursor.execute("UPDATE web_upload SET size = %s WHERE organization_id = %s AND id = %s", [size, scope.organization_id, upload_id])
    return UploadRow(upload_id, batch, file_name, size, {}, None, None, at)


def load_batch(cursor: Any, scope: Scope, user_id: int, batch: UUID) -> list[UploadRow]:
    """The files that a user brought together, in the order in which they came."""
    cursor.execute(
        """SELECT id, batch, file_name, size, options, preview, import_id, recorded_at FROM web_upload
            WHERE organization_id = %s AND company_id = %s AND user_id = %s AND batch = %s ORDER BY recorded_at, file_name""",
        [scope.organization_id, scope.company_id, user_id, batch],
    )
    return [UploadRow(row[0], row[1], row[2], row[3], _json(row[4]), _json(row[5]), row[6], row[7]) for row in cursor.fetchall()]


def load_waiting_batches(cursor: Any, scope: Scope, user_id: int) -> list[tuple[UUID, int, datetime]]:
    """The batches a user has not finished: key, number of files that wait, when they came."""
    cursor.execute(
        """SELECT batch, count(*), min(recorded_at) FROM web_upload
            WHERE organization_id = %s AND company_id = %s AND user_id = %s AND import_id IS NULL GROUP BY batch ORDER BY 3 DESC""",
        [scope.organization_id, scope.company_id, user_id],
    )
    return list(cursor.fetchall())


def open_upload(cursor: Any, scope: Scope, upload_id: UUID) -> BinaryIO:
    """The bytes of a file as a temporary file, which the caller closes."""
    kept = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    n = 0
    while True:
        cursor.execute(
            "SELECT deflated FROM web_upload_chunk WHERE organization_id = %s AND upload_id = %s AND n = %s",
            [scope.organization_id, upload_id, n],
        )
        row = cursor.fetchone()
        if row is None:
            break
        kept.write(zlib.decompress(row[0]))
        n += 1
    kept.seek(0)
    return kept


def note_preview(cursor: Any, scope: Scope, upload_id: UUID, *, options: Mapping[str, Any], preview: Mapping[str, Any]) -> None:
    """Remember what a file would do, and under which decisions."""
    cursor.execute(
        "UPDATE web_upload SET options = %s, preview = %s WHERE organization_id = %s AND id = %s",
        [json.dumps(options), json.dumps(preview), scope.organization_id, upload_id],
    )


def note_imported(cursor: Any, scope: Scope, upload_id: UUID, import_id: int | None, preview: Mapping[str, Any]) -> None:
    """The file was imported: its bytes are kept with the import, not here."""
    cursor.execute(
        "UPDATE web_upload SET import_id = %s, preview = %s WHERE organization_id = %s AND id = %s",
        [import_id, json.dumps(preview), scope.organization_id, upload_id],
    )
    cursor.execute("DELETE FROM web_upload_chunk WHERE organization_id = %s AND upload_id = %s", [scope.organization_id, upload_id])


def drop_uploads(cursor: Any, scope: Scope, user_id: int, batch: UUID, upload_id: UUID | None = None) -> None:
    """Delete the files of a batch that were not imported, or one of them."""
    cursor.execute(
        """DELETE FROM web_upload WHERE organization_id = %s AND company_id = %s AND user_id = %s AND batch = %s AND import_id IS NULL
             AND (%s::uuid IS NULL OR id = %s)""",
        [scope.organization_id, scope.company_id, user_id, batch, upload_id, upload_id],
    )


def drop_old_uploads(cursor: Any, organization_id: int, *, before: datetime) -> None:
    """Delete whatever nobody confirmed in time."""
    cursor.execute("DELETE FROM web_upload WHERE organization_id = %s AND recorded_at < %s", [organization_id, before])


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
