"""Who is the strongest challenger, would it win, and what if other voters followed? Numbers from drawn elections."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from payola.outcomes.contests.ballot import Ballot

Floats = NDArray[np.float64]
Single = NDArray[np.float32]
Bools = NDArray[np.bool_]
MISSING = np.float32(-1.0)


@dataclass(frozen=True)
class Odds:
    """(n,) a candidate, (d,) a district; NaN where there is no answer."""

    strongest: Floats  # (n,) chance of the most votes among those who do not hold what is to be beaten
    beats: Floats  # (n,) chance of more votes than whom they try to beat
    followed: Floats  # (n,) the same if the stated share of the other challengers' voters followed
    regret: Floats  # (n,) expected share by which the best challenger outpolls this one
    share: Floats  # (n,) mean share
    low: Floats  # (n,) 5 % and
    high: Floats  # (n,) 95 % of the drawn shares
    beaten: Floats  # (d,) chance that anybody beats whom they try to beat
    pick: NDArray[np.int64]  # (d,) the challenger with the highest chance of being strongest; -1 none


def odds(board: Ballot, shares: Single, follow: float = 0.5) -> Odds:
    """Odds of every candidate from drawn shares (k, n).

    ``follow``: the share of the other challengers' voters who would vote for the pick instead.
    """
    contender = ~board.incumbent
    best = highest(board, shares, contender)
    top = highest(board, shares, board.incumbent)
    here = board.district
    rivals = np.add.reduceat(contender.astype(float), board.start)[here]
    strongest = np.where(contender, chance((shares >= best[:, here]) & contender, rivals), np.nan)
    beats = np.where(contender, chance(shares > top[:, here]), np.nan)
    pool = np.add.reduceat(np.where(board.challenger, shares, 0), board.start, axis=1)
    joined = shares + follow * (pool[:, here] - shares)
    followed = np.where(board.challenger, chance(joined > top[:, here]), np.nan)
    regret = np.where(contender, (best[:, here] - shares).mean(axis=0), np.nan)
    someone = np.zeros(len(board.districts), bool)
    someone[here[board.incumbent]] = True
    low, high = np.quantile(shares, [0.05, 0.95], axis=0)
    for values in (beats, followed):
        values[~someone[here]] = np.nan
    beaten = np.where(best[0] == MISSING, 0.0, np.where(someone, chance(best > top), np.nan))
    return Odds(
        strongest,
        beats,
        followed,
        regret,
        shares.mean(axis=0, dtype=np.float64),
        low,
        high,
        beaten,
        picks(board, strongest),
    )


def chance(happened: Bools, kinds: Floats | float = 2.0) -> Floats:
    """(m,) chances from (k, m) drawn elections, one of ``kinds`` outcomes each: half an election is added to every one.

    What did not happen in k draws is not impossible, and a stated 0 would be (Krichevsky and Trofimov 1981).
    """
    return np.asarray((happened.sum(axis=0) + 0.5) / (happened.shape[0] + 0.5 * kinds))


def highest(board: Ballot, shares: Single, among: Bools) -> Single:
    """(k, d) highest share among the chosen candidates of each district; -1 where there are none."""
    return np.asarray(np.maximum.reduceat(np.where(among, shares, MISSING), board.start, axis=1))


def picks(board: Ballot, strongest: Floats) -> NDArray[np.int64]:
    """(d,) the challenger with the highest chance, -1 where nobody counts as one."""
    chance = np.where(board.challenger, strongest, -1.0)
    best = np.maximum.reduceat(chance, board.start)
    first = np.full(len(board.districts), -1, np.int64)
    for i in np.flatnonzero((chance >= best[board.district]) & (chance >= 0))[::-1].tolist():
        first[board.district[i]] = i
    return first
