"""Which matched tags a family counts."""

from __future__ import annotations

import narwhals.stable.v2 as nw
import polars as pl

from payola.language.families import sure


def test_a_family_counts_the_slogan_itself_and_what_is_matched_at_a_small_q() -> None:
    rows = pl.LazyFrame(
        {
            "tag": ["slogan", "near", "far", "untested"],
            "score": [1.0, 0.9, 0.8, 0.8],
            "q": [0.2, 0.05, 0.06, None],
        }
    )
    assert sure(nw.from_native(rows)).collect()["tag"].to_list() == ["slogan", "near", "untested"]
