"""`encours aging`."""

from __future__ import annotations

from typing import Annotated, Any, cast

import typer

from encours.cli.choices import choice
from encours.cli.desk import desk
from encours.cli.figures import (
    AsOfOption,
    CompanyOption,
    CurrencyOption,
    FormOption,
    JsonOption,
    KnownAtOption,
    OutOption,
    answer,
    asked,
    read_day,
    read_form,
    read_instant,
)  # fmt: skip
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text


class BucketsUnreadable(Refusal):
    code = "buckets_unreadable"
    message = Text(en="“{value}” are no buckets.", fr="« {value} » ne sont pas des tranches.")
    repair = Text(
        en="Give the last day of each, ascending: 0,30,60,90,120 means not due, 1–30, 31–60, 61–90, 91–120, > 120.",
        fr="Donnez le dernier jour de chacune, en ordre croissant : 0,30,60,90,120 signifie non échu, 1–30, 31–60, 61–90, 91–120, > 120.",
    )


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def aging(
        context: typer.Context,
        company: CompanyOption,
        as_of: AsOfOption = "",
        known_at: KnownAtOption = "",
        by: Annotated[str, typer.Option("--by", metavar="customer|group|item|currency")] = "customer",
        basis: Annotated[str, typer.Option("--basis", metavar="due|document", help="What days are counted from. · Départ du décompte des jours.")] = "due",
        buckets: Annotated[str, typer.Option("--buckets", metavar="0,30,60,90,120", help="Last day of each bucket. · Dernier jour de chaque tranche.")] = "",
        currency: CurrencyOption = "",
        segment: Annotated[str, typer.Option("--segment", help="Customers of one segment. · Clients d'un segment.")] = "",
        overdue: Annotated[bool, typer.Option("--overdue", help="Only what is past due. · Seulement l'échu.")] = False,
        order: Annotated[str, typer.Option("--order", metavar="overdue|total|name|code|oldest")] = "overdue",
        form: FormOption = "",
        out: OutOption = None,
        json: JsonOption = False,
    ) -> None:
        """Aged balance: who owes what since when. · Balance âgée : qui doit quoi depuis quand."""
        here = desk(context)
        chosen = read_form(form, json, out)
        for option, value, choices in (
            ("--by", by, ("customer", "group", "item", "currency")),
            ("--basis", basis, ("due", "document")),
            ("--order", order, ("overdue", "total", "name", "code", "oldest")),
        ):
            choice(option, value, choices)
        own, scope = asked(here, company)
        from encours.usecases.aging import Only, Page, aged_balance
        from encours.usecases.reports import aging_json, aging_report

        moment = read_instant(known_at, own)
        balance = aged_balance(
            scope, read_day(as_of, own), known_at=moment, by=cast(Any, by), basis=cast(Any, basis), buckets=read_buckets(buckets) if buckets else None,
            only=Only(currency=currency.upper(), segment=segment, overdue=overdue), page=Page(cast(Any, order)),
        )  # fmt: skip
        result = {"by": by, "basis": basis, "aging": aging_json(balance, here.language)}
        answer(here, aging_report(balance), result, schema="encours.aging/1", company=own, known_at=moment, form=chosen, out=out)


def read_buckets(value: str) -> Any:
    """Buckets from the last day late of each: `0,30,60`."""
    from encours.receivables.aging import Buckets

    try:
        return Buckets(tuple(int(part) + 1 for part in value.split(",")))
    except ValueError:
        raise BucketsUnreadable(value=value) from None
