"""`encours export`."""

from __future__ import annotations

import typer

from encours.cli.export_tables import add_tables


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Files for other programs. · Des fichiers pour d'autres logiciels.")
    app.add_typer(group, name="export")
    add_tables(group)
