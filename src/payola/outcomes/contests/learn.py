"""What do earlier elections teach the model? Each number from earlier transitions only, held to its prior by one.

A transition is a pair of elections whose outcome is known. The prior counts as one transition (or, for a party's swing,
by its own variance), so that a single odd election cannot carry the model away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from payola.outcomes.contests.averages import error_sd
from payola.outcomes.contests.ballot import OWN, Ballot, Outcome
from payola.outcomes.contests.model import local_points, raked, usual_mix
from payola.outcomes.contests.national import Arena, arena_base
from payola.outcomes.contests.priors import Model, local_unit, root

Floats = NDArray[np.float64]
LARGE = 0.2  # a share from which a seat may be won
SMALL = 0.02  # shares below it say little about residuals
LAMBDAS = ("lambda_gain", "lambda_loss")
LOCAL_GRID = np.geomspace(0.03, 0.60, 20)
GAIN_SD = 0.03  # how far elections differ in what a seat taken the last time adds
GROWTH_GRID = np.linspace(0.0, 1.0, 15)


@dataclass(frozen=True)
class Transition:
    """One earlier pair of elections. ``arenas``: as they were forecast then; ``lead`` days; NaN where no polls were."""

    label: str
    board: Ballot
    outcome: Outcome
    arenas: list[Arena]
    lead: int = 1


def actual(board: Ballot, outcome: Outcome, inside: NDArray[np.bool_]) -> Floats:
    """(p,) each party's true mean share over the districts of an arena where it stood."""
    weight = board.weight[board.district] * inside[board.district]
    votes = np.bincount(board.party, weight * outcome.share, len(board.parties))
    stood = np.bincount(board.party, weight * board.fraction, len(board.parties))
    return votes / np.maximum(stood, 1e-12)


def learned(prior: Model, earlier: Sequence[Transition]) -> Model:
    """The model after the earlier transitions; the prior itself where there are none."""
    if not earlier:
        return prior
    model = replace(prior, learned_from=tuple(t.label for t in earlier))
    model = _swings(model, prior, earlier)
    model = _residuals(model, prior, earlier)
    return _national(model, prior, earlier)


def _national(model: Model, prior: Model, earlier: Sequence[Transition]) -> Model:
    """Error of polls, and of parties without polls: prior worth six and six errors."""
    polled, free = [], []
    for t in earlier:
        for arena in t.arenas:
            base, stood = arena_base(t.board, arena.inside)
            truth = actual(t.board, t.outcome, arena.inside) * stood
            for p in np.flatnonzero((stood > 0.02) & (np.maximum(truth, base * stood) > 0.005)):
                if np.isfinite(arena.mean[p]):
                    drift = error_sd(0.3, 0.0, t.lead, replace(prior, poll_sd=0.0))
                    error = (truth[p] - arena.mean[p]) / root(arena.mean[p])
                    polled.append(max(float(error) ** 2 - drift**2, 0.0))
                elif not t.board.aggregate[t.board.party == p].any():
                    off = (truth[p] / stood[p] - base[p]) / local_unit(np.minimum(base[p], 0.5))
                    free.append(float(off / (2 - min(stood[p], 1.0))) ** 2)
    return replace(model, poll_sd=_shrunk(prior.poll_sd, polled), unpolled_sd=_shrunk(prior.unpolled_sd, free))


def _shrunk(prior_sd: float, squares: Sequence[float], worth: float = 6.0) -> float:
    limit = (3 * prior_sd) ** 2  # one wild error does not carry all
    total = sum(min(square, limit) for square in squares)
    return float(np.sqrt((worth * prior_sd**2 + total) / (worth + len(squares))))


def _swings(model: Model, prior: Model, earlier: Sequence[Transition]) -> Model:
    """How proportional gains and losses were: the slope of local change on starting shares, over the proportional."""
    found: dict[str, list[tuple[float, float]]] = {kind: [] for kind in LAMBDAS}
    for t in earlier:
        for arena in t.arenas:
            base, stood = arena_base(t.board, arena.inside)
            truth = actual(t.board, t.outcome, arena.inside)
            for p in np.flatnonzero((stood > 0.05) & (base > SMALL)).tolist():
                slope = _slope(t, arena, p, base[p], truth[p])
                way = "lambda_gain" if truth[p] > base[p] else "lambda_loss"
                found[way] += [slope] if slope is not None else []
    means = {kind: _pooled(getattr(prior, kind), prior.lambda_sd, values) for kind, values in found.items()}
    spread = [min((value - means[kind]) ** 2, 0.7**2) for kind in found for value, var in found[kind] if var < 0.1]
    return replace(model, **means, lambda_sd=_shrunk(prior.lambda_sd, spread))  # type: ignore[arg-type]


def _slope(t: Transition, arena: Arena, p: int, base: float, truth: float) -> tuple[float, float] | None:
    board = t.board
    mine = (board.party == p) & arena.inside[board.district] & (board.origin == OWN) & ~board.alone & ~board.aggregate
    growth = truth / base - 1
    if mine.sum() < 15 or abs(growth) < 0.1:
        return None
    x = board.base[mine] - board.base[mine].mean()
    y = (t.outcome.share - board.base)[mine]
    spread = float((x**2).sum())
    if spread < 1e-4:
        return None
    slope = float((x * y).sum()) / spread
    noise = float(((y - y.mean() - slope * x) ** 2).mean())
    value = float(np.clip(slope / growth, -0.5, 1.5))
    part = float(board.weight[np.unique(board.district[mine])].sum() / board.weight.sum())
    return value, noise / spread / growth**2 + 0.2**2 / part  # a regional party says little about the others


def _pooled(prior: float, prior_sd: float, found: Sequence[tuple[float, float]]) -> float:
    """Posterior mean of values with variances; the prior of the mean is two thirds as wide as single swings spread."""
    weight, total = 1 / (0.67 * prior_sd) ** 2, prior / (0.67 * prior_sd) ** 2
    for value, variance in found:
        single = 1 / (variance + prior_sd**2)
        weight, total = weight + single, total + value * single
    return float(np.clip(total / weight, 0.0, 1.0))


def expected(t: Transition, model: Model) -> Floats:
    """(n,) points given the true national shares: what is left is local and regional."""
    out = np.zeros(t.board.size)
    for arena in t.arenas:
        here = arena.inside[t.board.district]
        base, _ = arena_base(t.board, arena.inside)
        target = actual(t.board, t.outcome, arena.inside)[None, :]
        mix = usual_mix(model, target, base)
        out[here] = raked(t.board, here, local_points(t.board, here, target, mix, base), target)[0]
    return out / np.add.reduceat(out, t.board.start)[t.board.district]


def _residuals(model: Model, prior: Model, earlier: Sequence[Transition]) -> Model:
    """Local and regional scales, holders' gains: per transition, then averaged, the prior as one more transition."""
    rows = [_scales(t, model, prior) for t in earlier]
    logs = np.log(np.vstack([[prior.local_sd, prior.region_sd], *[row[[0, 2]] for row in rows]]))
    local, region = np.exp(logs.mean(axis=0))
    growth = np.sqrt(np.mean([prior.local_growth**2, *[row[1] ** 2 for row in rows]]))  # it may be nought for once
    hold = np.mean([prior.hold, *[row[3] for row in rows]])
    taken = [found for t in earlier if (found := _gain(t, model)) is not None]
    gone = [row[4] for row in rows if np.isfinite(row[4])]
    newcomer = [np.log(prior.newcomer), *[np.log(row[5]) for row in rows if np.isfinite(row[5])]]
    return replace(
        model, local_sd=float(local), local_growth=float(growth), region_sd=float(region),
        hold=float(hold), left=float(np.mean([prior.left, *gone])),
        newcomer=float(np.exp(np.mean(newcomer))), gained=_pooled(prior.gained, GAIN_SD, taken),
    )  # fmt: skip


def _scales(t: Transition, model: Model, prior: Model) -> Floats:
    """local_sd, local_growth, region_sd, hold, left, newcomer of one transition."""
    board, point = t.board, expected(t, model)
    used = (board.origin == OWN) & (board.fraction == 1) & ~board.aggregate & (np.maximum(point, board.base) > SMALL)
    used &= ~board.alone & (board.length[board.district] > 1) & (t.outcome.share < 0.97) & (board.base < 0.97)
    if used.sum() < 30:
        return np.array([prior.local_sd, prior.local_growth, prior.region_sd, prior.hold, np.nan, np.nan])
    v = local_unit(point)
    off = (t.outcome.share - point) / v
    holds, gone = used & board.holds & ~board.open_seat, used & board.open_seat
    hold = float(np.median(off[holds]) - np.median(off[used])) if holds.sum() >= 30 else prior.hold
    left = float(np.median(off[gone]) - np.median(off[holds])) if min(gone.sum(), holds.sum()) >= 20 else np.nan
    group = board.region[board.district] * len(board.parties) + board.party
    region, within = _region_scale(off, group, used, model.region_sd)
    growth = np.abs(point - board.base) / v
    local, grown = _best_scales(within[used], growth[used], prior)
    return np.array(
        [
            local,
            grown + 0.02,
            region,
            np.clip(hold, -0.1, 0.1),
            np.clip(left, -0.3, 0.1),
            _newcomers(t, off, point) / local,
        ]
    )


def _gain(t: Transition, model: Model) -> tuple[float, float] | None:
    """What seats taken at the election before added to who took them, and took from who lost them: mean, variance.

    Against other holders, and against other parties that do not hold, of a similar size.
    """
    board, point = t.board, expected(t, model)
    used = (board.origin == OWN) & (board.fraction == 1) & ~board.alone & ~board.aggregate & (board.base > LARGE)
    used &= (board.base < 0.8) & (t.outcome.share < 0.8) & (t.outcome.weight[board.district] > 0)
    off = (t.outcome.share - point) / local_unit(point)
    took, usual = off[used & (board.gained > 0)], off[used & board.holds & (board.gained == 0)]
    lost, rival = off[used & (board.gained < 0)], off[used & ~board.holds & (board.gained == 0)]
    if min(took.size, lost.size) < 5 or min(usual.size, rival.size) < 20:
        return None
    value = (took.mean() - usual.mean() - lost.mean() + rival.mean()) / 2
    return float(value), float((took.var() / took.size + lost.var() / lost.size) / 4)


def _newcomers(t: Transition, off: Floats, point: Floats) -> float:
    """Most likely scale of the errors of candidates without a result of their own; NaN where they are few."""
    board = t.board
    new = (board.origin != OWN) & ~board.aggregate & (point > SMALL) & (t.outcome.share < 0.97)
    new &= (board.length[board.district] > 1) & (t.outcome.weight[board.district] > 0)
    if new.sum() < 30:
        return np.nan
    return float(LOCAL_GRID[int(np.argmax([_fit(off[new], sd, Model().freedom) for sd in LOCAL_GRID]))])


def _fit(off: Floats, sd: Floats | float, nu: float) -> float:
    """Log likelihood of residuals under t with ``nu`` degrees of freedom and standard deviation ``sd``."""
    scale = np.asarray(sd) * np.sqrt((nu - 2) / nu)
    return float(np.sum(-np.log(scale) - (nu + 1) / 2 * np.log1p((off / scale) ** 2 / nu)))


def _region_scale(off: Floats, group: NDArray[np.int64], used: NDArray[np.bool_], prior: float) -> tuple[float, Floats]:
    """Sd of regional means beyond what local residuals give, and the residuals within regions."""
    count = np.bincount(group, used)
    mean = np.bincount(group, np.where(used, off, 0.0)) / np.maximum(count, 1)
    within = off - mean[group]
    enough = count >= 5
    if enough.sum() < 4:
        return prior, off
    noise = np.mean(within[used] ** 2) / count[enough]
    between = float(np.median(np.maximum(mean[enough] ** 2 - noise, 0.0)) / 0.455)  # median of chi-square(1)
    return float(np.clip(np.sqrt(max(between, 0.01**2)), 0.01, 0.15)), within


def _best_scales(off: Floats, growth: Floats, prior: Model) -> tuple[float, float]:
    """Most likely local_sd and local_growth under t residuals (grid)."""
    best, chosen = -np.inf, (prior.local_sd, prior.local_growth)
    for local in LOCAL_GRID:
        for grown in GROWTH_GRID:
            fit = _fit(off, np.hypot(local, grown * growth), prior.freedom)
            if fit > best:
                best, chosen = fit, (float(local), float(grown))
    return chosen
