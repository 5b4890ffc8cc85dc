"""`encours version`."""

from __future__ import annotations

from typing import Annotated

import typer

from encours import __version__
from encours.cli.desk import desk, print_line


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def version(context: typer.Context, json: Annotated[bool, typer.Option("--json")] = False) -> None:
        """Print the version. · Affiche la version."""
        if json:
            desk(context).print_json({"schema": "encours.version/1", "version": __version__})
        else:
            print_line(__version__)
