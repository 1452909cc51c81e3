"""Did one unit part from the others that were not reached? Synthetic control, judged by the same for every other unit.

Weights that make the others follow the treated unit before the event come from pysyncon (Abadie, Diamond and
Hainmueller 2010), fitted to all outcomes before it. The gap after the event, in units of the misfit before, is ranked
among those of all units taken as treated in turn (placebo-in-space). The prediction interval turns the same ranks
round, so that it leaves out zero where p is at most 5 %.
"""

from __future__ import annotations

import warnings
from datetime import date

import numpy as np
from numpy.typing import NDArray

from payola.errors import MissingPartError
from payola.outcomes.effect.words import LEVEL, Row, joined, judged, row, unidentified

Floats = NDArray[np.float64]

DESIGN = "synthetic control, placebo-in-space"
EARLIER = "synthetic control, placebo-in-time"
DONORS = 19  # with fewer the smallest p, 1 / (donors + 1), is above 5 %
LEAST_BEFORE = 8  # periods before the event that weights are fitted to
MOST = 60  # units to compare with: of more, as many are drawn by chance (each of them needs a mixture of its own)
MISFIT = 5.0  # times the median misfit before the event: units that cannot be followed are left out, whoever they are


def synthetic(
    units: tuple[str, ...], days: tuple[date, ...], values: Floats, treated: str, event: date, seed: int = 0
) -> list[Row]:
    """Rows of the design at the event and at an earlier date; ``values`` has shape (units, days)."""
    whole = np.asarray(np.isfinite(values).all(axis=1), dtype=np.bool_)
    before = sum(day < event for day in days)
    size: Row = {"subject": treated, "n_units": int(whole.sum()), "n_before": before, "n_after": len(days) - before}
    here = units.index(treated)
    why = missing(whole, here, before, values)
    if why:
        return [unidentified(DESIGN, why, **size)]
    chosen = drawn(whole, here, np.random.default_rng(seed))
    ours = int(chosen[:here].sum())
    y = values[chosen].T
    size["n_units"] = y.shape[1]
    gaps, misfit = gaps_of_all(y, before, ours)
    left_out = misfit > MISFIT * np.median(misfit)
    if left_out[ours] or (~left_out).sum() <= DONORS:
        return [unidentified(DESIGN, unfollowed(bool(left_out[ours]), int((~left_out).sum()) - 1), **size)]
    earlier = at_earlier_date(y[:before], ours, size)
    if earlier and earlier["p"] <= LEVEL:
        why = f"the design sees an effect at {days[2 * before // 3]}, when there was none (p = {earlier['p']:.3f})"
        return [
            unidentified(DESIGN, why + "; a longer past or other units to compare with would be needed", **size),
            earlier,
        ]
    notes = joined(
        omitted("without values at all dates", ~whole),
        omitted("not drawn (many are enough)", whole & ~chosen),
        omitted("that no mixture follows", left_out),
    )
    kept = ~left_out
    found = compared(gaps[kept], misfit[kept], int(kept[:ours].sum()), size | {"note": notes})
    return [found, earlier] if earlier else [found]


def drawn(whole: NDArray[np.bool_], here: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """The treated unit and at most MOST others, by chance: a choice by likeness would favour the treated unit."""
    others = np.flatnonzero(whole & (np.arange(whole.size) != here))
    kept = np.zeros(whole.size, np.bool_)
    kept[here] = True
    kept[rng.permutation(others)[:MOST]] = True
    return kept


def omitted(why: str, those: NDArray[np.bool_]) -> str | None:
    """How many units were left out and why; None where none."""
    return f"{int(those.sum())} units {why} are left out" if those.any() else None


def missing(whole: NDArray[np.bool_], here: int, before: int, values: Floats) -> str | None:
    """What the panel lacks, and what would be enough; None where nothing."""
    if not whole[here]:
        return "the treated unit lacks values at some dates; values at every date would be needed"
    if before < LEAST_BEFORE:
        return f"{before} dates before the event; {LEAST_BEFORE} would be enough"
    donors = int(whole.sum()) - 1
    if donors < DONORS:
        return f"{donors} units to compare with have values at all dates; {DONORS} would be enough for a p of 5 %"
    past = values[here, :before]
    if past.max() == past.min():
        return "the treated unit's outcome is constant before the event; values measured more finely would be needed"
    return None


def unfollowed(ours: bool, donors: int) -> str:
    """Why the comparison does not hold where mixtures follow badly."""
    if ours:
        return (
            "no mixture of the other units follows the treated one before the event (its misfit is more than "
            f"{MISFIT:.0f} times the usual); units more like it would be needed"
        )
    return f"only {donors} other units can be followed by mixtures before the event; {DONORS} would be enough"


def gaps_of_all(y: Floats, before: int, ours: int) -> tuple[Floats, Floats]:
    """Mean gap after the event and root mean squared misfit before it, of each unit; ``y`` has shape (dates, units).

    The treated unit, ``ours``, is in no other unit's mixture: an effect on it must not look like one on them.
    """
    gaps, misfit = np.empty(y.shape[1]), np.empty(y.shape[1])
    for unit in range(y.shape[1]):
        others = np.delete(y, [unit, ours], axis=1)
        gap = y[:, unit] - others @ weights(y[:before, unit], others[:before])
        gaps[unit], misfit[unit] = gap[before:].mean(), np.sqrt((gap[:before] ** 2).mean())
    return gaps, np.maximum(misfit, 1e-9 * y[:before].std())


def weights(treated: Floats, donors: Floats) -> Floats:
    """Weights of the donors, shape (donors,), at least 0, of sum 1: least squares on all dates before the event.

    The treated unit's outcome is subtracted from all (weights of sum 1 are not changed by that) and the scale is set,
    because the optimiser that pysyncon calls stops early, or at once, on numbers that are very small or large.
    """
    try:
        import pandas as pd
        from pysyncon import Synth
    except ImportError as error:
        raise MissingPartError.extra("payola effect", "effect") from error
    away = donors - treated[:, None]
    away = away[away.std(axis=1) > 0]
    away *= 10 / np.sqrt((away**2).mean())
    theirs, ours = pd.DataFrame(away), pd.Series(np.zeros(away.shape[0]), name=away.shape[1])
    fitted = Synth()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        every_row_alike = pd.concat([theirs, ours], axis=1).std(axis=1).to_numpy() ** 2  # pysyncon divides rows by it
        fitted.fit(X0=theirs, X1=ours, Z0=theirs, Z1=ours, custom_V=every_row_alike)
    found = np.clip(np.asarray(fitted.W, dtype=np.float64), 0.0, None)
    return np.asarray(found / found.sum(), dtype=np.float64)


def compared(gaps: Floats, misfit: Floats, ours: int, facts: Row) -> Row:
    """The treated unit's gap beside those of the others, each in units of its own misfit before the event."""
    ratio = np.abs(gaps) / misfit
    others = np.sort(np.delete(ratio, ours))
    n = others.size
    p = float((1 + (others >= ratio[ours]).sum()) / (n + 1))
    half = float(others[int(np.ceil((1 - LEVEL) * (n + 1) - 1e-9)) - 1] * misfit[ours])
    seen = float(np.quantile(others, 0.6) * misfit[ours])  # chance takes away more than that one time in five
    return judged(
        DESIGN,
        p,
        estimate=float(gaps[ours]),
        low=float(gaps[ours]) - half,
        high=float(gaps[ours]) + half,
        placebo_rate=float(np.floor(LEVEL * (n + 1) + 1e-9) / (n + 1)),
        placebos=n,
        mde=half + seen,
        method=f"mean gap to a mixture of {n} other units (pysyncon), ranked among their own gaps; "
        f"misfit before the event {misfit[ours]:.4g}",
        **facts,
    )


def at_earlier_date(y: Floats, ours: int, size: Row) -> Row | None:
    """The same design at a date two thirds into the past, when nothing had happened; None where too short."""
    before = 2 * y.shape[0] // 3
    if before < LEAST_BEFORE or y.shape[0] - before < 2:
        return None
    gaps, misfit = gaps_of_all(y, before, ours)
    found = compared(gaps, misfit, ours, size | {"n_before": before, "n_after": y.shape[0] - before})
    return row(EARLIER, **{k: v for k, v in found.items() if k not in ("design", "result")})
