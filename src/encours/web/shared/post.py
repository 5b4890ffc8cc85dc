"""Mail from the office: whether it leaves, and the address that its links start with."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest

from encours.adapters.mail import smtp_transport
from encours.kernel.refusal import Refusal
from encours.usecases.mailing import send_waiting

_LOG = logging.getLogger("encours.mail")


def delivers() -> bool:
    """Whether a mail server is configured."""
    return bool(settings.ENCOURS_MAIL_URL)


def post(organization_id: int) -> None:
    """Send what waits, if a mail server is configured. A server that fails never fails the page: the outbox shows what did not leave."""
    if not delivers():
        return
    try:
        send_waiting(organization_id, smtp_transport(settings.ENCOURS_MAIL_URL, settings.ENCOURS_MAIL_FROM), now=datetime.now(UTC))
    except Refusal as refusal:
        _LOG.error("mail stays: %s", refusal.say("en"))


def absolute(request: HttpRequest, path: str) -> str:
    """The full address of a path: the installation's own, never one that a request made up (S48). Hosts that are not ours were refused before."""
    return settings.ENCOURS_PUBLIC_URL + path if settings.ENCOURS_PUBLIC_URL else request.build_absolute_uri(path)
