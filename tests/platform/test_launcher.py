"""From a fresh clone to a running program with nothing but Python and a package index."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement

from encours import __version__
from tests.fixtures import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock")


@pytest.fixture
def environment() -> ModuleType:
    spec = importlib.util.spec_from_file_location("_environment", ROOT / "bin" / "_environment.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def clone(tmp_path: Path) -> Iterator[Path]:
    """What a clone holds: the tracked files, and nothing else."""
    clone = tmp_path / "a clone"
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "--", "src", "bin", *LOCKS], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for name in filter(None, tracked.split("\0")):
        (clone / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, clone / name)
    yield clone
    shutil.rmtree(clone)


def _start(clone: Path, *arguments: str, **environ: str) -> subprocess.Popen[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("ENCOURS_", "PYTHON", "LC_", "LANG"))}
    return subprocess.Popen(
        [clone / "bin" / "encours", *arguments], env=clean | environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.slow
def test_a_clone_prepares_itself_once_even_when_started_twice_at_once(clone: Path, tmp_path: Path) -> None:
    first, second = _start(clone, "version"), _start(clone, "version")
    said = ""
    for process in (first, second):
        out, err = process.communicate(timeout=500)
        assert (process.returncode, out) == (0, __version__ + "\n"), err
        said += err
    assert said.count("Ready.") == 1

    again = _start(clone, "version", PIP_NO_INDEX="1")
    assert again.communicate(timeout=60) == (__version__ + "\n", ""), "the second run needs no network and says nothing"

    link = tmp_path / "encours"
    link.symlink_to(clone / "bin" / "encours")
    assert subprocess.run([link, "version"], capture_output=True, text=True, check=True).stdout == __version__ + "\n"

    lock = clone / "requirements.lock"
    lock.write_text("no-such-package==1 --hash=sha256:" + "0" * 64 + "\n")
    broken = _start(clone, "version", LANG="fr_FR.UTF-8", PIP_NO_INDEX="1")
    assert "Les paquets n'ont pas pu être installés" in broken.communicate(timeout=200)[1]
    assert broken.returncode == 1
    shutil.copy(ROOT / "requirements.lock", lock)
    mended = _start(clone, "version")
    assert mended.communicate(timeout=500)[0] == __version__ + "\n", "a failed attempt is begun anew"


def test_a_python_without_venv_is_explained(
    environment: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(SystemExit) as end:
        environment.make(tmp_path / "env", ROOT / "requirements.lock")
    assert end.value.code == 1
    assert "python3-venv" in capsys.readouterr().err


def test_an_unfinished_environment_is_not_taken_for_a_ready_one(environment: ModuleType, tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("a==1\n")
    made = tmp_path / "env"
    (made / "bin").mkdir(parents=True)
    (made / "bin" / "python").touch()
    assert not environment.is_ready(made, lock)
    shutil.copy(lock, made / lock.name)
    assert environment.is_ready(made, lock)
    lock.write_text("a==2\n")
    assert not environment.is_ready(made, lock)


def test_the_launcher_and_the_program_agree_on_the_home(environment: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    from encours.adapters.postgres.home import default_home

    for home, data, uid in (("/srv/x", "", 0), ("", "", 0), ("", "", 1000), ("", "/d", 1000), ("~/e", "/d", 1000)):
        monkeypatch.setenv("ENCOURS_HOME", home)
        monkeypatch.setenv("XDG_DATA_HOME", data)
        monkeypatch.setattr(os, "geteuid", lambda uid=uid: uid)
        assert environment.home() == default_home()


def _locked(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text().splitlines()
    return dict(line.split(" ")[0].split("==") for line in lines if "==" in line and not line.startswith(" "))  # type: ignore[misc]


@pytest.mark.parametrize(("lock", "extra"), [("requirements.lock", None), ("requirements-dev.lock", "dev")])
def test_the_lock_files_hold_what_pyproject_asks_for(lock: str, extra: str | None) -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + (project["optional-dependencies"][extra] if extra else [])
    locked = _locked(lock)
    for requirement in map(Requirement, wanted):
        name = requirement.name.lower().replace("_", "-")
        assert name in locked, f"{name}: run bin/lock"
        assert requirement.specifier.contains(locked[name]), f"{name} {locked[name]}: run bin/lock"


def test_both_lock_files_agree_and_every_package_has_its_hash() -> None:
    runtime, dev = map(_locked, LOCKS)
    assert runtime.items() <= dev.items()
    for name in LOCKS:
        entries = (ROOT / name).read_text().replace("\\\n", "").splitlines()
        assert all("--hash=sha256:" in entry for entry in entries if "==" in entry)


@pytest.mark.parametrize("script", ["bin/encours", "bin/test", "bin/bench", "bin/lock", "bin/_python.sh"])
def test_scripts_are_plain_shell(script: str) -> None:
    subprocess.run(["sh", "-n", ROOT / script], check=True)
