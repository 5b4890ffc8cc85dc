"""`encours promises`: what customers promised to pay, and whether they did."""

from __future__ import annotations

from typing import Annotated

import typer

from encours.cli.choices import choice
from encours.cli.desk import desk
from encours.cli.figures import (
    AsOfOption,
    CompanyOption,
    CurrencyOption,
    CustomerOption,
    FormOption,
    JsonOption,
    KnownAtOption,
    OutOption,
    answer,
    asked,
    day_or_none,
    read_day,
    read_form,
    read_instant,
)  # fmt: skip
from encours.kernel.wording import Text

_TAKEN = Text(
    en="Promise {promise}: {customer} pays {amount} by {pay_on}. No reminder of it until {deadline}.",
    fr="Promesse {promise} : {customer} règle {amount} au plus tard le {pay_on}. Pas de relance à ce sujet jusqu'au {deadline}.",
)
_CANCELLED = Text(en="Promise {promise} is cancelled.", fr="La promesse {promise} est annulée.")


def register(app: typer.Typer) -> None:
    """Add the family."""
    family = typer.Typer(no_args_is_help=True, help="Promises to pay. · Promesses de paiement.")
    app.add_typer(family, name="promises")

    @family.command(name="list")
    def list_(
        context: typer.Context, company: CompanyOption, customer: CustomerOption = "", as_of: AsOfOption = "", known_at: KnownAtOption = "", form: FormOption = "",
        out: OutOption = None, json: JsonOption = False,
    ) -> None:  # fmt: skip
        """Every promise, and whether it was kept. · Les promesses, tenues ou non."""
        here = desk(context)
        chosen = read_form(form, json, out)
        own, scope = asked(here, company)
        from encours.usecases.promises import list_promises
        from encours.usecases.reports.pauses import promises_json, promises_report

        moment = read_instant(known_at, own)
        found = list_promises(own, scope, read_day(as_of, own), known_at=moment, customer=customer)
        answer(
            here, promises_report(found), {"promises": promises_json(found)}, schema="encours.promises/1", company=own, known_at=moment, form=chosen, out=out
        )

    @family.command()
    def take(
        context: typer.Context,
        customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help="Its code. · Son code.")],
        pay_on: Annotated[str, typer.Argument(metavar="YYYY-MM-DD", help="The day on which the money is to be there. · Le jour promis.")],
        company: CompanyOption,
        document: Annotated[
            list[str] | None, typer.Option("--document", help="What it is about; the whole account by default. · Les pièces promises ; tout le compte par défaut.")
        ] = None,
        amount: Annotated[str, typer.Option("--amount", help="How much; all that is owed by default. · Le montant ; tout ce qui est dû par défaut.")] = "",
        currency: CurrencyOption = "",
        given: Annotated[str, typer.Option("--given-on", metavar="YYYY-MM-DD", help="The day it was given; today by default. · Le jour où elle a été faite.")] = "",
        channel: Annotated[str, typer.Option("--channel", metavar="phone|mail|letter|meeting|other")] = "phone",
        note: Annotated[str, typer.Option("--note")] = "",
        again: Annotated[bool, typer.Option("--again", help="Although earlier ones were broken. · Bien que d'autres n'aient pas été tenues.")] = False,
        json: JsonOption = False,
    ) -> None:
        """Take down a promise: its documents are not reminded of until its deadline. · Enregistre une promesse."""
        here = desk(context)
        own, scope = asked(here, company)
        from encours.kernel.money import Money
        from encours.usecases.promises import CHANNELS, take_promise
        from encours.usecases.reports.pauses import promise_json
        from encours.usecases.review.looked import read_amount
        from encours.usecases.sealing import seal_all

        today = read_day("", own)
        code = currency.upper() or own.currency
        taken = take_promise(
            own, scope.actor, customer, pay_on=read_day(pay_on, own), today=today, documents=document or (), amount_minor=read_amount(amount, code) if amount else None,
            currency=code, promised_on=day_or_none(given), channel=choice("--channel", channel, CHANNELS), note=note, again=again,
        )  # fmt: skip
        seal_all(own.organization_id, today=today)
        promise = taken.row.promise
        if json:
            here.print_json({"schema": "encours.promise/1", "company": own.slug} | promise_json(taken))
            return
        here.say(
            _TAKEN, promise=promise.id, customer=taken.row.customer_name, amount=Money(promise.amount_minor, promise.currency), pay_on=promise.pay_on, deadline=promise.deadline_on
        )

    @family.command()
    def cancel(
        context: typer.Context,
        promise: Annotated[int, typer.Argument(metavar="NUMBER", min=1)],
        company: CompanyOption,
        reason: Annotated[str, typer.Option("--reason", help="Why, for the history. · Pourquoi, pour l'historique.")],
    ) -> None:
        """Cancel a promise: it counts neither as kept nor as broken. · Annule une promesse."""
        here = desk(context)
        own, scope = asked(here, company)
        from encours.usecases.promises import cancel_promise
        from encours.usecases.sealing import seal_all

        today = read_day("", own)
        cancel_promise(own, scope.actor, promise, reason=reason, today=today)
        seal_all(own.organization_id, today=today)
        here.say(_CANCELLED, promise=promise)
