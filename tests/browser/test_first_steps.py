"""An accountant goes from an empty company through a workbook, a bank statement and its exceptions to the aged balance, by the first steps alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import Database

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.web.world import House

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STATEMENT = (
    "line_id,booked_on,amount,currency,account_iban,counterparty_name,remittance\n"
    "1,2026-11-20,800.40,EUR,FR7630006000011234567890189,GARAGE DU PORT,VIR F-103\n"
    "2,2026-11-21,1500.00,EUR,FR7630006000011234567890189,TRESORERIE DE SETE,REGLEMENT\n"
)


@pytest.fixture(scope="module")
def house(database: Database) -> House:
    from tests.web.world import settle_in

    return settle_in("Atelier Neuf", books=False)


def test_from_an_empty_company_to_the_aged_balance_by_the_first_steps(chromium: Browser, address: str, house: House, tmp_path: Path) -> None:
    from tests.browser.signed_in import signed_in
    from tests.usecases.books import assert_sound
    from tests.web.workbooks import OWED_MINOR, workbook

    book, bank = tmp_path / "suivi.xlsx", tmp_path / "releve.csv"
    book.write_bytes(workbook())
    bank.write_text(STATEMENT, encoding="utf-8")
    context = chromium.new_context(locale="fr-FR", viewport={"width": 1440, "height": 900}, base_url=address)
    context.add_cookies(signed_in(house, address))
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    start = house.url("start/")

    def shot(name: str) -> None:
        page.screenshot(path=tmp_path / f"{name}.png", full_page=True)

    def now() -> str:
        page.goto(start)
        return page.locator("[aria-current=step] h2").inner_text()

    assert now() == "Importer l’échéancier"
    shot("1-empty")
    # the workbook: both sheets as they are proposed
    page.set_input_files("#files-documents", str(book))
    page.locator("[aria-current=step]").get_by_role("button", name="Contrôler les fichiers").click()
    page.wait_for_url("**/imports/preview/**")
    for sheet in ("Clients", "Factures"):
        panel = page.locator("section.panel", has=page.get_by_role("heading", name=f"suivi.xlsx · {sheet}"))
        shot(f"2-columns-{sheet.lower()}")
        with page.expect_navigation():
            panel.get_by_role("button", name="Contrôler avec ces colonnes").click()
    shot("2-checked")
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile(r"^Importer 2 fichiers ")).click()
    assert page.get_by_text("Tout ce lot est importé.").is_visible(), page.inner_text("main")[:1500]
    page.get_by_role("main").get_by_role("link", name="Mise en route").click()
    # the bank statement
    assert now() == "Importer un relevé bancaire"
    page.set_input_files("#files-bank", str(bank))
    page.locator("[aria-current=step]").get_by_role("button", name="Contrôler les fichiers").click()
    page.wait_for_url("**/imports/preview/**")
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile(r"^Importer 1 fichier ")).click()
    # what is certain by itself, then the exceptions
    assert now() == "Affecter les encaissements"
    page.get_by_role("button", name="Affecter maintenant").click()
    page.wait_for_url("**/receipts/")
    shot("3-queue")
    while page.locator("#line-title").count():
        if page.locator("#line-title").inner_text() == "GARAGE DU PORT":
            with page.expect_navigation():
                page.locator("[data-proposal='1']").click()
        else:
            page.get_by_label("Chercher une pièce ouverte").fill("F-104")
            with page.expect_navigation():
                page.get_by_role("button", name="Chercher et recalculer").click()
            page.get_by_label("Choisir F-104").check()
            with page.expect_navigation():
                page.locator("[data-apply]").click()
    # the balance
    page.goto(start)
    assert page.get_by_text("5 sur 5").is_visible()
    assert page.locator("[aria-current=step]").count() == 0
    shot("4-done")
    with page.expect_download() as download:
        page.get_by_role("link", name="Exporter vers Excel").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    page.get_by_role("link", name="Ouvrir la balance âgée").click()
    owed = f"{(OWED_MINOR - 80040 - 150000) / 100:,.2f}".replace(",", "\u202f").replace(".", ",")
    assert owed in page.locator("tfoot").inner_text()
    shot("5-balance")
    assert complaints == []
    assert_sound(house.company)
    context.close()
