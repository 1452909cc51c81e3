"""How fast are worlds made, and how hard is the world ``recruited``?

    python benchmarks/simulate.py speed
    python benchmarks/simulate.py difficulty --seeds 20

``difficulty`` applies the score of METHODS.md 3 (hist2, fit2, reph, mid-ranks averaged) as it stands there to every new
tag: power for the pushed slogans by design, and how often hard negatives pass. The world is meant to be about as hard
as the real corpus on which that table was measured. It is a yardstick for the world, not the product's detector.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import polars as pl
from scipy import sparse
from scipy.stats import rankdata

from payola.simulate import WORLDS, Simulated, simulate

KAPPA, GENERIC_SHARE, HISTORY, DAY = 16, 0.03, 8, 86_400
OLD = ["community", "generic"]
REFERENCES = {
    "prompts and topics": ["prompt", "topic"],
    "all new tags": ["prompt", "topic", "challenge", "election", "brand"],
}


def speed(seeds: int) -> None:
    """Seconds and posts of every world (the reference corpus included), and of a million posts."""
    simulate("null-bursts", accounts=100)  # load what is loaded once
    for world in WORLDS:
        began = time.perf_counter()
        posts = [simulate(world, seed=seed).posts.num_rows for seed in range(seeds)]
        print(f"{world:16} {(time.perf_counter() - began) / seeds:6.2f} s  {np.mean(posts):9.0f} posts")
    for world, knobs in (("null-all", {"accounts": 41_000}), ("recruited", {"accounts": 15_000})):
        began = time.perf_counter()
        made = simulate(world, reference_share=0, **knobs)
        seconds = time.perf_counter() - began
        print(f"{world:16} {seconds:6.2f} s  {made.posts.num_rows:9} posts ({knobs}, without a reference)")


def families(made: Simulated) -> pl.DataFrame:
    """Uses with row of the post, account and family (a slogan's tags together, any other tag alone)."""
    posts = pl.from_arrow(made.posts).with_row_index("row")
    account = (pl.col("account_id").rank("dense") - 1).cast(pl.Int64).alias("account")
    uses = posts.select("row", account, "created_at", "tags").explode("tags").drop_nulls()
    uses = uses.join(pl.from_arrow(made.truth_tags), left_on="tags", right_on="tag")
    family = pl.coalesce("slogan", "tags").alias("family")
    sizes = pl.col("account").n_unique().over("family").alias("size")
    return uses.with_columns(family).with_columns(sizes, code=(pl.col("family").rank("dense") - 1).cast(pl.Int64))


def statistics(made: Simulated) -> pl.DataFrame:
    """hist2, fit2 and reph of every new tag with at least 10 accounts."""
    uses = families(made)
    accounts = int(uses["account"].max()) + 1
    size = uses["size"].to_numpy()
    weight = np.where(size <= GENERIC_SHARE * accounts, np.log(accounts / size), 0.0)
    shape = (made.posts.num_rows, int(uses["code"].max()) + 1)
    x = sparse.csr_matrix((weight, (uses["row"].to_numpy(), uses["code"].to_numpy())), shape)
    owner = np.zeros(shape[0], np.int64)
    owner[uses["row"].to_numpy()] = uses["account"].to_numpy()
    posted = np.zeros(shape[0], np.int64)
    posted[uses["row"].to_numpy()] = uses["created_at"].to_numpy()
    shrunk = _shrunk(x)
    summed = sparse.csr_matrix((np.ones(shape[0]), (owner, np.arange(shape[0]))), (accounts, shape[0])) @ shrunk
    counts = np.bincount(owner, minlength=accounts)
    by_account = np.argsort(owner, kind="stable")
    first = np.concatenate([[0], np.cumsum(counts)])
    new = uses.filter(~pl.col("origin").is_in(OLD), pl.col("size") >= 10).sort("created_at")
    rows = []
    for (family,), group in new.group_by("family"):
        every, debut = group.unique("row"), group.unique("account", keep="first", maintain_order=True)
        video, who = debut["row"].to_numpy(), debut["account"].to_numpy()
        h, own = _habits(x, shrunk, summed, counts, every, video, who, int(group["code"][0]))
        kept = counts[who] > HISTORY
        h, own = h[kept], own[kept]
        n = len(h)
        hist = -(h.sum(0) @ h.sum(0) - (h**2).sum()) / (n * (n - 1))
        fit = -((h @ own.sum(0)).sum() - (h * own).sum()) / (n * (n - 1))
        again, later = 0, 0
        mine = set(every["row"].to_list())
        for account, row in zip(who, video, strict=True):
            others = by_account[first[account] : first[account + 1]]
            after = others[(posted[others] > posted[row]) & (posted[others] <= posted[video].max() + 14 * DAY)]
            later += len(after)
            again += sum(int(post) in mine for post in after)
        rows.append((family, group["origin"][0], group["campaign_id"][0], n, hist, fit, -(again + 0.5) / (later + 2)))
    return pl.DataFrame(
        rows, ["family", "origin", "campaign", "n", "hist", "fit", "reph"], orient="row", infer_schema_length=None
    )


def _shrunk(x: sparse.csr_matrix) -> sparse.csr_matrix:
    norm = np.asarray(x.multiply(x).sum(axis=1)).ravel()
    return (sparse.diags(1 / np.sqrt(norm + KAPPA)) @ x).tocsr()


def _habits(x, shrunk, summed, counts, every, video, who, code):  # type: ignore[no-untyped-def]
    """Unit mean of each adopter's other videos, and its first video, both without the family's own tag."""
    kept = np.ones(x.shape[1])
    kept[code] = 0
    mine = every["row"].to_numpy()
    place = {account: i for i, account in enumerate(who)}
    slot = np.array([place[a] for a in every["account"].to_list()])
    without = _shrunk((x[mine] @ sparse.diags(kept)).tocsr())
    gather = sparse.csr_matrix((np.ones(len(mine)), (slot, np.arange(len(mine)))), (len(who), len(mine)))
    own = _shrunk((x[video] @ sparse.diags(kept)).tocsr()).toarray()
    habit = (summed[who] - gather @ shrunk[mine] + gather @ without).toarray() - own
    habit /= np.maximum(counts[who] - 1, 1)[:, None]
    return habit / np.maximum(np.linalg.norm(habit, axis=1, keepdims=True), 1e-12), own


def conformal(found: pl.DataFrame, origins: list[str]) -> np.ndarray:
    """p of every family against the reference tags: mean mid-rank of the three statistics."""
    reference = found.filter(pl.col("origin").is_in(origins))
    n = len(reference)
    score, known = np.zeros(len(found)), np.zeros(n)
    for name in ("hist", "fit", "reph"):
        values, seen = found[name].to_numpy(), np.sort(reference[name].to_numpy())
        score += (np.searchsorted(seen, values) + np.searchsorted(seen, values, side="right")) / (2 * n)
        known += (rankdata(reference[name].to_numpy()) - 0.5) / n
    return (1 + (known[None, :] >= score[:, None] - 1e-12).sum(axis=1)) / (n + 1)


def difficulty(seeds: int, world: str) -> None:
    """Share of p <= 0.05 by kind of tag, against two references."""
    found = []
    for seed in range(seeds):
        table = statistics(simulate(world, seed=seed, reference_share=0))
        found.append(table.with_columns(**{name: conformal(table, of) for name, of in REFERENCES.items()}))
    design = pl.col("campaign").str.extract(r"recruited-\d+-(.*)")
    kind = pl.coalesce(design, "origin").alias("kind")
    told = pl.concat(found).with_columns(kind)
    shares = [(pl.col(name) <= 0.05).mean().round(3).alias(f"p<=.05, {name}") for name in REFERENCES]
    means = [pl.col(name).mean().round(4) for name in ("hist", "fit", "reph")]
    with pl.Config(tbl_rows=40, tbl_cols=12, tbl_width_chars=160):
        print(told.group_by("kind").agg(pl.len(), pl.col("n").mean().round(1), *means, *shares).sort("kind"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["speed", "difficulty"])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--world", default="recruited")
    told = parser.parse_args()
    if told.what == "speed":
        speed(told.seeds)
    else:
        difficulty(told.seeds, told.world)


if __name__ == "__main__":
    main()
