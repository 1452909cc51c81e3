"""In which share of worlds without any campaign is an account graded A or B?

    python -m benchmarks.calibration.null_worlds --worlds 200 --family all --seed0 0 --out null_worlds.jsonl

Resumable: each world is one line of the output file, and worlds that stand there are not made again. Without
``--family`` every family is gathered, one world of each in turn. A share of 5 % is excluded where the lower limit is
above it; it is shown to be no more where the upper limit is below it.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from benchmarks.calibration.worlds import NULLS, gathered, lower_limit, upper_limit


def table(rows: list[dict[str, Any]]) -> str:
    """Worlds, worlds with a false account, both one-sided 95 % limits of their share, by family and all together."""
    lines = ["| world | worlds | with a false account | share | 95 % limits (one-sided) | false accounts | graded C |"]
    lines.append("|---|---|---|---|---|---|---|")
    for name in [*sorted({row["world"] for row in rows}), "all together"]:
        own = [row for row in rows if name in (row["world"], "all together")]
        n, hits = len(own), sum(row["false"] > 0 for row in own)
        false, c_only = (sum(row[key] for row in own) for key in ("false", "c_only"))
        limits = f"{lower_limit(hits, n):.1%} to {upper_limit(hits, n):.1%}"
        lines.append(f"| {name} | {n} | {hits} | {hits / n:.1%} | {limits} | {false} | {c_only} |")
    return "\n".join(lines)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--worlds", type=int, default=200, help="worlds a family")
    asked.add_argument("--family", action="append", choices=NULLS, help="a family (may be given again); all of them")
    asked.add_argument("--seed0", type=int, default=0, help="the first seed")
    asked.add_argument("--out", type=Path, default=Path("null_worlds.jsonl"))
    options = asked.parse_args()
    families = options.family or NULLS
    seeds = range(options.seed0, options.seed0 + options.worlds)
    print(table(list(gathered(options.out, [(f"null-{name}", seed, {}) for seed in seeds for name in families]))))


if __name__ == "__main__":
    main()
