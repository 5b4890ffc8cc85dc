"""The 8:30 routine: the queue of receipts cleared with the keyboard alone, undo included, a picture at each step."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import Database

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.web.world import House

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MORNING = (
    "R2 2026-11-20 880.00 QUIDAM||DIVERSES",
    "R3 2026-11-19 1200.00 PAYEUR INCONNU|FR7610107001011234567890129|REGLEMENT",
    "R4 2026-11-18 5000.00 ATELIER LUMEN||APPORT ASSOCIE",
    "R1 2026-11-21 11990.00 LEROUX SA|FR7630006000011234567890189|VIR FA-0881",
    "R5 2026-11-17 790.00 BETON||SOLDE",
    "R6 2026-11-16 300.00 CARTE||DIVERS",
    "R7 2026-11-15 45.00 MARTIN||ACOMPTE",
)


@pytest.fixture(scope="module")
def house(database: Database) -> House:
    from encours.usecases.matching import match_company
    from tests.usecases.books import TODAY, give
    from tests.usecases.review.desk import CUSTOMERS, INVOICES, bank
    from tests.web.world import settle_in

    found = settle_in("Atelier Lumen", books=False)
    give(found.company, CUSTOMERS, "customers.csv")
    give(found.company, INVOICES, "invoices.csv")
    give(found.company, bank(*MORNING), "bank.csv")
    match_company(found.company, "test", today=TODAY)
    return found


@pytest.fixture
def page(chromium: Browser, address: str, house: House) -> Iterator[Page]:
    from tests.browser.signed_in import signed_in

    context = chromium.new_context(locale="fr-FR", viewport={"width": 1440, "height": 900}, base_url=address)
    context.add_cookies(signed_in(house, address))
    found = context.new_page()
    complaints: list[str] = []
    found.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    found.on("pageerror", lambda error: complaints.append(str(error)))
    yield found
    context.close()
    assert complaints == []


def test_the_routine_of_half_past_eight_by_keyboard_alone(page: Page, house: House, tmp_path: Path) -> None:
    from tests.usecases.books import assert_sound
    from tests.usecases.review.desk import opens

    keys, shot = page.keyboard, _Album(page, tmp_path)

    def said(pattern: str) -> None:
        page.get_by_role("status").filter(has_text=re.compile(pattern)).first.wait_for()

    def title() -> str:
        return page.locator("#line-title").inner_text()

    page.goto(house.url("receipts/"))
    assert title() == "LEROUX SA"
    assert page.get_by_text("7 lignes").first.is_visible()
    shot("queue")
    keys.press("j")
    page.wait_for_url("**/receipts/*/**")
    assert title() == "ATELIER LUMEN"
    keys.press("k")
    page.wait_for_function("document.querySelector('#line-title').innerText === 'LEROUX SA'")
    # the first suggestion, accepted
    keys.press("1")
    assert page.evaluate("document.activeElement.dataset.proposal") == "1"
    shot("proposal")
    keys.press("Enter")
    said(r"Affecté : 11.990,00")
    assert title() == "ATELIER LUMEN"
    assert opens(house.company, "FA-0881") == [21000]
    shot("accepted")
    # and taken back
    keys.press("z")
    said("la ligne attend de nouveau")
    assert title() == "LEROUX SA"
    assert opens(house.company, "FA-0881") == [1220000]
    shot("undone")
    keys.press("1")
    keys.press("Enter")
    said(r"Affecté : 11.990,00")
    # no payment of a customer
    keys.press("x")
    keys.type("apport en compte courant")
    shot("exclude")
    keys.press("Enter")
    said("La ligne est exclue")
    assert title() == "PAYEUR INCONNU"
    # items of two customers, one of them in part, and the difference down to zero
    keys.press("/")
    keys.type("1200")
    keys.press("Enter")
    page.wait_for_url("**/look**")
    keys.press("p")
    keys.press("Space")
    keys.press("Tab")
    keys.type("=1000-40")
    assert re.search(r"240,00", page.locator("[data-gap]").inner_text())
    shot("split")
    keys.press("Escape")
    keys.press("p")
    keys.press("ArrowDown")
    keys.press("=")
    assert re.fullmatch(r"0,00\s€", page.locator("[data-gap]").inner_text())
    assert page.locator("[data-words]").inner_text() == "exact"
    shot("even")
    keys.press("Enter")
    said(r"Affecté : 1.200,00\s€ sur 2 pièces")
    assert sorted(opens(house.company, "FA-0915", "FA-0920")) == [24000, 96000]
    # the customer alone
    assert title() == "QUIDAM"
    keys.press("c")
    keys.type("béton")
    shot("customer")
    keys.press("Enter")
    said(r"Laissé en compte client : 880,00")
    # a short payment with the reason of the deduction
    assert title() == "BETON"
    keys.press("/")
    keys.type("FA-0921")
    keys.press("Enter")
    page.wait_for_url("**/look**")
    keys.press("p")
    keys.press("Space")
    keys.press("Escape")
    keys.press("d")
    keys.type("retenue")
    keys.press("Tab")
    keys.type("retour")
    shot("deduction")
    keys.press("Tab")
    keys.press("Enter")
    said(r"Affecté : 790,00")
    assert opens(house.company, "FA-0921") == [1000], "what is withheld stays open as a case"
    # between our own accounts, and a question
    keys.press("i")
    said("La ligne est exclue")
    keys.press("q")
    keys.type("Un acompte sur quelle commande ?")
    shot("question")
    keys.press("Enter")
    said("La question est posée")
    keys.press("?")
    shot("keys")
    assert page.get_by_text("1 ligne").first.is_visible()
    assert_sound(house.company)


def test_the_keys_of_one_letter_can_be_switched_off(page: Page, house: House) -> None:
    page.goto(house.url("receipts/?show=decided"))
    page.context.add_cookies([{"name": "encours-keys", "value": "off", "url": page.url}])
    page.reload()
    before = page.url
    page.keyboard.press("j")
    page.wait_for_timeout(200)
    assert page.url == before


def test_a_phone_reads_the_queue_and_decides_nothing(chromium: Browser, address: str, house: House, tmp_path: Path) -> None:
    from tests.browser.signed_in import signed_in

    context = chromium.new_context(locale="fr-FR", viewport={"width": 390, "height": 844}, base_url=address)
    context.add_cookies(signed_in(house, address))
    page = context.new_page()
    page.goto(house.url("receipts/?show=decided"))
    assert page.get_by_text("Sur téléphone, cette page se lit.").is_visible()
    page.locator("table.queue a").first.click()
    assert page.locator("#line-title").is_visible()
    assert page.get_by_role("main").locator("button:visible").count() <= 1
    page.screenshot(path=tmp_path / "phone.png", full_page=True)
    context.close()


class _Album:
    """Pictures in the order of the steps."""

    def __init__(self, page: Any, folder: Path) -> None:
        self._page, self._folder, self._count = page, folder, 0

    def __call__(self, name: str) -> None:
        self._count += 1
        self._page.screenshot(path=self._folder / f"{self._count:02d}-{name}.png")
