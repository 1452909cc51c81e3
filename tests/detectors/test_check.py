"""Re-timed copies of a corpus show what chance gives: nothing to find, and the expected number of coincidences."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from payola.detectors.check import check, in_words, seen_and_expected


def corpus(seed: int, squad: int = 0, tick: int = 1) -> pa.Table:
    rng = np.random.default_rng(seed)
    uses = [(f"t{rng.integers(4)}", f"u{rng.integers(50)}", f"p{n}", int(rng.integers(0, 10**6))) for n in range(4_000)]
    uses += [("own", f"s{k}", f"q{meeting}-{k}", meeting * 90_000 + k) for meeting in range(10) for k in range(squad)]
    object_, account, post, time = zip(*uses, strict=True)
    times = pa.array(np.array(time) // tick * tick, pa.int64())
    return pa.table({"object": object_, "account_id": account, "post_id": post, "created_at": times})


def test_a_squad_shows_in_the_corpus_and_in_no_copy() -> None:
    found = check(corpus(1, squad=6), copies=5)
    assert found["pairs_found"].to_pylist() == [15, 0, 0, 0, 0, 0]
    assert found["coincidences"][0].as_py() > max(found["coincidences"].to_pylist()[1:])
    assert "Pairs of accounts beyond chance: 15; in 5 copies: 0." in in_words(found)


def test_a_corpus_of_chance_looks_like_its_copies() -> None:
    found = check(corpus(2), copies=20)
    seen, *copies = found["coincidences"].to_pylist()
    assert abs(seen - np.mean(copies)) < 4 * np.std(copies)
    assert sum(found["pairs_found"].to_pylist()) == 0


def test_the_same_seed_gives_the_same_copies() -> None:
    assert check(corpus(3), copies=3, seed=4).equals(check(corpus(3), copies=3, seed=4))
    assert not check(corpus(3), copies=3, seed=4).equals(check(corpus(3), copies=3, seed=5))


@pytest.mark.parametrize(("tick", "bin_s"), [(1, 3_600), (60, 21_600), (3_600, 86_400)])
def test_the_finest_scale_that_the_clock_allows_is_checked(tick: int, bin_s: int) -> None:
    assert check(corpus(4, tick=tick), copies=1)["bin_s"].to_pylist() == [bin_s, bin_s]


def test_times_of_whole_days_are_said_to_be_too_coarse() -> None:
    found = check(corpus(5, tick=86_400), copies=2)
    assert found.num_rows == 0
    assert in_words(found).endswith(
        "one moment of the day (whole days, perhaps): nothing finer than a day can be tested."
    )


@pytest.mark.data
@pytest.mark.parametrize(
    ("file", "object_", "post", "time", "pairs", "above"),
    [
        ("german_elections_2021.parquet", "hashtag_id", "post_id", "timestamp", 238, 5.0),
        ("russian_coord_tweets.parquet", "object_id", "content_id", "timestamp_share", 0, 1.15),
    ],
)
def test_real_sets_show_more_than_chance_and_their_copies_no_finding(
    data_folder: Path, file: str, object_: str, post: str, time: str, pairs: int, above: float
) -> None:
    rows = pq.read_table(data_folder / "coordination_reference" / file)
    rows = rows.filter(pc.is_valid(rows[object_]))
    ids = {"object": object_, "account_id": "account_id", "post_id": post}
    uses = pa.table(
        {name: pc.cast(rows[column], pa.string()) for name, column in ids.items()}
        | {"created_at": pc.cast(rows[time], pa.int64())}
    )
    found = check(uses.group_by(uses.column_names).aggregate([]), copies=4)
    seen, *copies = found["coincidences"].to_pylist()
    assert found["pairs_found"].to_pylist() == [pairs, 0, 0, 0, 0]
    assert seen > above * np.mean(copies)


def test_the_chart_counts_what_the_check_counts() -> None:
    uses = corpus(1, squad=6)
    table = check(uses, copies=12, seed=4)
    told = seen_and_expected(uses, copies=12, seed=4)
    assert told is not None
    seen, *copies = table["coincidences"].to_pylist()
    assert told["seen"] == seen
    assert abs(np.mean(told["copies"]) - np.mean(copies)) < 2 * np.std(copies)
    assert (told["window_s"], told["bin_s"]) == (table["window_s"][0].as_py(), table["bin_s"][0].as_py())
