"""Odds and scores as declared tables, and what is said beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from payola.columns import schema
from payola.outcomes.contests.backtest import Scores, reliability_of, summaries
from payola.outcomes.contests.forecast import Forecast
from payola.outcomes.contests.words import called, reasons

if TYPE_CHECKING:
    import pyarrow as pa


def contests_table(found: Forecast) -> pa.Table:
    """Table ``contests``: one row a candidate, districts in order, the likeliest challenger first."""
    import pyarrow as pa

    board, odds = found.case.board, found.odds
    places = [board.districts[d] for d in board.district.tolist()]
    columns: dict[str, Any] = {
        "district": places,
        "name": [found.labels.get(place) for place in places],
        "region": [board.regions[int(board.region[d])] or None for d in board.district.tolist()],
        "party": [board.parties[p] or None for p in board.party.tolist()],
        "candidate": [name or None for name in board.candidate],
        "incumbent": board.incumbent.tolist(),
        "p_strongest": _numbers(odds.strongest),
        "p_beats": _numbers(odds.beats),
        "p_beats_followed": _numbers(odds.followed),
        "p_beaten": _numbers(odds.beaten[board.district]),
        "follow": [found.follow] * board.size,
        "regret": _numbers(odds.regret),
        "share": _numbers(odds.share),
        "low": _numbers(odds.low),
        "high": _numbers(odds.high),
        "call": called(board, odds, found.call_at).tolist(),
        "why": reasons(board, odds, found.call_at),
        "scenario": [found.scenario or None] * board.size,
    }
    order = np.lexsort((-odds.share, -np.nan_to_num(odds.strongest, nan=-1.0), board.district))
    return pa.table(columns, schema=schema("contests")).take(pa.array(order))


def _numbers(values: NDArray[np.floating[Any]]) -> list[float | None]:
    return [None if np.isnan(v) else float(v) for v in values]


def scores_table(found: Sequence[Scores]) -> pa.Table:
    """Table ``contest_scores``: one row a transition and method, and the means over all."""
    import pyarrow as pa

    rows = [vars(row) | {"width": _width(found, row.transition, row.method)} for row in summaries(found)]
    named = schema("contest_scores")
    return pa.table({name: [_known(row[name]) for row in rows] for name in named.names}, schema=named)


def _width(found: Sequence[Scores], transition: str, method: str) -> float | None:
    return next((s.model.width for s in found if (s.transition, s.method) == (transition, method)), None)


def _known(value: Any) -> Any:
    return None if isinstance(value, float) and np.isnan(value) else value


def reliability_table(found: Sequence[Scores], method: str = "payola") -> pa.Table:
    """Table ``contest_reliability``: stated against observed by tenths, with the band of the model's own elections."""
    import pyarrow as pa

    named = schema("contest_reliability")
    rows: list[dict[str, Any]] = []
    for transition in [*dict.fromkeys(s.transition for s in found), None]:
        bins = reliability_of(found, method, transition)
        for i in np.flatnonzero(bins.count).tolist():
            values = {name: getattr(bins, name)[i].item() for name in named.names if hasattr(bins, name)}
            rows.append(values | {"transition": transition or "all", "method": method})
    return pa.table({name: [row[name] for row in rows] for name in named.names}, schema=named)


def in_words(found: pa.Table, notes: Sequence[str]) -> str:
    """What the odds say in a few lines: how many contests, how many calls, and what was assumed."""
    calls = sum(found["call"].to_pylist())
    districts = len(set(found["district"].to_pylist()))
    chances = dict(zip(found["district"].to_pylist(), found["p_beaten"].to_pylist(), strict=True))
    close = sum(p is not None and 0.2 <= p <= 0.8 for p in chances.values())
    lines = [
        f"{districts:,} contests: {calls:,} with a call, {districts - calls:,} without. "
        f"Open (the one to beat loses in 20 to 80 % of drawn elections): {close:,}."
    ]
    return "\n".join([*lines, *(f"- {note}" for note in notes)])


def scores_in_words(found: pa.Table, notes: Sequence[str]) -> str:
    """How good the odds would have been, beside the usual rules."""
    head = f"{'':14}{'':20}{'n':>6}{'log':>8}{'Brier':>8}{'right':>8}{'called':>8}{'of calls right':>16}"
    lines = ["Strongest challenger; log and Brier scores: lower is better.", head]
    for row in found.to_pylist():
        hit = "-" if row["right_called"] is None else f"{row['right_called']:.1%}"
        lines.append(
            f"{row['transition']:14}{row['method']:20}{row['districts']:6,}{row['log_score']:8.3f}{row['brier']:8.3f}"
            f"{row['accuracy']:8.1%}{row['called']:8.1%}{hit:>16}"
        )
    return "\n".join([*lines, *(f"- {note}" for note in notes)])
