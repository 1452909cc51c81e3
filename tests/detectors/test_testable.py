"""What could have been found is told by what the null keeps fixed, and is never above what was found."""

from __future__ import annotations

import numpy as np
import pytest
from tests.detectors.corpora import busy_corpus, table

from payola.detectors import testable as could
from payola.detectors.pairs import coordination
from payola.detectors.reference import fit_reference
from payola.detectors.testable import PossibleAt, possible
from payola.stats.jitter import SCALES, Scale


def told(window: int, keys: list[int] | None, bound: int, smallest: list[float] | None = None) -> PossibleAt:
    some = np.array(smallest or [0.0] * len(keys or []))
    known = None if keys is None else np.array(keys, np.int64)
    return PossibleAt(Scale(window, 21_600), known, bound, np.full(4, bound, np.int64), 2, some, some)


def test_pairs_testable_at_one_window_of_a_bin_count_whatever_the_other_window_needs() -> None:
    found = possible([told(60, [1, 2, 3], 3), told(600, [1], 1)], 4)
    assert found.keys.tolist() == [1, 2, 3]
    assert (found.more, found.always.tolist()) == (0, [0] * 4)


def test_of_windows_with_too_many_pairs_to_count_the_widest_of_a_bin_counts() -> None:
    found = possible([told(60, None, 3), told(600, None, 2)], 4)
    assert (found.more, found.always.tolist()) == (3, [3] * 4)


def test_a_pair_could_have_shown_what_its_best_scale_could_and_pays_for_no_other() -> None:
    found = possible([told(60, [1, 2], 2, [1e-6, 1e-2]), told(600, [2], 1, [1e-4])], 4)
    assert found.jitter == pytest.approx([1e-6, 1e-4])


@pytest.mark.parametrize("with_reference", [False, True])
def test_no_pair_is_more_surprising_than_it_could_have_been(with_reference: bool) -> None:
    reference = fit_reference(busy_corpus(3)) if with_reference else ()
    found = coordination(busy_corpus(4, squad=8), reference=reference)
    smallest = {
        (row["account_a"], row["account_b"]): (row["jitter"], row["both"]) for row in found.possible.to_pylist()
    }
    small = [row for row in found.pairs.to_pylist() if row["p"] <= 0.05]
    assert small
    for row in small:
        jitter, both = smallest[row["account_a"], row["account_b"]]
        assert row["p_jitter"] >= jitter
        assert row["p"] >= both


def test_all_meetings_of_a_pair_are_as_surprising_as_they_could_be() -> None:
    """Two accounts that meet whenever they share a bin: their p is the smallest that they could have shown."""
    rows = [("x", who, f"{who}{day}", day * 86_400 + 40_000) for day in range(4) for who in ("a", "b")]
    rows += [(f"y{n}", f"c{n}", f"q{n}", 90_000 + 7 * n) for n in range(30)]
    found = coordination(table(rows), scales=[Scale(60, 21_600)])
    assert found.pairs["p"].to_pylist() == pytest.approx(found.possible["jitter"].to_pylist())


def test_where_pairs_are_too_many_to_look_at_each_counts_and_no_finding_is_surer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    corpus = busy_corpus(4, squad=8)
    looked_at = coordination(corpus)
    monkeypatch.setattr(could, "MOST_LOOKED_AT", 0)
    counted = coordination(corpus)
    monkeypatch.setattr(could, "MOST_CELL_PAIRS", 0)
    bounded = coordination(corpus)
    q = [np.array(found.accounts.sort_by("account_id")["q"]) for found in (looked_at, counted, bounded)]
    assert (q[0] <= q[1] + 1e-12).all()
    assert (q[1] <= q[2] + 1e-12).all()
    assert bounded.more > 0


def test_people_look_at_five_minutes_and_a_window_as_wide_is_tested() -> None:
    assert [scale.window_s for scale in SCALES] == [10, 60, 300, 3_600]


def test_pairs_that_share_very_many_bins_count_whatever_the_p(monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = busy_corpus(4, squad=8)
    monkeypatch.setattr(could, "MANY_BINS", 4)
    assert 0.0 in coordination(corpus).possible["jitter"].to_pylist()


def test_a_scale_that_the_reference_lacks_finds_nobody() -> None:
    reference = [one for one in fit_reference(busy_corpus(3)) if one.window_s != 60]
    found = coordination(busy_corpus(4, squad=8), reference=reference, scales=[Scale(60, 21_600)])
    assert found.accounts["grade"].to_pylist().count("C") >= 8
    assert found.accounts["grade"].to_pylist().count("B") == 0


def test_without_a_reference_no_pair_is_thought_less_able_to_surprise_than_with_one() -> None:
    corpus = busy_corpus(4, squad=8)
    quick, exact = (
        coordination(corpus, reference=reference, scales=[SCALES[1]]).possible
        for reference in ((), fit_reference(busy_corpus(3)))
    )
    bound = {(row["account_a"], row["account_b"]): row["jitter"] for row in quick.to_pylist()}
    assert exact.num_rows
    for row in exact.to_pylist():
        assert bound[row["account_a"], row["account_b"]] <= row["jitter"] * (1 + 1e-9)
