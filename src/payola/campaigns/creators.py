"""Who posted under a family, and how does it fit them? A description of each creator: never a verdict on an account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from payola.columns import schema
from payola.detectors.description import usual_views
from payola.detectors.newtags import AGES, Adoption, Dump, Floats, Ints, carriers
from payola.detectors.politics import earlier_share
from payola.detectors.strangers import look_at


def creators(
    dump: Dump, adopted: Mapping[str, Adoption], label: Any, political: Any, families: Mapping[str, Ints]
) -> pa.Table:
    """Table ``creators``: one row an account and family, for everyone who used its tags."""
    fame, views = usual_views(dump)[1], _views(dump)
    rows: list[dict[str, Any]] = []
    for name, codes in families.items():
        everyone = carriers(dump, codes)
        account, place, uses = np.unique(dump.account[everyone], return_index=True, return_counts=True)
        post = everyone[place]
        share = earlier_share(dump, political, account, dump.time[post])
        played = _sums(views, everyone, np.searchsorted(account, dump.account[everyone]), account.size)
        surprise = _surprise(dump, adopted[name], codes)
        for i, code in enumerate(account):
            known = np.isfinite(share[i])
            rows.append(
                {
                    "account_id": dump.account_names[int(code)],
                    "family_id": name,
                    "first_use": int(dump.time[post[i]]),
                    "n_uses": int(uses[i]),
                    "n_other": int(dump.first[code + 1] - dump.first[code] - uses[i]),
                    "political_share": float(share[i]) if known else None,
                    "surprise": surprise.get(int(code)),
                    "stature": float(fame[code]) if np.isfinite(fame[code]) else None,
                    "views": None if np.isnan(played[i]) else int(played[i]),
                    "disclosed": bool(label[post[i]]),
                }
            )
    return pa.Table.from_pylist(rows, schema=schema("creators"))


def _surprise(dump: Dump, who: Adoption, codes: Ints) -> dict[int, float]:
    """How little a creator's other posts resemble the tag's other videos: 1 - cosine, by account code."""
    found = look_at(dump, codes, AGES[-1])[1]
    return dict(zip(who.account[found.creators].tolist(), (1 - found.fit).tolist(), strict=True))


def _views(dump: Dump) -> Floats:
    """(n,) views of the posts, NaN where unknown."""
    if "views" not in dump.posts.columns:
        return np.full(dump.account.size, np.nan)
    return dump.posts["views"].cast(pl.Float64).fill_null(float("nan")).to_numpy()


def _sums(views: Floats, rows: Ints, owner: Ints, owners: int) -> Floats:
    """(owners,) views of each owner's rows; NaN where none is known."""
    known = np.isfinite(views[rows])
    total = np.bincount(owner[known], views[rows][known], owners)
    counted = np.bincount(owner[known], minlength=owners)
    return np.where(counted > 0, total, np.nan).astype(np.float64)
