"""How much of a family's reach came through accounts without political posts? A share of its views, by creator."""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa

from payola.columns import schema
from payola.outcomes.rows import Row, missing, row

NAME, UNIT = "share of views by apolitical accounts", "share"
DRAWS = 2_000
FEWEST = 5  # creators whose past and views are known
METHOD = "accounts with no political post in the 90 days before; creators resampled"


def apolitical_reach(creators: pa.Table, seed: int) -> pa.Table:
    """Rows of table ``reach`` from table ``creators``: one a family; the interval from resampling creators."""
    known = pl.DataFrame(creators)
    rows = [
        {"family_id": str(family)} | _share(own, seed)
        for (family,), own in known.group_by("family_id", maintain_order=True)
    ]
    return pa.Table.from_pylist(rows, schema=schema("reach"))


def _share(own: pl.DataFrame, seed: int) -> Row:
    """Views of creators without a political past over views of creators with a known past."""
    told = own.filter(pl.col("political_share").is_not_null(), pl.col("views").is_not_null())
    if told.height < FEWEST or not told["views"].sum():
        return missing(NAME, UNIT, f"{told.height} creators with known views and earlier posts; {FEWEST} are needed")
    views = told["views"].to_numpy().astype(np.float64)
    without = np.where(told["political_share"].to_numpy() == 0, views, 0.0)
    draws = np.random.default_rng([seed, 8]).integers(0, views.size, (DRAWS, views.size))
    shares = without[draws].sum(axis=1) / np.maximum(views[draws].sum(axis=1), 1)
    low, high = np.quantile(shares, [0.025, 0.975])
    counted = {"n_posts": int(told["n_uses"].sum()), "n_accounts": told.height}
    facts: Row = {"estimate": float(without.sum() / views.sum()), "low": float(low), "high": float(high)} | counted
    left = own.height - told.height
    note = f"{left} creators without known views or earlier posts are left out" if left else None
    return row(NAME, UNIT, METHOD, **(facts | {"note": note}))
