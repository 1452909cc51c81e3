"""How often are comments called more hostile where they are not, and how often where they are?

    python benchmarks/reception.py --worlds 400

20 creators with 12 other videos, 40 comments a video, a tone of its own for each video (tests/outcomes/creators.py).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.outcomes.creators import hostile

LEVELS = (0.01, 0.05, 0.1, 0.25, 0.5)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=400)
    worlds = parser.parse_args().worlds
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
