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
    return next((company for company in sorted(list_companies(), key=lambda c: c.id, reverse=True) if is_demonstration(company)), None)


def is_demonstration(company: Company) -> bool:
    """Whether the company is invented: built by `build_demonstration`."""
    return (company.slug == _SLUG or company.slug.startswith(f"{_SLUG}-")) and _was_built(company.organization_id)


def _was_built(organization_id: int) -> bool:
    with tenant(organization_id) as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM event WHERE organization_id = %s AND type = 'DemonstrationBuilt')", [organization_id])
        built: bool = cursor.fetchone()[0]
        return built


def build_demonstration(folder: Path, *, today: date, progress: Step = lambda _step, _done, _of: None) -> Demonstration:
    """Write the invented company's files into `folder`, import and match them. A company of that name that is there already is left alone: facts
    are never deleted, so a fresh demonstration is a new company, numbered so that the two can be told apart.
    """
    written = write_company(folder, seed=SEED, as_of=today, progress=lambda done, of: progress("write", done, of))
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
