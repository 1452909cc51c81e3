"""How good would the odds have been? Every election of the user's own history, forecast from what stood before it.

The model beside three usual rules (the last result's best-placed challenger, uniform and proportional swing). The rules
get the model's own error model round their own point, its width tuned on earlier elections as the model's is, so that
what is compared is the point and not its modesty.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from payola.outcomes.contests.ballot import Ballot, Outcome
from payola.outcomes.contests.history import Case
from payola.outcomes.contests.learn import learned
from payola.outcomes.contests.model import draw
from payola.outcomes.contests.odds import Odds, highest, odds
from payola.outcomes.contests.priors import Model, Swing
from payola.stats.scores import Reliability, brier_binary, brier_classes, log_loss, reliability

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
CALL_AT = 0.8
METHODS: dict[str, Swing] = {
    "payola": "mixed", "uniform swing": "uniform", "proportional swing": "proportional", "last result": "none",
}  # fmt: skip
WIDTHS = (0.5, 0.7, 0.85, 1.0, 1.2, 1.5, 2.0, 2.8)
TUNING_DRAWS = 300
FAIL_TOGETHER = 10.0  # districts of one election that count as one for a width
WIDTH_PRIOR_SD = 0.3  # of the log
TUNED_ON = 5  # the latest transitions are enough for a width
Losses = dict[tuple[str, str, float], float]  # transition, swing and width to the log score


@dataclass(frozen=True)
class Scores:
    """How one method did in one transition; (d',) a district with at least two challengers and somebody to beat."""

    transition: str
    method: str
    model: Model
    log_score: Floats  # of the strongest challenger; lower is better
    brier: Floats  # the same, summed over challengers, 0 to 2
    right: Bools  # the pick was the strongest challenger
    called: Bools
    p_pick: Floats
    beaten_log: Floats  # whether the incumbent was beaten
    beaten_brier: Floats
    p_beaten: Floats
    was_beaten: Bools
    drawn: NDArray[np.bool_]  # (k, d') whether the pick was strongest in each drawn election


def backtest(cases: Sequence[Case], draws: int = 2000, seed: int = 0, call_at: float = CALL_AT) -> list[Scores]:
    """Scores of every method in every transition; nothing of an election is known before it is forecast."""
    found, known = [], Losses()
    for i, case in enumerate(cases):
        for method, swing in METHODS.items():
            model = model_before(cases[:i], swing, seed, known)
            found.append(scored(case, method, model, draws, seed, call_at))
    return found


def model_before(earlier: Sequence[Case], swing: Swing = "mixed", seed: int = 0, known: Losses | None = None) -> Model:
    """The model as tuned on the earlier elections; its stated priors where there are none.

    ``swing`` other than ``mixed``: the same error model round the point of a simple rule, which knows nothing of
    holders.
    ``known``: log scores of widths tried before, kept over calls.
    """
    prior = Model()
    model = learned(prior, [case.transition(prior) for case in earlier])
    if swing != "mixed":
        model = replace(model, swing=swing, hold=0.0, left=0.0, gained=0.0)
    return replace(model, width=_tuned_width(earlier[-TUNED_ON:], model, seed, {} if known is None else known))


def _tuned_width(earlier: Sequence[Case], model: Model, seed: int, known: Losses) -> float:
    """The width that log scores over the earlier elections speak for, on average; the prior's where there are none.

    Weighted by the likelihood, tempered because districts of one election fail together, and by a prior.
    """
    if not earlier:
        return model.width
    totals = []
    for width in WIDTHS:
        for case in earlier:
            if (case.label, model.swing, width) not in known:
                tried = scored(case, model.swing, replace(model, width=width), TUNING_DRAWS, seed, CALL_AT)
                known[case.label, model.swing, width] = float(tried.log_score.sum())
        totals.append(sum(known[case.label, model.swing, width] for case in earlier))
    logs = np.log(WIDTHS)
    belief = (
        -(np.array(totals) - min(totals)) / FAIL_TOGETHER - ((logs - np.log(model.width)) / WIDTH_PRIOR_SD) ** 2 / 2
    )
    weight = np.exp(belief - belief.max())
    return float(np.exp((logs * weight).sum() / weight.sum()))


def scored(case: Case, method: str, model: Model, draws: int, seed: int, call_at: float) -> Scores:
    """Forecast one case with one model and compare with what came."""
    if case.outcome is None:
        raise ValueError(f"the outcome of {case.label} is not known")
    board = case.board
    told = case.region_polls(model) if model.swing != "none" else ()
    shares = draw(board, case.arenas(model), model, draws, seed, regional=told)
    found = odds(board, shares)
    usable = judged(board, case.outcome)
    pick, best = found.pick[usable], strongest(board, case.outcome)[usable]
    classes = np.isin(board.district, usable) & ~board.incumbent
    p = found.strongest[classes]
    happened = np.isin(np.flatnonzero(classes), best)
    begins = np.searchsorted(board.district[classes], usable)
    contender = ~board.incumbent
    top = highest(board, shares, contender)[:, usable]
    beaten, was = _beaten(board, case.outcome, found, usable)
    return Scores(
        case.label, method, model, log_loss(found.strongest[best]),
        brier_classes(p, happened, begins), pick == best,
        found.strongest[pick] >= call_at, found.strongest[pick],
        log_loss(np.where(was, beaten, 1 - beaten)), brier_binary(beaten, was), beaten, was,
        shares[:, pick] >= top,
    )  # fmt: skip


def judged(board: Ballot, came: Outcome) -> Ints:
    """Districts in which the question has an answer: somebody to beat, two challengers or more, votes counted."""
    here = board.district
    rivals = np.bincount(here, ~board.incumbent, len(board.districts))
    eligible = np.bincount(here, board.challenger, len(board.districts))
    someone = np.bincount(here, board.incumbent, len(board.districts))
    return np.flatnonzero((rivals >= 2) & (eligible >= 1) & (someone >= 1) & (came.weight > 0))


def strongest(board: Ballot, came: Outcome) -> Ints:
    """(d,) the candidate who really came out strongest among those who are not to be beaten."""
    share = np.where(board.incumbent, -1.0, came.share)
    order = np.lexsort((-share, board.district))
    return np.asarray(order[board.start], dtype=np.int64)


def _beaten(board: Ballot, came: Outcome, found: Odds, usable: Ints) -> tuple[Floats, Bools]:
    real = came.share.astype(np.float32)[None, :]
    was = (highest(board, real, ~board.incumbent) > highest(board, real, board.incumbent))[0]
    return found.beaten[usable], was[usable]


@dataclass(frozen=True)
class Summary:
    """Means over districts: of one transition, or of all (``transition`` is ``all``)."""

    transition: str
    method: str
    districts: int
    log_score: float
    brier: float
    accuracy: float
    called: float
    right_called: float
    beaten_log: float
    beaten_brier: float


def summaries(found: Sequence[Scores]) -> list[Summary]:
    """One row a transition and method, and one a method over all transitions."""
    labels = list(dict.fromkeys(s.transition for s in found))
    rows = [_summary(label, m, [s for s in found if s.transition == label and s.method == m])
            for label in labels for m in METHODS]  # fmt: skip
    return rows + [_summary("all", m, [s for s in found if s.method == m]) for m in METHODS]


def _summary(label: str, method: str, found: Sequence[Scores]) -> Summary:
    def joined(part: Callable[[Scores], NDArray[np.generic]]) -> Floats:
        return np.concatenate([part(s) for s in found]).astype(np.float64)

    right, called = joined(lambda s: s.right), joined(lambda s: s.called) > 0
    return Summary(
        label, method, right.size, *(float(v) for v in (
            joined(lambda s: s.log_score).mean(), joined(lambda s: s.brier).mean(), right.mean(), called.mean(),
            right[called].mean() if called.any() else np.nan,
            joined(lambda s: s.beaten_log).mean(), joined(lambda s: s.beaten_brier).mean(),
        ))
    )  # fmt: skip


def reliability_of(found: Sequence[Scores], method: str = "payola", transition: str | None = None) -> Reliability:
    """Stated chance of the picks against how often they were right, with the band of elections drawn from the model."""
    chosen = [s for s in found if s.method == method and transition in (None, s.transition)]
    drawn = np.concatenate([s.drawn for s in chosen], axis=1)
    return reliability(np.concatenate([s.p_pick for s in chosen]), np.concatenate([s.right for s in chosen]), drawn)
