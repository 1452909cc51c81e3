"""Did districts change with their dose of exposure? Difference-in-differences, judged by giving the doses to others.

Each district is collapsed to one change, its mean after the event less its mean before (Bertrand, Duflo and
Mullainathan 2004), and the change regressed on the dose. The doses are then dealt out anew among the districts
(randomisation inference, Fisher 1935), with a studentised slope (DiCiccio and Romano 2017). Where districts with more
exposure vary more, doses may not be exchanged; there the signs of the changes are drawn anew instead (wild bootstrap
under the null, Davidson and Flachaire 2008). The interval holds the slopes that the test would not reject. A slope that
was there before the event, when there was no exposure, makes the effect not identifiable.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import numpy as np
from numpy.typing import NDArray

from payola.errors import MissingPartError
from payola.outcomes.effect.words import LEVEL, POWER, Row, joined, judged, row, unidentified

Floats = NDArray[np.float64]

DESIGN = "districts by exposure, randomisation inference"
TREND = "districts by exposure, trend before the event"
POOLED = "districts by exposure, pooled regression"
DRAWS = 1999
LEAST_DISTRICTS = 20
LEAST_KNOWN = 2 / 3  # of the districts' exposures


def by_exposure(days: tuple[date, ...], values: Floats, dose: Floats, event: date, seed: int = 0) -> list[Row]:
    """Rows of the design, of the trend before the event, and of the pooled regression beside it.

    ``values`` has shape (districts, days), ``dose`` (districts,), NaN where unknown.
    """
    before = sum(day < event for day in days)
    after = len(days) - before
    whole = complete(values)
    kept = whole & np.isfinite(dose)
    size: Row = {"n_units": int(kept.sum()), "n_before": before, "n_after": after, "subject": "all districts"}
    why = missing(whole, dose, before, values)
    if why:
        return [unidentified(DESIGN, why, **size)]
    y, e = values[kept], dose[kept]
    rng = np.random.default_rng(seed)
    deals = dealt(e, DRAWS, rng)
    first = before // 2
    early = y[:, first:before].mean(1) - y[:, :first].mean(1)
    trend = row(TREND, **inferred(early, e, deals, drawn(early, deals, rng)), **size)
    if trend["p"] <= LEVEL:
        return [unidentified(DESIGN, moved_before(trend["p"]), **size), trend]
    change = y[:, before:].mean(1) - y[:, :before].mean(1)
    signs = drawn(change, deals, rng)
    facts = inferred(change, e, deals, signs)
    notes = joined(lacking(whole, dose), held(facts, trend))
    found = judged(DESIGN, facts.pop("p"), **facts, **size, note=notes)
    return [found, trend, *pooled(y, before, deals, signs, size)]


def complete(values: Floats) -> NDArray[np.bool_]:
    """Which districts have an outcome at every date."""
    return np.asarray(np.isfinite(values).all(axis=1), dtype=np.bool_)


def missing(whole: NDArray[np.bool_], dose: Floats, before: int, values: Floats) -> str | None:
    """What the districts lack, and what would be enough; None where nothing."""
    if before == 0:
        return "there is no outcome before the event; two earlier ones would be enough"
    known = np.isfinite(dose)
    kept = whole & known
    if known.mean() < LEAST_KNOWN:
        return (
            f"exposure is known for {int(known.sum())} of {known.size} districts, and the others are not zero; "
            f"{int(np.ceil(LEAST_KNOWN * known.size))} would be enough"
        )
    if kept.sum() < LEAST_DISTRICTS:
        districts = "1 district has" if kept.sum() == 1 else f"{int(kept.sum())} districts have"
        return f"{districts} exposure and outcomes at all dates; {LEAST_DISTRICTS} would be enough"
    if dose[kept].max() == dose[kept].min():
        return "all districts have the same exposure; districts with more and with less of it would be needed"
    if before == 1:
        return (
            "one date before the event, so that a trend before it cannot be seen; one more earlier date would be enough"
        )
    if (np.ptp(values[kept], axis=1) == 0).all():
        return "the outcome is constant in every district; values that are measured more finely would be needed"
    return None


def moved_before(p: float) -> str:
    """Why a trend before the event makes the effect not identifiable."""
    return (
        f"districts with more exposure moved differently before there was any (p = {p:.3f}); districts alike but for "
        "their exposure, or a reason for it that has nothing to do with votes, would be needed"
    )


def lacking(whole: NDArray[np.bool_], dose: Floats) -> str | None:
    """How many districts are left out; None where none."""
    out = int((~(whole & np.isfinite(dose))).sum())
    return f"{out} districts without exposure or without outcomes at all dates are left out" if out else None


def held(facts: Row, trend: Row) -> str | None:
    """How much more than before the trends may part until the effect may be zero (after Rambachan and Roth 2023)."""
    if facts["low"] <= 0 <= facts["high"]:
        return None
    room = min(abs(facts["low"]), abs(facts["high"])) / max(abs(trend["estimate"]), 1e-300)
    return f"it would be gone if the trends parted by {min(room, 99):.1f} times as much as they did before the event"


def dealt(dose: Floats, draws: int, rng: np.random.Generator) -> Floats:
    """Centred doses, shape (draws + 1, districts): as they are, then dealt out anew."""
    centred = dose - dose.mean()
    return np.stack([centred, *(rng.permutation(centred) for _ in range(draws))]).astype(np.float64)


def slopes(change: Floats, deals: Floats) -> tuple[Floats, Floats]:
    """Slope of ``change`` on each deal and its heteroskedasticity-robust (HC3) standard error."""
    y, squares = change - change.mean(), float(deals[0] @ deals[0])
    slope = deals @ y / squares
    left = (y - slope[:, None] * deals) / (1 - 1 / change.size - deals**2 / squares)
    return slope, np.sqrt(np.einsum("bn,bn->b", deals**2, left**2)) / squares


def dealing(change: Floats, deals: Floats) -> float:
    """p-value: share of deals whose studentised slope is as far from zero as that of the doses as they are."""
    slope, error = slopes(change, deals)
    ratio = np.abs(slope) / np.maximum(error, 1e-300)
    return float((ratio >= ratio[0] * (1 - 1e-12)).mean())


def flipping(change: Floats, dose: Floats, signs: Floats) -> float:
    """p-value: the same share where the signs of the centred changes are drawn; ``signs`` begins with a row of ones."""
    x = dose - dose.mean()
    y = (change - change.mean()) * signs
    y -= y.mean(axis=1, keepdims=True)
    squares = float(x @ x)
    slope = y @ x / squares
    left = (y - slope[:, None] * x) / (1 - 1 / x.size - x**2 / squares)
    ratio = np.abs(slope) / np.maximum(np.sqrt(((x * left) ** 2).sum(axis=1)) / squares, 1e-300)
    return float((ratio >= ratio[0] * (1 - 1e-12)).mean())


def uneven(change: Floats, deals: Floats) -> bool:
    """Whether districts with more exposure vary more (or less) than chance would have it."""
    y = change - change.mean()
    left = np.abs(y - float(deals[0] @ y / (deals[0] @ deals[0])) * deals[0])
    together = np.abs(deals @ (left - left.mean()))
    return bool((together >= together[0] * (1 - 1e-12)).mean() <= LEVEL)


def drawn(change: Floats, deals: Floats, rng: np.random.Generator) -> Floats | None:
    """Signs, shape (draws + 1, districts), the first row of ones, where districts are uneven; else None."""
    if not uneven(change, deals):
        return None
    signs = rng.choice([-1.0, 1.0], deals.shape)
    signs[0] = 1.0
    return np.asarray(signs, dtype=np.float64)


def inferred(change: Floats, dose: Floats, deals: Floats, signs: Floats | None) -> Row:
    """Slope with p-value, interval by turning the test round, the share of draws it calls, and its detectable size."""
    from scipy.stats import t

    draws, slope = deals.shape[0] - 1, estimated(change, dose)
    test, how = partial(dealing, deals=deals), f"doses dealt out anew {draws} times"
    if signs is not None:
        test, how = (
            partial(flipping, dose=dose, signs=signs),
            (f"districts with other exposure vary otherwise, therefore signs of changes drawn anew {draws} times"),
        )
    error = float(slopes(change, deals[:1])[1][0])
    low, high = (edge(test, change, dose, slope, side * error) for side in (-1.0, 1.0))
    free = dose.size - 2
    return {
        "estimate": slope,
        "low": low,
        "high": high,
        "p": test(change),
        "placebo_rate": float(np.floor(LEVEL * (draws + 1)) / (draws + 1)),
        "placebos": draws,
        "mde": (high - low) / 2 * (1 + float(t.ppf(POWER, free) / t.ppf(1 - LEVEL / 2, free))),
        "method": f"change on dose, least squares (statsmodels); {how}",
    }


def estimated(change: Floats, dose: Floats) -> float:
    """Slope of ``change`` on ``dose``."""
    try:
        from statsmodels.api import OLS
    except ImportError as error:
        raise MissingPartError.extra("payola effect", "effect") from error
    return float(OLS(change, np.column_stack([np.ones(dose.size), dose])).fit().params[1])


def edge(test: Callable[[Floats], float], change: Floats, dose: Floats, slope: float, step: float) -> float:
    """The farthest slope on one side that the test does not reject."""
    inside, outside = slope, slope + 2 * step
    while test(change - outside * dose) > LEVEL and abs(outside - slope) < 1e3 * abs(step):
        inside, outside = outside, outside + 2 * step
    for _ in range(20):
        middle = (inside + outside) / 2
        if test(change - middle * dose) > LEVEL:
            inside = middle
        else:
            outside = middle
    return (inside + outside) / 2


def pooled(y: Floats, before: int, deals: Floats, signs: Floats | None, size: Row) -> list[Row]:
    """Every district and date as if independent (two-way fixed effects), with the share of draws it calls an effect."""
    from scipy.stats import t

    n, dates = y.shape
    if dates < 3:
        return []
    free = n * dates - n - dates
    slope, error = as_if_independent(y, before, deals, signs, free)
    p = 2 * t.sf(np.abs(slope) / np.maximum(error, 1e-300), free)
    half = float(t.ppf(1 - LEVEL / 2, free) * error[0])
    rate = float((p[1:] <= LEVEL).mean())
    found = {"estimate": float(slope[0]), "low": float(slope[0]) - half, "high": float(slope[0]) + half}
    note = f"its 5 % are {100 * rate:.0f} % where chance alone is at work"
    method = "fixed effects of districts and dates, usual standard errors"
    facts = {"p": float(p[0]), "placebo_rate": rate, "placebos": deals.shape[0] - 1, "method": method, "note": note}
    return [row(POOLED, **found, **facts, **size)]


def as_if_independent(y: Floats, before: int, deals: Floats, signs: Floats | None, free: int) -> tuple[Floats, Floats]:
    """Slope on dose after the event and its usual error, for each deal of doses or draw of signs."""
    twice = y - y.mean(1, keepdims=True) - y.mean(0) + y.mean()
    late = (np.arange(y.shape[1]) >= before) - (y.shape[1] - before) / y.shape[1]
    squares = float(deals[0] @ deals[0] * (late @ late))
    whole = float((twice**2).sum())
    slope = (deals if signs is None else signs * deals[0]) @ (twice @ late) / squares
    if signs is not None:  # what all districts share at a date is taken out again after their signs are drawn
        whole -= ((signs @ twice) ** 2).sum(axis=1) / y.shape[0]
    error = np.sqrt(np.maximum(whole - slope**2 * squares, 0.0) / free / squares)
    return np.asarray(slope, dtype=np.float64), np.asarray(error, dtype=np.float64)
