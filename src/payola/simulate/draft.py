"""What is a corpus while it is being made? Posts as columns of integers; names and texts come at the end.

Everything is vectorised: a part of a world is a ``Draft``, parts are joined with ``concat``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace

import numpy as np
from numpy.typing import NDArray

WIDTH = 10  # tags a post can carry: 6 of its own, and what a campaign or a trend adds
NONE = -1

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Draft:
    """n posts. Codes: -1 is none.

    Attributes
    ----------
    account, time
        (n,) position of the account in ``People``; Unix seconds.
    topic
        (n,) community the video is about; decides the caption.
    tags
        (n, WIDTH) codes of ``TagBook``, -1 for none.
    music, phrase, mention, link
        (n,) codes; ``phrase`` points into the list of shared texts.
    whole
        (n,) the shared text replaces the caption instead of being added to it.
    disclosed
        (n,) labelled as advertising.
    campaign
        (n,) number of the campaign that made the post; -1 for ordinary posts. Never written: it is the truth.
    """

    account: Ints
    time: Ints
    topic: Ints
    tags: Ints
    music: Ints
    phrase: Ints
    whole: NDArray[np.bool_]
    mention: Ints
    link: Ints
    disclosed: NDArray[np.bool_]
    campaign: Ints

    def __len__(self) -> int:
        return len(self.account)

    def take(self, rows: NDArray[np.generic]) -> Draft:
        """The posts at ``rows`` (positions or a mask)."""
        return Draft(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})


def concat(parts: Sequence[Draft]) -> Draft:
    """All parts, one after another."""
    return Draft(**{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Draft)})


def in_order(draft: Draft) -> Draft:
    """By time; posts of the same second keep the order in which they were made."""
    return draft.take(np.argsort(draft.time, kind="stable"))


def within(draft: Draft, start: int, end: int) -> Draft:
    """Posts from ``start`` to before ``end``: what happens after the collection is not collected."""
    return draft.take((draft.time >= start) & (draft.time < end))


def tagged(draft: Draft, code: Ints | int, *, first: bool = True) -> Draft:
    """Every post with one more tag: before its own tags, or after them (``code`` -1 adds none)."""
    tags = draft.tags.copy()
    codes = np.broadcast_to(np.asarray(code, np.int64), len(draft))
    some = codes != NONE
    if first:
        tags[some, 1:] = draft.tags[some, :-1]
        tags[some, 0] = codes[some]
    else:
        put_last(tags, np.flatnonzero(some), codes[some])
    return replace(draft, tags=tags)


def put_last(tags: Ints, rows: Ints, codes: Ints) -> None:
    """Write each code behind the last tag of its row (rows may repeat); in the last place where there is no room."""
    order = np.argsort(rows, kind="stable")
    rows, codes = rows[order], codes[order]
    place = np.arange(len(rows)) - np.searchsorted(rows, rows)
    used = WIDTH - np.argmax((tags[rows] != NONE)[:, ::-1], axis=1)
    used[(tags[rows] == NONE).all(axis=1)] = 0
    tags[rows, np.minimum(used + place, WIDTH - 1)] = codes


def without_repeats(tags: Ints) -> Ints:
    """Each tag once a post: later repeats become none."""
    kept = tags.copy()
    for later in range(1, tags.shape[1]):
        repeated = (tags[:, :later] == tags[:, later : later + 1]).any(axis=1)
        kept[repeated, later] = NONE
    return kept


@dataclass
class TagBook:
    """All tags of a world with their truth; the code of a tag is its position."""

    names: list[str] = field(default_factory=list)
    origin: list[str] = field(default_factory=list)
    slogan: list[str | None] = field(default_factory=list)
    campaign: list[str | None] = field(default_factory=list)
    kind: list[str] = field(default_factory=list)
    _codes: dict[str, int] = field(default_factory=dict)

    def add(
        self, name: str, origin: str, *, slogan: str | None = None, campaign: str | None = None, kind: str = "organic"
    ) -> int:
        """The code of a tag; a name that is known already keeps its first truth."""
        if name not in self._codes:
            self._codes[name] = len(self.names)
            for column, value in zip(
                (self.names, self.origin, self.slogan, self.campaign, self.kind),
                (name, origin, slogan, campaign, kind),
                strict=True,
            ):
                column.append(value)  # type: ignore[attr-defined]
        return self._codes[name]

    def copy(self) -> TagBook:
        """The same tags; what is added to the copy is not added here."""
        return TagBook(
            list(self.names),
            list(self.origin),
            list(self.slogan),
            list(self.campaign),
            list(self.kind),
            {**self._codes},
        )

    def new(self, name: str, origin: str, **truth: str | None) -> int:
        """A tag that nobody used before: where the name is taken it gets a number."""
        fresh, number = name, 1
        while fresh in self._codes:
            number += 1
            fresh = f"{name}{number}"
        return self.add(fresh, origin, **truth)  # type: ignore[arg-type]
