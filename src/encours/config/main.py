"""The `encours` command. Nothing heavy is imported before a command needs it, so that `encours --help` answers at once."""

from __future__ import annotations

import signal
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from encours.cli.app import build, run
from encours.kernel.wording import Language

if TYPE_CHECKING:
    from encours.adapters.postgres.access import Access


class _Program:
    """What the command line may ask of the layer above it; see `encours.cli.desk.Program`."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def boot(self) -> Access:
        from encours.config.boot import boot

        return boot()

    def setup(self) -> Access:
        from django.conf import settings

        from encours.config.boot import setup
        from encours.config.schema import check_server

        setup()
        check_server()
        access: Access = settings.ACCESS
        return access

    def scratch(self) -> AbstractContextManager[None]:
        import os

        for name in ("ENCOURS_DATABASE_URL", "ENCOURS_MIGRATION_URL"):
            os.environ.pop(name, None)  # a diagnosis never touches the server where the books are kept
        access = self.setup()
        from encours.config.scratch import scratch_database

        return scratch_database(access)

    def what_is_lost(self, access: Access) -> list[str]:
        from encours.config.boot import what_is_lost

        return [text.say(self._language, **values) for text, values in what_is_lost(access)]


def main() -> NoReturn:
    """Run the command line of this process."""
    # A polite end (systemd, docker stop) leaves as a Ctrl-C does: the last user then stops the database.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    sys.exit(run(build(_Program), sys.argv[1:], _log_folder))


def _log_folder() -> Path:
    from encours.adapters.postgres.home import default_home

    return default_home() / "log"


if __name__ == "__main__":
    main()
