"""How is a table of the report described? Headings and cells; the template makes HTML of them, a script sorts it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from payola.report import words
from payola.report.safe import plain

Kind = Literal["text", "number", "time"]
LEVEL = 0.05  # false discoveries among findings that are kept


@dataclass(frozen=True)
class Heading:
    """A column: its label, how it sorts, and what it means in a few words."""

    label: str
    kind: Kind = "text"
    meaning: str = ""


@dataclass(frozen=True)
class Cell:
    """What is shown, and what it sorts by (nothing: unknown, stands last whatever the direction)."""

    show: str | Markup
    sort: float | str | None = None
    tags: bool = False  # holds hashtags: long words that need room


@dataclass(frozen=True)
class Grid:
    """A table: ``name`` is its anchor, ``left_out`` says how many rows are not shown and where they are."""

    name: str
    caption: str
    headings: tuple[Heading, ...]
    rows: Sequence[tuple[Cell, ...]]
    left_out: str = ""


def text(value: object) -> Cell:
    """Text that somebody wrote."""
    if value is None:
        return Cell(words.UNKNOWN)
    shown = plain(value)
    return Cell(Markup("<bdi>{}</bdi>").format(shown), shown.casefold())


def number(value: float | None, digits: int = 0) -> Cell:
    """A number; unknown is said and is not 0."""
    return Cell(words.UNKNOWN if value is None else f"{round(value, digits) + 0:,.{digits}f}", value)


def chance(value: float | None) -> Cell:
    """A p or q: three digits, never 0; where there is none nothing was tested."""
    return Cell("not tested" if value is None else "below 0.001" if value < 0.001 else f"{value:.3f}", value)


def level(q: float | None, grade: str | None) -> Cell:
    """The q of a finding; grade C beside a reference: it has bursts as tight, and q is not that of chance alone."""
    return Cell("as bursts", q) if grade == "C" and (q or 0) > LEVEL else chance(q)


def moment(seconds: int | None) -> Cell:
    """A time to the minute, UTC; sorted by the minute too, because a second is enough to find a post."""
    return Cell(words.moment(seconds), None if seconds is None else seconds // 60)


def about(value: int | None, exact: bool) -> Cell:
    """A large number, to two digits unless ``exact``: enough to read, too little to look an account up by."""
    known = value if exact else words.rounded(value)
    return Cell(words.large(known), known)


def share(part: int | None, whole: int | None) -> Cell:
    """``3 of 12``, sorted by the share; unknown where nothing is known of any."""
    if part is None or not whole:
        return Cell(words.UNKNOWN)
    return Cell(f"{part:,} of {whole:,}", part / whole)


def tag(name: str) -> Markup:
    """One hashtag."""
    return Markup('<span class="tag"><bdi>#{}</bdi></span>').format(plain(name, 80))


def tags(names: list[str], most: int = 6, total: int | None = None) -> Cell:
    """Hashtags; how many more there are (of ``total``, where not all are told) is said."""
    shown = Markup(" ").join(tag(name) for name in names[:most])
    more = (len(names) if total is None else total) - len(names[:most])
    if more > 0:
        shown += Markup(' <span class="more">and {} more</span>').format(more)
    return Cell(shown or "none", names[0].casefold() if names else None, tags=True)


def opener(finding: str | None, label: str, sort: float | str | None = None) -> Cell:
    """A button that opens the posts behind a finding; plain text where no posts are kept."""
    if finding is None:
        return Cell(label, sort)
    button = Markup('<button type="button" class="open" data-finding="{}">{}</button>').format(finding, label)
    return Cell(button, sort)


def left_out(shown: int, total: int, what: str, where: str) -> str:
    """``200 of 1,234 pairs are shown; all are in ...``, or nothing where all are shown."""
    return f"{shown:,} of {total:,} {what} are shown; all are in {where}." if shown < total else ""
