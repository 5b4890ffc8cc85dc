"""The demonstration: an invented company's files, written by our generator and taken through the same doors as anybody's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from encours.demo.company import write_company
from encours.store.load.companies import Company
from encours.store.save.events import record_event
from encours.store.tenant import tenant
from encours.usecases.companies import create_company, list_companies, scope_of
from encours.usecases.imports.contract import ImportOptions, ImportReport
from encours.usecases.imports.order import in_order
from encours.usecases.imports.run import import_file
from encours.usecases.matching import MatchRun, match_company

ACTOR = "demo"
SEED = 20
_SLUG = "atelier-lumen"

Step = Callable[[str, int, int], None]
"""Told the step (`write`, `import`, `match`), how far it is, and of how much."""


@dataclass(frozen=True, slots=True)
class Demonstration:
    """The company as it was built: its files, what each import did, what matching found."""

    company: Company
    folder: Path
    reports: tuple[ImportReport, ...]
    run: MatchRun


def find_demonstration() -> Company | None:
    """The youngest demonstration that was built to its end, if any."""
    return next((company for company in _of_that_name() if _was_built(company.organization_id)), None)


def interrupted_demonstration() -> tuple[Company, date] | None:
    """The youngest demonstration whose building was cut short, with the day on which it began; `build_demonstration` completes it."""
    for company in _of_that_name():
        if (begun := _begun_on(company)) is not None and not _was_built(company.organization_id):
            return company, begun
    return None


def is_demonstration(company: Company) -> bool:
    """Whether the company is invented: built by `build_demonstration`."""
    return _has_that_name(company) and _was_built(company.organization_id)


def _of_that_name() -> list[Company]:
    return sorted(filter(_has_that_name, list_companies()), key=lambda company: company.id, reverse=True)


def _has_that_name(company: Company) -> bool:
    return company.slug == _SLUG or company.slug.startswith(f"{_SLUG}-")


def _begun_on(company: Company) -> date | None:
    """The day on which `build_demonstration` created the company; None where somebody else did."""
    with tenant(company.organization_id) as cursor:
        cursor.execute(
            "SELECT occurred_on FROM event WHERE organization_id = %s AND company_id = %s AND type = 'CompanyCreated' AND actor = %s",
            [company.organization_id, company.id, ACTOR],
        )
        row = cursor.fetchone()
        return row[0] if row else None


def _was_built(organization_id: int) -> bool:
    with tenant(organization_id) as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM event WHERE organization_id = %s AND type = 'DemonstrationBuilt')", [organization_id])
        built: bool = cursor.fetchone()[0]
        return built


def build_demonstration(
    folder: Path, *, today: date, company: Company | None = None, progress: Step = lambda _step, _done, _of: None
) -> Demonstration:
    """Write the invented company's files into `folder`, import and match them. A company of that name that is there already is left alone: facts
    are never deleted, so a fresh demonstration is a new company, numbered so that the two can be told apart.

    `company` is one whose building was cut short, and `today` the day on which it began: the same files are written, and those that were imported
    are passed over.
    """
    written = write_company(folder, seed=SEED, as_of=today, progress=lambda done, of: progress("write", done, of))
    if company is None:
        slug = _free_slug()
        company = create_company(name=_name(slug), actor=ACTOR, today=today, slug=slug, siren=str(written.manifest["company"]["siren"]))
    paths = in_order(path for path in written.files if path.name != "manifest.json")
    reports = []
    for n, path in enumerate(paths):
        progress("import", n, len(paths))
        with path.open("rb") as stream:
            reports.append(import_file(company, ACTOR, stream, path.name, ImportOptions(today=today)))
    progress("match", 0, 1)
    run = match_company(company, ACTOR, today=today)
    scope = scope_of(company, ACTOR)
    with tenant(scope.organization_id) as cursor:
        record_event(cursor, scope, "DemonstrationBuilt", occurred_on=today, payload={"files": len(reports)})
    return Demonstration(company, folder, tuple(reports), run)


def _name(slug: str) -> str:
    """The company's name, with the number that its slug has.

    >>> _name("atelier-lumen"), _name("atelier-lumen-2")
    ('Atelier Lumen SAS', 'Atelier Lumen SAS (2)')
    """
    number = slug.removeprefix(_SLUG).removeprefix("-")
    return f"Atelier Lumen SAS ({number})" if number else "Atelier Lumen SAS"


def _free_slug() -> str:
    taken = {company.slug for company in list_companies()}
    if _SLUG not in taken:
        return _SLUG
    return next(f"{_SLUG}-{n}" for n in range(2, len(taken) + 3) if f"{_SLUG}-{n}" not in taken)
