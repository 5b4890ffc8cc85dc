"""Replay lives: `python -m tests.simulator --seed 7 --steps 40`, or many: `--seed 0 --lives 200`."""

from __future__ import annotations

import argparse
import atexit
import os
import shutil
import sys
import tempfile
import time


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulator")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--lives", type=int, default=1)
    parser.add_argument("--keep-going", action="store_true", help="go on to the next seed after a failure")
    chosen = parser.parse_args()
    home = tempfile.mkdtemp(prefix="encours-simulator-")
    os.environ["ENCOURS_HOME"] = home
    atexit.register(shutil.rmtree, home, ignore_errors=True)  # after the server's own end, which was registered later
    from encours.config.boot import boot

    boot()
    from tests.simulator.life import Failure, live

    failures = 0
    started = time.monotonic()
    for seed in range(chosen.seed, chosen.seed + chosen.lives):
        try:
            live(seed, chosen.steps)
        except Failure as failure:
            failures += 1
            sys.stdout.write(f"{failure}\n\n")
            sys.stdout.flush()
            if not chosen.keep_going:
                break
    sys.stdout.write(f"{chosen.lives} lives of {chosen.steps} steps, {failures} failures, {time.monotonic() - started:.0f} s\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
