"""The state of the system: versions, disk, backups, checks, what waits. It shows commands and runs none."""

from __future__ import annotations

import platform
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from encours import __version__
from encours.adapters.postgres.health import Finding, examine
from encours.adapters.postgres.home import default_home
from encours.adapters.postgres.last_backup import last_backup
from encours.usecases.system import system_state
from encours.web.shared.place import Here, office, render
from encours.web.words import WORDS

_PLACES = frozenset({"home", "data", "application_role", "owner_role"})
"""Where things lie on the machine: for administrators."""
BACKUP_FRESH = timedelta(days=1)


@require_safe
@office
def system(request: HttpRequest, here: Here) -> HttpResponse:
    """Everything an operator is asked for, with the commands that repair."""
    findings = [Finding("encours", __version__), Finding("python", platform.python_version()), *examine(settings.ACCESS, default_home())]
    backup = last_backup(default_home())
    return render(
        request, "system.html", here, section="system", state=system_state(here.scope), backup=backup, is_fresh=backup is not None and here.now - backup.made_at < BACKUP_FRESH,
        facts=[(f"system.fact.{one.key}", _shown(one, here), one) for one in findings if here.may("set_security") or one.key not in _PLACES],
        problems=sum(one.problem is not None for one in findings), slug=here.company.slug, commands=_commands(here),
    )  # fmt: skip


def _shown(one: Finding, here: Here) -> Any:
    return WORDS[f"system.{one.value}"].say(here.language) if one.key == "server" else one.value


def _commands(here: Here) -> dict[str, str]:
    """What an operator types, ready to be copied."""
    file = f"encours-{here.today.isoformat()}.backup"
    return {
        "backup": f"encours backup {file}", "aside": f"encours restore {file} --into encours_trial", "replace": f"encours restore {file} --replace",
        "check": f"encours check --company {here.company.slug}",
    }  # fmt: skip
