"""Imports point down."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.fixtures import ROOT


def test_the_contracts_of_pyproject_are_kept() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    # Whatever copy of the program is installed, this one is checked.
    environ = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
