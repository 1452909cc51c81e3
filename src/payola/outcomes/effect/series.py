"""Did one series step when the campaign began? Interrupted series, judged by the same step at every earlier date.

The estimate is the level term of a segmented regression over ``m`` periods on each side (statsmodels). Its standard
errors are not to be trusted on series with memory (Bertrand, Duflo and Mullainathan 2004), so that the step is compared
with the steps at all dates before the event, with the same number of periods on both sides.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from payola.errors import MissingPartError
from payola.outcomes.effect import placebos
from payola.outcomes.effect.periods import MOST_MISSING, Series, regular, without_weekdays
from payola.outcomes.effect.words import LEVEL, NOT_IDENTIFIABLE, POWER, Row, joined, judged, row, unidentified

Floats = NDArray[np.float64]

DESIGN = "interrupted series, placebo-in-time"
PLAIN = "interrupted series, plain regression"
HAC = "interrupted series, HAC errors"
PAST = 12  # times the periods after the event that must lie before it: with fewer, more than 6 % are called
LEAST_DF = 5.0  # independent steps that the past must be worth
REFITS = 50  # placebo dates at which a regression is fitted again


def interrupted(days: tuple[date, ...], values: Floats, event: date, after: int | None = None) -> list[Row]:
    """Rows of the recommended design and, beside it, of the plain regressions; ``after`` periods are looked at."""
    series = without_weekdays(regular(days, values, event))
    m = looked_at(series, after)
    found = placebo_in_time(series, m)
    return [found] if found["result"] == NOT_IDENTIFIABLE else [found, *plain(series, m)]


def placebo_in_time(series: Series, m: int) -> Row:
    """The recommended design: the step at the event beside the steps at all dates whose periods end before it."""
    why = missing(series, m)
    if why:
        return unidentified(DESIGN, why, **size(series))
    step = placebos.steps(series.y[: series.before + m], m)
    past = step[: series.before - 2 * m + 1]
    past = past[np.isfinite(past)]
    why = unsteady(float(step[-1]), past, m, series)
    if why:
        return unidentified(DESIGN, why, **size(series))
    return recommended(float(step[-1]), past, m, series)


def size(series: Series) -> Row:
    """How much of a series there is."""
    return {"n_before": series.before, "n_after": series.after, "n_units": 1}


def looked_at(series: Series, after: int | None) -> int:
    """Periods on each side: as asked, else all after the event, at most a twelfth of the past; of days whole weeks."""
    if after is not None:
        return after
    m = max(1, min(series.after, series.before // PAST))
    return m - m % 7 if series.rhythm == "day" and m >= 7 else m


def missing(series: Series, m: int) -> str | None:
    """What the series lacks, and what would be enough; None where nothing."""
    if series.before == 0:
        return f"there is no period before the event; {PAST * m} {series.rhythm}s before it would be enough"
    if series.after < m:
        return f"{series.after} {series.rhythm}s after the event, but {m} were asked for; ask for fewer (--after)"
    if series.before < PAST * m:
        return f"{series.before} {series.rhythm}s before the event for {m} after it; {PAST * m} would be enough"
    unknown = float(np.isnan(series.y).mean())
    if unknown > MOST_MISSING:
        return (
            f"{unknown:.0%} of the periods have no value; at most {MOST_MISSING:.0%} may be missing, "
            "or the series must be given by longer periods"
        )
    past = series.y[: series.before]
    if np.nanmax(past) == np.nanmin(past):
        return (
            "the series is constant before the event, so that nothing is known of how it moves by itself; values that "
            "are measured more finely, or a longer past in which it moves, would be needed"
        )
    return None


def unsteady(step: float, past: Floats, m: int, series: Series) -> str | None:
    """Why the printed rate would not hold here; None where it does. Looks at the past alone."""
    if not np.isfinite(step):
        return "fewer than half of the periods just before or after the event have a value"
    if past.size < 3 or past.std() == 0:
        return "the series is constant at nearly all dates before the event; a finer measure would be needed"
    df = placebos.spread(past, m).df
    if df < LEAST_DF:
        return (
            f"the series moves so slowly that its past is worth {df:.0f} independent steps of {m} {series.rhythm}s, "
            f"{LEAST_DF:.0f} are needed; about {int(np.ceil(series.before * LEAST_DF / df))} {series.rhythm}s before "
            "the event would be enough, or fewer looked at after it (--after)"
        )
    early, late = past[: past.size // 2].std(), past[past.size // 2 :].std()
    if df >= 2 * LEAST_DF and not 1 / 4 <= late / max(early, 1e-300) <= 4:
        return (
            "the series moved more than four times as much in one half of its past as in the other, so that no rate "
            "holds; a past in which it moves alike would be needed"
        )
    return None


def recommended(step: float, past: Floats, m: int, series: Series) -> Row:
    """The step beside the steps of the past: interval, p, the design's own rate, and what it would have seen."""
    from scipy.stats import t

    about = placebos.spread(past, m)
    rate, dates = placebos.own_rate(past, m)
    estimate = step - about.centre
    half = float(t.ppf(1 - LEVEL / 2, about.df)) * about.error
    return judged(
        DESIGN,
        float(2 * t.sf(abs(estimate) / about.error, about.df)),
        estimate=estimate,
        low=estimate - half,
        high=estimate + half,
        placebo_rate=LEVEL if np.isnan(rate) else rate,
        placebos=dates or past.size,
        mde=half + float(t.ppf(POWER, about.df)) * about.error,
        method=f"mean of {m} {series.rhythm}s after the event less {m} before, against the same at {past.size} earlier "
        f"dates (worth {about.df:.0f} independent ones)",
        note=joined(*series.notes),
        **size(series),
    )


def plain(series: Series, m: int) -> list[Row]:
    """The regressions that are usually printed, each with the rate at which it errs at placebo dates of this series."""
    last = series.before - m
    dates = np.arange(m, last + 1)
    rows = []
    for design, errors in ((PLAIN, "nonrobust"), (HAC, "HAC")):
        fits = [segmented(series.y, int(at), m, errors) for at in thinned(dates)]
        called = [fit["p"] <= LEVEL for fit in fits if fit is not None]
        fit = segmented(series.y, series.before, m, errors)
        if fit is None or not called:
            continue
        rate = float(np.mean(called))
        note = f"its 5 % are {100 * rate:.0f} % on this series"
        rows.append(
            row(
                design, **fit, placebo_rate=rate, placebos=len(called), method=ERRORS[errors], note=note, **size(series)
            )
        )
    return rows


ERRORS = {
    "nonrobust": "segmented regression, usual standard errors (statsmodels)",
    "HAC": "segmented regression, Newey-West standard errors (statsmodels)",
}


def thinned(dates: NDArray[np.int64]) -> NDArray[np.int64]:
    """At most REFITS dates, evenly spread."""
    return dates[np.unique(np.linspace(0, dates.size - 1, min(REFITS, dates.size)).astype(np.int64))]


def segmented(y: Floats, at: int, m: int, errors: str) -> dict[str, float] | None:
    """Level term of ``y ~ 1 + after`` over ``m`` periods on each side of ``at``; None where too little is known."""
    window = y[at - m : at + m]
    known = np.isfinite(window)
    after = (np.arange(2 * m) >= m)[known].astype(np.float64)
    if m < 3 or after.sum() < 2 or (1 - after).sum() < 2 or window[known].std() == 0:
        return None
    fitted = least_squares(window[known], after, errors)
    low, high = fitted.conf_int(LEVEL)[1]
    return {"estimate": float(fitted.params[1]), "low": float(low), "high": float(high), "p": float(fitted.pvalues[1])}


def least_squares(y: Floats, after: Floats, errors: str) -> Any:
    """Ordinary least squares of ``y`` on a constant and ``after`` with the asked kind of standard errors."""
    try:
        from statsmodels.api import OLS
    except ImportError as error:
        raise MissingPartError.extra("payola effect", "effect") from error
    model = OLS(y, np.column_stack([np.ones(y.size), after]))
    if errors == "HAC":
        return model.fit(cov_type="HAC", cov_kwds={"maxlags": max(1, int(4 * (y.size / 100) ** (2 / 9)))}, use_t=True)
    return model.fit()
