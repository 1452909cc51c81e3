"""Who used the same thing at the same time? The raw network of a corpus, what of it is drawn, and the posts behind.

Raw means: chance has not been subtracted. An edge is kept where accounts coincide at least twice, because single
coincidences are what chance gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from payola.campaigns.backbone import backbone, layout
from payola.columns import schema
from payola.detectors.raw_pairs import posts_behind, raw_pairs

SMALLEST_WEIGHT = 2


@dataclass(frozen=True)
class Network:
    """``pairs`` and ``layout`` as declared; ``behind``: the coincident posts of the drawn pairs, with their layer."""

    pairs: pa.Table
    layout: pa.Table
    behind: pa.Table
    summary: dict[str, Any]


def raw_network(uses: Mapping[str, pa.Table], *, window: int, min_participation: int, seed: int) -> Network:
    """The raw network of each layer's uses (columns ``object, account_id, post_id, created_at``)."""
    seen = {layer: raw_pairs(rows, window=window, min_participation=min_participation) for layer, rows in uses.items()}
    pairs = pa.concat_tables([_repeated(rows, layer, window) for layer, rows in seen.items()])
    drawn = backbone(pairs)
    places = layout(drawn, seed)
    behind = [posts_behind(uses[layer], drawn.filter(pc.equal(drawn["layer"], layer)), window) for layer in uses]
    told = [
        rows.append_column("layer", pa.repeat(layer, rows.num_rows)) for layer, rows in zip(uses, behind, strict=True)
    ]
    summary = {
        "window_s": window,
        "min_participation": min_participation,
        "smallest_weight": SMALLEST_WEIGHT,
        "pairs_seen": sum(rows.num_rows for rows in seen.values()),
        "pairs_kept": pairs.num_rows,
        "drawn_pairs": drawn.num_rows,
        "drawn_accounts": places.num_rows,
    }
    return Network(pairs, places, pa.concat_tables(told), summary)


def _repeated(pairs: pa.Table, layer: str, window: int) -> pa.Table:
    """Pairs seen at least twice, in the columns of table ``pairs``; what no null was applied to is null."""
    kept = pairs.filter(pc.greater_equal(pairs["weight"], SMALLEST_WEIGHT))
    known: dict[str, Any] = {
        "account_a": kept["account_a"],
        "account_b": kept["account_b"],
        "layer": pa.repeat(layer, kept.num_rows),
        "window_s": pa.repeat(window, kept.num_rows),
        "seen": kept["weight"],
        "mean_gap_s": kept["mean_gap_s"],
    }
    declared = schema("pairs")
    unknown = {name: pa.nulls(kept.num_rows, declared.field(name).type) for name in declared.names if name not in known}
    return pa.table({name: {**known, **unknown}[name] for name in declared.names}).cast(declared)
