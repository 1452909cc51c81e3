"""Which share of planted squads is found, and which share of what is found is false?

    python -m benchmarks.calibration.squads --worlds 10 --out squads.jsonl

4 squads of 15, 80 % participation, 800 organic accounts with fans, news and schedulers: the grid of METHODS.md 2.6,
with its record as the floor. Resumable as null_worlds.py.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path
from typing import Any

from benchmarks.calibration.worlds import gathered

EPISODES = (4, 6, 8, 12)
FLOORS = {  # (spread in seconds, hijacked tags): account recall by episodes
    (30, False): (0.0, 0.21, 0.77, 1.0),
    (300, False): (0.48, 0.90, 0.99, 1.0),
    (30, True): (0.0, 0.08, 0.65, 0.74),
    (300, True): (0.47, 0.90, 0.98, 1.0),
}


def knobs(spread_s: int, hijack: bool, episodes: int) -> dict[str, Any]:
    """The settings of one cell of the grid."""
    return {"spread_s": spread_s, "hijack": hijack, "episodes": episodes}


def table(rows: list[dict[str, Any]]) -> str:
    """Account recall and false share of every cell, beside the floor."""
    cells: dict[tuple[int, bool, int], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        cells[row["knobs"]["spread_s"], row["knobs"]["hijack"], row["knobs"]["episodes"]].append(row)
    lines = ["| within | tags | episodes | worlds | account recall | floor | false accounts a world | false share |"]
    lines.append("|---|---|---|---|---|---|---|---|")
    for (spread_s, hijack, episodes), own in sorted(cells.items(), key=lambda cell: (cell[0][1], *cell[0])):
        found, false = sum(row["found"] for row in own), sum(row["false"] for row in own)
        recall = found / sum(row["planted"] for row in own)
        shares = [row["false"] / max(row["false"] + row["found"], 1) for row in own]
        floor = FLOORS[spread_s, hijack][EPISODES.index(episodes)]
        lines.append(
            f"| {spread_s} s | {'hijacked' if hijack else 'own'} | {episodes} | {len(own)} | {recall:.2f} "
            f"| {floor:.2f} | {false / len(own):.1f} | {sum(shares) / len(own):.3f} |"
        )
    return "\n".join(lines)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--worlds", type=int, default=10, help="worlds a cell of the grid")
    asked.add_argument("--seed0", type=int, default=0, help="the first seed")
    asked.add_argument("--squad-tags", type=int, help="tags of its own that a squad uses in turn (12)")
    asked.add_argument("--out", type=Path, default=Path("squads.jsonl"))
    options = asked.parse_args()
    grid = [knobs(spread_s, hijack, episodes) for spread_s, hijack in FLOORS for episodes in EPISODES]
    if options.squad_tags:
        grid = [cell | {"squad_tags": options.squad_tags} for cell in grid if not cell["hijack"]]
    seeds = range(options.seed0, options.seed0 + options.worlds)
    print(table(list(gathered(options.out, [("squads", seed, cell) for seed in seeds for cell in grid]))))


if __name__ == "__main__":
    main()
