"""How do the parties do in the country? Shares over all districts in which polls or other evidence hold, as draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from payola.outcomes.contests.ballot import Ballot
from payola.outcomes.contests.priors import FLOOR_MEAN, Model, heavy, local_unit, root

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Arena:
    """Districts in which one set of national shares holds. ``inside`` (d,) bool.

    ``mean``, ``sd`` (p,): expected share of each party over the arena's votes; NaN where nobody polled it. ``rest``:
    the share of all parties that no poll names, NaN where unknown; ``rest_sd`` its error in units of v.
    """

    inside: NDArray[np.bool_]
    mean: Floats
    sd: Floats
    rest: float = np.nan
    rest_sd: float = 0.05
    shared: tuple[tuple[int, ...], ...] = ()  # parties that share one polled column
    shared_mean: tuple[float, ...] = ()
    shared_sd: tuple[float, ...] = ()


def arena_base(board: Ballot, inside: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Each party's mean starting share where it now stands (p,), and the part of the arena's votes cast there (p,)."""
    here = inside[board.district]
    parties = len(board.parties)
    weight = board.weight[board.district] * here
    votes = np.bincount(board.party, weight * board.base, parties)
    stood = np.bincount(board.party, weight * board.fraction, parties)
    total = float(board.weight[inside].sum())
    return votes / np.maximum(stood, 1e-12), stood / max(total, 1e-12)


def targets(board: Ballot, arena: Arena, model: Model, draws: int, rng: np.random.Generator) -> Floats:
    """(k, p) mean share of each party over the districts of the arena where it stands.

    Polled parties: the poll and its error. Parties that polls lump together share what is left by their starting
    shares, each with the error of a party without polls. Parties nobody polled keep their starting share with that
    error; what polls leave to all others pulls them, the unsteady most.
    """
    base, stood = arena_base(board, arena.inside)
    size = len(board.parties)
    polled = np.isfinite(arena.mean) & (stood > 0)
    mean, sd = base * stood, np.full(size, model.unpolled_sd)
    mean[polled], sd[polled] = arena.mean[polled], arena.sd[polled]
    for group, share, error in zip(arena.shared, arena.shared_mean, arena.shared_sd, strict=True):
        members = [p for p in group if stood[p] > 0]
        start = np.array([max(base[p], FLOOR_MEAN) * stood[p] for p in members])
        for p, part in zip(members, start / start.sum() if members else start, strict=True):
            mean[p], polled[p] = share * part, True
            sd[p] = error if len(members) == 1 else np.hypot(error, model.unpolled_sd)
    free = ~polled & (stood > 0)
    error_of = np.where(
        polled, sd * root(np.clip(mean, 0.002, 0.5)), stood * _unpolled_error(board, base, stood, model)
    )
    tail = np.where(free, heavy(model.freedom, (draws, size), rng), 1.0)
    drawn = mean + error_of * tail * rng.standard_normal((draws, size))
    if np.isfinite(arena.rest) and free.any():
        drawn[:, free] = _told_rest(drawn[:, free], arena, error_of[free], rng)
    drawn = np.where(stood > 0, np.maximum(drawn, 0.2 * mean), 0.0)
    if np.isfinite(arena.rest) or not polled.any():
        drawn /= drawn.sum(axis=1, keepdims=True)
    return drawn / np.maximum(stood, 1e-12)


def _unpolled_error(board: Ballot, base: Floats, stood: Floats, model: Model) -> Floats:
    """(p,) sd of a party's mean share where it stands, nobody having polled it.

    Rows of many candidates change most. A party of one part of the country moves up to twice as much as one that stands
    everywhere, whose moves in its parts cancel.
    """
    many = np.zeros(len(board.parties), bool)
    many[board.party[board.aggregate]] = True
    usual = model.unpolled_sd * (2 - np.minimum(stood, 1)) * local_unit(np.minimum(base, 0.5))
    return np.where(many, 0.5 * base, usual)


def _told_rest(drawn: Floats, arena: Arena, sd: Floats, rng: np.random.Generator) -> Floats:
    """(k, free) shares pulled to what polls leave to all others, by the precision of each (Kalman gain)."""
    error = arena.rest_sd * float(root(np.array(arena.rest)))
    told = arena.rest + error * rng.standard_normal((drawn.shape[0], 1))
    gain = sd**2 / ((sd**2).sum() + error**2)
    return np.asarray(drawn + gain * (told - drawn.sum(axis=1, keepdims=True)))
