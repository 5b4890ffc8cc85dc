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
        port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port to listen on. · Port d'écoute.")] = 8000,
        workers: Annotated[int, typer.Option("--workers", min=1, max=32, help="Server processes. · Processus du serveur.")] = 1,
    ) -> None:
        """Serve the office and the API until stopped. · Sert le bureau et l'API jusqu'à l'arrêt."""
        from encours.cli.serving import serve as run

        here = desk(context)
        here.boot()
        raise typer.Exit(run(here, host=host, port=port, workers=workers))
