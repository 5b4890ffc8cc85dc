"""What every answer carries, and how strict the settings are by default."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.test import Client
from jinja2 import UndefinedError

from encours.config.secret import secret_key
from tests.fixtures import ROOT


@pytest.mark.parametrize("path", ["/healthz", "/no-such-page"])
def test_every_answer_errors_included_forbids_foreign_code_and_frames(path: str) -> None:
    answer = Client(headers={"host": "localhost"}).get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_an_unknown_host_is_turned_away() -> None:
    assert Client(headers={"host": "evil.example"}).get("/").status_code == 400


def test_templates_escape_and_refuse_unknown_names() -> None:
    jinja = engines["jinja2"]
    assert jinja.from_string("{{ name }}").render({"name": "<b>"}) == "&lt;b&gt;"
    with pytest.raises(UndefinedError):
        jinja.from_string("{{ missing }}").render({})


def test_debug_is_off_and_hosts_are_named() -> None:
    assert settings.DEBUG is False
    assert "*" not in settings.ALLOWED_HOSTS


def test_the_key_is_made_once_and_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ENCOURS_SECRET_KEY", raising=False)
    home = tmp_path / "home"
    key = secret_key(home)
    assert len(key) >= 50
    assert secret_key(home) == key
    assert [(path.name, path.stat().st_mode & 0o777) for path in home.iterdir()] == [("secret-key", 0o600)]
    monkeypatch.setenv("ENCOURS_SECRET_KEY", "given")
    assert secret_key(home) == "given"


def test_processes_that_make_the_key_at_once_agree(tmp_path: Path) -> None:
    program = "import sys; from pathlib import Path; from encours.config.secret import secret_key; print(secret_key(Path(sys.argv[1])))"
    command = [sys.executable, "-c", program, str(tmp_path / "home")]
    environ = {name: value for name, value in os.environ.items() if name != "ENCOURS_SECRET_KEY"} | {"PYTHONPATH": str(ROOT / "src")}
    running = [subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) for _ in range(6)]
    assert len({process.communicate(timeout=60)[0] for process in running}) == 1


def test_an_https_address_makes_cookies_secure(tmp_path: Path) -> None:
    program = "from encours.config import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0, s.ALLOWED_HOSTS[-1])"
    environ = os.environ | {
        "PYTHONPATH": str(ROOT / "src"),
        "ENCOURS_HOME": str(tmp_path),
        "ENCOURS_PUBLIC_URL": "https://encours.example/",
    }
    done = subprocess.run([sys.executable, "-c", program], env=environ, capture_output=True, text=True, check=True)
    assert done.stdout == "True True True encours.example\n"
