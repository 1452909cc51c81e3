"""Series and districts in which nothing happened, or in which an effect of known size did."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
START = date(2024, 1, 1)


def remembering(n: int, memory: float, rng: np.random.Generator) -> Floats:
    """AR(1) noise of unit innovations, shape (n,)."""
    y = np.zeros(n + 100)
    for i, shock in enumerate(rng.standard_normal(n + 100)):
        y[i] = shock + (memory * y[i - 1] if i else 0.0)
    return y[100:]


def daily(n: int) -> tuple[date, ...]:
    """``n`` days from START on."""
    return tuple(START + timedelta(i) for i in range(n))


def written(path: Path, header: str, rows: list[tuple[object, ...]]) -> Path:
    """A CSV file with these rows."""
    path.write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n", encoding="utf-8")
    return path


def districts(
    folder: Path, *, effect: float = 0.0, trend: float = 0.0, n: int = 40, seed: int = 0
) -> tuple[Path, Path]:
    """Outcomes of ``n`` districts in four elections, and their exposures; ``effect`` and ``trend`` a unit of it."""
    rng = np.random.default_rng(seed)
    dose, level = rng.gamma(2.0, size=n), rng.normal(40, 5, n)
    rows: list[tuple[object, ...]] = []
    for step, year in enumerate((2012, 2016, 2020, 2024)):
        share = level + rng.normal(0, 1, n) + trend * dose * step + (effect * dose if year == 2024 else 0)
        rows += [(f"D{i}", year, round(float(value), 3)) for i, value in enumerate(share)]
    doses: list[tuple[object, ...]] = [(f"D{i}", round(float(value), 4)) for i, value in enumerate(dose)]
    return written(folder / "votes.csv", "district,year,share", rows), written(
        folder / "dose.csv", "district,exposure", doses
    )
