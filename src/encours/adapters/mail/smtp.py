"""Any SMTP server, by one address: `smtp://user:password@mail.example.com:587` or `smtps://…:465`.

A password travels over TLS alone. Certificates are checked. RFC 5321, RFC 3207 (STARTTLS), RFC 8314 (implicit TLS), read 2026-11-22.
"""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from urllib.parse import unquote, urlsplit

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.usecases.mailing import NotSent, Transport, Uncertain

_SECONDS = 15


class MailUrlWrong(Refusal):
    code = "mail_url_wrong"
    message = Text(en="ENCOURS_MAIL_URL is no address of a mail server.", fr="ENCOURS_MAIL_URL n’est pas l’adresse d’un serveur de courrier.")
    repair = Text(en="Write smtp://user:password@host:587 or smtps://user:password@host:465.", fr="Écrivez smtp://utilisateur:motdepasse@serveur:587 ou smtps://utilisateur:motdepasse@serveur:465.")


def smtp_transport(url: str, sender: str) -> Transport:
    """A transport to the server of that address; `sender` stands in From. Raises MailUrlWrong."""
    parts = urlsplit(url)
    try:
        host, port = parts.hostname, parts.port or (465 if parts.scheme == "smtps" else 587)
    except ValueError as error:
        raise MailUrlWrong from error
    if parts.scheme not in ("smtp", "smtps") or not host or "@" not in sender:
        raise MailUrlWrong
    user, password = unquote(parts.username or ""), unquote(parts.password or "")

    def send(*, recipient: str, subject: str, body: str, reference: str) -> None:
        message = _message(sender, recipient, subject, body, reference)
        try:
            server = _connect(parts.scheme, host, port)
        except (OSError, smtplib.SMTPException) as error:
            raise NotSent(_reason(error)) from error
        handed_over = False
        try:
            if user and not isinstance(server.sock, ssl.SSLSocket):
                raise NotSent("the server offers no TLS: the password stays here")
            if user:
                server.login(user, password)
            server.mail(sender)
            code, said = server.rcpt(recipient)
            if code not in (250, 251):
                raise NotSent(f"{code} {said.decode(errors='replace')}")
            handed_over = True
            code, said = server.data(message.as_bytes(policy=SMTP))
            handed_over = False
            if code != 250:
                raise NotSent(f"{code} {said.decode(errors='replace')}")
        except smtplib.SMTPResponseException as error:
            raise NotSent(_reason(error)) from error
        except (OSError, smtplib.SMTPException) as error:
            raise (Uncertain if handed_over else NotSent)(_reason(error)) from error
        finally:
            with suppress(OSError, smtplib.SMTPException):
                server.quit()

    return send


def _connect(scheme: str, host: str, port: int) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=context)
    server = smtplib.SMTP(host, port, timeout=_SECONDS)
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=context)
        server.ehlo()
    return server


def _message(sender: str, recipient: str, subject: str, body: str, reference: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, recipient, subject
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = f"<encours.{reference}@{sender.rsplit('@', 1)[1].strip('>')}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    return message


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    return str(error) or type(error).__name__
