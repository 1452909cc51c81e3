"""Are the adopters of a tag strangers to its topic, and did they use it once? The three statistics that held.

On a real corpus ten statistics were tried; these three found planted campaigns, each larger for a campaign
(METHODS.md 3 and 5):

- ``hist2``: how unlike the adopters' habits are;
- ``fit2``: how little the tag's other videos resemble an adopter's habit;
- ``reph``: how seldom adopters use the tag again.

``lift`` (do the first videos resemble each other more than the habits do?) is description: a shared brief raises it,
dropped tags lower it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from payola.columns import ENOUGH_POSTS
from payola.detectors.newtags import Adoption, Dump, adoption, carriers, other_posts

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SHRINK = 16.0  # kappa: videos with little to them count little
STATISTICS = ("hist2", "fit2", "reph")


@dataclass(frozen=True)
class Look:
    """The statistics of one tag at one look; ``n`` adopters with enough history of ``adopters``."""

    adopters: int
    n: int
    hist2: float
    fit2: float
    reph: float
    lift: float
    fit: Floats  # (n,) how much an adopter's habit resembles the tag's other videos
    creators: Ints  # (n,) which adopters (positions) had enough history
    at_size: Mapping[int, Floats]  # the three statistics of so many adopters, drawn; for sizes below n

    @property
    def score(self) -> Floats:
        """(3,) what the verdict rests on."""
        return np.array([self.hist2, self.fit2, self.reph])

    def beside(self, n: int) -> Floats:
        """(3,) the same for a tag with no more than n adopters: fewer are noisier, and extreme by chance more often."""
        return self.at_size.get(n, self.score)


@dataclass(frozen=True)
class Rows:
    """Rows of numbers, mostly zero: entry e is ``value[e]`` in row ``row[e]`` and column ``column[e]``."""

    row: Ints
    column: Ints
    value: Floats
    n: int
    columns: int

    def shrunk(self) -> Rows:
        """Each row x as x / sqrt(|x|^2 + 16)."""
        norms = np.sqrt(np.bincount(self.row, self.value**2, self.n) + SHRINK)
        return self.scaled(1 / norms)

    def unit(self) -> Rows:
        """Each row with length one (a row of zeros stays)."""
        norms = np.sqrt(np.bincount(self.row, self.value**2, self.n))
        return self.scaled(1 / np.where(norms > 0, norms, 1))

    def scaled(self, factor: Floats) -> Rows:
        """Each row times its factor (n,)."""
        return Rows(self.row, self.column, self.value * factor[self.row], self.n, self.columns)

    def added(self, into: Ints, n: int) -> Rows:
        """Row r added into row ``into[r]`` of n new ones; rows with a negative place are left out."""
        row = into[self.row]
        kept = row >= 0
        key, place = np.unique(row[kept] * self.columns + self.column[kept], return_inverse=True)
        value = np.bincount(place, self.value[kept], key.size).astype(np.float64)
        return Rows(key // self.columns, key % self.columns, value, n, self.columns)

    def beside(self, others: Rows) -> Rows:
        """The sum of two."""
        both = Rows(
            np.concatenate([self.row, others.row]), np.concatenate([self.column, others.column]),
            np.concatenate([self.value, others.value]), self.n, self.columns,
        )  # fmt: skip
        return both.added(np.arange(self.n), self.n)

    def total(self) -> Floats:
        """(columns,) sum of the rows."""
        return np.bincount(self.column, self.value, self.columns).astype(np.float64)

    def cross(self) -> float:
        """Sum of the products of different rows."""
        return float((self.total() ** 2).sum()) - float((self.value**2).sum())


def look(
    first: Rows, others: Rows, owner: Ints, enough: int, again: Ints, later: Ints, sizes: Sequence[int] = ()
) -> Look:
    """The statistics of a tag whose own features are taken out.

    Parameters
    ----------
    first
        k rows: the first video of each adopter under the tag.
    others
        r rows: other videos of the adopters; ``owner`` (r,) says whose.
    enough
        Other videos that an adopter must have to count.
    again, later
        (k,) later posts of each adopter that carry the tag again, and all its later posts.
    sizes
        Numbers of adopters for which the statistics are also wanted, of adopters drawn.
    """
    counts = np.bincount(owner, minlength=first.n)
    usable = np.flatnonzero(counts >= enough).astype(np.int64)
    n = usable.size
    if n < 2:
        return Look(first.n, n, np.nan, np.nan, np.nan, np.nan, np.full(n, np.nan), usable, {})
    place = np.full(first.n, -1, np.int64)
    place[usable] = np.arange(n)
    x = first.shrunk().added(place, n)
    sums = others.shrunk().added(place[owner], n)
    h = sums.unit()
    mean = sums.beside(x).scaled(1 / (counts[usable] + 1))
    fit = _fit(h, x)
    again, later = again[usable], later[usable]
    hist2, fit2, reph = _three(h, x, again, later)
    rng = np.random.default_rng([n, int(again.sum()), int(later.sum())])
    at_size = {}
    for size in sorted({size for size in sizes if 2 <= size < n}):
        chosen = np.full(n, -1, np.int64)
        chosen[rng.permutation(n)[:size]] = np.arange(size)
        kept = chosen >= 0
        at_size[size] = _three(h.added(chosen, size), x.added(chosen, size), again[kept], later[kept])
    lift = (x.cross() - mean.cross()) / (n * (n - 1))
    return Look(first.n, n, float(hist2), float(fit2), float(reph), lift, fit, usable, at_size)


def _three(h: Rows, x: Rows, again: Ints, later: Ints) -> Floats:
    """(3,) hist2, fit2 and reph of adopters with habits ``h`` and first videos ``x``."""
    alike = h.cross() / (h.n * (h.n - 1))
    return np.array([-alike, -_fit(h, x).mean(), -(again.sum() + 0.5) / (later.sum() + 2)])


def _fit(h: Rows, x: Rows) -> Floats:
    """(n,) mean product of an adopter's habit with the others' first videos."""
    own = np.bincount(h.row, h.value * _at(x, h), h.n)
    return np.asarray((np.bincount(h.row, h.value * x.total()[h.column], h.n) - own) / (h.n - 1), np.float64)


def _at(x: Rows, where: Rows) -> Floats:
    """The entries of ``x`` (sorted by row and column, as ``added`` gives them) at the places of ``where``."""
    keys, asked = x.row * x.columns + x.column, where.row * where.columns + where.column
    if not keys.size:
        return np.zeros(asked.size)
    found = np.minimum(np.searchsorted(keys, asked), keys.size - 1)
    return np.where(keys[found] == asked, x.value[found], 0.0)


def rows_of(dump: Dump, posts: Ints, without: Ints) -> Rows:
    """The features of posts, some features taken out."""
    indptr, indices, data = dump.features.indptr, dump.features.indices, dump.features.data
    begin, count = indptr[posts].astype(np.int64), np.diff(indptr)[posts].astype(np.int64)
    row = np.repeat(np.arange(posts.size), count)
    entry = np.arange(row.size) - np.repeat(np.cumsum(count) - count, count) + begin[row]
    column = indices[entry].astype(np.int64)
    kept = ~np.isin(column, without)
    return Rows(row[kept], column[kept], data[entry][kept], posts.size, dump.features.shape[1])


def _packed(first: Rows, others: Rows) -> tuple[Rows, Rows]:
    """The same rows with only the columns that occur."""
    known, place = np.unique(np.concatenate([first.column, others.column]), return_inverse=True)
    cut = first.column.size
    return (
        Rows(first.row, place[:cut].astype(np.int64), first.value, first.n, known.size),
        Rows(others.row, place[cut:].astype(np.int64), others.value, others.n, known.size),
    )


def look_at(dump: Dump, tags: Ints, age: int, sizes: Sequence[int] = ()) -> tuple[Adoption, Look]:
    """The adopters of a tag, or of a family of tags, at an age in hours, and their statistics."""
    who = adoption(dump, carriers(dump, tags), age)
    rows, owner = other_posts(dump, who)
    own = dump.feature_of[tags]
    later = dump.time[rows] > who.time[owner]
    carried = later & np.isin(rows, who.carriers)
    again, all_later = (np.bincount(owner[these], minlength=len(who)).astype(np.int64) for these in (carried, later))
    first, others = _packed(*(rows_of(dump, posts, own[own >= 0]) for posts in (who.post, rows)))
    return who, look(first, others, owner, ENOUGH_POSTS, again, all_later, sizes)
