"""Options that several commands share, and how their text is read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from payola.errors import OptionError

if TYPE_CHECKING:
    from payola.settings import Settings

Inputs = Annotated[
    list[Path], typer.Argument(metavar="INPUT...", help="files or folders with posts, any format, mixed")
]
Column = Annotated[
    list[str] | None,
    typer.Option("--column", metavar="KEY=NAME", help="which column holds what, e.g. account=author_id; repeatable"),
]
Timezone = Annotated[
    str | None, typer.Option("--timezone", metavar="ZONE", help="zone of times written without one (UTC)")
]
Layer = Annotated[
    str | None, typer.Option("--layer", help="tag, music, mention, link or object (object where there is one)")
]
Seed = Annotated[int | None, typer.Option("--seed", help="seed of everything random (0)")]
ShowNames = Annotated[
    bool, typer.Option("--show-names", help="show handles, links and captions; the output then contains personal data")
]
SettingsFile = Annotated[
    Path | None, typer.Option("--settings", metavar="FILE", help="settings file (payola.toml in this folder)")
]
RunFolder = Annotated[Path, typer.Argument(metavar="RUN", help="a Run folder made by payola scan")]


def seconds(text: str) -> int:
    """``60s``, ``10m``, ``1h`` or a plain number of seconds."""
    units = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}
    number = text.strip().rstrip("abcdefghijklmnopqrstuvwxyz ")
    unit = text.strip()[len(number) :].strip() or "s"
    if not number.isdecimal() or unit not in units:
        raise OptionError.bad("--window", text, "a number with a unit, such as 60s, 10m or 1h")
    return int(number) * units[unit]


def columns(told: list[str] | None) -> dict[str, str] | None:
    """``["account=author"]`` as ``{"account": "author"}``."""
    return named("--column", told, "KEY=NAME, such as account=author_id") or None


def named(option: str, told: list[str] | None, wanted: str) -> dict[str, str]:
    """``["a=b"]`` as ``{"a": "b"}``; an option that is given once for each name."""
    for pair in told or []:
        if "=" not in pair or pair.startswith("=") or pair.endswith("="):
            raise OptionError.bad(option, pair, wanted)
    return dict(pair.split("=", 1) for pair in told or [])


def settings_from(file: Path | None = None, **given: Any) -> Settings:
    """Effective settings: the file's, overruled by what was given on the command line."""
    from payola.settings import load

    return load(file, given)
