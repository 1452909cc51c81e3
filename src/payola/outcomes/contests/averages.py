"""Where do the parties stand in the polls, and how wrong may that be? House effects, and error by lead time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from payola.outcomes.contests.ballot import Ballot
from payola.outcomes.contests.model import RegionPoll
from payola.outcomes.contests.national import Arena, arena_base
from payola.outcomes.contests.polls import Polls
from payola.outcomes.contests.priors import Model, root

Floats = NDArray[np.float64]
HALF_LIFE = 6.0  # days in which a poll loses half its weight
HOUSE_WINDOW = 120.0  # days over which pollsters are compared
HOUSE_PRIOR = 4.0  # polls' worth of belief that a pollster has no lean
SILENT = 0.0005  # a party at exactly zero in every poll was not asked about


@dataclass(frozen=True)
class Average:
    """(groups,) shares on ``day`` (ordinal) and their sampling sd; NaN where a group was not asked about."""

    share: Floats
    sd: Floats
    day: int
    polls: int
    houses: dict[str, Floats]


def average(polls: Polls) -> Average:
    """The polls' level at the last date: recent polls weigh most, each pollster's lean is taken off.

    A pollster's lean is its mean distance from the average of its time, shrunk towards none; leans average to zero over
    pollsters, so that nobody is held to be right. What all pollsters share stays: that is the error by lead time.
    """
    day = int(polls.days.max())
    share = polls.share.copy()
    recent = polls.days > day - HOUSE_WINDOW
    share[:, np.nanmax(np.where(recent[:, None], share, 0.0), axis=0) <= SILENT] = np.nan
    houses = leans(polls, share, recent)
    known = set(houses)
    clean = share - np.array([houses[p] if p in known else np.zeros(share.shape[1]) for p in polls.pollsters])
    weight = np.sqrt(np.minimum(polls.sample, 3000.0)) * 0.5 ** ((day - polls.days) / HALF_LIFE)
    level, sd = _weighted(clean, weight, polls.sample)
    return Average(level, sd, day, int((weight > 0.05 * weight.max()).sum()), houses)


def leans(polls: Polls, share: Floats, recent: NDArray[np.bool_]) -> dict[str, Floats]:
    """Each pollster's lean (groups,) over the window."""
    where = np.flatnonzero(recent)
    days = polls.days[where].astype(float)
    near = 0.5 ** (np.abs(days[:, None] - days[None, :]) / 14.0)
    firm = np.array([polls.pollsters[i] for i in where])
    near /= np.array([(firm == name).sum() for name in firm])  # a pollster with many polls does not set the level alone
    seen = np.isfinite(share[where])
    filled = np.where(seen, share[where], 0.0)
    level = (near @ filled) / np.maximum(near @ seen, 1e-12)
    off = np.where(seen, filled - level, 0.0)
    found = {}
    for name in dict.fromkeys(firm.tolist()):
        mine = firm == name
        found[name] = off[mine].sum(axis=0) / (seen[mine].sum(axis=0) + HOUSE_PRIOR)
    centre = np.mean(list(found.values()), axis=0)
    return {name: lean - centre for name, lean in found.items()}


def _weighted(share: Floats, weight: Floats, sample: Floats) -> tuple[Floats, Floats]:
    there = np.isfinite(share)
    w = np.where(there, weight[:, None], 0.0)
    total = w.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        level = np.where(total > 0, (w * np.where(there, share, 0.0)).sum(axis=0) / total, np.nan)
        noise = level * (1 - level) / sample[:, None]
        sd = np.sqrt((w**2 * np.where(there, noise, 0.0)).sum(axis=0)) / total
    return level, np.where(total > 0, sd, np.nan)


def region_polls(
    board: Ballot, groups: list[tuple[str, ...]], found: Mapping[str, Average], election_day: int | None, model: Model
) -> list[RegionPoll]:
    """Polls of single regions (by folded name) as shares of parties there; columns that parties share tell nothing."""
    out = []
    for region, name in enumerate(board.regions):
        level = found.get(name.casefold())
        lead = max(election_day - level.day, 0) if election_day and level else 1
        here = set(board.party[board.region[board.district] == region].tolist())
        for group, share, sampling in zip(groups, level.share, level.sd, strict=True) if level else ():
            party = board.parties.index(group[0]) if len(group) == 1 and group[0] in board.parties else -1
            if party in here and np.isfinite(share) and share > 0:
                sd = error_sd(float(share), float(sampling), lead, model) * float(root(np.array(share)))
                out.append(RegionPoll(region, party, float(share), sd))
    return out


def arenas(
    board: Ballot, groups: list[tuple[str, ...]], found: Average | None, election_day: int | None, model: Model
) -> list[Arena]:
    """The parts of the country in which national shares hold: where the polled parties stand, and each other region.

    A region belongs to the polls' arena where the parties that polls name had most of the last vote (so polls of Great
    Britain say nothing about Northern Ireland).
    """
    everywhere = np.ones(len(board.districts), bool)
    if found is None:
        return [unpolled(board, everywhere)]
    polled = {name for group, share in zip(groups, found.share, strict=True) if np.isfinite(share) for name in group}
    is_polled = np.array([name in polled for name in board.parties], bool)
    inside = _covered(board, is_polled)
    lead = max((election_day - found.day) if election_day else 1, 0)
    main = _polled(board, inside, groups, found, lead, model)
    rest = [unpolled(board, (board.region == r) & ~inside) for r in sorted(set(board.region[~inside].tolist()))]
    return [main, *rest]


def _covered(board: Ballot, is_polled: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(d,) whether the polled parties (and unnamed others) had most of the last vote in the district's region."""
    region = board.region[board.district]
    mass = board.base * board.weight[board.district] * ~board.aggregate
    named = np.bincount(region, mass * is_polled[board.party], len(board.regions))
    total = np.bincount(region, mass, len(board.regions))
    return np.asarray((named > 0.5 * total)[board.region])


def unpolled(board: Ballot, inside: NDArray[np.bool_]) -> Arena:
    """An arena that no poll covers."""
    nothing = np.full(len(board.parties), np.nan)
    return Arena(inside, nothing, nothing)


def error_sd(share: float, sampling: float, lead: int, model: Model) -> float:
    """Sd of a poll average's error in units of v, ``lead`` days before the vote."""
    return float(np.sqrt(model.poll_sd**2 + model.poll_drift**2 * lead + (sampling / root(np.array(share))) ** 2))


def _polled(
    board: Ballot, inside: NDArray[np.bool_], groups: list[tuple[str, ...]], found: Average, lead: int, model: Model
) -> Arena:
    size = len(board.parties)
    mean, sd = np.full(size, np.nan), np.full(size, np.nan)
    shared: list[tuple[int, ...]] = []
    shared_mean, shared_sd, rest, rest_sd = [], [], np.nan, model.poll_sd
    stands = arena_base(board, inside)[1] > 0
    for group, share, sampling in zip(groups, found.share, found.sd, strict=True):
        if not np.isfinite(share):
            continue
        error = error_sd(float(share), float(sampling), lead, model)
        members = tuple(board.parties.index(name) for name in group if name in board.parties)
        members = tuple(p for p in members if stands[p])
        if not group:
            rest, rest_sd = float(share), error
        elif len(members) == 1:
            mean[members[0]], sd[members[0]] = share, error
        elif members:
            shared.append(members)
            shared_mean.append(float(share))
            shared_sd.append(error)
    return Arena(inside, mean, sd, rest, rest_sd, tuple(shared), tuple(shared_mean), tuple(shared_sd))
