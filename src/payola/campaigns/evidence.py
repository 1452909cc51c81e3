"""Which posts are behind a finding? Every match, family and pair that is shown names them."""

from __future__ import annotations

import narwhals.stable.v2 as nw
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from payola.columns import TABLES, schema
from payola.engines.duckdb import Frame

EVIDENCE = TABLES["evidence"].column_names()


def behind_families(carried: Frame) -> Frame:
    """The posts behind each match (family and tag) and behind each family."""
    post = carried.select(
        "family_id", "tag", "post_id", "account_id", "created_at", why=nw.concat_str(nw.lit("carries #"), nw.col("tag"))
    )
    matches = post.with_columns(
        finding_id=nw.concat_str(nw.col("family_id"), nw.lit(":"), nw.col("tag")), table=nw.lit("matches")
    )
    families = post.with_columns(finding_id=nw.col("family_id"), table=nw.lit("families"))
    return nw.concat([matches.select(*EVIDENCE), families.select(*EVIDENCE)])


def behind_pairs(coincidences: pa.Table) -> pa.Table:
    """Both posts of each coincidence; the finding is ``layer:account_a|account_b``.

    ``coincidences`` has ``layer, account_a, account_b, object, post_a, post_b, created_a, created_b``.
    """
    finding = pc.binary_join_element_wise(
        pc.binary_join_element_wise(coincidences["layer"], coincidences["account_a"], ":"),
        coincidences["account_b"],
        "|",
    )
    gap = pc.cast(pc.abs(pc.subtract(coincidences["created_a"], coincidences["created_b"])), pa.string())
    tag = pc.binary_join_element_wise("used #", coincidences["object"], "")
    used = pc.if_else(pc.equal(coincidences["layer"], "tag"), tag, pc.binary_join_element_wise(
        "used the same", coincidences["layer"], " "))  # fmt: skip
    why = pc.binary_join_element_wise(used, gap, " within ")
    sides = [
        pa.table(
            {
                "finding_id": finding,
                "table": pa.repeat("pairs", len(finding)),
                "post_id": coincidences[f"post_{side}"],
                "account_id": coincidences[f"account_{side}"],
                "created_at": coincidences[f"created_{side}"],
                "why": pc.binary_join_element_wise(why, " s of the other", ""),
            }
        ).cast(schema("evidence"))
        for side in ("a", "b")
    ]
    both = pa.concat_tables(sides)
    return both.group_by(EVIDENCE).aggregate([])


def behind_shared_tags(uses: pa.Table, acts: pa.Table) -> pa.Table:
    """The first post of either account under each tag that counted; the finding is ``shared:account_a|account_b``.

    ``acts`` has ``account_a, account_b, object``."""
    use = pl.DataFrame(uses.select(["account_id", "object", "post_id", "created_at"]))
    named = pl.DataFrame(acts).with_columns(
        finding_id=pl.format("shared:{}|{}", "account_a", "account_b"),
        why=pl.format("used #{}, as the other did", "object"),
    )
    sides = [
        named.select("finding_id", "object", "why", account_id=f"account_{side}", table=pl.lit("shared_tags"))
        for side in ("a", "b")
    ]
    wanted = pl.concat(sides)
    first = (
        use.join(wanted.select("account_id", "object").unique(), on=["account_id", "object"], how="semi")
        .sort("created_at", "post_id")
        .unique(["account_id", "object"], keep="first", maintain_order=True)
    )
    rows = wanted.join(first, on=["account_id", "object"]).select(EVIDENCE).sort(EVIDENCE)
    return rows.to_arrow().cast(schema("evidence"))
