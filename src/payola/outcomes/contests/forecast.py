"""Which challenger has the highest chance of beating the incumbent, district by district? From files to odds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from payola.outcomes.contests.backtest import CALL_AT, model_before
from payola.outcomes.contests.ballot import Stand, past
from payola.outcomes.contests.errors import few, of
from payola.outcomes.contests.history import POLLS_SINCE, Case, Evidence, case, earlier_cases
from payola.outcomes.contests.local import local_polls
from payola.outcomes.contests.model import draw
from payola.outcomes.contests.odds import Odds, odds
from payola.outcomes.contests.priors import Model


@dataclass(frozen=True)
class Forecast:
    """The odds of the coming election, with the model and what was assumed (``notes``, to be said)."""

    case: Case
    model: Model
    odds: Odds
    follow: float
    call_at: float
    labels: dict[str, str]
    scenario: str = ""
    notes: list[str] = field(default_factory=list)


def forecast(
    evidence: Evidence,
    stands: Sequence[Stand],
    day: date | None = None,
    *,
    draws: int = 2000,
    seed: int = 0,
    follow: float = 0.5,
    call_at: float = CALL_AT,
    scenario: str = "",
) -> Forecast:
    """Odds of the candidates ``stands``; ``day``: election day, before which polls count (None: all polls given).

    The model is tuned on the elections of the results, each seen from the day before it; with one election it stands
    on its
    priors.
    """
    results = evidence.results
    when = day or _day_after_polls(evidence)
    coming = case(evidence, past(results, results.elections[-1]), stands, when)
    cases = earlier_cases(evidence) if len(results.elections) > 1 else []
    model = model_before(cases, seed=seed)
    local = local_polls(evidence.polls, coming.board, when)
    shares = draw(coming.board, coming.arenas(model), model, draws, seed, local, coming.region_polls(model))
    notes = _notes(evidence, coming, model, day, local is not None)
    return Forecast(coming, model, odds(coming.board, shares, follow), follow, call_at, results.labels, scenario, notes)


def _day_after_polls(evidence: Evidence) -> date | None:
    if evidence.polls is None or not evidence.polls.days.size:
        return None
    return date.fromordinal(int(evidence.polls.days.max()) + 1)


def _notes(evidence: Evidence, coming: Case, model: Model, day: date | None, local: bool) -> list[str]:
    board = coming.board
    notes = [f"challengers: {few(_challengers(coming), 20)}; to be beaten: {evidence.against}"]
    if model.learned_from:
        notes.append(f"the model is tuned on {few(model.learned_from, 30)}")
    else:
        notes.append("one earlier result only: the model stands on its stated priors, tuned on nothing of this country")
    if coming.level is None and evidence.polls is not None and not all(evidence.polls.district):
        notes.append(
            f"no poll was taken since the last election and in the {POLLS_SINCE} days before the vote: none is used"
        )
    if coming.level is None:
        notes.append("no national polls are used: every party may move as parties without polls do")
    elif day is None:
        notes.append(
            f"no election date was given: taken as the day after the last poll, {evidence.polls and when_of(coming)}"
        )
    else:
        notes.append(f"polls up to {date.fromordinal(coming.level.day)}, {of(coming.lead, 'day')} before the vote")
    unpolled = [label for label in evidence.results.elections[1:] if label not in evidence.days]
    if evidence.polls is not None and unpolled:
        notes.append(
            f"the day of {few(unpolled)} is not known: polls before it are not used for tuning "
            f"(--election-date {unpolled[0]}=YYYY-MM-DD)"
        )
    here = {name.casefold() for name in coming.board.regions}
    if used := sorted(set(coming.regional) & here):
        notes.append(f"polls of single regions are used: {few(used)}")
    if strange := sorted(set(coming.regional) - here):
        notes.append(f"polls of {few(strange)} are not used: no region of the results has that name")
    if local:
        notes.append("polls of single districts are used where there are any")
    someone = set(board.district[board.incumbent].tolist())
    nobody = [name for d, name in enumerate(board.districts) if d not in someone]
    if nobody:
        notes.append(
            f"{of(len(nobody), 'district')} where nobody stands whom the others try to beat: {few(nobody)} "
            "(mark the incumbent among the --candidates)"
        )
    new = [d for d, is_new in zip(board.districts, board.new_district, strict=True) if is_new]
    if new:
        notes.append(f"{of(len(new), 'district')} without a last result, starting from means: {few(new)}")
    return notes


def when_of(coming: Case) -> date | None:
    """The election day a case was seen from."""
    return date.fromordinal(coming.day) if coming.day else None


def _challengers(coming: Case) -> list[str]:
    board = coming.board
    parties = dict.fromkeys(board.party[board.challenger].tolist())
    return [board.parties[p] or "(no party)" for p in parties]
