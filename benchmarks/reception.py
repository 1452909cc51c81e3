"""How often are comments called more hostile where they are not, and how often where they are? And views?

    python benchmarks/reception.py --worlds 400
    python benchmarks/reception.py --worlds 300 --lift

20 creators with 12 other videos, 40 comments a video, a tone of its own for each video (tests/outcomes/creators.py).
Lift: no lift; the family's videos are younger than the others when they are counted, and later in the season. Then
one to three videos of each creator among 14, a trend of one log: any of them, and the last ones, beyond all others.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.outcomes.creators import creators, hostile, late

from payola.outcomes.reach import lift_of
from payola.outcomes.videos import videos_of

LEVELS = (0.01, 0.05, 0.1, 0.25, 0.5)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=400)
    parser.add_argument("--lift", action="store_true")
    asked = parser.parse_args()
    (lifts if asked.lift else words)(asked.worlds)


def lifts(worlds: int) -> None:
    """Views where nothing is lifted, by the creators and their other videos."""
    print("| creators | other videos of each | p <= .01, .05 | covered |\n|---|---|---|---|")
    for n, base in ((6, 12), (10, 12), (20, 12), (20, 30), (40, 12)):
        made = [creators(seed, n, base=base) for seed in range(worlds)]
        rows = [lift_of(videos_of(posts), family, ~family, seed)[0] for seed, (posts, family) in enumerate(made)]
        p = np.array([row["p"] for row in rows])
        covered = np.mean([row["low"] <= 1 <= row["high"] for row in rows])
        print(f"| {n} | {base} | {np.mean(p <= 0.01):.3f} {np.mean(p <= 0.05):.3f} | {covered:.3f} |", flush=True)
    print("\n| creators | the family's videos | p <= .01, .05 | covered |\n|---|---|---|---|")
    for last in (False, True):
        for n in (6, 12, 25, 60):
            told = [late(seed, n, last=last) for seed in range(worlds)]
            rows = [lift_of(videos, family, ~family, seed)[0] for seed, (videos, family) in enumerate(told)]
            p = np.array([row["p"] for row in rows])
            covered = np.mean([row["low"] <= 1 <= row["high"] for row in rows])
            which = "the last" if last else "any"
            print(f"| {n} | {which} | {np.mean(p <= 0.01):.3f} {np.mean(p <= 0.05):.3f} | {covered:.3f} |", flush=True)


def words(worlds: int) -> None:
    """Hostile words that are as common as usual, and more common."""
    print(
        "| truly so many times the usual | worlds | not enough data | p <= .01, .05, .1, .25, .5 | covered | median |"
    )
    print("|---|---|---|---|---|---|")
    for times, first, count in ((1.0, 1000, worlds), *((t, 2000, worlds // 4) for t in (1.5, 2.0, 3.0))):
        rows = [hostile(seed, times) for seed in range(first, first + count)]
        told = [row for row in rows if row["estimate"] is not None]
        p = np.array([row["p"] for row in told])
        shares = " ".join(f"{np.mean(p <= level):.3f}" for level in LEVELS)
        covered = np.mean([row["low"] <= times <= row["high"] for row in told])
        median = np.median([row["estimate"] for row in told])
        print(f"| {times} | {count} | {count - len(told)} | {shares} | {covered:.3f} | {median:.2f} |", flush=True)


if __name__ == "__main__":
    main()
