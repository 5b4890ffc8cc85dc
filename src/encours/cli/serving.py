"""Serving the office and the API: granian in front of the WSGI application, ended politely."""

from __future__ import annotations

import ipaddress
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from encours.cli.desk import Desk
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text

if TYPE_CHECKING:
    from encours.store.load.companies import Company

HOST, PORT = "127.0.0.1", 8000
_READY_WITHIN = 60
_VISITOR = "demo"

_SERVING = Text(en="Encours serves at {address} — Ctrl-C ends it.", fr="Encours répond à {address} — Ctrl-C l'arrête.")
_ENTER = Text(en="Enter the demonstration (this link works once, for ten minutes): {link}", fr="Entrer dans la démonstration (lien valable une fois, dix minutes) : {link}")


class PortTaken(Refusal):
    code = "port_taken"
    message = Text(en="The server did not start on {address}.", fr="Le serveur n'a pas démarré sur {address}.")
    repair = Text(en="Another program may use this port: choose one with --port.", fr="Un autre programme utilise peut-être ce port : choisissez-en un avec --port.")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that listens there.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def serve(here: Desk, *, host: str = HOST, port: int = PORT, workers: int = 1, once_ready: Callable[[str], None] | None = None) -> int:
    """Serve until a signal ends it, and return the server's exit code; `once_ready` is told the address. Raises PortTaken.

    The server is a process of its own, so that it handles signals itself and every worker boots as a door of its own.
    """
    address = f"http://{'[' + host + ']' if ':' in host else host}:{port}"
    environment = os.environ | {"ENCOURS_LOOPBACK_ONLY": "1" if is_loopback(host) else "0"}
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers), "--blocking-threads", "4",
        "--workers-kill-timeout", "10", "--log-level", "warning", "encours.config.wsgi:application",
    ]  # fmt: skip
    server = subprocess.Popen(command, env=environment)
    try:
        if not _answers(server, address):
            raise PortTaken(address=address)
        here.say(_SERVING, address=address)
        if once_ready is not None:
            once_ready(address)
        sys.stdout.flush()
        return server.wait()
    except (KeyboardInterrupt, SystemExit):
        return 0
    finally:
        _end(server)


def serve_demonstration(here: Desk, company: Company, *, port: int = PORT) -> None:
    """Serve on this machine alone, and print a link that signs the visitor in."""

    def invite(address: str) -> None:
        here.say(_ENTER, link=address + _link(company))

    serve(here, port=port, once_ready=invite)


def _link(company: Company) -> str:
    from encours.usecases.users import create_user, demo_link, members

    known = next((member for member in members(company) if member.name == f"{_VISITOR}@{company.slug}"), None)
    if known is not None:
        return demo_link(known.user_id)
    made = create_user(company, f"{_VISITOR}@{company.slug}", role="accountant", actor="demo", now=datetime.now(UTC), password=secrets.token_urlsafe(24))
    return demo_link(made.user_id)


def _answers(server: subprocess.Popen[bytes], address: str) -> bool:
    """Wait until our server answers; false once it has ended, or after a minute."""
    until = time.monotonic() + _READY_WITHIN
    while time.monotonic() < until and server.poll() is None:
        with suppress(urllib.error.URLError, OSError), urllib.request.urlopen(f"{address}/healthz", timeout=5):
            time.sleep(0.3)  # a server that found its port taken ends at once: it was another's answer
            return server.poll() is None
        time.sleep(0.1)
    return False


def _end(server: subprocess.Popen[bytes]) -> None:
    """Ask the server to finish what it is answering, then insist."""
    if server.poll() is None:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(timeout=15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
