"""`encours doctor`."""

from __future__ import annotations

from typing import Annotated

import typer

from encours import __version__
from encours.cli.desk import desk, print_line


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def doctor(context: typer.Context, json: Annotated[bool, typer.Option("--json")] = False) -> None:
        """Examine this installation: versions, paths, disk, roles. · Examine cette installation."""
        import platform
        from pathlib import Path

        from encours.adapters.postgres.health import Finding, examine
        from encours.adapters.postgres.home import default_home

        here = desk(context)
        access = here.program.setup()
        findings = [
            Finding("encours", __version__),
            Finding("python", platform.python_version()),
            Finding("code", str(Path(__file__).parents[2])),
        ]
        findings += examine(access, default_home())
        losses = here.program.what_is_lost(access)
        problems = [finding for finding in findings if finding.problem]
        if json:
            here.print_json(
                {
                    "schema": "encours.doctor/1",
                    "facts": {finding.key: finding.value for finding in findings},
                    "problems": [{"key": found.key, "message": found.problem.say(here.language)} for found in problems if found.problem],
                    "lost": losses,
                }
            )
        else:
            for finding in findings:
                why = f"  ← {finding.problem.say(here.language)}" if finding.problem else ""
                print_line(f"{finding.key:<20} {finding.value}{why}")
            for loss in losses:
                print_line(f"! {loss}")
        if problems or losses:
            raise typer.Exit(1)
