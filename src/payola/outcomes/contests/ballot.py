"""Who stands where, and what is known of each before the vote?

A ballot is a long list of candidates sorted by district, as arrays. Everything here is known before election day: past
results, who stands, who holds the seat. The outcome, where there is one, is kept apart (``Outcome``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from payola.outcomes.contests.checks import Row
from payola.outcomes.contests.parties import Parties
from payola.outcomes.contests.results import Results

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

OWN, LIST, REGION, NATION, NOTHING = 0, 1, 2, 3, 4  # where a candidate's starting share comes from
ORIGIN = {
    OWN: "own result", LIST: "the party's list vote", REGION: "the party's mean in the region",
    NATION: "the party's mean elsewhere", NOTHING: "no result of any kind",
}  # fmt: skip
LEFT_OUT_FLOOR = 0.05  # a small party that is new in a region may do as well as elsewhere
FLOOR = 0.005  # share that a candidate without any past starts from


@dataclass(frozen=True)
class Stand:
    """One candidate: district, party, name; a prior in share points where the user has one."""

    district: str
    party: str
    candidate: str = ""
    incumbent: bool | None = None
    prior: float = 0.0
    prior_sd: float = 0.0
    line: int = 0


@dataclass(frozen=True)
class Past:
    """The last results as look-ups: shares by party and by person, weights, regions, winners."""

    label: str
    party: Mapping[tuple[str, str], float]  # (district, party) to share
    person: Mapping[tuple[str, str, str], float]  # (district, party, candidate) to share
    weight: Mapping[str, float]
    region: Mapping[str, str]
    winner: Mapping[str, tuple[str, str]]  # district to (party, candidate)
    notional: frozenset[str] = frozenset()  # districts whose results were reckoned on new boundaries


@dataclass(frozen=True)
class Ballot:
    """Candidates by district. (n,) arrays a candidate, (d,) arrays a district; ``start`` (d,) begins each district."""

    districts: list[str]
    regions: list[str]
    region: Ints  # (d,)
    weight: Floats  # (d,) votes at the last election
    new_district: Bools  # (d,) not in the last results
    start: Ints  # (d,)
    district: Ints  # (n,)
    parties: list[str]
    party: Ints  # (n,)
    candidate: list[str]  # (n,)
    base: Floats  # (n,) last share, or what stands in for it
    fraction: Floats  # (n,) 1 / candidates of the party in the district
    origin: Ints  # (n,)
    alone: Bools  # (n,) an independent: no swing is shared
    aggregate: Bools  # (n,) many candidates in one row
    incumbent: Bools  # (n,) whom the others try to beat
    holds: Bools  # (n,) of the party that holds the seat
    open_seat: Bools  # (n,) holds, but the sitting member does not stand again
    gained: Floats  # (n,) 1 took the seat from another party at the last election, -1 lost it then, else 0
    challenger: Bools  # (n,) counts as a challenger
    prior: Floats  # (n,) the user's expected change, in share
    prior_sd: Floats  # (n,)

    @property
    def size(self) -> int:
        return len(self.candidate)

    @cached_property
    def length(self) -> Ints:
        """(d,) candidates in each district."""
        return np.diff(np.append(self.start, self.size))


@dataclass(frozen=True)
class Outcome:
    """What happened: (n,) shares in the order of a ballot, (d,) votes cast."""

    share: Floats
    weight: Floats


def usable(results: Results, election: str, as_past: bool) -> list[Row]:
    """Rows of an election: as the past notional ones where there are any, as an outcome the real ones."""
    rows = [row for row in results.rows if row.election == election]
    notional = [row for row in rows if row.notional]
    if as_past and notional:
        return notional
    return [row for row in rows if not row.notional] or rows


def past(results: Results, election: str) -> Past:
    """The look-ups of one election's results."""
    rows = usable(results, election, as_past=True)
    totals: dict[str, float] = defaultdict(float)
    for row in rows:
        totals[row.district] += row.votes
    weight = {}
    for row in rows:
        known = results.valid.get((election, row.district, row.notional), 0.0)
        weight[row.district] = max(totals[row.district], known, 1e-9)
    party: dict[tuple[str, str], float] = defaultdict(float)
    person: dict[tuple[str, str, str], float] = defaultdict(float)
    winner: dict[str, tuple[float, str, str]] = {}
    region: dict[str, str] = {}
    for row in rows:
        share = row.votes / weight[row.district]
        party[row.district, row.party] += share
        person[row.district, row.party, row.candidate.casefold()] += share
        region[row.district] = row.region
        if share > winner.get(row.district, (0.0,))[0]:
            winner[row.district] = (share, row.party, row.candidate)
    held_by = {district: (name, candidate) for district, (_, name, candidate) in winner.items()}
    redrawn = frozenset(row.district for row in rows if row.notional)
    return Past(election, dict(party), dict(person), weight, region, held_by, redrawn)


def stands_of(results: Results, election: str, redrawn: bool = False) -> list[Stand]:
    """Who stood at an election: known before it, unlike the votes. ``redrawn``: on new boundaries, where given."""
    return [
        Stand(row.district, row.party, row.candidate, row.incumbent, line=row.line)
        for row in usable(results, election, as_past=redrawn)
    ]


def ballot(
    last: Past,
    stands: Sequence[Stand],
    parties: Parties,
    against: str = "incumbents",
    list_votes: Past | None = None,
    regions: Mapping[str, str] | None = None,
    before: Mapping[str, str] | None = None,
) -> Ballot:
    """The candidates of ``stands`` with what the last results say about each.

    ``against``: ``incumbents``, or one party that the others try to beat everywhere it stands. ``before``: district to
    the party that won it at the election before the last, where that is known.
    """
    stands = sorted(stands, key=lambda s: (s.district, s.party, s.candidate, s.line))
    places = list(dict.fromkeys(s.district for s in stands))
    index = {d: i for i, d in enumerate(places)}
    names = list(dict.fromkeys(s.party for s in stands))
    where = {d: (regions or {}).get(d) or last.region.get(d, "") for d in places}
    area = sorted(set(where.values()))
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for s in stands:
        counts[s.district, s.party] += 1
    alone = np.array([parties.is_independent(s.party) for s in stands], bool)
    means = _means(last, where)
    usual = float(np.median(list(last.weight.values())))
    aggregate = np.array([parties.is_aggregate(s.party) for s in stands], bool)
    begun = [_base(s, last, where, means, counts[s.district, s.party], single, many, list_votes)
             for s, single, many in zip(stands, alone, aggregate, strict=True)]  # fmt: skip
    incumbent, holds, left = _holders(stands, last, against, alone)
    return Ballot(
        places, area, np.array([area.index(where[d]) for d in places], np.int64),
        np.array([last.weight.get(d, usual) for d in places]), np.array([d not in last.weight for d in places], bool),
        np.searchsorted([index[s.district] for s in stands], np.arange(len(places))),
        np.array([index[s.district] for s in stands], np.int64), names,
        np.array([names.index(s.party) for s in stands], np.int64), [s.candidate for s in stands],
        np.array([b for b, _ in begun]), np.array([1.0 / counts[s.district, s.party] for s in stands]),
        np.array([o for _, o in begun], np.int64), alone, aggregate, incumbent, holds, left,
        np.where(alone | aggregate, 0.0, _gained(stands, last, before or {})),
        np.array([parties.is_challenger(s.party) for s in stands], bool) & ~incumbent & ~aggregate,
        np.array([s.prior for s in stands]), np.array([s.prior_sd for s in stands]),
    )  # fmt: skip


Means = tuple[dict[tuple[str, str], float], dict[str, float]]


def _means(last: Past, where: Mapping[str, str]) -> Means:
    """A party's weighted mean share where it stood: by region and party, and by party."""
    top: dict[tuple[str, str], float] = defaultdict(float)
    below: dict[tuple[str, str], float] = defaultdict(float)
    for (district, party), share in last.party.items():
        for key in ((where.get(district) or last.region.get(district, ""), party), ("\0all", party)):
            top[key] += share * last.weight[district]
            below[key] += last.weight[district]
    means = {key: top[key] / below[key] for key in top}
    return {k: v for k, v in means.items() if k[0] != "\0all"}, {k[1]: v for k, v in means.items() if k[0] == "\0all"}


def _base(
    s: Stand,
    last: Past,
    where: Mapping[str, str],
    means: Means,
    count: int,
    alone: bool,
    aggregate: bool,
    lists: Past | None,
) -> tuple[float, int]:
    """The starting share of a candidate and where it comes from."""
    person = last.person.get((s.district, s.party, s.candidate.casefold())) if s.candidate else None
    if person is not None and (alone or count > 1):
        return person, OWN
    if aggregate and (s.district, s.party) in last.party:  # other people next time: half way to the region's mean
        usual = means[0].get((where[s.district], s.party), means[1][s.party])
        return (last.party[s.district, s.party] + usual) / 2 / count, REGION
    if not alone and (s.district, s.party) in last.party:
        return last.party[s.district, s.party] / count, OWN
    if alone and not s.candidate and (s.district, s.party) in last.party:
        return last.party[s.district, s.party] / count, OWN
    if lists is not None and (s.district, s.party) in lists.party:
        return lists.party[s.district, s.party] / count, LIST
    if not alone and (where[s.district], s.party) in means[0]:
        return means[0][where[s.district], s.party] / count, REGION
    if s.party in means[1]:
        return _elsewhere(s, where, means[1][s.party], alone) / count, NATION
    return FLOOR, NOTHING


def _elsewhere(s: Stand, where: Mapping[str, str], mean: float, alone: bool) -> float:
    """The start of a party that stood nowhere in the region: the more districts it left out, the weaker it is there.

    A large party which leaves out a region of many districts has its reasons (British parties in Northern Ireland).
    """
    left_out = sum(region == where[s.district] for region in where.values())
    return mean if alone else min(mean, max(LEFT_OUT_FLOOR, mean * 4 / (4 + left_out)))


def _holders(stands: Sequence[Stand], last: Past, against: str, alone: Bools) -> tuple[Bools, Bools, Bools]:
    """Who is to be beaten, whose party holds the seat, and whose member does not stand again."""
    marked = {s.district for s in stands if s.incumbent}
    again = {
        s.district for s in stands
        if s.candidate and last.winner.get(s.district, ("", ""))[1].casefold() == s.candidate.casefold()
    }  # fmt: skip
    holds = np.zeros(len(stands), bool)
    left = np.zeros(len(stands), bool)
    for i, s in enumerate(stands):
        party, person = last.winner.get(s.district, ("", ""))
        same_person = bool(person) and person.casefold() == s.candidate.casefold()
        if s.district in marked:
            holds[i] = bool(s.incumbent)
        elif alone[i] and s.candidate:
            holds[i] = same_person
        else:
            holds[i] = party == s.party and (same_person or s.district not in again)
            left[i] = holds[i] and bool(person) and bool(s.candidate) and not same_person
    incumbent = holds if against == "incumbents" else np.array([s.party == against for s in stands], bool)
    return incumbent.copy(), holds, left


def _gained(stands: Sequence[Stand], last: Past, before: Mapping[str, str]) -> Floats:
    """(n,) whether a candidate's party took the seat at the last election (1), or lost it then (-1).

    Nobody did where the last results are notional: who won the old district of that name says nothing of the new one.
    """
    out = np.zeros(len(stands))
    holder = {s.district: s.party for s in stands if s.incumbent}  # may have changed since: then nothing is known
    for i, s in enumerate(stands):
        now, then = last.winner.get(s.district, ("", ""))[0], before.get(s.district, "")
        if s.district not in last.notional and now and then and now != then and holder.get(s.district, now) == now:
            out[i] = float(s.party == now) - float(s.party == then)
    return out


def outcome(board: Ballot, results: Results, election: str) -> Outcome:
    """What happened to the candidates of a ballot."""
    votes: dict[tuple[str, str, str], float] = defaultdict(float)
    totals: dict[str, float] = defaultdict(float)
    for row in usable(results, election, as_past=False):
        votes[row.district, row.party, row.candidate] += row.votes
        totals[row.district] += row.votes
    keys = [
        (board.districts[d], board.parties[p], c)
        for d, p, c in zip(board.district.tolist(), board.party.tolist(), board.candidate, strict=True)
    ]
    weight = np.array([totals[d] for d in board.districts])
    share = np.array([votes[key] for key in keys]) / np.maximum(weight[board.district], 1e-9)
    return Outcome(share, weight)
