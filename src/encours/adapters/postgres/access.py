"""How this installation reaches its database: by the URLs it was given, else through its own server."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from encours.adapters.postgres.cluster import SUPERUSER, socket_folder
from encours.adapters.postgres.databases import APP_ROLE, DATABASE, OWNER_ROLE
from encours.adapters.postgres.url import parameters, role_name, socket_url


@dataclass(frozen=True, slots=True)
class Access:
    """The URL of each role.

    `app_url`: daily work, under row-level security. `owner_url`: the schema. `backup_url`: whoever may read every row, for
    backup and restore (the server's own administrator when it is ours, else the owner, who then needs BYPASSRLS).
    """

    app_url: str
    owner_url: str
    backup_url: str
    embedded: bool

    @property
    def is_one_role(self) -> bool:
        """Whether the application works as the owner of its tables: then nothing stands between a mistake and the ledger but triggers."""
        return role_name(self.app_url) == role_name(self.owner_url)


def access(home: Path, environ: Mapping[str, str] = os.environ) -> Access:
    """The access of this installation. Reads only; the embedded server may not be running yet."""
    app_url = environ.get("ENCOURS_DATABASE_URL", "")
    if app_url:
        owner_url = environ.get("ENCOURS_MIGRATION_URL") or app_url
        parameters(app_url, "ENCOURS_DATABASE_URL")
        parameters(owner_url, "ENCOURS_MIGRATION_URL")
        return Access(app_url, owner_url, owner_url, embedded=False)
    folder = socket_folder(Path(os.path.realpath(home)))
    app_url, owner_url, backup_url = (socket_url(folder, role, DATABASE) for role in (APP_ROLE, OWNER_ROLE, SUPERUSER))
    return Access(app_url, owner_url, backup_url, embedded=True)
