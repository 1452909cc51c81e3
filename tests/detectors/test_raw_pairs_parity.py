"""The raw network equals what other tools return: CooRTweet 2.1.3 and coordination-network-toolkit 1.5.2.

The lists stand in the shared data; the counts on one tag come from a generator whose calls are repeated here.
"""

from __future__ import annotations

import random
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from payola.detectors.raw_pairs import above_quantile, posts_behind, raw_pairs

USES = ["object", "account_id", "post_id", "created_at"]
Edges = dict[tuple[str, str], int]


@pytest.fixture(scope="module")
def reference(data_folder: Path) -> Path:
    return data_folder / "coordination_reference"


@pytest.fixture(scope="module")
def retweets(reference: Path) -> pa.Table:
    return pq.read_table(reference / "russian_coord_tweets.parquet").rename_columns(USES)


@pytest.fixture(scope="module")
def german_hashtags(reference: Path) -> pa.Table:
    """Without null ids, and each (object, account, post, time) once, as the paper's own script does."""
    rows = pq.read_table(reference / "german_elections_2021.parquet")
    ids = ["hashtag_id", "account_id", "post_id", "timestamp"]
    rows = rows.select(ids).rename_columns(USES).drop_null().group_by(USES).aggregate([])
    for number in ("object", "post_id"):
        rows = rows.set_column(rows.column_names.index(number), number, rows[number].cast(pa.string()))
    return rows.sort_by([(name, "ascending") for name in USES])


def expected(path: Path) -> tuple[Edges, dict[tuple[str, str], float]]:
    """Weights, and mean gaps where the list has them, with the smaller id first."""
    weights, gaps = {}, {}
    for row in pq.read_table(path).to_pylist():
        pair = (min(row["from"], row["to"]), max(row["from"], row["to"]))
        weights[pair] = row["weight"]
        if "avg_time_delta" in row:
            gaps[pair] = row["avg_time_delta"]
    return weights, gaps


def counted(pairs: pa.Table) -> tuple[Edges, dict[tuple[str, str], float]]:
    keys = list(zip(pairs.column(0).to_pylist(), pairs.column(1).to_pylist(), strict=True))
    gaps = pairs.column("mean_gap_s").to_pylist() if "mean_gap_s" in pairs.column_names else []
    return dict(zip(keys, pairs["weight"].to_pylist(), strict=True)), dict(zip(keys, gaps, strict=False))


def assert_equal_to_list(pairs: pa.Table, path: Path) -> None:
    wanted, wanted_gaps = expected(path)
    found, found_gaps = counted(pairs)
    assert found == wanted
    assert {pair: found_gaps[pair] for pair in wanted_gaps} == pytest.approx(wanted_gaps, rel=1e-12)


@pytest.mark.data
@pytest.mark.parametrize(("window", "least"), [(10, 2), (60, 1), (60, 2), (60, 5), (3600, 2)])
def test_retweets_give_exactly_coortweets_edges_weights_and_mean_gaps(retweets, reference, window, least):
    found = raw_pairs(retweets, window=window, min_participation=least, either_side=True)
    assert_equal_to_list(found, reference / f"cooRTweet_retweets_{window}s_min{least}.parquet")


@pytest.mark.data
def test_the_median_rule_gives_coortweets_subgraph_of_94_accounts(retweets, reference):
    heavy = above_quantile(raw_pairs(retweets, window=60, min_participation=2, either_side=True))
    assert_equal_to_list(heavy, reference / "cooRTweet_retweets_60s_min2_subgraph.parquet")
    assert len({*heavy["account_a"].to_pylist(), *heavy["account_b"].to_pylist()}) == 94


@pytest.mark.data
def test_german_hashtags_give_exactly_coortweets_edges(german_hashtags, reference):
    found = raw_pairs(german_hashtags, window=30, min_participation=2, either_side=True)
    assert_equal_to_list(found, reference / "cooRTweet_german_hashtags_30s_min2.parquet")


@pytest.mark.data
@pytest.mark.parametrize(
    ("window", "least", "rows", "edges", "heavy"),
    [
        (10, 1, 1_098, 1_092, 5), (10, 2, 447, 442, 4), (10, 5, 22, 20, 1),
        (60, 1, 6_281, 6_206, 63), (60, 2, 3_791, 3_721, 60), (60, 5, 1_235, 1_193, 36),
        (3600, 1, 290_963, 276_982, 10_985), (3600, 2, 183_379, 169_781, 10_679), (3600, 5, 86_812, 75_534, 8_556),
    ],
)  # fmt: skip
def test_retweets_give_coortweets_counts_at_all_nine_settings(retweets, window, least, rows, edges, heavy):
    found = raw_pairs(retweets, window=window, min_participation=least, either_side=True)
    assert (pc.sum(found["weight"]).as_py(), found.num_rows) == (rows, edges)
    assert above_quantile(found).num_rows == heavy


@pytest.mark.data
def test_asking_both_sides_leaves_only_accounts_that_took_part_often_enough(retweets):
    either = raw_pairs(retweets, window=60, min_participation=5, either_side=True)
    both = raw_pairs(retweets, window=60, min_participation=5)
    assert 0 < both.num_rows < either.num_rows
    assert counted(both)[0].items() <= counted(either)[0].items()


@pytest.mark.data
@pytest.mark.parametrize("window", [10, 60])
def test_directed_counts_are_exactly_the_toolkits(retweets, reference, window):
    found = raw_pairs(retweets, window=window, min_participation=1, directed=True)
    wanted = pq.read_table(reference / f"toolkit_retweets_{window}s_min1.parquet").to_pylist()
    assert counted(found)[0] == {(row["source"], row["target"]): row["weight"] for row in wanted}


@pytest.mark.data
def test_directed_counts_equal_the_toolkits_where_repeated_ids_matter_once_they_are_dropped(retweets, german_hashtags):
    """The toolkit keeps the first row of a post id and drops later ones unsaid; 40 ids of the retweets repeat."""
    first = pa.Table.from_pylist(list({row["post_id"]: row for row in reversed(retweets.to_pylist())}.values()))
    assert retweets.num_rows - first.num_rows == 40
    assert raw_pairs(first, window=3600, min_participation=1, directed=True).num_rows == 553_950
    found = raw_pairs(german_hashtags, window=30, min_participation=1, directed=True)
    assert found.num_rows == 3_502


@pytest.mark.data
def test_the_87_planted_pairs_are_found_and_the_51_others_are_not(reference):
    uses = pq.read_table(reference / "simulated_input.parquet").rename_columns(USES)
    planted, others = set(), set()
    for row in pq.read_table(reference / "simulated_pairs.parquet").to_pylist():
        (planted if row["coordinated"] else others).add(frozenset([row["content_id"], row["content_id_y"]]))
    for either_side in (True, False):
        pairs = raw_pairs(uses, window=10, min_participation=3, either_side=either_side)
        behind = posts_behind(uses, pairs, 10, limit=1000)
        found = {frozenset(two) for two in zip(behind["post_a"].to_pylist(), behind["post_b"].to_pylist(), strict=True)}
        assert (len(planted), len(others)) == (87, 51)
        assert pc.sum(pairs["weight"]).as_py() == 87
        assert found == planted


def one_tag(n: int) -> pa.Table:
    """Posts on one tag, uniform over 30 days, each by an account of its own."""
    numbers = random.Random(1)
    return pa.table(
        {
            "object": ["#tag"] * n,
            "account_id": [f"u{i}" for i in range(n)],
            "post_id": [f"c{i}" for i in range(n)],
            "created_at": [numbers.randrange(0, 30 * 86400) for _ in range(n)],
        }
    )


@pytest.mark.parametrize(
    ("posts", "window", "pairs"),
    [(2_500, 60, 138), (5_000, 60, 567), (10_000, 60, 2_297), (20_000, 3_600, 553_793), (100_000, 60, 233_686)],
)
def test_posts_on_one_tag_give_the_known_number_of_pairs(posts, window, pairs):
    uses = one_tag(posts)
    assert raw_pairs(uses, window=window, min_participation=1).num_rows == pairs
    assert raw_pairs(uses, window=window, min_participation=1, directed=True).num_rows == 2 * pairs
