"""Does each design of payola effect err as often as it prints, and see what it says it would see?

    python benchmarks/effect.py [--simulations 1000] [--part series|regressions|synthetic|districts|deals]

Simulates outcomes in which nothing happened. Prints, for each world and design: the share of worlds in which it
abstains, the share called an effect (realised), the mean of the rates it printed itself (printed), coverage of the 95 %
interval, and power against an effect of the size that it says it would have seen four times in five. Synthetic control,
which fits a mixture for each unit, and the usual regressions get a quarter of the simulations; 499 deals of doses.
"""

from __future__ import annotations

import argparse
import time
import warnings
from collections.abc import Callable
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from payola.outcomes.effect import districts as by_dose
from payola.outcomes.effect.districts import POOLED, by_exposure
from payola.outcomes.effect.periods import Series, without_weekdays
from payola.outcomes.effect.series import HAC, PLAIN, placebo_in_time, plain
from payola.outcomes.effect.synthetic import synthetic
from payola.outcomes.effect.words import NOT_IDENTIFIABLE, Row

Floats = NDArray[np.float64]
Rng = np.random.Generator


def ar(memory: float, n: int, rng: Rng, shocks: Floats | None = None) -> Floats:
    """AR(1) of unit shocks, started far in the past."""
    given = rng.standard_normal(n + 200) if shocks is None else shocks
    return np.asarray(lfilter([1.0], [1.0, -memory], given)[200:], dtype=np.float64)


def walk(n: int, rng: Rng, size: float) -> Floats:
    return np.asarray(np.cumsum(rng.standard_normal(n)) * size, dtype=np.float64)


WORLDS: dict[str, Callable[[int, Rng], Floats]] = {
    "white": lambda n, rng: ar(0.0, n, rng),
    "AR(0.4)": lambda n, rng: ar(0.4, n, rng),
    "AR(0.7)": lambda n, rng: ar(0.7, n, rng),
    "drifting: AR(0.7) and random walk of 0.2": lambda n, rng: ar(0.7, n, rng) + walk(n, rng, 0.2),
    "drifting: AR(0.7) and linear trend": lambda n, rng: ar(0.7, n, rng) + 0.02 * np.arange(n),
    "drifting: pure random walk": lambda n, rng: walk(n, rng, 1.0),
    "AR(0.7), heavy tails (t, 3 df)": lambda n, rng: ar(0.7, n, rng, rng.standard_t(3, n + 200)),
    "AR(0.4), weekly pattern": lambda n, rng: ar(0.4, n, rng) + 3 * np.sin(np.arange(n) * 2 * np.pi / 7),
    "cycle of 120 days": lambda n, rng: (
        ar(0.4, n, rng) + 2 * np.sin(np.arange(n) * 2 * np.pi / 120 + rng.uniform(0, 2 * np.pi))
    ),
}
FOUR = list(WORLDS)[:5]


def summed(title: str, seen: list[Row]) -> str:
    """One line of the table, of rows in whose worlds nothing happened.

    An effect adds itself to the estimate and to both ends of the interval, and nothing else; the interval leaves out
    zero where an effect is called. So the power at the printed size is the share of intervals that would leave it out.
    """
    stands = [row for row in seen if row["result"] != NOT_IDENTIFIABLE]
    abstained = 1 - len(stands) / len(seen)
    if not stands:
        return f"| {title} | {len(seen)} | {abstained:.1%} | - | - | - | - |"
    realised = np.mean([row["p"] <= 0.05 for row in stands])
    printed = np.mean([row["placebo_rate"] for row in stands])
    covered = np.mean([row["low"] <= 0 <= row["high"] for row in stands])
    sized = [row for row in stands if row["mde"] is not None]
    seen_at = [
        [row["low"] + way * row["mde"] > 0, row["high"] + way * row["mde"] < 0] for row in sized for way in (1, -1)
    ]
    power = f"{2 * np.mean(seen_at):.1%}" if sized else "-"
    error = np.sqrt(realised * (1 - realised) / len(stands))
    return (
        f"| {title} | {len(seen)} | {abstained:.1%} | {realised:.1%} ± {error:.1%} | {printed:.1%} | {covered:.1%} "
        f"| {power} |"
    )


HEAD = """
| world, design | simulations | abstains | realised (± s.e.) | printed | coverage | power at the printed size |
|---|---|---|---|---|---|---|"""


def judged(y: Floats, before: int, rhythm: str, m: int) -> Row:
    return placebo_in_time(without_weekdays(Series(y, before, rhythm)), m)


def series(n: int, rng: Rng) -> None:
    for before, m, rhythm in ((180, 14, "day"), (104, 4, "week"), (365, 28, "day"), (60, 5, "day")):
        print(f"\n### One series: {before} {rhythm}s before, {m} after; placebo-in-time (recommended){HEAD}")
        for name, world in WORLDS.items():
            if before != 180 and name.startswith(("AR(0.4), weekly", "cycle")) and rhythm == "week":
                continue
            found = [judged(world(before + m, rng), before, rhythm, m) for _ in range(n)]
            print(summed(name, found), flush=True)


def regressions(n: int, rng: Rng) -> None:
    print(f"\n### One series: 180 days before, 14 after; the usual regressions beside it{HEAD}")
    for name in FOUR:
        beside: dict[str, list[Row]] = {PLAIN: [], HAC: []}
        for _ in range(max(n // 4, 50)):
            for row in plain(Series(WORLDS[name](194, rng), 180, "period"), 14):
                beside[row["design"]].append(row)
        for design, found in beside.items():
            print(summed(f"{name}, {design.split(', ')[1]}", found), flush=True)


def units(n: int) -> tuple[str, ...]:
    return tuple(f"U{i:02d}" for i in range(n))


def years(n: int) -> tuple[date, ...]:
    return tuple(date(1990 + i, 1, 1) for i in range(n))


def panel(kind: str, rng: Rng) -> Floats:
    """Twenty units over 24 dates that share three factors."""
    factors = np.stack([ar(0.7, 24, rng) if kind == "AR(0.7) factors" else walk(24, rng, 1.0) for _ in range(3)])
    own = np.stack([ar(0.4 if kind != "white noise of its own" else 0.0, 24, rng) for _ in range(20)])
    return rng.uniform(0, 1, (20, 3)) @ factors + 0.5 * own


def controls(n: int, rng: Rng) -> None:
    print(f"\n### One unit and 19 others: 18 dates before, 6 after; synthetic control, placebo-in-space{HEAD}")
    for kind in ("AR(0.7) factors", "random-walk factors"):
        found = [
            synthetic(units(20), years(24), panel(kind, rng), "U00", years(24)[18])[0] for _ in range(max(n // 4, 20))
        ]
        print(summed(kind, found), flush=True)


def votes(kind: str, dose: Floats, rng: Rng, dates: int) -> Floats:
    """Outcomes of districts in which nothing happened, shape (districts, dates)."""
    n = dose.size
    noise = {
        "normal": lambda: rng.standard_normal((n, dates)),
        "heavy tails (t, 3 df)": lambda: rng.standard_t(3, (n, dates)),
        "noise grows with dose": lambda: rng.standard_normal((n, dates)) * (0.5 + dose[:, None]),
        "days with AR(0.7) memory": lambda: np.stack([ar(0.7, dates, rng) for _ in range(n)]),
    }[kind]()
    return rng.normal(40, 5, (n, 1)) + rng.normal(0, 2, (1, dates)) + noise


def dosed(n: int, rng: Rng) -> None:
    by_dose.DRAWS = 499
    print(f"\n### Districts by exposure: 60 districts, doses of a skew distribution{HEAD}")
    for kind, dates, before in (
        ("normal", 4, 3),
        ("heavy tails (t, 3 df)", 4, 3),
        ("noise grows with dose", 4, 3),
        ("days with AR(0.7) memory", 28, 14),
    ):
        found: list[Row] = []
        beside: list[Row] = []
        for world in range(n):
            dose = rng.gamma(2.0, size=60)
            rows = by_exposure(years(dates), votes(kind, dose, rng, dates), dose, years(dates)[before], seed=world)
            found.append(rows[0])
            beside += [row for row in rows if row["design"] == POOLED]
        print(summed(f"{kind}, randomisation inference (recommended)", found))
        print(summed(f"{kind}, pooled regression", beside), flush=True)


def dealt_only(n: int, rng: Rng) -> None:
    print("\n### The same test alone, without intervals: 199 deals or signs, as the spread of the districts asks for")
    print("\n| world | simulations | signs drawn instead | called | pooled regression: called | printed |")
    print("|---|---|---|---|---|---|")
    for kind in ("normal", "heavy tails (t, 3 df)", "noise grows with dose"):
        signed, called = 0, 0
        beside: list[Row] = []
        for world in range(5 * n):
            dose = rng.gamma(2.0, size=60)
            y = votes(kind, dose, rng, 4)
            change = y[:, 3] - y[:, :3].mean(axis=1)
            deals = by_dose.dealt(dose, 199, rng)
            signs = by_dose.drawn(change, deals, rng)
            signed += signs is not None
            p = by_dose.dealing(change, deals) if signs is None else by_dose.flipping(change, dose, signs)
            called += p <= 0.05
            beside += by_dose.pooled(y, 3, deals, signs, {}) if world < n else []
        pooled, printed = np.mean([[row["p"] <= 0.05, row["placebo_rate"]] for row in beside], axis=0)
        rate = called / (5 * n)
        error = np.sqrt(rate * (1 - rate) / (5 * n))
        print(
            f"| {kind} | {5 * n} | {signed / (5 * n):.1%} | {rate:.1%} ± {error:.1%} | {pooled:.1%} | {printed:.1%} |"
        )


PARTS: dict[str, Callable[[int, Rng], None]] = {
    "series": series,
    "regressions": regressions,
    "synthetic": controls,
    "districts": dosed,
    "deals": dealt_only,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--simulations", type=int, default=1000)
    parser.add_argument("--part", choices=PARTS, action="append")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    for part in given.part or PARTS:
        started = time.perf_counter()
        PARTS[part](given.simulations, np.random.default_rng(20241124))
        print(f"\n({part}: {time.perf_counter() - started:.0f} s)", flush=True)


if __name__ == "__main__":
    main()
