"""How many of the matches are false? Decoy slogans, recombined from the real slogans' own words.

Target-decoy, as in proteomics (Elias and Gygi 2007): what matches a slogan that nobody uses matches by accident. Decoys
of random words of the same frequency find too little (they under-estimate false matches two- to threefold); decoys of
the slogans' own words track the truth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from payola.language.slogan import Slogan

Floats = NDArray[np.float64]

FEWEST = 5  # slogans with two content words or more; fewer cannot be recombined
MOST = 200  # decoys are made for so many slogans at most
SETS = 5  # sets of decoys, so that the estimate is not one draw


def decoys(slogans: Sequence[Slogan], seed: int) -> list[Slogan]:
    """SETS recombinations of the slogans: each content word replaced by one of another slogan; [] where too few."""
    usable = [slogan for slogan in slogans if len(slogan.content()) >= 2][:MOST]
    if len(usable) < FEWEST:
        return []
    rng = np.random.default_rng(seed)
    real = {frozenset(slogan.content()) for slogan in slogans}
    made = [_recombined(slogan, usable, rng) for _ in range(SETS) for slogan in usable]
    return [decoy for decoy in made if frozenset(decoy.content()) not in real]


def _recombined(slogan: Slogan, slogans: Sequence[Slogan], rng: np.random.Generator) -> Slogan:
    others = sorted({word for other in slogans if other.text != slogan.text for word in other.content()})
    drawn = iter(rng.choice(others, len(slogan.words()), replace=len(others) < len(slogan.words())).tolist())
    content = set(slogan.content())
    return replace(slogan, text=" ".join(next(drawn) if word in content else word for word in slogan.words()))


def q_values(scores: Floats, decoy_scores: Floats, slogans: Sequence[Slogan]) -> list[float | None]:
    """For each match the estimated share of false ones among those that score at least as well; None: too few slogans.

    (D + 1) / T with D the decoy matches a set (Elias and Gygi 2007), made monotone.
    """
    if sum(len(slogan.content()) >= 2 for slogan in slogans) < FEWEST:
        return [None] * len(scores)
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order]
    targets = np.searchsorted(-ranked, -ranked, side="right")
    false = np.searchsorted(-np.sort(decoy_scores)[::-1], -ranked, side="right") / SETS
    estimate = np.minimum((false + 1) / targets, 1.0)
    q = np.empty(len(scores))
    q[order] = np.minimum.accumulate(estimate[::-1])[::-1]
    return [float(value) for value in q]
