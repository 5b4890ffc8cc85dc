"""The schema is brought up to date by whoever starts first, once, under a lock; the others wait and find it done."""

from __future__ import annotations

import hashlib
import inspect
from typing import Any

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text

_OLDEST_SERVER = 16
_LOCK = 0x656E636F757273  # "encours"


class ServerTooOld(Refusal):
    """The given server lacks what we rely on."""

    code = "database-too-old"
    message = Text(
        en="The database server is PostgreSQL {found}; Encours needs {oldest} or newer.",
        fr="Le serveur de base de données est PostgreSQL {found} ; Encours demande la version {oldest} ou plus récente.",
    )
    repair = Text(
        en="Upgrade it, or unset ENCOURS_DATABASE_URL: Encours then starts its own.",
        fr="Mettez-le à jour, ou retirez ENCOURS_DATABASE_URL : Encours démarre alors le sien.",
    )


class ServerUnreachable(Refusal):
    """No connection to the given server."""

    code = "database-unreachable"
    message = Text(en="The database does not answer: {reason}", fr="La base de données ne répond pas : {reason}")
    repair = Text(
        en="Check ENCOURS_DATABASE_URL and ENCOURS_MIGRATION_URL, and that the server runs.",
        fr="Vérifiez ENCOURS_DATABASE_URL et ENCOURS_MIGRATION_URL, et que le serveur fonctionne.",
    )


class SchemaNewer(Refusal):
    """The database was made by a newer Encours."""

    code = "schema-newer"
    message = Text(
        en="The database was brought up to date by a newer Encours ({migration}); this one would misread it.",
        fr="La base de données a été mise à jour par un Encours plus récent ({migration}) ; celui-ci la lirait mal.",
    )
    repair = Text(
        en="Start the newer version, or restore an older backup.",
        fr="Lancez la version récente, ou restaurez une sauvegarde plus ancienne.",
    )


def check_server() -> None:
    """Refuse a server that is too old or does not answer."""
    from django.db import OperationalError, connections

    for alias in ("default", "owner"):
        try:
            connections[alias].ensure_connection()
        except OperationalError as error:
            raise ServerUnreachable(reason=str(error).strip()) from error
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        (found,) = cursor.fetchone()
    connections.close_all()  # an idle session would keep a restore from putting a database in this one's place
    if found < _OLDEST_SERVER:
        raise ServerTooOld(found=found, oldest=_OLDEST_SERVER)


def bring_schema_up_to_date() -> None:
    """Apply missing migrations and give the application its rights; nothing to do is one query's work."""
    from django.db import connections

    owner = connections["owner"]
    try:
        if _is_behind(owner):
            with owner.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])  # freed with the session, whatever happens
            if _is_behind(owner):
                _migrate(owner)
    finally:
        owner.close()  # an idle owner session would only keep the database from being copied or renamed


def _is_behind(owner: Any) -> bool:
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(owner)
    unknown = sorted(name for app, name in loader.applied_migrations if app == "store" and (app, name) not in loader.disk_migrations)
    if unknown:
        raise SchemaNewer(migration=unknown[-1])
    return bool(set(loader.graph.nodes) - set(loader.applied_migrations)) or _rights_given(owner) != _rights_wanted()


def _migrate(owner: Any) -> None:
    from django.conf import settings
    from django.core.management import call_command
    from django.db import transaction

    from encours.store.rights import grant_application_rights

    call_command("migrate", database="owner", verbosity=0, interactive=False)
    with transaction.atomic(using="owner"), owner.cursor() as cursor:
        grant_application_rights(cursor, settings.ENCOURS_APP_ROLE)
        cursor.execute("SELECT format('COMMENT ON TABLE django_migrations IS %%L', %s::text)", [_rights_wanted()])
        cursor.execute(cursor.fetchone()[0])


def _rights_wanted() -> str:
    """Names the rights this program gives. Kept in the database, so that a start killed between schema and rights is completed by the next."""
    from django.conf import settings

    from encours.store import rights

    return f"rights {hashlib.sha256(inspect.getsource(rights).encode()).hexdigest()[:16]} of {settings.ENCOURS_APP_ROLE}"


def _rights_given(owner: Any) -> str | None:
    with owner.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regclass('django_migrations'), 'pg_class')")
        (comment,) = cursor.fetchone()
    return None if comment is None else str(comment)
