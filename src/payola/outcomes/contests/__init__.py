"""Contests: which challenger has the highest chance of beating the incumbent in each district, and how sure is that?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from payola.outcomes.contests.inputs import Files

if TYPE_CHECKING:
    import pyarrow as pa

    from payola.outcomes.contests.forecast import Forecast

__all__ = ["Answer", "Files", "Record", "record", "solve"]


@dataclass(frozen=True)
class Answer:
    """Table ``contests`` and what is said beside it."""

    table: pa.Table
    words: str


@dataclass(frozen=True)
class Record:
    """Tables ``contest_scores`` and ``contest_reliability`` and what is said beside them."""

    scores: pa.Table
    reliability: pa.Table
    words: str


def solve(
    files: Files,
    exclude: Sequence[str] = (),
    *,
    draws: int = 2000,
    seed: int = 0,
    follow: float = 0.5,
    call_at: float = 0.8,
) -> Answer:
    """The odds of every candidate; with ``exclude`` those of the scenario without these votes, compared with all votes.

    Raises
    ------
    PayolaError
        The files or options cannot be used; row, column and what to do are named.
    """
    from payola.outcomes.contests.forecast import forecast
    from payola.outcomes.contests.inputs import read_given
    from payola.outcomes.contests.table import contests_table, in_words

    def forecast_without(left_out: Sequence[str]) -> tuple[Forecast, list[str]]:
        given = read_given(files, left_out)
        found = forecast(
            given.evidence, given.stands, given.day, draws=draws, seed=seed, follow=follow, call_at=call_at,
            scenario=f"without the last votes of {', '.join(left_out)}" if left_out else "",
        )  # fmt: skip
        return found, given.notes

    found, read = forecast_without(exclude)
    table, notes = contests_table(found), [*read, *found.notes]
    if exclude:
        notes.append(_compared(contests_table(forecast_without(())[0]), table))
    return Answer(table, in_words(table, notes))


def _compared(plain: pa.Table, scenario: pa.Table) -> str:
    """How many calls the scenario changes."""
    from payola.outcomes.contests.errors import of

    def calls(table: pa.Table) -> set[tuple[str, str | None, str | None]]:
        return {(r["district"], r["party"], r["candidate"]) for r in table.to_pylist() if r["call"]}

    before, after = calls(plain), calls(scenario)
    lost, new = len(before - after), len(after - before)
    return f"against all reported votes, the scenario loses {of(lost, 'call')} and makes {new:,} new"


def record(files: Files, *, draws: int = 2000, seed: int = 0, call_at: float = 0.8) -> Record:
    """How good the odds would have been on the results' own history.

    Raises
    ------
    PayolaError
        The files or options cannot be used, or the results hold one election only.
    """
    from payola.outcomes.contests.backtest import backtest
    from payola.outcomes.contests.candidates import as_last_time
    from payola.outcomes.contests.history import earlier_cases
    from payola.outcomes.contests.inputs import read_given
    from payola.outcomes.contests.table import reliability_table, scores_in_words, scores_table

    given = read_given(files)
    who = as_last_time(given.evidence.results)[1]  # about the coming election, which is not asked here
    found = backtest(earlier_cases(given.evidence), draws, seed, call_at)
    scores = scores_table(found)
    return Record(
        scores, reliability_table(found), scores_in_words(scores, [note for note in given.notes if note not in who])
    )
