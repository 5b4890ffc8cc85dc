"""Makes the pictures of the documentation: the demonstration's pages as a browser shows them, in both languages.

`python tools/screenshots.py [folder]`, with the packages of bin/test and a Chromium. It builds a demonstration in a home of its own, serves it on this machine,
enters by the printed link and photographs each page of PAGES. The invented company is the same at each run; its dates follow today.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Playwright, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PAGES = {"aged-balance": "aging/"}
LANGUAGES = {"en": "en-GB", "fr": "fr-FR"}
SIZE = ViewportSize(width=1440, height=900)


def main(folder: Path) -> None:
    """Write one picture per page and language into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="encours-pictures-"))
    server = subprocess.Popen(
        [ROOT / "bin" / "encours", "--lang", "en", "demo"],
        env=os.environ | {"ENCOURS_HOME": str(home)}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        link = _link(server)
        with sync_playwright() as playwright:
            _photograph(playwright, link, home / "signed-in.json", folder)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)
        shutil.rmtree(home, ignore_errors=True)


def _link(server: subprocess.Popen[str]) -> str:
    assert server.stderr is not None
    said = []
    for line in server.stderr:
        said.append(line)
        found = re.search(r"http://\S+/enter/\S+", line)
        if found:
            return found[0]
    raise SystemExit("the demonstration did not start:\n" + "".join(said))


def _photograph(playwright: Playwright, link: str, signed_in: Path, folder: Path) -> None:
    # The system's own Chromium where there is one, else the one that Playwright installed.
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"] if os.geteuid() == 0 else [])
    start = ""
    for language, locale in LANGUAGES.items():
        context = browser.new_context(locale=locale, viewport=SIZE, storage_state=signed_in if start else None)
        page = context.new_page()
        if not start:
            page.goto(link)
            page.get_by_role("button", name="Enter", exact=True).click()
            page.wait_for_url(re.compile(r"/c/[^/]+/$"))
            start = page.url
            context.storage_state(path=signed_in)
        for name, path in PAGES.items():
            page.goto(start + path, wait_until="networkidle")
            page.screenshot(path=folder / f"{name}.{language}.png")
    browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images")
