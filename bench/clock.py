"""Time on the wall and on the processors, of this process and of the database session that works for it; and this process's memory."""

from __future__ import annotations

import gc
import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds. `server` is None where the session's process cannot be seen (another machine, another system)."""

    wall: float
    client: float
    server: float | None

    @property
    def processor(self) -> float | None:
        return None if self.server is None else self.client + self.server

    def __add__(self, other: Spent) -> Spent:
        server = None if self.server is None or other.server is None else self.server + other.server
        return Spent(self.wall + other.wall, self.client + other.client, server)


class Clock:
    """Started when made; `session` is the process of the database session that works in between."""

    def __init__(self, session: int) -> None:
        self._session = session
        gc.collect()
        self._start = self._now()

    def spent(self) -> Spent:
        (wall, client, server), (wall_0, client_0, server_0) = self._now(), self._start
        return Spent(wall - wall_0, client - client_0, None if server is None or server_0 is None else server - server_0)

    def _now(self) -> tuple[float, float, float | None]:
        return time.perf_counter(), time.process_time(), _processor_seconds(self._session)


def _processor_seconds(process: int) -> float | None:
    """What Linux tells of another process's user and system time (proc(5), /proc/pid/stat, fields 14 and 15)."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def session() -> int:
    """The process that serves Django's default connection."""
    from django.db import connection

    connection.ensure_connection()
    raw: Any = connection.connection
    number: int = raw.info.backend_pid
    return number


def milliseconds(work: Callable[[], object], times: int = 7) -> float:
    """The median time of `work`, once it has been done twice."""
    work()
    work()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return 1000 * median(taken)


def peak_megabytes() -> float:
    """The most memory this process ever held."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20) if sys.platform == "darwin" else peak / (1 << 10)
