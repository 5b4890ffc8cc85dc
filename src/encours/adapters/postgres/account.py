"""The operating-system account the server runs as: yours, or a dedicated one when you are root (PostgreSQL refuses root)."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text

SERVICE_ACCOUNT = "encours"


class AccountMissing(Refusal):
    """The dedicated account does not exist and cannot be made."""

    code = "account-missing"
    message = Text(
        en="As root, the database runs as the account {account}, which could not be created ({reason}).",
        fr="Sous root, la base de données tourne sous le compte {account}, qui n'a pas pu être créé ({reason}).",
    )
    repair = Text(
        en="Create it (useradd --system {account}), run Encours as an ordinary user, or set ENCOURS_DATABASE_URL to your own PostgreSQL.",
        fr="Créez-le (useradd --system {account}), lancez Encours sous un compte ordinaire, ou indiquez votre PostgreSQL "
        "dans ENCOURS_DATABASE_URL.",
    )


class AccountNameless(Refusal):
    """The running user has no entry in the user database, which PostgreSQL needs."""

    code = "account-nameless"
    message = Text(
        en="The user number {uid} has no name on this machine, and PostgreSQL does not start without one.",
        fr="L'utilisateur numéro {uid} n'a pas de nom sur cette machine, et PostgreSQL ne démarre pas sans nom.",
    )
    repair = Text(
        en="Run Encours as a user listed in /etc/passwd, or set ENCOURS_DATABASE_URL to your own PostgreSQL.",
        fr="Lancez Encours sous un utilisateur inscrit dans /etc/passwd, ou indiquez votre PostgreSQL dans ENCOURS_DATABASE_URL.",
    )


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs the server. `foreign` when that is not the user of this process."""

    uid: int
    gid: int
    name: str
    foreign: bool

    def as_child(self) -> dict[str, Any]:
        """Arguments of `subprocess` that start a child as this account, without any of our groups."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.foreign else {}

    def first_closed_folder(self, path: Path) -> Path | None:
        """The topmost folder on the way to `path` (itself included) that this account may not enter; None when it may enter all."""
        if not self.foreign:
            return None
        return next((folder for folder in _downwards(path) if not self._may_enter(folder)), None)

    def _may_enter(self, folder: Path) -> bool:
        found = folder.stat()
        if found.st_uid == self.uid:
            return bool(found.st_mode & stat.S_IXUSR)
        if found.st_gid == self.gid:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)


def _downwards(path: Path) -> Iterator[Path]:
    yield from reversed(path.parents)
    yield path


def server_account() -> Account:
    """The account for a server started by this process; as root, the dedicated one, created when absent."""
    uid = os.geteuid()
    if uid != 0:
        return Account(uid, os.getegid(), current_user_name(), foreign=False)
    try:
        found = pwd.getpwnam(SERVICE_ACCOUNT)
    except KeyError:
        _create_service_account()
        found = pwd.getpwnam(SERVICE_ACCOUNT)
    return Account(found.pw_uid, found.pw_gid, found.pw_name, foreign=True)


def current_user_name() -> str:
    """The name of this process's user, as the server sees it at the socket."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise AccountNameless(uid=os.geteuid()) from None


def _create_service_account() -> None:
    commands = (
        [
            "useradd",
            "--system",
            "--user-group",
            "--no-create-home",
            "--home-dir",
            "/nonexistent",
            "--shell",
            "/usr/sbin/nologin",
            SERVICE_ACCOUNT,
        ],
        ["adduser", "-S", "-D", "-H", "-s", "/sbin/nologin", SERVICE_ACCOUNT],
    )
    reason = "neither useradd nor adduser is installed"
    for command in commands:
        if shutil.which(command[0]) is None:
            continue
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        # Another process may have created it since we looked: what counts is that it is there.
        try:
            pwd.getpwnam(SERVICE_ACCOUNT)
        except KeyError:
            reason = done.stderr.strip() or f"{command[0]} ended with {done.returncode}"
        else:
            return
    raise AccountMissing(account=SERVICE_ACCOUNT, reason=reason)
