"""Mail reaches a real SMTP server on this machine; what it refuses stays, and says why."""

from __future__ import annotations

import contextlib
import smtplib
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from encours.adapters.mail import MailUrlWrong, smtp_transport
from encours.usecases.mailing import NotSent, Uncertain

SENDER = "encours@example.test"


@dataclass
class Postbox:
    """What the server was given."""

    messages: list[Any] = field(default_factory=list)
    refuse: str = ""
    hang_up: bool = False

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.messages.append((envelope.mail_from, envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        if self.hang_up:
            server.transport.close()
        return "250 taken"


@contextlib.contextmanager
def mail_server(**behaviour: Any) -> Iterator[tuple[Postbox, str]]:
    box = Postbox(**behaviour)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield box, f"smtp://127.0.0.1:{port}"
    finally:
        server.stop()


def send(url: str, **more: str) -> None:
    smtp_transport(url, SENDER)(**{"recipient": "léa@example.test".replace("é", "e"), "subject": "Échéance", "body": "Bonjour,\n.\nvoilà", "reference": "1.7"} | more)


def test_a_message_arrives_as_it_was_written() -> None:
    with mail_server() as (box, url):
        send(url)
    ((sender, recipients, message),) = box.messages
    assert (sender, recipients) == (SENDER, ["lea@example.test"])
    assert (message["Subject"], message["Message-ID"], message["Auto-Submitted"]) == ("Échéance", "<encours.1.7@example.test>", "auto-generated")
    assert message.get_content().replace("\r\n", "\n") == "Bonjour,\n.\nvoilà\n"


def test_a_recipient_that_is_refused_is_not_sent_and_the_answer_is_told() -> None:
    with mail_server(refuse="550 no such mailbox") as (box, url), pytest.raises(NotSent, match="550 no such mailbox"):
        send(url)
    assert box.messages == []


def test_a_line_that_breaks_after_the_message_leaves_it_uncertain() -> None:
    with mail_server(hang_up=True) as (_, url), pytest.raises(Uncertain):
        send(url)


def test_a_server_that_is_not_there_is_not_sent() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(NotSent):
            send(f"smtp://127.0.0.1:{taken.getsockname()[1]}")


def test_a_password_does_not_travel_without_tls() -> None:
    with mail_server() as (box, url), pytest.raises(NotSent, match="TLS"):
        send(url.replace("smtp://", "smtp://ines:secret@"))
    assert box.messages == []


@pytest.mark.parametrize("subject", ["a\r\nBcc: everybody@example.test", "a\nX: y"])
def test_a_subject_brings_no_header_of_its_own(subject: str) -> None:
    """S45"""
    with mail_server() as (box, url), contextlib.suppress(ValueError, smtplib.SMTPException):
        send(url, subject=subject)
    assert all(message["Bcc"] is None and message["X"] is None for _, _, message in box.messages)


@pytest.mark.parametrize("url", ["", "mail.example.test", "http://mail.example.test", "smtp://", "smtp://host:99999", "smtp://host:x"])
def test_an_address_of_no_mail_server_is_refused(url: str) -> None:
    with pytest.raises(MailUrlWrong):
        smtp_transport(url, SENDER)


def test_a_sender_without_a_domain_is_refused() -> None:
    with pytest.raises(MailUrlWrong):
        smtp_transport("smtp://host", "encours")
