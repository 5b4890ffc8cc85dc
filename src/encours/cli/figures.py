"""What the commands that show figures share: which company, which day, as known when, and in which form the answer goes where."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from zoneinfo import ZoneInfo

import typer

from encours.cli.desk import Desk
from encours.cli.usage import file_to_write
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Language, Text

if TYPE_CHECKING:
    from encours.formats.exports.table import Report
    from encours.store.load.companies import Company
    from encours.store.tenant import Scope

Form = Literal["table", "json", "csv", "xlsx", "pdf", "html"]
_FORMS: tuple[Form, ...] = ("table", "json", "csv", "xlsx", "pdf", "html")

CompanyOption = Annotated[str, typer.Option("--company", metavar="C", help="Short name of the company. · Nom court de la société.")]
AsOfOption = Annotated[str, typer.Option("--as-of", metavar="YYYY-MM-DD", help="The day of the figures; today by default. · Le jour des chiffres ; aujourd'hui par défaut.")]
KnownAtOption = Annotated[
    str, typer.Option("--known-at", metavar="INSTANT", help="As it was known then: a day (its end) or a date and time. · Tel que connu alors : un jour (sa fin) ou une date et heure.")
]
FormOption = Annotated[str, typer.Option("--format", metavar="|".join(_FORMS), help="Form of the answer. · Forme de la réponse.")]
OutOption = Annotated[Path | None, typer.Option("--out", metavar="FILE", callback=file_to_write, help="Write to a file. · Écrit dans un fichier.")]
CurrencyOption = Annotated[str, typer.Option("--currency", metavar="EUR", help="One currency only. · Une seule devise.")]
CustomerOption = Annotated[str, typer.Option("--customer", metavar="CODE", help="One customer only. · Un seul client.")]
JsonOption = Annotated[bool, typer.Option("--json", help="The same as --format json. · Équivaut à --format json.")]

_WRITTEN = Text(en="{path}: {size} bytes.", fr="{path} : {size} octets.")
_LEFT_OUT = Text(
    en="{count} tables of other columns are not in the CSV; --format xlsx or json has them.",
    fr="{count} tableaux d'autres colonnes ne figurent pas dans le CSV ; --format xlsx ou json les contient.",
)


class FormUnknown(Refusal):
    code = "format_unknown"
    message = Text(en="“{form}” is no form of this answer.", fr="« {form} » n'est pas une forme de cette réponse.")
    repair = Text(en="Use --format table, json, csv, xlsx, pdf or html.", fr="Utilisez --format table, json, csv, xlsx, pdf ou html.")


class NeedsFile(Refusal):
    code = "output_needs_file"
    message = Text(en="{form} is no text for a terminal.", fr="{form} n'est pas un texte pour un terminal.")
    repair = Text(en="Name a file with --out, or send the output to a file or a pipe.", fr="Nommez un fichier avec --out, ou redirigez la sortie vers un fichier ou un tube.")


class DayUnreadable(Refusal):
    code = "day_unreadable"
    message = Text(en="“{value}” is no day.", fr="« {value} » n'est pas un jour.")
    repair = Text(en="Write it as 2026-11-22, or with a time as 2026-11-22T18:30.", fr="Écrivez-le 2026-11-22, ou avec une heure 2026-11-22T18:30.")


def asked(here: Desk, slug: str) -> tuple[Company, Scope]:
    """Make the program ready and find the company; raises CompanyUnknown."""
    here.boot()
    from encours.usecases.companies import find_company, scope_of

    company = find_company(slug)
    return company, scope_of(company, operator())


def local_today() -> date:
    """Today in France, where the books of a company that does not exist yet will be kept."""
    return datetime.now(ZoneInfo("Europe/Paris")).date()


def operator() -> str:
    """Who works at this terminal, as the books name them."""
    import getpass

    return f"cli:{getpass.getuser()}"


def read_day(value: str, company: Company) -> date:
    """The day an option names; today, as the company's clock has it, where it names none."""
    return day_or_none(value) or datetime.now(ZoneInfo(company.time_zone)).date()


def day_or_none(value: str) -> date | None:
    """The day an option names, None where it names none."""
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise DayUnreadable(value=value) from None


def read_instant(value: str, company: Company) -> datetime | None:
    """The instant an option names, in the company's time zone unless it says its own; a day alone means its end."""
    if not value:
        return None
    try:
        if len(value) <= 10:
            return datetime.combine(date.fromisoformat(value), time.max, ZoneInfo(company.time_zone))
        instant = datetime.fromisoformat(value)
    except ValueError:
        raise DayUnreadable(value=value) from None
    return (instant if instant.tzinfo else instant.replace(tzinfo=ZoneInfo(company.time_zone))).astimezone(UTC)


def read_form(value: str, json: bool, out: Path | None) -> Form:
    """The form that is asked for: by name, by `--json`, else by the ending of the file; a table for people otherwise."""
    wanted = "json" if json else value or (out.suffix.removeprefix(".").lower() if out and out.suffix else "table")
    wanted = {"txt": "table", "htm": "html"}.get(wanted, wanted)
    form = next((known for known in _FORMS if known == wanted), None)
    if form is None:
        raise FormUnknown(form=wanted)
    return form


def answer(
    here: Desk, report: Report, result: dict[str, Any], *, schema: str, company: Company, known_at: datetime | None, form: Form, out: Path | None,
    pdf: Callable[[], bytes] | None = None,
) -> None:  # fmt: skip
    """Give the answer in its form: to the file, or to standard output. `result` is what the JSON holds beside its heading; `pdf` draws a document of its own."""
    if form == "json" and out is None:
        here.print_json(_heading(schema, company, report, known_at) | result)
        return
    if form == "table" and out is None:
        from encours.cli.render import print_report

        print_report(report, here.language)
        return
    content = pdf() if form == "pdf" and pdf is not None else _content(here, report, _heading(schema, company, report, known_at) | result, form)
    if out is not None:
        out.write_bytes(content)
        here.note(_WRITTEN, path=out, size=len(content))
        return
    if form in ("xlsx", "pdf") and sys.stdout.isatty():
        raise NeedsFile(form=form)
    sys.stdout.buffer.write(content)


def _heading(schema: str, company: Company, report: Report, known_at: datetime | None) -> dict[str, Any]:
    return {"schema": schema, "company": company.slug, "as_of": report.as_of, "known_at": known_at and known_at.astimezone(UTC)}


def _content(here: Desk, report: Report, result: dict[str, Any], form: Form) -> bytes:
    language: Language = here.language
    match form:
        case "csv":
            from encours.formats.exports.csv import one_csv

            text, left_out = one_csv(report)
            if left_out:
                here.note(_LEFT_OUT, count=left_out)
            return text
        case "xlsx":
            from encours.formats.exports import xlsx

            return xlsx.write(report, language)
        case "html":
            from encours.formats.exports import html

            return html.write(report, language)
        case "pdf":
            from encours.adapters.documents import report_pdf

            return report_pdf(report, language)
        case "table":
            from encours.cli.render import print_report

            page = io.StringIO()
            print_report(report, language, file=page)
            return page.getvalue().encode()
        case "json":
            from encours.cli.desk import as_json

            return (as_json(result) + "\n").encode()
