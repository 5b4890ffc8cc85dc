"""`encours demo`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from encours.cli.desk import Desk, desk
from encours.cli.figures import local_today
from encours.kernel.wording import Text

if TYPE_CHECKING:
    from encours.store.load.companies import Company
    from encours.usecases.demonstration import Demonstration

_STEPS = {
    "write": Text(en="Writing the invented company's files", fr="Écriture des fichiers de la société inventée"),
    "import": Text(en="Importing them by the ordinary doors", fr="Import par les portes ordinaires"),
    "match": Text(en="Matching receipts", fr="Affectation des encaissements"),
}
_BUILT = Text(
    en="The demonstration “{slug}” stands: {files} files imported, {receipts} receipts recorded, {matches} settled by themselves. Its files: {folder}",
    fr="La démonstration « {slug} » est prête : {files} fichiers importés, {receipts} encaissements enregistrés, {matches} affectés d'office. Ses fichiers : {folder}",
)
_THERE = Text(
    en="The demonstration “{slug}” is there already and is kept; --fresh builds another one beside it.",
    fr="La démonstration « {slug} » existe déjà et reste en l'état ; --fresh en construit une autre à côté.",
)
_BOOKS = Text(en="Books checked: {outcome}.", fr="Livres contrôlés : {outcome}.")
_HOLDS = Text(en="everything holds", fr="tout concorde")
_BROKEN = Text(en="{count} violations, see “encours check”", fr="{count} anomalies, voir « encours check »")
_NEXT = Text(
    en="Look at it:  encours aging --company {slug}   ·   encours reminders plan --company {slug}   ·   encours indicators --company {slug}",
    fr="À voir :  encours aging --company {slug}   ·   encours reminders plan --company {slug}   ·   encours indicators --company {slug}",
)


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def demo(
        context: typer.Context,
        no_serve: Annotated[
            bool, typer.Option("--no-serve", help="Build and check, do not serve. · Construire et contrôler, sans servir.")
        ] = False,
        fresh: Annotated[
            bool,
            typer.Option(
                "--fresh", help="Build another one beside those that are there. · En construire une autre, à côté de celles qui existent."
            ),
        ] = False,
        json: Annotated[bool, typer.Option("--json")] = False,
    ) -> None:
        """A believable company: built, imported, matched, checked, then served. · Une société crédible : construite, importée, affectée, contrôlée, puis servie."""
        here = desk(context)
        here.boot()
        from encours.usecases.check import check_books
        from encours.usecases.demonstration import find_demonstration

        built = None
        company = None if fresh else find_demonstration()
        if company is None:
            built = _build(here)
            company = built.company
        checked = check_books(company.organization_id, today=local_today(), company_id=company.id)
        if json:
            here.print_json(_facts(here, company, built, checked.holds))
        else:
            _tell(here, company, built, checked.holds, checked.violations)
        if not checked.holds:
            raise typer.Exit(1)
        if not no_serve:
            from encours.cli.serving import serve_demonstration

            serve_demonstration(here, company)


def _build(here: Desk) -> Demonstration:
    from encours.adapters.postgres.home import default_home
    from encours.usecases.demonstration import build_demonstration, interrupted_demonstration
    from encours.usecases.sealing import seal_all

    today = local_today()
    company, begun = interrupted_demonstration() or (None, today)
    with _steps(here) as step:
        built = build_demonstration(default_home() / "demo" / begun.isoformat(), today=begun, company=company, progress=step)
    seal_all(built.company.organization_id, today=today)
    return built


class _steps:
    """One progress bar after another, one for each step of building."""

    def __init__(self, here: Desk) -> None:
        self._here = here
        self._bar: Any = None
        self._step = ""
        self._done = 0
        self._advance: Callable[[int], None] = lambda _steps: None

    def __enter__(self) -> Callable[[str, int, int], None]:
        return self._told

    def __exit__(self, *error: object) -> None:
        self._close()

    def _told(self, step: str, done: int, of: int) -> None:
        if step != self._step:
            self._close()
            self._step, self._done = step, 0
            self._bar = self._here.progress(_STEPS[step], of)
            self._advance = self._bar.__enter__()
        self._advance(done - self._done)
        self._done = done

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None


def _tell(here: Desk, company: Company, built: Demonstration | None, holds: bool, violations: int) -> None:
    if built is None:
        here.say(_THERE, slug=company.slug)
    else:
        here.say(
            _BUILT, slug=company.slug, files=len(built.reports), receipts=built.run.receipts_recorded, matches=built.run.matches_made + built.run.letters_applied,
            folder=built.folder,
        )  # fmt: skip
    here.say(_BOOKS, outcome=_HOLDS if holds else Text(en=_BROKEN.say("en", count=violations), fr=_BROKEN.say("fr", count=violations)))
    here.say(_NEXT, slug=company.slug)


def _facts(here: Desk, company: Company, built: Demonstration | None, holds: bool) -> dict[str, Any]:
    from encours.usecases.aging import aged_balance
    from encours.usecases.companies import scope_of
    from encours.usecases.reports import aging_json
    from encours.usecases.reports.intake_json import import_json

    facts: dict[str, Any] = {
        "schema": "encours.demo/1",
        "company": company.slug,
        "name": company.name,
        "built": built is not None,
        "check": holds,
    }
    facts["aging"] = aging_json(aged_balance(scope_of(company, "demo"), local_today()), here.language)
    if built is not None:
        run = built.run
        facts["folder"] = built.folder
        facts["files"] = [
            {key: value for key, value in import_json(report, here.language).items() if key != "details"} for report in built.reports
        ]
        facts["matching"] = {
            "linked": run.linked, "receipts_recorded": run.receipts_recorded, "matches_made": run.matches_made, "letters_made": run.letters_applied,
            "automatic": run.automatic, "suggested": run.suggested,
        }  # fmt: skip
    return facts
