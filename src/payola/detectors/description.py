"""How else does the use of a tag look? Description: on a real corpus none of it told pushed tags from others.

Question: who took a tag up, how evenly, how fast, and with how many views against their own habit?
Needs: views for two of the five.
Gives: five numbers a tag, to be read beside those of other new tags; nothing is tested.
Caveats: they were tried as evidence and failed: adoption shape points the wrong way in a finite panel, and the share of
the busiest five is an effect of size.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from payola.detectors.newtags import DAY, Adoption, Dump, Floats

BUSIEST = 5
DESCRIBED = ("days", "evenness", "busiest", "stature", "views_lift")


def described(dump: Dump, who: Adoption, usual: Floats, fame: Floats) -> dict[str, float]:
    """The numbers of one tag, NaN where unknown.

    ``days``: from its first to its last new account; ``evenness``: 1 for equal gaps between new accounts, 0 for gaps as
    at random (exponential), below 0 for bursts; ``busiest``: share of its posts by its five busiest accounts;
    ``stature``: median rank of its accounts by their median views (0 to 1); ``views_lift``: median over its accounts of
    ln(views of the first post + 1) - ln(the account's median views + 1).

    Parameters
    ----------
    usual, fame
        (accounts,) median views of each account's posts, and its rank among all accounts; NaN: unknown.
    """
    first = np.sort(who.time)
    gaps = np.diff(first).astype(np.float64)
    _, uses = np.unique(dump.account[who.carriers], return_counts=True)
    lift = np.log1p(_views(dump, who.post)) - np.log1p(usual[who.account])
    return {
        "days": float(first[-1] - first[0]) / DAY if first.size else np.nan,
        "evenness": 1 - float(gaps.std() / gaps.mean()) if gaps.size > 1 and gaps.mean() > 0 else np.nan,
        "busiest": float(np.sort(uses)[-BUSIEST:].sum() / uses.sum()) if uses.size else np.nan,
        "stature": _median(fame[who.account]),
        "views_lift": _median(lift),
    }


def usual_views(dump: Dump) -> tuple[Floats, Floats]:
    """(accounts,) median views of an account's posts, and its rank among all accounts, 0 to 1; NaN where unknown."""
    if "views" not in dump.posts.columns:
        unknown = np.full(dump.account_names.len(), np.nan)
        return unknown, unknown
    median = (
        dump.posts.group_by("account_id").agg(pl.col("views").median()).sort("account_id")["views"].cast(pl.Float64)
    )
    rank = median.rank() / max(median.count(), 1)
    return _floats(median), _floats(rank)


def _views(dump: Dump, rows: NDArray[np.int64]) -> Floats:
    if "views" not in dump.posts.columns:
        return np.full(rows.size, np.nan)
    return _floats(dump.posts["views"].gather(rows))


def _floats(values: pl.Series) -> Floats:
    return values.cast(pl.Float64).fill_null(float("nan")).to_numpy()


def _median(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else np.nan
