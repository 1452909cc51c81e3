"""A roster is silent where slogans share an interest and nobody was invited, as far as the interest shows."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray
from tests.detectors.newtag_worlds import DAY, START, posts

from payola.detectors.newtags import AGES, adoption, carriers, dump_of
from payola.detectors.politics import political_posts
from payola.detectors.roster import Roster, rosters

SLOGANS = ("votea", "voteb")


def fans(table: pl.DataFrame, tag: str) -> NDArray[np.str_]:
    """Accounts whose posts carry a tag that begins so, several times."""
    using = table.explode("tags").filter(pl.col("tags").str.starts_with(tag)).group_by("account_id").len()
    return using.filter(pl.col("len") >= 5)["account_id"].sort().to_numpy()


def asked(table: pl.DataFrame, pool: NDArray[np.str_], seed: int, mark: str = "") -> list[Roster]:
    """Two slogans in separate posts, each used once by 20 accounts drawn from a pool on their own."""
    rng = np.random.default_rng(seed)
    some = table.head(1)
    rows = [
        some.with_columns(
            post_id=pl.lit(f"{name}{i}"), account_id=pl.lit(str(account)), tags=pl.lit([name], pl.List(pl.String)),
            created_at=pl.lit(int(START + (20 + 10 * number + 5 * rng.random()) * DAY), pl.Int64),
        )
        for number, name in enumerate(SLOGANS) for i, account in enumerate(rng.permutation(pool)[:20])
    ]  # fmt: skip
    dump = dump_of(pl.concat([table, *rows]).to_arrow())
    who = {name: adoption(dump, carriers(dump, dump.codes([name])), AGES[-1]) for name in SLOGANS}
    apart = np.concatenate([one.carriers for one in who.values()])
    marked = [tag for tag in dump.tag_names if mark and tag.startswith(mark)]
    political = political_posts(dump, dump.codes(marked))
    accounts = {name: one.account for name, one in who.items()}
    return list(rosters(dump, accounts, SLOGANS, SLOGANS, seed, apart=apart, political=political).values())


def test_slogans_that_share_an_interest_are_no_roster() -> None:
    found = []
    for seed in range(6):
        table = pl.DataFrame(posts(seed, tags=0, pushed=0))
        found += asked(table, fans(table, "t3x"), seed)
    assert np.mean([one.seen for one in found]) > 4  # without a match for topics, 0.7 would be expected
    assert all((one.p or 0) > 0.01 for one in found)
    assert np.mean([one.expected for one in found]) > 0.7 * np.mean([one.seen for one in found])


def test_an_interest_of_half_of_them_that_does_not_show_is_no_roster() -> None:
    found = []
    for seed in range(6):
        table = pl.DataFrame(posts(seed, tags=0, pushed=0))
        found += asked(table, fans(table, "t3x")[::2], seed)
    assert np.mean([one.seen for one in found]) > 1.5 * np.mean([one.expected for one in found])
    assert np.mean([(one.p or 0) <= 0.01 for one in found]) <= 1 / 12


def test_politics_is_an_interest_whatever_the_tags_are() -> None:
    table = pl.DataFrame(posts(1, tags=0, pushed=0)).with_row_index("row")
    voters = fans(table.drop("row"), "t")[::8]
    own = pl.col("account_id").is_in(pl.Series(voters).implode()) & (pl.col("row") % 3 == 0)
    said = pl.concat_list(pl.format("vote{}", "row"))
    told = table.with_columns(tags=pl.when(own).then(said).otherwise("tags")).drop("row")
    blind, seeing = (asked(told, voters, 1, mark) for mark in ("", "vote"))
    assert max(one.expected for one in blind) < 2  # 20 of 71 voters under both: 20 * 20 / 71 = 5.6 meetings
    assert min(one.expected for one in seeing) > 4
    assert all((one.p or 0) > 0.01 for one in seeing)


def test_creators_of_one_list_are_found_all_the_same() -> None:
    table = pl.DataFrame(posts(tags=0, pushed=0))
    everybody = np.random.default_rng(0).permutation(table["account_id"].unique().sort().to_numpy())
    assert all((one.p or 1) <= 0.01 for one in asked(table, everybody[:40], 0))
