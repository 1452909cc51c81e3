"""Nearly the same texts: the kernel gives what the slow way gives, and means what similarity means."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reference import minhash as slow

from payola.kernels.minhash import MINIMA, SALTS, near_duplicates, signatures

ALPHABET = "abcde жщя❤️🔥 "


def coded(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    letters = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32)
    return letters, np.concatenate([[0], np.cumsum([len(text) for text in texts])])


@settings(max_examples=25)
@given(st.lists(st.text(ALPHABET, min_size=1, max_size=20), min_size=1, max_size=12))
def test_the_kernel_gives_the_groups_of_the_slow_way(texts: list[str]) -> None:
    assert signatures(*coded(texts), SALTS).tolist() == [slow.signature(text) for text in texts]
    assert near_duplicates(texts).tolist() == slow.near_duplicates(texts)


def test_variants_of_long_texts_join_as_the_slow_way_joins_them() -> None:
    rng = np.random.default_rng(3)
    stems = ["".join(rng.choice(list("abcdefgh "), 60)) for _ in range(8)]
    texts = [stem[: 60 - cut] + "!" * cut for stem in stems for cut in (0, 2, 5, 20, 40)]
    assert near_duplicates(texts).tolist() == slow.near_duplicates(texts)


def test_agreeing_minima_measure_the_similarity_of_two_texts() -> None:
    one = "we only want what is good for all the people of this region and its future"
    for other in (one[:-8], one[:40], one[30:]):
        both = signatures(*coded([one, other]), SALTS)
        agree = float((both[0] == both[1]).mean())
        error = np.sqrt(slow.jaccard(one, other) * (1 - slow.jaccard(one, other)) / MINIMA)
        assert abs(agree - slow.jaccard(one, other)) < 4 * error + 1e-9


@pytest.mark.parametrize("other", ["vote for the strong region today!!", "vote for the strong region today ❤️"])
def test_a_text_with_another_ending_is_nearly_the_same(other: str) -> None:
    assert near_duplicates(["vote for the strong region today", other]).tolist() == [0, 0]


def test_other_words_are_not_and_nothing_at_all_is_no_text() -> None:
    assert near_duplicates(["vote for the strong region today", "my cat sleeps on the radiator"]).tolist() == [0, 1]
    assert near_duplicates([]).tolist() == []


def test_a_lone_surrogate_is_a_letter_like_any_other() -> None:
    assert near_duplicates(["so good \ud83d so good", "so good \ud83d so good"]).tolist() == [0, 0]
