"""Makes the Python environment of this clone from a lock file, once; prints the path of its Python on standard output.

Run by the other scripts with any Python from 3.11 on and nothing installed. `_environment.py runtime|dev`
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import IO, NoReturn

ROOT = Path(__file__).resolve().parent.parent
KINDS = {"runtime": ("requirements.lock", ".venv", "env"), "dev": ("requirements-dev.lock", ".venv-dev", "env-dev")}
FRENCH = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "").lower().startswith("fr")


def main(kind: str) -> None:
    lock_name, beside, in_home = KINDS[kind]
    lock_file = ROOT / lock_name
    # Beside the clone where we may write, so that removing the clone removes everything; else in the user's own folder.
    environment = ROOT / beside if os.access(ROOT, os.W_OK) else home() / in_home
    python = environment / "bin" / "python"
    environment.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (environment.parent / f"{environment.name}.lock").open("w") as guard:
        wait_for(guard)
        if not is_ready(environment, lock_file):
            make(environment, lock_file)
    print(python)


def home() -> Path:
    """As `encours.adapters.postgres.home.default_home`, which cannot be imported yet."""
    given = os.environ.get("ENCOURS_HOME")
    if given:
        return Path(given).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/encours")
    return Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share").expanduser() / "encours"


def wait_for(guard: IO[str]) -> None:
    """Take the lock, saying so when somebody else has it."""
    try:
        fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        tell("Waiting for another process that prepares Encours…", "Un autre processus prépare Encours, patientez…")
        fcntl.flock(guard, fcntl.LOCK_EX)


def is_ready(environment: Path, lock_file: Path) -> bool:
    """The copy of the lock file is written last: with it, the environment is whole. (`bin/encours` asks the same in shell.)"""
    copy = environment / lock_file.name
    return (environment / "bin" / "python").exists() and copy.exists() and copy.read_bytes() == lock_file.read_bytes()


def make(environment: Path, lock_file: Path) -> None:
    if not venv_works():
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        fail(
            f"Python {version} is here without its modules venv and ensurepip. On Debian or Ubuntu: apt install python3-venv (or python{version}-venv).",
            f"Ce Python {version} est installé sans ses modules venv et ensurepip. Sous Debian ou Ubuntu : apt install python3-venv (ou python{version}-venv).",
        )
    total = sum("==" in line for line in lock_file.read_text(encoding="utf-8").splitlines())
    tell(
        f"Preparing Encours: installing {total} packages into {environment} (once; about a minute)…",
        f"Préparation d'Encours : installation de {total} paquets dans {environment} (une seule fois ; environ une minute)…",
    )
    try:
        venv.create(environment, clear=True, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        fail(f"The environment {environment} could not be made: {error}", f"L'environnement {environment} n'a pas pu être créé : {error}")
    install(environment, lock_file, total)
    # Sources are found through a path file, not installed: no build, no network, and an edit is seen at once.
    site = next((environment / "lib").glob("python3*/site-packages"))
    site.joinpath("encours.pth").write_text(os.path.relpath(ROOT / "src", site) if environment.parent == ROOT else str(ROOT / "src"))
    shutil.copyfile(lock_file, environment / lock_file.name)
    tell("Ready.", "Prêt.")


def venv_works() -> bool:
    try:
        import ensurepip
    except ImportError:
        return False
    return bool(ensurepip.version())


def install(environment: Path, lock_file: Path, total: int) -> None:
    """Every package with its hash; none but the lock's."""
    command = [environment / "bin" / "python", "-m", "pip", "install", "--require-hashes", "--no-deps", "--only-binary", ":all:"]
    pip = subprocess.Popen(
        [*command, "--no-input", "--disable-pip-version-check", "--progress-bar", "off", "-r", lock_file],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
    )  # fmt: skip
    assert pip.stdout is not None
    said, seen = [], 0
    for line in pip.stdout:
        said = [*said[-30:], line]
        if line.startswith("Collecting "):
            seen += 1
            show(f"  {seen}/{total} {line.split()[1].split('==')[0]}")
        elif line.startswith("Installing "):
            show("  …")
    show("")
    if pip.wait():
        fail(
            "The packages could not be installed (is there a network?). pip said:\n" + "".join(said),
            "Les paquets n'ont pas pu être installés (le réseau est-il accessible ?). pip a indiqué :\n" + "".join(said),
        )


def show(step: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{step}", end="", file=sys.stderr, flush=True)


def tell(english: str, french: str) -> None:
    print(french if FRENCH else english, file=sys.stderr)


def fail(english: str, french: str) -> NoReturn:
    tell(english, french)
    sys.exit(1)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main(sys.argv[1])
        sys.exit()
    sys.exit(130)
