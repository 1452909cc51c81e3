"""Which design do the data allow, and what does it say? Outcomes, event and exposure to rows of table ``effects``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from payola.errors import OptionError
from payola.outcomes.effect.errors import EffectError, few
from payola.outcomes.effect.reading import Outcomes, event_day, read_exposure, read_outcomes
from payola.outcomes.effect.words import Row, as_table, joined

if TYPE_CHECKING:
    import pyarrow as pa


def measure(
    outcomes: Path,
    *,
    event: str | date | None = None,
    treated: str | None = None,
    exposure: Path | None = None,
    family: str | None = None,
    after: int | None = None,
    columns: Mapping[str, str] | None = None,
    signed: bool = False,
    seed: int = 0,
) -> pa.Table:
    """Table ``effects`` for one outcome.

    Raises
    ------
    PayolaError
        Outcomes, event or exposure cannot be used.
    """
    if after is not None and after < 1:
        raise OptionError.bad("--after", after, "a number of periods, 1 or more")
    when, doses = event_day(event), None
    is_run = exposure is not None and (exposure / "manifest.json").is_file()
    if family and not is_run:
        raise OptionError.bad("--family", family, "given together with the Run that has it: --exposure RUN")
    if exposure is not None and is_run and (family or when is None):
        family, began = beginning(exposure, family)
        when = when or began
    elif exposure is not None and not is_run:
        doses = read_exposure(exposure, columns)
    told = {key: name for key, name in (columns or {}).items() if key != "exposure"} if doses is not None else columns
    data = read_outcomes(outcomes, told, signed=signed, by_unit=doses is not None or treated is not None)
    day = checked_event(data, when)
    rows = design(data, day, treated, doses, exposure, after, seed)
    rows[0]["note"] = joined(rows[0]["note"], lacking(doses, data), *data.notes, elsewhere(doses or {}, data))
    return as_table([each | {"family_id": family, "outcome": data.outcome} for each in rows])


def elsewhere(doses: Mapping[str, float], data: Outcomes) -> str | None:
    """Which exposures belong to no unit of the outcomes (often another spelling); None where none."""
    strange = sorted(set(doses) - set(data.units))
    return f"{len(strange)} exposures are of no unit of {data.name} ({few(strange, 3)})" if strange else None


def lacking(doses: Mapping[str, float] | None, data: Outcomes) -> str | None:
    """Which units have no exposure (often another spelling), or not an outcome at every date; None where all have."""
    if doses is None:
        return None
    gaps = [unit for unit, row in zip(data.units, data.values, strict=True) if not np.isfinite(row).all()]
    unknown = [unit for unit in data.units if not np.isfinite(doses.get(unit, np.nan))]
    parts = [(unknown, "no exposure is known"), (gaps, "outcomes are missing at some dates")]
    return joined(*(f"{what} of {few(units)}" for units, what in parts if units))


def checked_event(data: Outcomes, when: date | None) -> date:
    """The event, which must have outcomes on both sides."""
    first, last = data.days[0], data.days[-1]
    if when is None:
        raise EffectError.no_event(first, last)
    if not first <= when <= last:
        raise EffectError.no_overlap(data.name, when, first, last)
    return when


def design(
    data: Outcomes,
    event: date,
    treated: str | None,
    doses: Mapping[str, float] | None,
    exposure: Path | None,
    after: int | None,
    seed: int,
) -> list[Row]:
    """The rows of the design that was asked for."""
    from payola.outcomes.effect.districts import by_exposure
    from payola.outcomes.effect.series import interrupted
    from payola.outcomes.effect.synthetic import synthetic

    if doses is not None:
        if treated:
            raise EffectError.two_designs()
        if not set(doses) & set(data.units) and exposure:
            raise EffectError.strange_units(exposure.name, data.name, doses, data.units)
        dose = np.array([doses.get(unit, np.nan) for unit in data.units])
        return by_exposure(data.days, data.values, dose, event, seed)
    if treated is not None and treated not in data.units:
        raise OptionError.unknown("unit", treated, data.units)
    if len(data.units) == 1 and treated is None:
        return interrupted(data.days, data.values[0], event, after)
    if treated is None:
        if exposure is not None:
            raise EffectError.run_without_places(exposure.name)
        raise EffectError.which_design(data.name, data.units)
    return synthetic(data.units, data.days, data.values, treated, event, seed)


def beginning(run: Path, family: str | None) -> tuple[str, date]:
    """A family of a Run (the only one where none is named) and the day on which it began: its first post."""
    from datetime import UTC, datetime

    from payola.run import Run

    found = Run(run)["families"].to_arrow().to_pylist()
    known = {each["family_id"]: each["born_at"] for each in found if each["born_at"] is not None}
    if family is None and len(known) > 1:
        raise EffectError.which_family(run.name, sorted(known))
    chosen = family or next(iter(known), None)
    if chosen not in known:
        raise OptionError.unknown("family", str(chosen), sorted(known))
    return str(chosen), datetime.fromtimestamp(known[chosen], UTC).date()
