"""The folder that holds what Encours keeps on this machine, and who may enter it.

Nothing here ever opens a folder to more people than before: where the server's account cannot pass, we refuse by name.
"""

from __future__ import annotations

import os
from pathlib import Path

from encours.adapters.postgres.account import Account
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text

_ROOT_HOME = Path("/var/lib/encours")
_PRIVATE = 0o700
# What may lie in a home before its server was ever started; anything else means that the folder is somebody's.
_EARLY_ENTRIES = frozenset(
    {"env", "env-dev", "env.lock", "env-dev.lock", "log", "secret-key", "start.lock", "users.lock", "lost+found", "postgres"}
)


class HomeClosed(Refusal):
    """The account that runs the server cannot pass through a folder above its data."""

    code = "home-closed"
    message = Text(
        en="The account {account}, which runs the database, may not enter the folder {folder}.",
        fr="Le compte {account}, qui fait tourner la base de données, ne peut pas entrer dans le dossier {folder}.",
    )
    repair = Text(
        en="Encours does not open folders to others: set ENCOURS_HOME to a folder outside it, for example /var/lib/encours.",
        fr="Encours n'ouvre jamais un dossier à d'autres : donnez à ENCOURS_HOME un dossier situé ailleurs, par exemple /var/lib/encours.",
    )


class HomeNotOurs(Refusal):
    """The home belongs to another account."""

    code = "home-not-ours"
    message = Text(
        en="The folder {folder} belongs to {owner}, not to {account}.",
        fr="Le dossier {folder} appartient à {owner} et non à {account}.",
    )
    repair = Text(
        en="Run Encours as {owner}, or set ENCOURS_HOME to another folder.",
        fr="Lancez Encours sous le compte {owner}, ou donnez à ENCOURS_HOME un autre dossier.",
    )


class HomeInUse(Refusal):
    """The home holds files that Encours did not put there."""

    code = "home-in-use"
    message = Text(
        en="The folder {folder} holds other files ({entry}), and Encours makes its own folder private.",
        fr="Le dossier {folder} contient d'autres fichiers ({entry}), or Encours rend son dossier privé.",
    )
    repair = Text(
        en="Set ENCOURS_HOME to a new or empty folder.",
        fr="Donnez à ENCOURS_HOME un dossier nouveau ou vide.",
    )


class HomeUnusable(Refusal):
    """The home cannot be made."""

    code = "home-unusable"
    message = Text(en="The folder {folder} cannot be used: {reason}.", fr="Le dossier {folder} est inutilisable : {reason}.")
    repair = Text(
        en="Set ENCOURS_HOME to a folder in which you may write.",
        fr="Donnez à ENCOURS_HOME un dossier dans lequel vous pouvez écrire.",
    )


def default_home() -> Path:
    """ENCOURS_HOME, else this user's data folder; for root, the system's."""
    given = os.environ.get("ENCOURS_HOME")
    if given:
        return Path(given).expanduser().absolute()
    if os.geteuid() == 0:
        return _ROOT_HOME
    data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(data).expanduser() / "encours"


def prepare_home(home: Path, account: Account) -> Path:
    """Make `home` (or check the one that exists): owned by the server's account, mode 0700, reachable by it."""
    home = Path(os.path.realpath(home))
    try:
        home.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
    except OSError as error:
        raise HomeUnusable(folder=home, reason=error.strerror) from error
    closed = account.first_closed_folder(home.parent)
    if closed is not None:
        raise HomeClosed(folder=closed, account=account.name)
    owner = home.stat().st_uid
    if owner not in {account.uid, os.geteuid()}:
        raise HomeNotOurs(folder=home, owner=_name(owner), account=account.name)
    if not (home / "postgres").is_dir():
        for entry in home.iterdir():
            if entry.name not in _EARLY_ENTRIES:
                raise HomeInUse(folder=home, entry=entry.name)
    make_private(home, account)
    return home


def make_private(folder: Path, account: Account) -> None:
    """Make `folder` if needed; it belongs to the server's account alone."""
    folder.mkdir(mode=_PRIVATE, exist_ok=True)
    found = folder.lstat()
    if found.st_uid != account.uid:
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)
    if found.st_mode & 0o777 != _PRIVATE:
        folder.chmod(_PRIVATE)


def _name(uid: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
