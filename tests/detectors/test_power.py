"""Planted campaigns: larger ones are seen more often, and where nothing could be seen it is said why."""

from __future__ import annotations

import numpy as np
import pytest
from tests.detectors.corpora import busy_corpus
from tests.detectors.newtag_worlds import posts

from payola.columns import schema
from payola.detectors.newtags import dump_of
from payola.detectors.power import Cell, in_words, recruited, squads, table, wilson


def test_more_episodes_are_seen_more_often() -> None:
    few, many = squads(busy_corpus(1), grid=[(4, 2, 30), (4, 12, 30)])
    assert few.tried == many.tried == 16
    assert few.found < many.found
    assert many.found >= 15


def test_invited_creators_are_seen_among_enough_other_new_tags() -> None:
    least, most = recruited(dump_of(posts(pushed=0)), creators=(10, 30), trials=20)
    assert least.tried == most.tried == 20
    assert most.found >= 16


def test_too_small_a_reference_is_the_reason_why_nothing_is_seen() -> None:
    (cell,) = recruited(dump_of(posts(pushed=0, tags=9)), creators=(10,), trials=20)
    assert (cell.tried, cell.found) == (0, 0)
    assert cell.note == "9 other new tags: p cannot be below 0.100, 0.060 is needed"
    assert table([cell])["share"].to_pylist() == [None]


def test_a_corpus_of_few_accounts_cannot_be_planted() -> None:
    (cell,) = squads(busy_corpus(1), grid=[(60, 4, 30)])
    assert cell.note == "too few accounts to plant squads among"


def test_the_same_seed_gives_the_same_table() -> None:
    dump = dump_of(posts(pushed=0))
    both = [table(recruited(dump, creators=(12,), trials=10, seed=3)) for _ in range(2)]
    assert both[0].equals(both[1])
    assert both[0].schema == schema("power")


def test_the_interval_of_a_share_is_wilsons() -> None:
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)  # Wilson 1927, as any textbook has it
    assert wilson(0, 0) == (0.0, 1.0)
    assert np.all(np.diff([wilson(k, 20)[0] for k in range(21)]) > 0)


def test_the_answer_is_the_smallest_that_is_seen_nine_times_in_ten() -> None:
    cells = [Cell("squad", 15, 8, 30, 55, 60), Cell("squad", 15, 6, 30, 20, 60), Cell("recruited", 20, 1, 9, 95, 100)]
    told = in_words(table(cells))
    assert "Squads of 15 that post within 30 s are seen from 8 episodes on" in told
    assert "from 20 creators on" in told
