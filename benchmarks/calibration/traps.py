"""Corpora in which nobody is coordinated and other tools find much. How often is anything found here?

    python -m benchmarks.calibration.traps --seeds 100 [--data FOLDER]

500 independent accounts in 10 interest groups; tags and a sound that everybody uses; and, where the folder of real data
is named (or PAYOLA_DATA set), copies of its two coordination sets with every post at another second of its own hour.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from benchmarks.calibration.p_values import moved
from benchmarks.calibration.worlds import graded, lower_limit, tested

from payola.campaigns.coordination import Findings, coordinated
from payola.detectors.pairs import coordination
from payola.simulate import simulate
from payola.stats.jitter import Scale

DAY = 86_400
SETS = {
    "German 2021, hashtags": ("german_elections_2021.parquet", "hashtag_id", "post_id", "timestamp"),
    "Russian": ("russian_coord_tweets.parquet", "object_id", "content_id", "timestamp_share"),
}


def uses(account: np.ndarray, time: np.ndarray, objects: np.ndarray) -> pa.Table:
    """A table of uses; ``objects`` (posts, k) names, each distinct one of a post once."""
    n, width = objects.shape
    rows = pa.table(
        {
            "object": pa.array(objects.ravel().tolist(), pa.string()),
            "account_id": pa.array(np.repeat([f"u{a:05}" for a in account], width).tolist(), pa.string()),
            "post_id": pa.array(np.repeat([f"p{i:06}" for i in range(n)], width).tolist(), pa.string()),
            "created_at": pa.array(np.repeat(time, width), pa.int64()),
        }
    )
    return rows.group_by(rows.column_names, use_threads=False).aggregate([])


def interest_groups(seed: int, accounts: int = 500, groups: int = 10, posts: int = 60) -> pa.Table:
    """Accounts that post when they like, under three of the 20 tags of their group, popular ones more often."""
    rng = np.random.default_rng(seed)
    account = np.repeat(np.arange(accounts), posts)
    group = account % groups
    tag = (rng.random((len(account), 3)) ** 2 * 20).astype(np.int64)
    names = np.array([[f"g{g}-{t}" for t in range(20)] for g in range(groups)])
    return uses(account, rng.integers(0, 30 * DAY, len(account)), names[group[:, None], tag])


def everywhere(seed: int, accounts: int = 400, posts: int = 20) -> tuple[pa.Table, pa.Table]:
    """Tags (#fyp, #foryou and one of many) and sounds (half of the posts have the one that everybody uses)."""
    rng = np.random.default_rng(seed)
    account = np.repeat(np.arange(accounts), posts)
    time = rng.integers(0, 30 * DAY, len(account))
    rare = np.array([f"t{t}" for t in rng.integers(0, 2_000, len(account))])
    tags = np.stack([np.full(len(account), "fyp"), np.full(len(account), "foryou"), rare], axis=1).astype(object)
    sound = np.where(
        rng.random(len(account)) < 0.5, "hit", np.array([f"s{t}" for t in rng.integers(0, 500, len(account))])
    )
    return uses(account, time, tags), uses(account, time, sound[:, None].astype(object))


def clubs(fans: int, reference_fans: int, seed: int) -> Findings:
    """A fan club of one size tested against a reference whose clubs have another; everybody at a speed of their own."""
    from dataclasses import replace

    knobs = {"communities": 4, "fan_groups": 2, "second_interest": 0.0}
    here = simulate("null-fans", seed=seed, accounts=4 * fans * 2, **knobs)
    there = simulate("null-fans", seed=seed + 1_000, accounts=4 * reference_fans * 2, **knobs)
    return tested(replace(here, reference=there.reference))


def real(folder: Path, name: str) -> pa.Table:
    """The uses of one of the two sets."""
    file, object_, post, time = SETS[name]
    rows = pq.read_table(folder / "coordination_reference" / file)
    rows = rows.filter(pc.is_valid(rows[object_]))
    ids = {"object": object_, "account_id": "account_id", "post_id": post}
    table = pa.table({name: pc.cast(rows[column], pa.string()) for name, column in ids.items()})
    table = table.append_column("created_at", pc.cast(rows[time], pa.int64()))
    return table.group_by(table.column_names, use_threads=False).aggregate([])


def pairs_found(table: pa.Table, seed: int) -> bool:
    """Whether a copy of the uses, re-timed inside the hour, has a pair of accounts beyond chance at 60 s in 1 h."""
    grade = coordination(moved(table, 3_600, seed), scales=[Scale(60, 3_600)]).pairs["grade"]
    return grade.null_count < len(grade)


def silent(name: str, trap: Callable[[int], bool], seeds: int) -> str:
    """One row of the table: seeds, seeds without a finding, and the lower limit of their share."""
    quiet = sum(not trap(seed) for seed in range(seeds))
    return f"| {name} | {seeds} | {quiet} | {quiet / seeds:.0%} | {lower_limit(quiet, seeds):.1%} |"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seeds", type=int, default=100)
    asked.add_argument("--data", type=Path, default=os.environ.get("PAYOLA_DATA"))
    options = asked.parse_args()
    print(
        "| trap | seeds | without a finding (A, B or C) | share | lower 95 % limit |\n|---|---|---|---|---|", flush=True
    )
    traps: dict[str, Callable[[int], bool]] = {
        "500 accounts in 10 interest groups": lambda seed: any(
            graded(coordinated({"tag": interest_groups(seed)}, None, seed), "ABC")
        ),
        "#fyp #foryou and a popular sound": lambda seed: any(
            graded(coordinated(dict(zip(("tag", "music"), everywhere(seed), strict=True)), None, seed), "ABC")
        ),
    }
    if options.data:
        for name in SETS:
            table = real(Path(options.data), name)
            traps[f"{name}, re-timed within the hour"] = lambda seed, table=table: pairs_found(table, seed)
    for name, trap in traps.items():
        print(silent(name, trap, options.seeds), flush=True)


if __name__ == "__main__":
    main()
