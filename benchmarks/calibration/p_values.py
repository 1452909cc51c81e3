"""Are p-values of pairs that meet by chance alone as small as they say, and no smaller? P(p <= a) / a.

    python -m benchmarks.calibration.p_values --worlds 20 --out p_values.jsonl     under the jitter null alone
    python -m benchmarks.calibration.p_values --read null_worlds.jsonl             with a reference, from null_worlds.py

The first re-times every post of null worlds inside its own bin, scale by scale: chance itself, with the activity, the
tags and the rhythm of the world. Pairs share accounts and posts, so limits are clustered by world (bootstrap).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from benchmarks.calibration.worlds import ALPHAS, NULLS, layers, p_at_most

from payola.detectors.pairs import coordination
from payola.simulate import simulate
from payola.stats.jitter import SCALES, Scale, retimed

DRAWS, LIMIT = 2_000, 95


def moved(uses: pa.Table, bin_s: int, seed: int) -> pa.Table:
    """The uses with every post at a random second of its own bin."""
    posts, row = np.unique(uses["post_id"].to_numpy(zero_copy_only=False), return_inverse=True)
    moments = np.zeros(len(posts), np.int64)
    moments[row] = uses["created_at"].to_numpy()
    times = retimed(moments, bin_s, 1, np.random.default_rng(seed))[row]
    return uses.set_column(uses.column_names.index("created_at"), "created_at", pa.array(times))


def counted(world: str, seed: int, scale: Scale) -> dict[str, Any]:
    """How many p-values of a re-timed world are at most each alpha, at one scale."""
    found = coordination(moved(layers(simulate(world, seed=seed).posts)["tag"], scale.bin_s, seed), scales=[scale])
    p = found.pairs["p"].to_numpy()
    m = found.summary["testable_pairs"]
    return {"world": world, "seed": seed, "window_s": scale.window_s, "p_at_most": p_at_most(p), "pairs": m}


def table(groups: dict[str, list[dict[str, Any]]]) -> str:
    """P(p <= a) / a with its one-sided 95 % limit, by group of worlds."""
    lines = ["| | worlds | pairs | " + " | ".join(f"a = {alpha:g}" for alpha in ALPHAS) + " |"]
    lines.append("|---" * (3 + len(ALPHAS)) + "|")
    for name, rows in groups.items():
        counts = np.array([row["p_at_most"] for row in rows], np.float64)
        pairs = np.array([row["pairs"] for row in rows], np.float64)
        drawn = np.random.default_rng(0).integers(0, len(rows), (DRAWS, len(rows)))
        shares = counts[drawn].sum(axis=1) / pairs[drawn].sum(axis=1)[:, None] / ALPHAS
        limits = np.percentile(shares, LIMIT, axis=0)
        told = counts.sum(axis=0) / pairs.sum() / ALPHAS
        cells = " | ".join(f"{one:.2f} (<= {limit:.2f})" for one, limit in zip(told, limits, strict=True))
        lines.append(f"| {name} | {len(rows)} | {int(pairs.sum()):,} | {cells} |")
    return "\n".join(lines)


def read(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Rows of null_worlds.py by family, and all together."""
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    told = [row | {"pairs": sum(row["testable"].values())} for row in rows]
    families = sorted({row["world"] for row in told})
    return {name: [row for row in told if row["world"] == name] for name in families} | {"all together": told}


def gathered(out: Path, worlds: int, seed0: int) -> dict[str, list[dict[str, Any]]]:
    """Re-timed worlds by scale; those that stand in ``out`` are not made again."""
    kept = [json.loads(line) for line in out.read_text().splitlines()] if out.exists() else []
    known = {(row["world"], row["seed"], row["window_s"]): row for row in kept}
    by_scale: dict[str, list[dict[str, Any]]] = {}
    for seed in range(seed0, seed0 + worlds):
        for scale in SCALES:
            key = (f"null-{NULLS[seed % len(NULLS)]}", seed, scale.window_s)
            if key not in known:
                known[key] = counted(key[0], seed, scale)
                with out.open("a") as file:
                    file.write(json.dumps(known[key]) + "\n")
            by_scale.setdefault(f"{scale.window_s} s in {scale.bin_s // 3600} h", []).append(known[key])
    return by_scale


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--worlds", type=int, default=20)
    asked.add_argument("--seed0", type=int, default=0)
    asked.add_argument("--out", type=Path, default=Path("p_values.jsonl"))
    asked.add_argument("--read", type=Path, help="the lines of null_worlds.py")
    options = asked.parse_args()
    print(table(read(options.read) if options.read else gathered(options.out, options.worlds, options.seed0)))


if __name__ == "__main__":
    main()
