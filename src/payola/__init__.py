"""payola: the public's instrument for slogan-hashtag campaigns on short video.

>>> import payola
>>> run = payola.scan("posts.csv", slogans="slogans.toml", out="run")  # doctest: +SKIP
>>> run.families.to_polars()  # doctest: +SKIP

Nothing heavy is loaded before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from payola.api import (
        check,
        contest_exposure,
        contests,
        contests_backtest,
        demo,
        draw_contests,
        effect,
        export,
        keep_contests,
        match,
        open_run,
        pairs,
        propose,
        read,
        scan,
        simulate,
        write_report,
    )
    from payola.errors import PayolaError
    from payola.run import Run

__all__ = [
    "PayolaError",
    "Run",
    "check",
    "contest_exposure",
    "contests",
    "contests_backtest",
    "demo",
    "draw_contests",
    "effect",
    "export",
    "keep_contests",
    "match",
    "open_run",
    "pairs",
    "propose",
    "read",
    "scan",
    "simulate",
    "write_report",
]

_HOMES = {"PayolaError": "payola.errors", "Run": "payola.run"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'payola' has no attribute {name!r}")
    if name == "simulate":  # a package that can be called; importing it would hide a function of that name
        return import_module("payola.simulate")
    return getattr(import_module(_HOMES.get(name, "payola.api")), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
