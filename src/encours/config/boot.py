"""From nothing to a ready program: server, Django, schema. Called by every door before its first query."""

from __future__ import annotations

import atexit
import contextlib
import os
from functools import cache

import psycopg

from encours.adapters.postgres.access import Access
from encours.adapters.postgres.supervisor import running_server
from encours.config.schema import bring_schema_up_to_date, check_server
from encours.kernel.wording import Text


@cache
def boot() -> Access:
    """Start the server unless one was given by URL, set Django up and bring the schema up to date; once per process.

    The server is kept until the process ends.
    """
    setup()
    from django.conf import settings

    check_server()
    bring_schema_up_to_date()
    found: Access = settings.ACCESS
    return found


@cache
def setup() -> None:
    """Start the server unless one was given by URL, and set Django up; touches no table.

    On our own server, what a killed diagnosis left there is dropped: nobody's files outlive the next start.
    """
    if not os.environ.get("ENCOURS_DATABASE_URL"):
        keeper = contextlib.ExitStack()
        keeper.enter_context(running_server())
        atexit.register(keeper.close)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "encours.config.settings")
    import django

    django.setup()
    from django.conf import settings

    if settings.ACCESS.embedded:
        from encours.config.scratch import clear_abandoned

        with contextlib.suppress(psycopg.OperationalError):  # whoever needs the server will be told
            clear_abandoned(settings.ACCESS)


ONE_ROLE = Text(
    en="ENCOURS_DATABASE_URL and ENCOURS_MIGRATION_URL are one role ({role}). Lost: the database no longer refuses, by its rights, changes to "
    "recorded facts or to the schema; triggers alone do. Give the application a role of its own.",
    fr="ENCOURS_DATABASE_URL et ENCOURS_MIGRATION_URL désignent un seul rôle ({role}). Ce qui est perdu : la base ne refuse plus, par ses droits, de "
    "modifier les faits enregistrés ou le schéma ; seuls les déclencheurs s'y opposent. Donnez à l'application un rôle à elle.",
)
ABOVE_THE_WALL = Text(
    en="The role {role} is above row-level security (superuser or BYPASSRLS). Lost: the database no longer keeps organizations apart; the program "
    "alone does. Use a role with NOSUPERUSER NOBYPASSRLS.",
    fr="Le rôle {role} échappe à la sécurité par ligne (superutilisateur ou BYPASSRLS). Ce qui est perdu : la base ne sépare plus les organisations ; "
    "seul le programme le fait. Utilisez un rôle NOSUPERUSER NOBYPASSRLS.",
)


def what_is_lost(access: Access) -> list[tuple[Text, dict[str, object]]]:
    """The protections that this installation's roles give up, each with the values of its text. Needs `setup`."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        role, is_above = cursor.fetchone()
    lost = []
    if access.is_one_role:
        lost.append((ONE_ROLE, {"role": role}))
    if is_above:
        lost.append((ABOVE_THE_WALL, {"role": role}))
    return lost
