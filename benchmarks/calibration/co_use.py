"""Null C: in which share of worlds without a campaign have two accounts unusual tags in common, and who is found?

    python -m benchmarks.calibration.co_use --worlds 20 --seed0 200 --out co_use.jsonl [--only nulls|hard|traps|squads]

``nulls``: the seven families. ``hard``: the last of them with habits, small interests, few or very active accounts.
``traps``: interest groups, lists of tags that many copy, posts that many pass on. ``squads``: planted squads, at once
and days apart. Resumable: each world is one line of the output file, and worlds that stand there are not made again.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import polars as pl
import pyarrow as pa
from benchmarks.calibration.traps import DAY, interest_groups, uses
from benchmarks.calibration.worlds import NULLS, OBJECTS, lower_limit, planted, upper_limit

from payola import uses as steps
from payola.detectors.co_use import LEVEL, SCREEN, co_use
from payola.simulate import simulate

Knobs = dict[str, Any]
ALPHAS = (1e-4, 1e-5, 1e-6)  # p above SCREEN is not kept
HABITS: Knobs = {"favourites": 10, "local_tags": 0.5}
HARD: tuple[Knobs, ...] = (
    {"accounts": 400},
    HABITS,
    {"communities": 150, "tags_per_community": 20},
    {"communities": 300, "tags_per_community": 10},
    {"communities": 150, "tags_per_community": 100, **HABITS},
    {"accounts": 600, "posts_per_account": 200, "favourites": 20, "local_tags": 0.5},
)
SQUADS: tuple[Knobs, ...] = tuple(
    {**tags, **late}
    for tags in ({}, {"squad_tags": 6}, {"squad_tags": 3}, {"hijack": True}, {"hijack": True, "episodes": 6})
    for late in ({}, {"delay_s": 2 * DAY})
)


def _in_groups(rng: np.random.Generator, accounts: int, width: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Names of 20 x 400 tags; 15 posts of each account under ``width`` tags of its group, popular ones more often."""
    names = np.array([[f"g{group:02}-{tag:03}" for tag in range(400)] for group in range(20)], object)
    account = np.repeat(np.arange(accounts), 15)
    return names, account, names[(account % 20)[:, None], (rng.random((account.size, width)) ** 2 * 400).astype(int)]


def copied_lists(seed: int, accounts: int = 2_000, lists: int = 100) -> pa.Table:
    """Every other account copies a list of eight tags of all groups and uses it for one to ten posts."""
    rng = np.random.default_rng(seed)
    names, account, tags = _in_groups(rng, accounts, 8)
    copied = np.array([rng.choice(names.ravel(), 8, replace=False) for _ in range(lists)], object)
    copying = np.repeat(np.arange(0, accounts, 2), rng.integers(1, 11, accounts // 2))
    chosen = rng.integers(0, lists, accounts)[copying]
    account, tags = np.concatenate([account, copying]), np.concatenate([tags, copied[chosen]])
    return uses(account, rng.integers(0, 30 * DAY, account.size), tags)


def passed_on(seed: int, width: int, posts: int = 10, accounts: int = 2_000, sources: int = 100) -> pa.Table:
    """Each account follows one of 100 sources and passes on some of its 40 posts, each under ``width`` tags of any
    group, beside 15 posts of its own."""
    rng = np.random.default_rng(seed)
    names, account, tags = _in_groups(rng, accounts, width)
    written = rng.choice(names.ravel(), (sources, 40, width))
    post = np.array([rng.choice(40, posts, replace=False) for _ in range(accounts)])
    followed = rng.integers(0, sources, accounts)
    account = np.concatenate([account, np.repeat(np.arange(accounts), posts)])
    tags = np.concatenate([tags, written[followed[:, None], post].reshape(-1, width)])
    return uses(account, rng.integers(0, 30 * DAY, account.size), tags)


TRAPS: dict[str, Callable[[int], pa.Table]] = {
    "10 interest groups of 50, 20 tags each": interest_groups,
    "50 interest groups of 10, 20 tags each": lambda seed: interest_groups(seed, groups=50),
    "100 interest groups of 20, 20 tags each": lambda seed: interest_groups(seed, accounts=2_000, groups=100, posts=20),
    "lists of eight tags that ten copy": copied_lists,
    "10 of 40 posts, two tags each, that twenty pass on": lambda seed: passed_on(seed, 2),
    "10 of 40 posts, one tag each, that twenty pass on": lambda seed: passed_on(seed, 1),
    "30 of 40 posts, two tags each, that twenty pass on": lambda seed: passed_on(seed, 2, posts=30),
    "30 of 40 posts, one tag each, that twenty pass on": lambda seed: passed_on(seed, 1, posts=30),
}


def tag_uses(posts: pa.Table) -> pa.Table:
    """Uses of tags, as a scan makes them."""
    frame = pl.from_arrow(posts)
    assert isinstance(frame, pl.DataFrame)
    return steps.uses_of_layer(nw.from_native(frame.lazy()), nw.from_native(OBJECTS), "tag").collect().to_arrow()


def looked_at(name: str, seed: int, knobs: Knobs) -> dict[str, Any]:
    """One world in numbers: pairs found, those within one squad, and the accounts of both kinds."""
    began = time.perf_counter()
    if name in TRAPS:
        table, campaign = TRAPS[name](seed), {}
    else:
        world = simulate(name, seed=seed, **knobs)
        table, campaign = tag_uses(world.posts), planted(world)
    found = co_use(table, seed=seed, level=1.0)
    rows = [row for row in found.pairs.to_pylist() if row["q"] <= LEVEL]
    true = [row for row in rows if campaign.get(row["account_a"], "a") == campaign.get(row["account_b"], "b")]
    named = {row[end] for row in rows for end in ("account_a", "account_b")}
    p = found.pairs["p"].to_numpy()
    return {
        "world": name, "seed": seed, "knobs": knobs, "tested": found.summary["pairs_tested"],
        "p_at_most": [int((p <= alpha).sum()) for alpha in ALPHAS],
        "true_pairs": len(true), "false_pairs": len(rows) - len(true),
        "planted": len(campaign), "found": len(named & set(campaign)), "false": len(named - set(campaign)),
        "seconds": round(time.perf_counter() - began, 2),
    }  # fmt: skip


def gathered(out: Path, wanted: list[tuple[str, int, Knobs]]) -> Iterator[dict[str, Any]]:
    """One line of JSON a world in ``out``; worlds that stand there already are not made again."""
    kept = [json.loads(line) for line in out.read_text().splitlines()] if out.exists() else []
    known = {json.dumps([row["world"], row["seed"], row["knobs"]], sort_keys=True): row for row in kept}
    for name, seed, knobs in wanted:
        key = json.dumps([name, seed, knobs], sort_keys=True)
        if key not in known:
            known[key] = looked_at(name, seed, knobs)
            with out.open("a") as file:
                file.write(json.dumps(known[key]) + "\n")
        yield known[key]


def told(name: str, knobs: Knobs) -> str:
    return ", ".join([name, *(f"{knob} {value}" for knob, value in knobs.items())])


def table(rows: list[dict[str, Any]]) -> str:
    """One row a kind of world: worlds with a false pair and the limits of their share, recall, and P(p <= a) / a."""
    kinds: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        kinds[told(row["world"], row["knobs"])].append(row)
    above = " | ".join(f"p <= {alpha:g}" for alpha in ALPHAS)
    lines = [f"| world | worlds | pairs | with a false pair | 95 % limits | false accounts | recall | {above} |"]
    lines.append("|---" * 10 + "|")
    for name, own in kinds.items():
        n, hits, tested = len(own), sum(row["false_pairs"] > 0 for row in own), sum(row["tested"] for row in own)
        planted_, found, false = (sum(row[key] for row in own) for key in ("planted", "found", "false"))
        share = f"{found / planted_:.2f}" if planted_ else ""
        ratios = [sum(row["p_at_most"][k] for row in own) / alpha / max(tested, 1) for k, alpha in enumerate(ALPHAS)]
        limits = f"{lower_limit(hits, n):.1%} to {upper_limit(hits, n):.1%}"
        told_ = " | ".join(f"{ratio:.2f}" for ratio in ratios)
        lines.append(f"| {name} | {n} | {tested:,} | {hits} | {limits} | {false} | {share} | {told_} |")
    return "\n".join(lines)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--worlds", type=int, default=20, help="worlds of a kind")
    asked.add_argument("--seed0", type=int, default=0, help="the first seed")
    asked.add_argument("--only", action="append", choices=("nulls", "hard", "traps", "squads"), help="default: all")
    asked.add_argument("--out", type=Path, default=Path("co_use.jsonl"))
    options = asked.parse_args()
    assert max(ALPHAS) <= SCREEN
    kinds: dict[str, list[tuple[str, Knobs]]] = {
        "nulls": [(f"null-{name}", {}) for name in NULLS],
        "hard": [("null-all", knobs) for knobs in HARD],
        "traps": [(name, {}) for name in TRAPS],
        "squads": [("squads", knobs) for knobs in SQUADS],
    }
    seeds = range(options.seed0, options.seed0 + options.worlds)
    wanted = [(name, seed, knobs) for seed in seeds for part in options.only or kinds for name, knobs in kinds[part]]
    print(table(list(gathered(options.out, wanted))))


if __name__ == "__main__":
    main()
