"""`encours mail`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from encours.cli.desk import desk, print_line
from encours.cli.figures import CompanyOption
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text

_Json = Annotated[bool, typer.Option("--json")]
_Number = Annotated[int, typer.Argument(help="Its number in the list. · Son numéro dans la liste.")]
_SENT = Text(en="The mail server took {count}.", fr="Le serveur de courrier en a pris {count}.")


class NoMailServer(Refusal):
    code = "no_mail_server"
    message = Text(en="No mail server is set up.", fr="Aucun serveur de courrier n’est configuré.")
    repair = Text(en="Set ENCOURS_MAIL_URL, smtp://user:password@host:587 for example.", fr="Renseignez ENCOURS_MAIL_URL, par exemple smtp://utilisateur:motdepasse@serveur:587.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Mail that Encours wrote. · Courrier écrit par Encours.")
    app.add_typer(group, name="mail")

    @group.command(name="list")
    def list_(context: typer.Context, company: CompanyOption, json: _Json = False) -> None:
        """The last messages. · Les derniers messages."""
        here = desk(context)
        here.boot()
        from encours.usecases.companies import find_company
        from encours.usecases.mailing import outbox

        own = find_company(company)
        found = outbox(own, limit=200)
        if json:
            listed = [
                {"id": one.id, "kind": one.kind, "to": one.recipient, "subject": one.subject, "state": one.state, "problem": one.problem, "written_at": one.recorded_at, "sent_at": one.sent_at}
                for one in found
            ]
            here.print_json({"schema": "encours.mail/1", "company": own.slug, "messages": listed})
        for one in () if json else found:
            print_line(f"{one.id:>6}  {one.recorded_at:%Y-%m-%d %H:%M}  {one.state:<10} {one.recipient:<32} {one.subject}")

    @group.command()
    def show(context: typer.Context, number: _Number, company: CompanyOption) -> None:
        """One message, its links included. · Un message, liens compris."""
        here = desk(context)
        here.boot()
        from encours.usecases.companies import find_company
        from encours.usecases.mailing import read_mail

        found = read_mail(find_company(company), number, reader=None)
        print_line(f"{found.row.recipient}\n{found.row.subject}\n\n{found.body}")

    @group.command()
    def send(context: typer.Context, company: CompanyOption) -> None:
        """Send what waits. · Envoie ce qui attend."""
        here = desk(context)
        here.boot()
        from django.conf import settings

        from encours.adapters.mail import smtp_transport
        from encours.usecases.companies import find_company
        from encours.usecases.mailing import send_waiting

        own = find_company(company)
        if not settings.ENCOURS_MAIL_URL:
            raise NoMailServer
        here.say(_SENT, count=send_waiting(own.organization_id, smtp_transport(settings.ENCOURS_MAIL_URL, settings.ENCOURS_MAIL_FROM), now=datetime.now(UTC)))
