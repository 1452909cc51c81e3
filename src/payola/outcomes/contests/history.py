"""What was known before each election, and what came? The pairs of elections that a model can learn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from payola.outcomes.contests.averages import Average, arenas, average, region_polls
from payola.outcomes.contests.ballot import Ballot, Outcome, Past, Stand, ballot, outcome, past, stands_of
from payola.outcomes.contests.errors import ContestError
from payola.outcomes.contests.learn import Transition
from payola.outcomes.contests.model import RegionPoll
from payola.outcomes.contests.national import Arena
from payola.outcomes.contests.parties import Parties
from payola.outcomes.contests.polls import Polls
from payola.outcomes.contests.priors import Model
from payola.outcomes.contests.results import Results

POLLS_SINCE = 365  # days before the vote from which polls (and pollsters' leans) count


@dataclass(frozen=True)
class Evidence:
    """All that was given. ``days``: election, as labelled in the results, to its day; ``against``: whom to beat.

    ``regions``: district to region, where the results do not say it (districts left out in a scenario).
    """

    results: Results
    parties: Parties = field(default_factory=Parties)
    polls: Polls | None = None
    days: Mapping[str, date] = field(default_factory=dict)
    against: str = "incumbents"
    list_votes: Past | None = None
    regions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """One election seen from the day before it. ``level``: the polls then; ``outcome``: None for the coming one."""

    label: str
    board: Ballot
    groups: list[tuple[str, ...]]
    level: Average | None
    day: int | None
    outcome: Outcome | None = None
    regional: Mapping[str, Average] = field(default_factory=dict)  # the same for single regions, by folded name

    @property
    def lead(self) -> int:
        """Days from the last poll to the vote."""
        return max(self.day - self.level.day, 0) if self.day and self.level else 1

    def arenas(self, model: Model) -> list[Arena]:
        """The national shares and their errors as ``model`` has them."""
        return arenas(self.board, self.groups, self.level, self.day, model)

    def region_polls(self, model: Model) -> list[RegionPoll]:
        """Polls of single regions and their errors as ``model`` has them."""
        return region_polls(self.board, self.groups, self.regional, self.day, model)

    def transition(self, model: Model) -> Transition:
        """The case as one that was forecast with ``model`` and whose outcome is known."""
        if self.outcome is None:
            raise ValueError(f"the outcome of {self.label} is not known")
        return Transition(self.label, self.board, self.outcome, self.arenas(model), self.lead)


def level_before(polls: Polls | None, day: date | None, region: str = "", last: date | None = None) -> Average | None:
    """The level of the national polls, or of a region's (by folded name), before an election day and since the last.

    None without polls, or where the day is not known.
    """
    if polls is None or day is None:
        return None
    keep = polls.days < 0
    for i, taken in enumerate(polls.days.tolist()):
        asked = not polls.district[i] and polls.region[i].casefold() == region
        since_last = last is None or taken > last.toordinal()
        keep[i] = asked and since_last and 0 < day.toordinal() - taken <= POLLS_SINCE
    return average(polls.chosen(keep)) if keep.any() else None


def regional_levels(polls: Polls | None, day: date | None, last: date | None = None) -> dict[str, Average]:
    """The levels of polls of single regions before an election day, by folded name."""
    names = sorted({name.casefold() for name in polls.region if name}) if polls else []
    found = {name: level_before(polls, day, name, last) for name in names}
    return {name: level for name, level in found.items() if level is not None}


def earlier_cases(evidence: Evidence) -> list[Case]:
    """Every election of the results but the first, as it was known before and as it came out.

    Raises
    ------
    ContestError
        The results hold one election only.
    """
    labels = evidence.results.elections
    if len(labels) < 2:
        raise ContestError.one_election(evidence.results.file)
    return [_earlier_case(evidence, before, now) for before, now in pairwise(labels)]


def _earlier_case(evidence: Evidence, before: str, now: str) -> Case:
    known = case(evidence, past(evidence.results, before), stands_of(evidence.results, now), evidence.days.get(now))
    label = f"{before} to {now}"
    came = outcome(known.board, evidence.results, now)
    return Case(label, known.board, known.groups, known.level, known.day, came, known.regional)


def case(evidence: Evidence, last: Past, stands: Sequence[Stand], day: date | None) -> Case:
    """An election with ``stands`` on ``day``, known from the results ``last`` and the polls before the day."""
    regions = {**evidence.regions, **{row.district: row.region for row in evidence.results.rows if row.region}}
    won = _winners_before(evidence.results, last.label)
    board = ballot(last, stands, evidence.parties, evidence.against, evidence.list_votes, regions, won)
    before = evidence.days.get(last.label)
    level = level_before(evidence.polls, day, last=before)
    groups = evidence.polls.groups if evidence.polls else []
    regional = regional_levels(evidence.polls, day, before)
    return Case(last.label, board, groups, level, day.toordinal() if day else None, None, regional)


def _winners_before(results: Results, label: str) -> dict[str, str]:
    """District to the party that won it at the election before ``label``; nothing where that is not known."""
    place = results.elections.index(label)
    if place == 0:
        return {}
    return {district: party for district, (party, _) in past(results, results.elections[place - 1]).winner.items()}
