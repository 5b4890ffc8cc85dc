"""The progress bar of a terminal, shown only once a second has passed."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

_PATIENCE_SECONDS = 1


@contextmanager
def bar(label: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Yields `advance(steps)`; without a total the bar only shows that work goes on."""
    count = [MofNCompleteColumn()] if total is not None else []
    columns = [SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), *count, TimeElapsedColumn()]
    shown = Progress(*columns, console=Console(file=sys.stderr), transient=True)
    task = shown.add_task(label, total=total)
    timer = threading.Timer(_PATIENCE_SECONDS, shown.start)
    timer.daemon = True
    timer.start()
    try:
        yield lambda steps: shown.advance(task, steps)
    finally:
        timer.cancel()
        timer.join()  # else it could start the bar after we stopped it
        shown.stop()
