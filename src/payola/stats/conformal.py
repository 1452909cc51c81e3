"""How unusual is one thing among others of its kind? Ranks within a reference, and p-values that need no model.

If the candidate is one more draw of what the reference holds, each of its possible ranks is equally likely, whatever
the statistic (Vovk, Gammerman and Shafer 2005). The score treats candidate and reference alike: ranks are taken among
all of them together.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def mid_ranks(values: Floats) -> Floats:
    """(n,) mid-rank of each value among all n, between 0 and 1; equal values share a rank; NaN ranks as the median."""
    known = np.isfinite(values)
    ranks = np.full(values.shape, 0.5)
    ordered = np.sort(values[known])
    if ordered.size:
        below = np.searchsorted(ordered, values[known], "left")
        upto = np.searchsorted(ordered, values[known], "right")
        ranks[known] = (below + upto) / (2 * ordered.size)
    return ranks


def score(statistics: Floats) -> Floats:
    """(n,) sum of the log-odds of the mid-ranks over k statistics (n, k), each larger where a thing is more unusual.

    Log-odds rather than plain ranks (Mudholkar and George 1979), so that one extreme statistic is not averaged away:
    among ordinary tags campaigns from one niche were then found as often as others (``benchmarks/verdicts.md``).
    """
    ranks = np.column_stack([mid_ranks(column) for column in statistics.T])
    odds: Floats = np.log(ranks / (1 - ranks)).sum(axis=1)
    return odds


def conformal_p(value: float, reference: Floats) -> float:
    """(1 + number of the reference at or above ``value``) / (size of the reference + 1)."""
    return (1 + int((reference >= value - 1e-12).sum())) / (reference.size + 1)


def rank_test(candidate: Floats, reference: Floats) -> tuple[float, float]:
    """Score and p-value of a candidate (k,) among reference tags (n, k): exact under exchangeability."""
    scores = score(np.vstack([reference, candidate[None, :]]))
    return float(scores[-1]), conformal_p(float(scores[-1]), scores[:-1])


def reference_needed(hypotheses: int, level: float) -> int:
    """Smallest reference with which one of ``hypotheses`` could be kept by BH at ``level`` when only it is unusual."""
    return int(np.ceil(hypotheses / level - 1e-9)) - 1
