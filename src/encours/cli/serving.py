"""Serving the office: granian in this process, on one address, until it is asked to stop."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING

from encours.cli.desk import Desk
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text

if TYPE_CHECKING:
    from encours.store.load.companies import Company

_AT = Text(en="Encours listens at {url} — Ctrl C ends it.", fr="Encours écoute à l'adresse {url} — Ctrl C pour arrêter.")
_LINK = Text(
    en="Open the demonstration (link good once, for ten minutes): {url}",
    fr="Ouvrir la démonstration (lien valable une fois, dix minutes) : {url}",
)
_DEMO_USER = "demo"
_PORT = 8400


class PortTaken(Refusal):
    code = "port_taken"
    message = Text(en="Nothing can listen on {host}:{port}: {reason}", fr="Impossible d'écouter sur {host}:{port} : {reason}")
    repair = Text(en="Choose another one with --port.", fr="Choisissez-en un autre avec --port.")


def serve_office(here: Desk, host: str, port: int) -> None:
    """Serve until interrupted. Raises PortTaken."""
    _try_port(host, port)
    here.note(_AT, url=_url(host, port))
    _run(host, port)


def serve_demonstration(here: Desk, company: Company) -> None:
    """Serve the demonstration to this machine alone and print the link that opens it."""
    from encours.usecases.users import UserExists, create_user, demo_link, find_member

    try:
        user_id = create_user(company, f"{_DEMO_USER}-{company.slug}", role="admin", actor="demo", now=datetime.now(UTC)).user_id
    except UserExists:
        user_id = find_member(company, f"{_DEMO_USER}-{company.slug}").user_id
    host, port = "127.0.0.1", _free_port()
    here.note(_AT, url=_url(host, port))
    here.note(_LINK, url=_url(host, port) + demo_link(user_id))
    _run(host, port)


def _run(host: str, port: int) -> None:
    from django.conf import settings
    from django.db import connections
    from granian.constants import Interfaces
    from granian.server import Server

    connections.close_all()
    if ip_address(host).is_loopback and not settings.ENCOURS_PUBLIC_URL:
        # Said twice: a worker is forked with these settings, or started anew and reads them from its environment.
        os.environ["ENCOURS_LOOPBACK_ONLY"] = "1"
        settings.ENCOURS_LOOPBACK_ONLY = True
    Server(
        "encours.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        log_access=False,
        websockets=False,
    ).serve()


def _url(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _try_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(host=host, port=port, reason=error.strerror or str(error)) from error


def _free_port() -> int:
    """The usual port, else one that the system picks."""
    for port in (_PORT, 0):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            found: int = probe.getsockname()[1]
            return found
    raise PortTaken(host="127.0.0.1", port=_PORT, reason="no free port")
