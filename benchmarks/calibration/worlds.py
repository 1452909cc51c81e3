"""A simulated world, tested as a scan tests it: uses layer by layer, the reference fitted, what was graded."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray
from scipy.stats import beta

from payola import uses as steps
from payola.campaigns.coordination import Findings, coordinated
from payola.detectors import captions, reference
from payola.simulate import Simulated, simulate

NULLS = ("bursts", "schedulers", "fans", "agencies", "memes", "challenges", "all")
ALPHAS = (1e-1, 1e-2, 1e-3, 1e-4, 1e-5)
OBJECTS = pl.LazyFrame(
    schema={"account_id": pl.String, "created_at": pl.Int64, "post_id": pl.String, "object": pl.String}
)


def layers(posts: pa.Table) -> dict[str, pa.Table]:
    """The uses of a posts table, layer by layer, as a scan makes them."""
    frame = pl.from_arrow(posts)
    assert isinstance(frame, pl.DataFrame)
    told = (nw.from_native(frame.lazy()), nw.from_native(OBJECTS))
    found = {
        layer: steps.uses_of_layer(*told, layer).collect().to_arrow() for layer in steps.ALL_LAYERS if layer != "object"
    }
    return found | {captions.LAYER: captions.caption_uses(posts)}


def tested(world: Simulated) -> Findings:
    """A world's posts tested against its reference corpus."""
    fitted = reference.fit(layers(world.reference), world.reference.num_rows)
    return coordinated(layers(world.posts), fitted, world.seed)


def graded(found: Findings, grades: str = "AB") -> set[str]:
    """The accounts with one of these grades."""
    rows = zip(found.accounts["account_id"].to_pylist(), found.accounts["grade"].to_pylist(), strict=True)
    return {account for account, grade in rows if grade and grade in grades}


def planted(world: Simulated) -> dict[str, str]:
    """Account to campaign, of every account that takes part in one."""
    rows = world.truth_accounts.to_pylist()
    return {row["account_id"]: row["campaign_id"] for row in rows if row["role"] == "squad"}


def p_at_most(p: NDArray[np.float64]) -> list[int]:
    """How many p-values are at most each of ``ALPHAS`` (pairs that are not listed have p = 1)."""
    return [int((p <= alpha).sum()) for alpha in ALPHAS]


def looked_at(name: str, seed: int, **knobs: Any) -> dict[str, Any]:
    """One world in numbers: planted accounts, those graded A or B, the false ones among them, and C."""
    began = time.perf_counter()
    world = simulate(name, seed=seed, **knobs)
    found = tested(world)
    named, members = graded(found), set(planted(world))
    return {
        "world": name,
        "seed": seed,
        "knobs": knobs,
        "posts": world.posts.num_rows,
        "planted": len(members),
        "found": len(named & members),
        "false": len(named - members),
        "false_a": len(graded(found, "A") - members),
        "c_only": len(graded(found, "C") - members),
        "p_at_most": p_at_most(found.pairs["p"].to_numpy()),
        "testable": {layer: told["testable_pairs"] for layer, told in found.summary["layers"].items()},
        "seconds": round(time.perf_counter() - began, 2),
    }


def gathered(out: Path, wanted: Iterable[tuple[str, int, dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    """One line of JSON a world in ``out``; worlds that stand there already are not made again."""
    kept = [json.loads(line) for line in out.read_text().splitlines()] if out.exists() else []
    known = {(row["world"], row["seed"], json.dumps(row["knobs"], sort_keys=True)): row for row in kept}
    for name, seed, knobs in wanted:
        key = (name, seed, json.dumps(knobs, sort_keys=True))
        if key not in known:
            known[key] = looked_at(name, seed, **knobs)
            with out.open("a") as file:
                file.write(json.dumps(known[key]) + "\n")
        yield known[key]


def upper_limit(hits: int, worlds: int, level: float = 0.95) -> float:
    """One-sided limit of Clopper and Pearson (1934) for a share."""
    return 1.0 if hits >= worlds else float(beta.ppf(level, hits + 1, worlds - hits))


def lower_limit(hits: int, worlds: int, level: float = 0.95) -> float:
    """One-sided lower limit of Clopper and Pearson (1934) for a share."""
    return 0.0 if hits == 0 else float(beta.ppf(1 - level, hits, worlds - hits + 1))
