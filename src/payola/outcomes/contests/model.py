"""How would the districts vote? A swing from the last result, with every error that such a forecast has.

A party's expected share in a district lies between the additive (uniform) and the proportional swing that gives its
national share; where between is unknown and drawn for each party. Around it: the error of the polls (without polls, of
knowing nothing), regional swings, and heavy-tailed local residuals that grow with the local change itself. Errors of
polls are on the scale v = sqrt(m (1 - m)) of the share m (arcsine law), the others on v sqrt(m / (m + 0.05)): shares
of small parties vary in proportion.

The uniform and proportional swings are Butler's (1963); see docs/explanation/contests.md for the model and its limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from payola.outcomes.contests.ballot import OWN, Ballot
from payola.outcomes.contests.national import Arena, arena_base, targets
from payola.outcomes.contests.priors import FLOOR_MEAN, Floats, Model, heavy, jumps, local_unit

Single = NDArray[np.float32]
Ints = NDArray[np.int64]
CHUNK = 250  # draws worked on at a time


@dataclass(frozen=True)
class Local:
    """A poll of one district: (n,) shares, NaN elsewhere, and the sd of their error."""

    share: Floats
    sd: Floats


def local_points(board: Ballot, here: NDArray[np.bool_], target: Floats, mix: Floats, base: Floats) -> Floats:
    """(k, n') expected shares of the candidates ``here``, before normalising.

    ``target`` (k, p), ``mix`` (k, p) between additive (0) and proportional (1), ``base`` (p,) mean starting share.
    """
    party = board.party[here]
    start, fraction = board.base[here], board.fraction[here]
    goal = target[:, party]
    mean = np.maximum(base[party], FLOOR_MEAN)
    between = mix[:, party]
    ratio = goal / mean
    added = start + fraction * (goal - mean)
    points = between * (start * ratio) + (1 - between) * added
    return np.maximum(points, 0.15 * np.minimum(start, start * ratio) + 0.0005)


def raked(board: Ballot, here: NDArray[np.bool_], points: Floats, target: Floats) -> Floats:
    """Points scaled so that each party's votes over the arena give its target again (clipping moved them)."""
    party, parties = board.party[here], len(board.parties)
    weight = board.weight[board.district[here]]
    stood = np.maximum(np.bincount(party, weight * board.fraction[here], parties), 1e-12)
    belongs = np.zeros((party.size, parties))
    belongs[np.arange(party.size), party] = weight / stood[party]
    got = points @ belongs
    return points * (target / np.maximum(got, 1e-9))[:, party]


def mixes(board: Ballot, model: Model, target: Floats, base: Floats, rng: np.random.Generator) -> Floats:
    """(k, p) how proportional each party's swing is: drawn, because nobody knows beforehand."""
    shape = target.shape
    if model.swing == "uniform":
        return np.zeros(shape)
    if model.swing in {"proportional", "none"}:
        return np.ones(shape)
    centre = usual_mix(model, target, base)
    return np.clip(centre + model.lambda_sd * rng.standard_normal(shape), -0.25, 1.25)


def usual_mix(model: Model, target: Floats, base: Floats) -> Floats:
    """(k, p) the mix expected of a party that goes from ``base`` (p,) to ``target`` (k, p)."""
    return np.where(target > base, model.lambda_gain, model.lambda_loss)


def residual_sd(board: Ballot, model: Model, point: Floats) -> Floats:
    """(n,) sd of the local residuals in local units, at the mean point."""
    v = local_unit(point)
    own = board.origin == OWN
    change = np.where(own, np.abs(point - board.base), 0.0)
    grown = model.local_growth * change / v
    wide = np.where(own & (board.fraction == 1) & ~board.new_district[board.district], 1.0, model.newcomer)
    return np.asarray(model.width * wide * np.hypot(model.local_sd, grown))


@dataclass(frozen=True)
class RegionPoll:
    """Polls of one party in one region: its share of the region's votes, and the sd of their error."""

    region: int
    party: int
    share: float
    sd: float


def draw(
    board: Ballot,
    arenas: list[Arena],
    model: Model,
    draws: int = 2000,
    seed: int = 0,
    local: Local | None = None,
    regional: Sequence[RegionPoll] = (),
) -> Single:
    """(draws, n) shares of every candidate in every drawn election; districts add up to 1.

    Errors shared by districts (polls, region, how a swing spreads) are drawn once an election, so that districts fail
    together as they do.
    """
    rng = np.random.default_rng(seed)
    out = np.empty((draws, board.size), np.float32)
    shared = [_shared(board, arena, model, draws, rng) for arena in arenas]
    centre = np.zeros(board.size)
    for here, target, mix, base in shared:
        middle = target.mean(axis=0, keepdims=True)
        point = local_points(board, here, middle, mix.mean(axis=0, keepdims=True), base)
        centre[here] = raked(board, here, point, middle)[0]
    sd = residual_sd(board, model, centre)
    spread = _region_sd(board, model, centre)
    for begin in range(0, draws, CHUNK):
        part = slice(begin, min(begin + CHUNK, draws))
        points = np.empty((part.stop - part.start, board.size))
        for here, target, mix, base in shared:
            raw = local_points(board, here, target[part], mix[part], base)
            points[:, here] = raked(board, here, raw, target[part])
        shares = _with_errors(board, model, points, sd, spread, rng)
        if regional:
            shares = _polled_regions(board, shares, regional, rng)
        out[part] = _polled_here(board, shares, local, rng) if local is not None else shares
    return out


def _shared(
    board: Ballot, arena: Arena, model: Model, draws: int, rng: np.random.Generator
) -> tuple[NDArray[np.bool_], Floats, Floats, Floats]:
    base, _ = arena_base(board, arena.inside)
    if model.swing == "none":  # the last result knows no polls
        unknown = np.full(len(board.parties), np.nan)
        arena = Arena(arena.inside, unknown, unknown)
    target = targets(board, arena, model, draws, rng)
    return arena.inside[board.district], target, mixes(board, model, target, base, rng), base


def _region_sd(board: Ballot, model: Model, centre: Floats) -> Floats:
    """(r, p) sd of a party's own swing in a region, in local units: more where the party moves more.

    And more where parties of the region's own are strong: it votes by itself, and national swings tell less of it.
    """
    size = (len(board.regions), len(board.parties))
    flat = board.region[board.district] * size[1] + board.party
    weight = board.weight[board.district]
    change = np.bincount(flat, weight * (centre - board.base) * (board.origin == OWN), size[0] * size[1])
    total = np.maximum(np.bincount(flat, weight, size[0] * size[1]), 1e-9)
    mean = np.bincount(flat, weight * centre, size[0] * size[1]) / total
    sd = np.hypot(model.region_sd, model.region_growth * change / total / local_unit(mean)).reshape(size)
    return np.asarray(model.width * (1 + 2 * own_parties(board))[:, None] * sd)


def own_parties(board: Ballot) -> Floats:
    """(r,) last share, in each region, of parties that stand in less than half of the country."""
    weight = board.weight[board.district]
    stood = np.bincount(board.party, weight * board.fraction, len(board.parties)) / board.weight.sum()
    own = (stood < 0.5)[board.party] & ~board.alone & ~board.aggregate & (board.origin == OWN)
    votes = np.bincount(board.region[board.district], weight * board.base * own, len(board.regions))
    return np.asarray(votes / np.maximum(np.bincount(board.region, board.weight, len(board.regions)), 1e-9))


def _with_errors(
    board: Ballot,
    model: Model,
    points: Floats,
    sd: Floats,
    spread: Floats,
    rng: np.random.Generator,
) -> Single:
    """Shares with regional and local errors, holders' gains and the user's priors; districts add up to 1."""
    count = points.shape[0]
    v = local_unit(np.minimum(points, 0.5)).astype(np.float32)
    shift = model.hold * board.holds + model.left * board.open_seat + model.gained * board.gained
    tail = heavy(model.freedom, (count, len(board.districts)), rng)
    error = rng.standard_normal((count, board.size), dtype=np.float32) * sd.astype(np.float32)
    error *= tail.astype(np.float32)[:, board.district]
    if board.aggregate.any():
        jump = jumps(model.many_freedom, (count, int(board.aggregate.sum())), rng)
        error[:, board.aggregate] *= jump.astype(np.float32)
    if spread.any():
        region = rng.standard_normal((count, *spread.shape)) * spread
        region *= heavy(model.freedom, (count, len(board.regions)), rng)[:, :, None]
        error += region[:, board.region[board.district], board.party].astype(np.float32)
    shares = points.astype(np.float32) + v * (error + shift.astype(np.float32))
    if board.prior.any() or board.prior_sd.any():
        shares += (board.prior + board.prior_sd * rng.standard_normal((count, board.size))).astype(np.float32)
    np.maximum(shares, 1e-6, out=shares)
    shares /= np.add.reduceat(shares, board.start, axis=1)[:, board.district]
    return shares


def _polled_regions(board: Ballot, shares: Single, polled: Sequence[RegionPoll], rng: np.random.Generator) -> Single:
    """Shares pulled towards polls of their region, by the precision of each (Kalman gain, perturbed observations)."""
    for one in polled:
        mine = (board.region[board.district] == one.region) & (board.party == one.party)
        part = board.weight[board.district[mine]] / board.weight[board.region == one.region].sum()
        mean = (shares[:, mine] @ part).astype(np.float64)
        gain = mean.var() / (mean.var() + one.sd**2)
        goal = mean + gain * (one.share + one.sd * rng.standard_normal(mean.size) - mean)
        shares[:, mine] *= (np.maximum(goal, 1e-4) / np.maximum(mean, 1e-6)).astype(np.float32)[:, None]
    np.maximum(shares, 1e-6, out=shares)
    shares /= np.add.reduceat(shares, board.start, axis=1)[:, board.district]
    return shares


def _polled_here(board: Ballot, shares: Single, local: Local, rng: np.random.Generator) -> Single:
    """Shares pulled towards the district's own poll, by the precision of each (Kalman gain, perturbed observations)."""
    there = np.isfinite(local.share)
    if not there.any():
        return shares
    spread = np.maximum(shares[:, there].std(axis=0), 1e-4)
    gain = spread**2 / (spread**2 + local.sd[there] ** 2)
    seen = local.share[there] + local.sd[there] * rng.standard_normal((shares.shape[0], int(there.sum())))
    shares[:, there] = np.maximum(shares[:, there] + gain * (seen - shares[:, there]), 1e-6)
    shares /= np.add.reduceat(shares, board.start, axis=1)[:, board.district]
    return shares
