"""`encours policy`: what the company allows a payment to differ by, and where each difference is posted."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated

import typer

from encours.cli.desk import desk
from encours.cli.figures import CompanyOption, CustomerOption, FormOption, JsonOption, OutOption, answer, asked, read_day, read_form
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text

if TYPE_CHECKING:
    from encours.receivables.matching.settings import Value

_SET = Text(en="{setting}: {value}.", fr="{setting} : {value}.")


class ValueMissing(Refusal):
    code = "setting_value_missing"
    message = Text(en="“{name}” needs another value: {options}.", fr="« {name} » attend une autre valeur : {options}.")
    repair = Text(en="“--default” takes back what was said.", fr="« --default » annule ce qui a été défini.")


class PercentUnreadable(Refusal):
    code = "percent_unreadable"
    message = Text(en="“{value}” is no percentage that can be kept.", fr="« {value} » n'est pas un pourcentage utilisable.")
    repair = Text(en="Write it as 0.5 or 0,5.", fr="Écrivez-le 0,5.")


_OPTIONS = {
    "tolerance": "--amount, --percent + --cap", "fee": "--percent, --amount", "days": "--days", "permission": "--yes, --no", "amount": "--amount", "permille": "--percent",
    "account": "--account",
}  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        no_args_is_help=True, help="Tolerances, fees and accounts of settlement. · Tolérances, commissions et comptes des règlements."
    )
    app.add_typer(group, name="policy")

    @group.command()
    def show(
        context: typer.Context,
        company: CompanyOption,
        customer: CustomerOption = "",
        history: Annotated[
            bool, typer.Option("--history", help="Who said what, when and why. · Qui a défini quoi, quand et pourquoi.")
        ] = False,
        form: FormOption = "",
        out: OutOption = None,
        json: JsonOption = False,
    ) -> None:
        """What counts now, for the company and its customers. · Ce qui s'applique, pour la société et ses clients."""
        here = desk(context)
        chosen = read_form(form, json, out)
        own, scope = asked(here, company)
        from encours.usecases.policy import policy_history, policy_settings
        from encours.usecases.reports.policy import policy_json, policy_report

        rows = policy_settings(scope, customer=customer)
        words = policy_history(scope) if history or chosen == "json" else []
        answer(
            here,
            policy_report(own, read_day("", own), rows, words),
            policy_json(rows, words),
            schema="encours.policy/1",
            company=own,
            known_at=None,
            form=chosen,
            out=out,
        )

    @group.command(name="set")
    def set_(
        context: typer.Context,
        name: Annotated[
            str, typer.Argument(metavar="NAME", help="A code that show lists, or fee:PROVIDER. · Un code de la liste, ou fee:PRESTATAIRE.")
        ],
        company: CompanyOption,
        reason: Annotated[str, typer.Option("--reason", help="Why, for the history. · Pourquoi, pour l'historique.")],
        customer: CustomerOption = "",
        amount: Annotated[str, typer.Option("--amount", help="An amount: 1,00. · Un montant.")] = "",
        percent: Annotated[str, typer.Option("--percent", help="A share: 0,5. · Une part, en %.")] = "",
        cap: Annotated[str, typer.Option("--cap", help="Never more than this. · Plafond.")] = "",
        days: Annotated[int, typer.Option("--days", min=-1)] = -1,
        yes: Annotated[bool | None, typer.Option("--yes/--no")] = None,
        account: Annotated[str, typer.Option("--account", metavar="NUMBER")] = "",
        default: Annotated[bool, typer.Option("--default", help="Take back what was said. · Annule ce qui a été défini.")] = False,
        json: JsonOption = False,
    ) -> None:
        """Say what a setting is from now on, for the company or for one customer. · Définit un réglage, pour la société ou un client."""
        here = desk(context)
        own, scope = asked(here, company)
        from encours.receivables.matching.settings import setting
        from encours.usecases.policy import set_policy
        from encours.usecases.reports.policy import setting_json, value_text
        from encours.usecases.sealing import seal_all

        value = (
            None
            if default
            else _value(
                name, setting(name).kind, own.currency, amount=amount, percent=percent, cap=cap, days=days, yes=yes, account=account
            )
        )
        today = read_day("", own)
        made = set_policy(own, scope.actor, name, value, customer=customer, reason=reason, today=today)
        seal_all(own.organization_id, today=today)
        if json:
            here.print_json({"schema": "encours.policy-setting/1", "company": own.slug, **setting_json(made)})
            return
        here.say(
            _SET,
            setting=made.setting.words.say(here.language) + (f" ({customer})" if customer else ""),
            value=value_text(name, made.value, own.currency).say(here.language),
        )


def _value(name: str, kind: str, currency: str, *, amount: str, percent: str, cap: str, days: int, yes: bool | None, account: str) -> Value:
    """The value that the options say. Raises ValueMissing."""
    from encours.receivables.matching.payouts import FeeRate
    from encours.receivables.matching.policy import Tolerance
    from encours.usecases.review.looked import read_amount

    minor = read_amount(amount, currency) if amount else 0
    value: Value | None = None
    if kind == "tolerance" and (amount or (percent and cap)):
        value = Tolerance(minor, _share(percent, 1000), read_amount(cap, currency) if cap else minor)
    elif kind == "fee" and (amount or percent):
        value = FeeRate(_share(percent, 10_000), minor)
    elif kind == "days" and days >= 0:
        value = days
    elif kind == "permission" and yes is not None:
        value = yes
    elif kind == "amount" and amount:
        value = minor
    elif kind == "permille" and percent:
        value = _share(percent, 1000)
    elif kind == "account" and account:
        value = account
    if value is None:
        raise ValueMissing(name=name, options=_OPTIONS[kind])
    return value


def _share(percent: str, whole: int) -> int:
    """A percentage in parts of `whole`; 0 where none is said. Raises PercentUnreadable."""
    if not percent:
        return 0
    try:
        found = Decimal(percent.replace(",", ".").removesuffix("%").strip()) * whole / 100
    except InvalidOperation:
        raise PercentUnreadable(value=percent[:20]) from None
    if not found.is_finite() or found != found.to_integral_value() or not 0 <= found <= whole:
        raise PercentUnreadable(value=percent[:20])
    return int(found)
