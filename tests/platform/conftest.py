"""A home for each test that starts its own server."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.platform.homes import is_alive, postmaster, wait_until


@pytest.fixture
def home() -> Iterator[Path]:
    """A path for a home, in a folder that the server's account may enter; a server left there is stopped."""
    folder = Path(tempfile.mkdtemp(prefix="encours-home-"))
    folder.chmod(0o711)
    home = folder / "h"
    yield home
    pid = postmaster(home)
    if pid is not None and is_alive(pid):
        os.kill(pid, signal.SIGQUIT)
        wait_until(lambda: not is_alive(pid))
    shutil.rmtree(folder)
