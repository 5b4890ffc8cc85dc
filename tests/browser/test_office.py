"""A first day in the office, in a real browser: sign in, import with preview, the aged balance, a customer, an invoice; then every page in every dress."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import Database

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from encours.store.load.companies import Company

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASSWORD = "correct horse battery staple"
SIZES = {"desk": (1440, 900), "phone": (390, 844)}
# Every pair of language, colours and size is examined by axe; the other four dresses are looked at and photographed.
EXAMINED = {("fr", "light", "desk"), ("fr", "dark", "phone"), ("en", "dark", "desk"), ("en", "light", "phone")}


@dataclass(slots=True)
class Visit:
    """A page and what its browser complained about."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"

    def look(self) -> None:
        """No complaint in the console, no page wider than its window."""
        assert self.complaints == [], self.page.url
        wider = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{self.page.url} is {wider} px wider than its window"

    def check(self, axe: str) -> None:
        """What `look` checks, and nothing that axe finds."""
        self.look()
        # Rows after the eighth are drawn like those before them, and cost axe most of its time.
        self.page.evaluate("for (const row of document.querySelectorAll('tbody tr:nth-child(n + 9), .plain-list > li:nth-child(n + 9)')) row.remove()")
        self.page.evaluate(axe)
        found = self.page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations']})")
        wrong = [f"{one['id']}: {node['target']}" for one in found["violations"] for node in one["nodes"] if not _is_under_the_total(one["id"], node)]
        assert wrong == [], self.page.url


def _is_under_the_total(rule: str, node: dict[str, Any]) -> bool:
    """A link half hidden by the sticky total row: scrolling shows it whole."""
    return rule == "target-size" and "obscured" in str(node["failureSummary"])


@pytest.fixture(scope="module")
def axe() -> str:
    import axe_playwright_python

    return (Path(next(iter(axe_playwright_python.__path__))) / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def company(database: Database) -> Company:
    from encours.usecases.companies import create_company
    from encours.usecases.users import create_user

    made = create_company(name="Atelier Lumen", actor="test", today=datetime.now(UTC).date(), siren="732829320")
    create_user(made, "ines", role="accountant", actor="test", now=datetime.now(UTC), password=PASSWORD)
    return made


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    from encours.demo.company import write_company

    written = write_company(tmp_path_factory.mktemp("demo"), seed=7, as_of=datetime.now(UTC).date(), customers=40, years=2).files
    chosen = [path for path in written if path.suffix in (".csv", ".txt") and "releve" not in path.name]
    return [*chosen, *sorted(path for path in written if "releve" in path.name)[-3:]]


@pytest.fixture(scope="module")
def session(chromium: Browser, address: str, company: Company, files: list[Path]) -> dict[str, Any]:
    """The cookies of somebody who signed in and imported everything, with the keyboard and the mouse."""
    context = chromium.new_context(locale="fr-FR")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.goto(address)
    page.keyboard.type("ines")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/c/{company.slug}/")
    assert page.get_by_text("Vos comptes sont vides").is_visible()
    page.get_by_role("main").get_by_role("link", name="Importer des fichiers").first.click()
    page.set_input_files("#files", [str(path) for path in files])
    page.get_by_role("button", name="Contrôler les fichiers").click()
    page.wait_for_url("**/imports/preview/**", timeout=120_000)
    assert page.get_by_text("Rien n’est encore écrit dans les comptes.").is_visible()
    for _ in range(3):  # what refers to customers becomes ready once they are there
        confirm = page.get_by_role("button", name=re.compile(r"^Importer \d+ fichiers? "))
        if confirm.count() == 0:
            break
        confirm.click()
        page.wait_for_load_state("load", timeout=240_000)
    assert page.get_by_text("Tout ce lot est importé.").is_visible(), page.inner_text("main")[:2000]
    page.goto(f"{address}/c/{company.slug}/bank/")
    page.get_by_role("button", name="Affecter maintenant").click()
    page.wait_for_load_state("load", timeout=120_000)
    assert "Règlements enregistrés" in page.inner_text("main")
    assert complaints == []
    state: dict[str, Any] = context.storage_state()
    context.close()
    return state


@pytest.fixture
def visit(chromium: Browser, address: str, session: dict[str, Any]) -> Iterator[Visit]:
    context = chromium.new_context(storage_state=session, locale="fr-FR", viewport={"width": 1440, "height": 900})
    yield _watched(context.new_page(), address)
    context.close()


def _watched(page: Page, address: str) -> Visit:
    found = Visit(page, address)
    page.on("console", lambda message: found.complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: found.complaints.append(str(error)))
    return found


def test_an_amount_opens_down_to_the_accounting_entry(visit: Visit, company: Company) -> None:
    visit.go(f"/c/{company.slug}/aging/")
    page = visit.page
    assert page.get_by_text("✓ égale à la comptabilité").count() == 1
    amount = page.locator("tbody td.amount a.late-2, tbody td.late-2 a, tbody td.late-1 a").first
    shown = amount.inner_text()
    amount.click()
    assert page.locator("tfoot td.amount").last.is_visible()
    assert shown in page.locator("tfoot").inner_text(), "the lines behind an amount add up to it"
    page.locator("tbody th a").first.click()
    assert page.get_by_role("heading", name="Écriture comptable").is_visible()
    page.get_by_role("main").locator(".crumbs a").last.click()
    assert page.get_by_role("heading", level=1).is_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF", exact=True).click()
    assert download.value.suggested_filename.endswith(".pdf")
    assert visit.complaints == []


def test_a_day_in_the_past_ties_to_the_ledger_too(visit: Visit, company: Company) -> None:
    visit.go(f"/c/{company.slug}/aging/?as_of={datetime.now(UTC).year - 1}-12-31")
    assert visit.page.get_by_text("✓ égale à la comptabilité").count() == 1


def test_anything_is_found_from_every_page_by_keyboard(visit: Visit, company: Company, axe: str) -> None:
    visit.go(f"/c/{company.slug}/indicators/")
    page = visit.page
    page.keyboard.press("Control+k")
    page.keyboard.type("pénal")
    page.locator("#palette .hits a").first.wait_for()
    visit.check(axe)
    page.keyboard.press("Enter")
    page.wait_for_url("**/penalties/")
    page.keyboard.press("/")
    page.keyboard.type("c0000")
    page.locator("#palette .hits a").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers/*/")
    assert visit.complaints == []


def test_keys_lead_to_the_places_of_the_menu_and_can_be_turned_off(visit: Visit, company: Company) -> None:
    visit.go(f"/c/{company.slug}/")
    page = visit.page
    page.keyboard.press("?")
    assert page.get_by_role("heading", name="Raccourcis clavier").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("b")
    page.wait_for_url("**/aging/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers/*/")
    page.locator("details.menu > summary").click()
    page.get_by_role("group", name="Raccourcis à une touche").get_by_role("button", name="Non").click()
    page.wait_for_load_state()
    page.keyboard.press("?")
    assert not page.get_by_role("heading", name="Raccourcis clavier").is_visible()


def test_the_chosen_colours_hold_whatever_the_system_says(visit: Visit, company: Company) -> None:
    visit.go(f"/c/{company.slug}/")
    page = visit.page
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(247, 248, 248)"
    page.locator("details.menu > summary").click()
    page.get_by_role("button", name="Sombre").click()
    page.wait_for_load_state()
    assert page.evaluate(ground) == "rgb(14, 21, 25)"
    page.emulate_media(media="print")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    assert not page.get_by_role("navigation", name="Navigation principale").is_visible()


def test_the_first_page_and_the_later_ones_are_light(chromium: Browser, address: str, session: dict[str, Any], company: Company) -> None:
    context = chromium.new_context(storage_state=session, locale="fr-FR")
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    arrived: list[int] = []
    wire.on("Network.loadingFinished", lambda event: arrived.append(event["encodedDataLength"]))
    for path, limit in (("", 150_000), ("aging/", 30_000), ("invoices/", 30_000), ("customers/", 30_000), ("bank/", 30_000), ("receipts/", 30_000), ("receipts/journal/", 30_000), ("bank/accounts/", 30_000), ("reminders/", 30_000), ("indicators/", 30_000)):
        arrived.clear()
        page.goto(f"{address}/c/{company.slug}/{path}", wait_until="networkidle")
        assert 0 < sum(arrived) <= limit, path
    context.close()


def test_a_copied_amount_is_a_number_for_a_spreadsheet(visit: Visit, company: Company) -> None:
    visit.go(f"/c/{company.slug}/aging/")
    copied = visit.page.evaluate(
        """() => new Promise((told) => {
             const cell = [...document.querySelectorAll("tfoot td.amount")].find((one) => one.innerText.includes("\\u2212"));
             document.getSelection().selectAllChildren(cell);
             document.addEventListener("copy", (event) => told([cell.innerText, event.clipboardData.getData("text/plain")]));
             document.execCommand("copy");
           })"""
    )
    shown, plain = copied
    assert "\u202f" in shown
    assert re.fullmatch(r"-\d+,\d\d", plain)


def test_every_page_reads_without_scripts(chromium: Browser, address: str, session: dict[str, Any], company: Company) -> None:
    context = chromium.new_context(storage_state=session, java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    for path in ("", "aging/", "customers/", "invoices/", "receipts/", "receipts/journal/", "bank/", "bank/accounts/", "start/", "reminders/", "promises/", "penalties/", "indicators/", "imports/", "find?q=c0000", "lines/collectible/", "indicators/mean_delay/", "reconciliation/", "audit/", "system/", "organization/"):
        answer = page.goto(f"{address}/c/{company.slug}/{path}")
        assert answer is not None
        assert answer.ok
        assert len(page.inner_text("main")) > 100
    context.close()


def test_a_receipt_is_applied_and_taken_back_without_scripts(chromium: Browser, address: str, session: dict[str, Any], company: Company) -> None:
    context = chromium.new_context(storage_state=session, java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    page.goto(f"{address}/c/{company.slug}/receipts/?show=suggested")
    page.locator("table.queue a").first.click()
    where = page.url.partition("?")[0]
    page.get_by_role("button", name=re.compile(r"^Affecter .*€")).first.click()
    assert page.get_by_text("Affecté :").is_visible()
    page.get_by_role("status").get_by_role("button", name="Annuler").click()
    assert page.get_by_text("la ligne attend de nouveau").is_visible()
    assert page.url.partition("?")[0] == where
    context.close()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_is_accessible_in_every_dress(
    chromium: Browser, address: str, session: dict[str, Any], company: Company, axe: str, tmp_path: Path, language: str, scheme: Any, size: str
) -> None:
    width, height = SIZES[size]
    context = chromium.new_context(
        storage_state=session, color_scheme=scheme, viewport={"width": width, "height": height}, locale="fr-FR" if language == "fr" else "en-GB"
    )  # fmt: skip
    visit = _watched(context.new_page(), address)
    root = f"/c/{company.slug}/"
    visit.go(root + "aging/")
    customer = visit.page.locator("tbody th a").first.get_attribute("href") or ""
    visit.go(customer + "?tab=open")
    item = visit.page.locator("tbody th a").first.get_attribute("href") or ""
    visit.go(root + "receipts/")
    receipt = visit.page.locator("table.queue a").first.get_attribute("href") or ""
    pages = [root, root + "receipts/", receipt, root + "receipts/?show=decided", root + "receipts/journal/", root + "bank/accounts/", root + "start/", root + "aging/", root + "aging/?by=item&bucket=2", root + "customers/?q=c", customer, customer + "?tab=open", customer + "?tab=contacts", customer + "account", root + "customers/?view=owing",
             root + "invoices/", root + "invoices/?view=settled&col=code&col=due", root + "aging/?compare=2026-01-31&tie=1", item, root + "bank/", root + "bank/?show=waiting",
             root + "reminders/", root + "promises/", root + "penalties/", root + "indicators/", root + "imports/", root + "imports/1/", root + "find?q=c0000", "/styleguide",
             root + "lines/collectible/", root + "lines/expected/?week=2", root + "indicators/dso_countback/", root + "indicators/?compare=2026-06-30", root + "reconciliation/", root + "audit/?verify=1", root + "system/", root + "organization/"]  # fmt: skip
    is_examined = (language, scheme, size) in EXAMINED
    for number, path in enumerate(pages):
        visit.go(path)
        assert visit.page.locator("html").get_attribute("lang") == language
        visit.page.screenshot(path=tmp_path / f"{number:02d}-{size}-{scheme}-{language}.png")
        if is_examined:
            visit.check(axe)
        else:
            visit.look()
    context.clear_cookies()
    visit.go("/sign-in")
    visit.check(axe)
    context.close()
