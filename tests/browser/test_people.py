"""Pages of people, rights and security in every dress, and the journeys that cross them: an invitation, a second factor, a change of bank details."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.test_office import EXAMINED, SIZES, _watched
from tests.conftest import Database

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.web.world import House

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def house(database: Database) -> House:
    """A company without books, with people, an invitation, mail, a request that waits and one that was refused."""
    from encours.usecases.approvals import decide
    from encours.usecases.bank_details import propose_bank_details
    from encours.usecases.people.invite import invite
    from tests.web.test_people import actor
    from tests.web.world import settle_in

    made = settle_in("Atelier Lumen", books=False)
    said = {"bic": "BNPAFRPP", "holder": "Atelier Lumen", "bank": "BNP Paribas"}
    refused = propose_bank_details(actor(made, "admin"), iban="DE89370400440532013000", **said, reason="demande reçue par mail")
    decide(actor(made, "manager"), refused, "refuse", reason="pas vérifiée")
    propose_bank_details(actor(made, "admin"), iban="FR7630006000011234567890189", **said, reason="nouvelle banque")
    invite(actor(made), "nadia@exemple.fr", "accountant", language="fr", link=lambda token: f"http://localhost/invitation/{token}")
    return made


def signed_in(chromium: Browser, address: str, house: House, role: str, **dress: Any) -> Page:
    from tests.web.world import PASSWORD

    page = chromium.new_context(**{"locale": "fr-FR", "viewport": {"width": 1440, "height": 900}} | dress).new_page()
    page.goto(address)
    page.fill("#name", f"{role}@{house.slug}")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/c/{house.slug}/**")
    return page


@pytest.fixture(scope="module")
def axe() -> str:
    import axe_playwright_python

    return (Path(next(iter(axe_playwright_python.__path__))) / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_pages_of_people_are_accessible_in_every_dress(
    chromium: Browser, address: str, house: House, axe: str, tmp_path: Path, language: str, scheme: str, size: str
) -> None:
    width, height = SIZES[size]
    page = signed_in(
        chromium, address, house, "owner", color_scheme=scheme, viewport={"width": width, "height": height}, locale="fr-FR" if language == "fr" else "en-GB"
    )  # fmt: skip
    visit = _watched(page, address)
    pictures = Path(os.environ.get("ENCOURS_PICTURES", tmp_path))
    root = f"/c/{house.slug}/"
    page.goto(address + root + "approvals/")
    request = page.locator("tbody th a").first.get_attribute("href") or ""
    page.goto(address + root + "mail/")
    mail = page.locator("tbody th a").first.get_attribute("href") or ""
    page.goto(address + root + "account/")
    if page.locator("[action$='/account/factor']").count():
        page.locator("[action$='/account/factor'] button").click()
    for path in (root + "people/", root + "account/", root + "approvals/", request, root + "bank-details/", root + "security/", root + "mail/", mail, "/sign-in/forgotten"):
        visit.go(path)
        assert page.locator("html").get_attribute("lang") == language
        page.screenshot(path=pictures / f"{path.strip('/').split('/')[-1] if not path[-2].isdigit() else path.split('/')[3] + '-one'}-{size}-{scheme}-{language}.png", full_page=True)
        if (language, scheme, size) in EXAMINED:
            visit.check(axe)
        else:
            visit.look()
    page.context.close()


def test_a_colleague_comes_in_by_invitation_and_sets_a_second_factor(chromium: Browser, address: str, house: House) -> None:
    """From the outbox to the first page, and back in with a code."""
    from encours.usecases.account.second_factor import factor_state
    from encours.usecases.account.totp import code_at, step_at
    from encours.usecases.mailing import outbox, read_mail
    from tests.web.test_account import number
    from tests.web.world import PASSWORD

    owner = signed_in(chromium, address, house, "owner")
    owner.goto(f"{address}/c/{house.slug}/people/")
    owner.get_by_label("Adresse électronique").fill("karim@exemple.fr")
    owner.get_by_role("button", name="Envoyer l’invitation").click()
    assert owner.get_by_text("karim@exemple.fr").first.is_visible()
    body = read_mail(house.company, outbox(house.company)[0].id, reader=None).body or ""
    link = re.search(r"/invitation/\S+", body)
    assert link is not None
    guest = chromium.new_context(locale="fr-FR").new_page()
    guest.goto(address + link[0])
    guest.fill("#password", PASSWORD)
    guest.fill("#again", PASSWORD)
    guest.get_by_role("button", name="Accepter l’invitation").click()
    guest.wait_for_url(f"**/c/{house.slug}/")
    guest.goto(f"{address}/c/{house.slug}/account/")
    guest.get_by_role("button", name="Configurer une application").click()
    assert guest.locator(".qr-box svg").is_visible()
    seed = factor_state(number("karim@exemple.fr")).seed or b""
    guest.get_by_label("Code", exact=True).fill(code_at(seed, step_at(datetime.now(UTC))))
    guest.get_by_role("button", name="Activer").click()
    assert guest.locator(".codes li").count() == 10
    recovery = guest.locator(".codes li").first.inner_text()
    guest.context.clear_cookies()
    guest.goto(address)
    guest.fill("#name", "karim@exemple.fr")
    guest.fill("#password", PASSWORD)
    guest.keyboard.press("Enter")
    guest.wait_for_url("**/sign-in/code**")
    guest.keyboard.type(recovery)
    guest.keyboard.press("Enter")
    guest.wait_for_url(f"**/c/{house.slug}/")
    for page in (owner, guest):
        page.context.close()


def test_a_passkey_is_added_and_signs_in_alone(chromium: Browser, address: str, house: House, tmp_path: Path) -> None:
    """With the browser's own virtual authenticator, which verifies its user."""
    from encours.store.tenant import directory
    from tests.web.test_account import code, with_factor
    from tests.web.world import PASSWORD

    name = f"collector@{house.slug}"
    seed, _ = with_factor(name)
    address = address.replace("127.0.0.1", "localhost")  # a passkey belongs to a name
    page = chromium.new_context(locale="fr-FR").new_page()
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    device = devices.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }})["authenticatorId"]  # fmt: skip
    page.goto(address)
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/code**")
    page.keyboard.type(code(seed, -1))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/c/{house.slug}/")
    page.goto(f"{address}/c/{house.slug}/account/")
    page.get_by_text("Ajouter une clé d’accès").first.click()
    page.get_by_label("Nom de l’appareil").fill("Portable")
    page.locator("#passkey-password").fill(PASSWORD)
    page.locator("#passkey-code").fill(code(seed))
    page.get_by_role("button", name="Ajouter une clé d’accès").click()
    page.get_by_text("La clé d’accès est ajoutée.").wait_for()
    assert page.get_by_text("Portable").is_visible()
    page.screenshot(path=Path(os.environ.get("ENCOURS_PICTURES", tmp_path)) / "passkeys.png", full_page=True)
    page.context.clear_cookies()
    page.goto(address)
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    page.wait_for_url(f"**/c/{house.slug}/")
    # A device that does not verify its user does not stand for password and code.
    devices.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.context.clear_cookies()
    page.goto(address)
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    page.locator("form[data-passkey] [role=alert]:not(:empty)").wait_for()
    page.goto(f"{address}/c/{house.slug}/")
    assert "/sign-in" in page.url
    with directory() as cursor:
        cursor.execute("DELETE FROM web_passkey")
        cursor.execute("DELETE FROM web_second_factor WHERE user_id = (SELECT id FROM auth_user WHERE username = %s)", [name])
    page.context.close()


def test_a_second_person_approves_the_bank_details(chromium: Browser, address: str, house: House) -> None:
    from tests.web.world import PASSWORD

    manager = signed_in(chromium, address, house, "manager")
    manager.goto(f"{address}/c/{house.slug}/bank-details/")
    manager.get_by_role("link", name="Voir et décider").click()
    assert manager.get_by_text("FR76 3000 6000 0112 3456 7890 189").is_visible(), "whoever compares it with the bank’s document sees it whole"
    manager.get_by_label("Tout cela a été vérifié").check()
    manager.get_by_label("Mot de passe actuel").fill(PASSWORD)
    manager.get_by_role("button", name="Approuver").click()
    assert manager.get_by_text("approuvé, pas encore en vigueur").is_visible()
    manager.context.close()
