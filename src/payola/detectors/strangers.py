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

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from payola.detectors.newtags import Adoption, Dump, adoption, carriers, other_posts

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SHRINK = 16.0  # kappa: videos with little to them count little
ENOUGH = 8  # other videos that an adopter must have, so that a habit can be seen
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

    @property
    def score(self) -> Floats:
        """(3,) what the verdict rests on."""
        return np.array([self.hist2, self.fit2, self.reph])


def shrunk(x: sp.csr_matrix) -> sp.csr_matrix:
    """Rows x / sqrt(|x|^2 + 16)."""
    norms = np.sqrt(np.asarray(x.multiply(x).sum(axis=1)).ravel() + SHRINK)
    return sp.csr_matrix(sp.diags(1 / norms) @ x)


def look(first: sp.csr_matrix, others: sp.csr_matrix, owner: Ints, enough: int, again: int, later: int) -> Look:
    """The statistics of a tag whose own features are taken out.

    Parameters
    ----------
    first
        (k, m) the first video of each adopter under the tag.
    others
        (r, m) other videos of the adopters; ``owner`` (r,) says whose.
    enough
        Other videos that an adopter must have to count.
    again, later
        Later posts of the adopters that carry the tag again, and all their later posts.
    """
    k = first.shape[0]
    counts = np.bincount(owner, minlength=k)
    usable = np.flatnonzero(counts >= enough)
    n = usable.size
    reph = -(again + 0.5) / (later + 2)
    if n < 2:
        return Look(k, n, np.nan, np.nan, reph, np.nan, np.full(n, np.nan), usable)
    x = shrunk(first)
    picked = sp.csr_matrix((np.ones(owner.size), (owner, np.arange(owner.size))), shape=(k, owner.size))
    sums = sp.csr_matrix(picked @ shrunk(others))[usable]
    x = x[usable]
    h = _unit(sums)
    total_h, total_x = np.asarray(h.sum(axis=0)).ravel(), np.asarray(x.sum(axis=0)).ravel()
    pairs = n * (n - 1)
    alike = float(total_h @ total_h) - float(h.multiply(h).sum())
    fit = (np.asarray(h @ total_x).ravel() - np.asarray(h.multiply(x).sum(axis=1)).ravel()) / (n - 1)
    mean = sp.csr_matrix(sp.diags(1 / (counts[usable] + 1)) @ (sums + x))
    return Look(
        adopters=k, n=n, hist2=-alike / pairs, fit2=-float(fit.mean()), reph=reph,
        lift=(_cross(x) - _cross(mean)) / pairs, fit=fit, creators=usable,
    )  # fmt: skip


def _unit(rows: sp.csr_matrix) -> sp.csr_matrix:
    norms = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return sp.csr_matrix(sp.diags(1 / np.where(norms > 0, norms, 1)) @ rows)


def _cross(rows: sp.csr_matrix) -> float:
    """Sum of the products of different rows."""
    total = np.asarray(rows.sum(axis=0)).ravel()
    return float(total @ total) - float(rows.multiply(rows).sum())


def look_at(dump: Dump, tags: Ints, age: int) -> tuple[Adoption, Look]:
    """The adopters of a tag, or of a family of tags, at an age in hours, and their statistics."""
    who = adoption(dump, carriers(dump, tags), age)
    rows, owner = other_posts(dump, who)
    own = dump.feature_of[tags]
    without = np.ones(dump.features.shape[1])
    without[own[own >= 0]] = 0
    kept = sp.diags(without)
    later = dump.time[rows] > who.time[owner]
    again = int(np.isin(rows[later], who.carriers).sum())
    first = sp.csr_matrix(dump.features[who.post] @ kept)
    others = sp.csr_matrix(dump.features[rows] @ kept)
    return who, look(first, others, owner, ENOUGH, again, int(later.sum()))
