"""The figures of a run as a table, and as JSON."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence

from bench.baseline import administrator
from bench.figures import KINDS, LINEAR, Figure, Growth, growths
from encours.adapters.postgres.access import Access
from encours.kernel.wording import Language, Text

_KEPT = {True: Text(en="kept", fr="tenu"), False: Text(en="NOT KEPT", fr="NON TENU"), None: Text(en="", fr="")}
_GROWTH = Text(en="exponent of {label}", fr="exposant : {label}")
_HEAD = (
    Text(en="invoices", fr="factures"),
    Text(en="measured", fr="mesure"),
    Text(en="value", fr="valeur"),
    Text(en="limit", fr="limite"),
    Text(en="", fr=""),
)


def machine(access: Access) -> dict[str, object]:
    """Where the run took place: processors, memory, versions, and the settings that weigh most."""
    with administrator(access) as connection:
        (version,) = connection.execute("SHOW server_version").fetchone() or ("?",)
        settings = dict(
            connection.execute(
                "SELECT name, current_setting(name) FROM pg_settings WHERE name IN ('fsync', 'data_checksums', 'shared_buffers', 'synchronous_commit')"
            )
        )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    load = os.getloadavg()[0]
    return {
        "system": platform.system(), "processor": platform.machine(), "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gb": memory, "load_before": round(load, 1), "python": platform.python_version(), "postgresql": version, "settings": settings,
    }  # fmt: skip


def as_json(figures: Sequence[Figure], where: dict[str, object]) -> str:
    """Stable keys: `machine`, `figures`, `growth`."""
    return json.dumps(
        {
            "schema": "encours.bench/1",
            "machine": where,
            "figures": [
                {
                    "code": f.code,
                    "invoices": f.size,
                    "value": round(f.value, 3),
                    "unit": KINDS[f.code].unit,
                    "cost": None if f.cost is None else round(f.cost, 3),
                    "limit": KINDS[f.code].limit,
                    "kept": f.kept,
                    "detail": f.detail,
                }
                for f in figures
            ],
            "growth": [{"code": g.code, "exponent": round(g.exponent, 3), "limit": LINEAR, "kept": g.kept} for g in growths(figures)],
        },
        indent=2,
    )


def as_table(figures: Sequence[Figure], where: dict[str, object], language: Language) -> str:
    """One line per figure, sizes together, then how cost grows."""
    rows = [tuple(text.say(language) for text in _HEAD)]
    rows += [_row(figure, language) for figure in figures]
    rows += [_growth_row(growth, language) for growth in growths(figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = [
        "  ".join(
            cell.rjust(width) if column in (0, 2, 3) else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    settings = where["settings"]
    assert isinstance(settings, dict)
    named = ", ".join(f"{name} {value}" for name, value in sorted(settings.items()))
    place = f"{where['system']} {where['processor']}, {where['cores']} cores, {where['memory_gb']} GB, load {where['load_before']}; Python {where['python']}; PostgreSQL {where['postgresql']} ({named})"
    return "\n".join([place, "", lines[0], "-" * len(lines[0]), *lines[1:]])


def _row(figure: Figure, language: Language) -> tuple[str, ...]:
    kind = KINDS[figure.code]
    label = kind.label.say(language)
    limit = "" if kind.limit is None or figure.kept is None else f"≤ {kind.limit:g} {kind.unit}".rstrip()
    return (
        f"{figure.size:,}",
        f"{label} ({figure.detail})" if figure.detail else label,
        _value(figure.value, kind.unit),
        limit,
        _KEPT[figure.kept].say(language),
    )


def _growth_row(growth: Growth, language: Language) -> tuple[str, ...]:
    label = _GROWTH.say(language, label=KINDS[growth.code].label.say(language))
    return "", label, f"{growth.exponent:.2f}", f"≤ {LINEAR:g}", _KEPT[growth.kept].say(language)


def _value(value: float, unit: str) -> str:
    digits = 0 if value == int(value) or unit == "MB" else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}".rstrip()
