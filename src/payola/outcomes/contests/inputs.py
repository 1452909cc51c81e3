"""What did the user give? Files read, checked against each other, and put together as evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from payola.errors import OptionError
from payola.outcomes.contests.ballot import Past, Stand, past
from payola.outcomes.contests.candidates import as_last_time, read_candidates
from payola.outcomes.contests.errors import ContestError, few, of
from payola.outcomes.contests.headings import KEYS
from payola.outcomes.contests.history import Evidence
from payola.outcomes.contests.parties import Parties, match, read_parties
from payola.outcomes.contests.polls import Polls, read_polls
from payola.outcomes.contests.results import Results, read_results

POLL_KEYS = ("poll_date", "pollster", "sample")
OTHER_KEYS = ("prior", "prior_sd")


@dataclass(frozen=True)
class Given:
    """Evidence, who stands, the coming election's day, and what is to be said about them."""

    evidence: Evidence
    stands: list[Stand]
    day: date | None
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Files:
    """What to read, and how. ``days``: ``DATE`` of the coming election, ``ELECTION=DATE`` of earlier ones."""

    results: Path
    polls: Path | None = None
    candidates: Path | None = None
    list_votes: Path | None = None
    parties: Path | None = None
    against: str = "incumbents"
    days: Sequence[str] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    drop: Sequence[str] = ()


def read_given(files: Files, exclude: Sequence[str] = ()) -> Given:
    """Read everything that was given.

    ``exclude``: districts or stations whose last votes are not believed; their candidates stand nevertheless.

    Raises
    ------
    PayolaError
        A file or an option cannot be used; row, column and what to do are named.
    """
    told = checked_columns(files.columns)
    settled = read_parties(files.parties)
    full = read_results(files.results, settled, told, files.drop)
    believed = read_results(files.results, settled, told, files.drop, exclude) if exclude else full
    asked = read_polls(files.polls, _all_parties(full), settled, told) if files.polls else None
    votes, more = _list_votes(files.list_votes, settled, told)
    stands, who = read_candidates(files.candidates, full, settled, told) if files.candidates else as_last_time(full)
    coming, earlier = election_days(full, files.days)
    target, said = whom(files.against, full, settled)
    regions = {row.district: row.region for row in full.rows if row.region}
    evidence = Evidence(believed, settled, asked, earlier, target, votes, regions)
    notes = [*believed.notes, *(asked.notes if asked else []), *_late(asked, coming), *more, *who, *said]
    notes += _unknown_districts(asked, full, [s.district for s in stands])
    return Given(evidence, stands, coming, list(dict.fromkeys(notes)))


def _unknown_districts(polls: Polls | None, results: Results, stands: Sequence[str]) -> list[str]:
    """Polls of districts that nobody stands in and no result knows: never used, and said."""
    if polls is None:
        return []
    known = {row.district for row in results.rows} | set(stands)
    strange = [i for i, district in enumerate(polls.district) if district and district not in known]
    if not strange:
        return []
    names = few(dict.fromkeys(polls.district[i] for i in strange))
    return [
        f"{of(len(strange), 'poll')} of districts that are not in the results ({names}; first: {polls.file} row "
        f"{polls.lines[strange[0]]}, column district) are not used: write the districts as in the results"
    ]


def checked_columns(told: Mapping[str, str]) -> dict[str, str]:
    """Keys of ``--column`` that are known."""
    allowed = (*KEYS, *POLL_KEYS, *OTHER_KEYS)
    for key in told:
        if key not in allowed:
            raise OptionError.unknown("column key", key, allowed)
    return dict(told)


def _all_parties(results: Results) -> list[str]:
    return [party for party in results.parties if party]


def _list_votes(path: Path | None, parties: Parties, told: Mapping[str, str]) -> tuple[Past | None, list[str]]:
    if path is None:
        return None, []
    votes = read_results(path, parties, {key: told[key] for key in ("region",) if key in told})
    return past(votes, votes.elections[-1]), [f"{path.name}: {note}" for note in votes.notes]


def election_days(results: Results, given: Sequence[str]) -> tuple[date | None, dict[str, date]]:
    """The coming election's day, and those of earlier ones (from their labels where these are dates)."""
    coming, earlier = None, dict(results.dates)
    for text in given:
        label, _, day = text.rpartition("=")
        try:
            when = date.fromisoformat(day)
        except ValueError:
            raise OptionError.bad("--election-date", text, "a date such as 2015-05-07, or 2015=2015-05-07") from None
        if not label:
            coming = _after_results(when, results)
        elif label in results.elections:
            earlier[label] = when
        else:
            raise ContestError.not_in_file(
                "--election-date", text, f"election of {results.file} ({few(results.elections)})"
            )
    return coming, earlier


def _after_results(day: date, results: Results) -> date:
    """The coming election's day; refused where it is not after the last results."""
    last = results.elections[-1]
    known = results.dates.get(last)
    if (known and day <= known) or (known is None and last.isdigit() and day.year < int(last)):
        raise ContestError.not_after(day, last)
    return day


def whom(against: str, results: Results, parties: Parties) -> tuple[str, list[str]]:
    """``incumbents``, or the party that is meant."""
    if against == "incumbents":
        return against, []
    known = match(against, results.parties, parties, results.file, "--against")
    if len(known) != 1:
        raise ContestError.unknown_party("--against", against, results.parties[:30])
    return known[0], [f"--against {against} = {known[0]}"] if known[0] != against else []


def _late(polls: Polls | None, day: date | None) -> list[str]:
    """Polls on or after election day are never used; refused where no other is there."""
    if polls is None:
        return []
    notes = []
    late = polls.days >= day.toordinal() if day else polls.days < 0
    if day and late.all():
        raise ContestError.only_later_polls(polls.file, polls.lines[0], polls.date_column, day)
    if late.any():
        first = polls.lines[int(late.argmax())]
        notes.append(
            f"{of(int(late.sum()), 'poll')} dated on or after election day {day} and not used ({polls.file} row "
            f"{first}, column {polls.date_column}, is the first)"
        )
    return notes
