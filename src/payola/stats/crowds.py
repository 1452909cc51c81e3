"""How unusual is a crowd of comments? Its arrival, its repeated words, and the accounts it is made of.

Arrival: comments in the first minutes, given how many there are at all, against the creator's other videos
(beta-binomial: videos of a creator differ by more than chance). Words: copies of one text against its use elsewhere.
Accounts: dates of their making, or shape of their handles, against other commenters (exact conditional tests).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SHRINK = 50.0  # comments that the share of all creators weighs against a creator's own
DAY = 86_400
BATCH_DAYS = (3, 14)  # accounts made within so many days of each other may be one batch
OF_ONE_BATCH = 1 / 3  # share of a crowd that must belong together
FEWEST_INSIDE, FEWEST_OUTSIDE = 5, 20  # accounts of a crowd, and others, that a comparison needs


def early_shares(early: Ints, total: Ints, creator: Ints) -> Floats:
    """(videos,) share of comments that come so early on the creator's *other* videos, shrunk to all creators'."""
    size = int(creator.max(initial=-1)) + 1
    own, all_own = (
        np.bincount(creator, early, size)[creator] - early,
        np.bincount(creator, total, size)[creator] - total,
    )
    pooled = (early.sum() + 0.5) / (total.sum() + 1.0)
    shares: Floats = (own + SHRINK * pooled) / (all_own + SHRINK)
    return shares


def spread(early: Ints, total: Ints, share: Floats) -> float:
    """How much videos differ beyond binomial chance (intra-class correlation), by moments.

    The most extreme hundredth counts as its least member, so that a few waves do not hide themselves; at a twentieth
    the tail was too light (6 to 7 % of p-values at 5 %).
    """
    some = total >= 10
    if some.sum() < 10:
        return 0.1
    n, p = total[some], share[some]
    ratio = (early[some] - n * p) ** 2 / (n * p * (1 - p))
    ratio = np.minimum(ratio, np.quantile(ratio, 0.99))
    excess = (ratio - 1).sum() / (n - 1).sum()
    return float(np.clip(excess, 1e-3, 0.5))


def arrival_p(early: Ints, total: Ints, share: Floats, rho: float) -> Floats:
    """(videos,) chance of at least so many early comments: beta-binomial with mean ``share``, correlation ``rho``."""
    strength = 1 / rho - 1
    tail = stats.betabinom.sf(early - 1, total, share * strength, (1 - share) * strength)
    p: Floats = np.clip(np.nan_to_num(np.asarray(tail, float), nan=1.0), 1e-300, 1.0)
    return p


def copies_p(here: Ints, elsewhere: Ints, n_here: Ints, n_elsewhere: Ints) -> Floats:
    """(texts,) chance of so many copies of a text under one video, by its share of the comments elsewhere.

    The first copy defines the text and does not count; a text that is nowhere else counts as seen once there.
    """
    rate = (elsewhere + 1.0) / (n_elsewhere + 1.0)
    p: Floats = np.clip(special.pdtrc(np.maximum(here - 2, -1), n_here * rate), 1e-300, 1.0)
    return np.where(here >= 2, p, 1.0)


def batch_p(inside: Ints, everyone: Ints) -> tuple[float, int, int]:
    """Chance that a third and more of a crowd were made within days of each other, were it drawn from everyone.

    Parameters
    ----------
    inside, everyone
        (n,), (N,) when the accounts of the crowd, and of the crowd and others together, were made, Unix s, sorted.

    Returns
    -------
    p, and the first and last moment of the batch that says most (an empty span where there is none).

    Every member in turn is taken as the first of a batch; exact hypergeometric tail of the other members, times the
    batches tried.
    """
    n, total = inside.size, everyone.size
    best, span = 1.0, (1, 0)
    if n < FEWEST_INSIDE or total - n < FEWEST_OUTSIDE:
        return best, *span
    for days in BATCH_DAYS:
        ends = inside + days * DAY
        held = np.searchsorted(inside, ends, side="right") - np.arange(n)
        of_all = np.searchsorted(everyone, ends, side="right") - np.searchsorted(everyone, inside, side="left")
        p = stats.hypergeom.sf(held - 2, total - 1, of_all - 1, n - 1)  # the first member is given
        p = np.where(held >= OF_ONE_BATCH * n, p, 1.0)
        first = int(np.argmin(p))
        if p[first] < best:
            best, span = float(p[first]), (int(inside[first]), int(ends[first]))
    return min(1.0, best * n * len(BATCH_DAYS)), *span


def more_common_p(inside: int, n: int, everyone: int, total: int) -> float:
    """Chance that a mark is so common among n of all (Fisher's exact test, one side); 1 where too few are compared.

    ``inside`` of the n in the crowd carry it, ``everyone`` of the ``total`` in the crowd and outside together.
    """
    if n < FEWEST_INSIDE or total - n < FEWEST_OUTSIDE or inside < OF_ONE_BATCH * n:
        return 1.0
    return float(stats.hypergeom.sf(inside - 1, total, everyone, n))
