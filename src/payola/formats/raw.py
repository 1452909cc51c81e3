"""What does a format hand to the driver? Columns as they stand in the file, not yet believed.

A format is one file: a ``Format`` named FORMAT with ``sniff`` (is it this?) and ``read`` (its rows as ``Raw``). The
driver in ``payola.formats.driver`` checks ids, times, counts and texts in the same way for all of them.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from payola.formats.batch import Refusal
from payola.formats.source import OnBytes, Source, silent

if TYPE_CHECKING:
    from payola.formats.head import Head


@contextmanager
def without_collector() -> Iterator[None]:
    """Rest the collector of reference cycles while records pile up.

    They hold no cycles, and it would walk through all of them again and again.
    """
    resting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if resting:
            gc.enable()


# What a raw column may hold. Each is an Arrow array or a list of Python values, one a row; a plain string is the same
# in every row. ``tags`` are lists of raw hashtags, or one string a row that holds a list in some spelling.
KEYS = (
    "post", "account", "account_name", "platform", "time", "text", "tags", "music", "views", "likes", "dislikes",
    "comments", "shares", "followers", "language", "region", "disclosed", "url", "collected", "object",
)  # fmt: skip
ID_KEYS = ("post", "account", "music")


@dataclass
class Raw:
    """Some rows of a file: ``lines`` says where each stands; ``refusals`` are rows that gave no values at all."""

    columns: dict[str, Any]
    lines: Sequence[int]
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)  # things said once a file, with their number


@dataclass(frozen=True)
class Reading:
    """How to read: columns told by the user, the zone of times without one, and who hears of progress."""

    columns: Mapping[str, str] = field(default_factory=dict)
    timezone: str = "UTC"
    on_bytes: OnBytes = silent


@dataclass(frozen=True)
class Format:
    """An input format. ``sniff`` looks at the beginning of a file; ``read`` gives its rows in file order."""

    name: str
    title: str
    sniff: Callable[[Head], bool]
    read: Callable[[Source, Reading], Iterator[Raw]]
    holds_posts: bool = True
