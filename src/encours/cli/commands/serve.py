"""`encours serve`."""

from __future__ import annotations

from typing import Annotated

import typer

from encours.cli.desk import desk


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def serve(
        context: typer.Context,
        host: Annotated[str, typer.Option("--host", help="Address to listen on. · Adresse d'écoute.")] = "127.0.0.1",
        port: Annotated[int, typer.Option("--port")] = 8400,
    ) -> None:
        """Serve the office to a browser. · Ouvre le bureau dans un navigateur."""
        from encours.cli.serving import serve_office

        here = desk(context)
        here.boot()
        serve_office(here, host, port)
