"""Stance of comments: words and labels, against what the same creators' other videos get."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.outcomes.creators import comments, hostile

from payola.errors import OptionError
from payola.outcomes.stance import holding, read_lexicon, stances

POSTS = pa.table({"post_id": ["p", "q", "r"], "account_id": ["ann", "bob", "cy"]})


def counts(
    rows: list[tuple[str, str | None, str | None, str | None]], lexicon: Path | None = None
) -> dict[str, object]:
    return {
        s.measure: s.missing or [(int(k), int(n)) for k, n in zip(s.hits, s.of, strict=True)]
        for s in stances(comments(rows), POSTS, read_lexicon(lexicon))
    }


def test_comments_are_counted_by_the_words_they_hold_and_the_creators_own_are_left_out() -> None:
    rows = [
        ("p", "x", "Позорище!", None),
        ("p", "x", "красиво", None),
        ("p", "ann", "shame on you all", None),
        ("q", None, "te-ai vândut 🤡", None),
        ("q", "y", None, None),
        ("elsewhere", "z", "shame", None),
    ]
    assert counts(rows)["hostile comments, by words"] == [(1, 2), (1, 1), (0, 0)]


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("Liars!", True), ("a liar", True), ("familiar", False), ("SOLD - OUT", True), ("soldout", False),
        ("so 🤡🤡", True), ("ВРЁТ", True), ("врётся", False), ("", False), ("shame_on_you", True),
    ],
)  # fmt: skip
def test_a_word_is_whole_a_star_lets_it_go_on_and_signs_count_anywhere(text: str, holds: bool) -> None:
    assert counts([("p", "x", text, None)])["hostile comments, by words"][0][0] == holds  # type: ignore[index]


@given(st.lists(st.text(min_size=1, max_size=8).filter(lambda t: t.replace("*", "").split()), min_size=1, max_size=4))
def test_any_word_a_user_writes_is_found_in_itself(words: list[str]) -> None:
    large = [word.strip().rstrip("*").upper() for word in words]
    assume("".join(large).lower() == "".join(words).lower().replace("*", "") or "".join(large).isascii())
    assert all(holding(pl.Series(large), words))


def test_labels_are_read_and_comments_without_one_are_not_counted() -> None:
    rows = [("p", "x", "a", "Negative"), ("p", "x", "b", "neutral"), ("q", "x", "c", "positive"), ("q", "x", "d", None)]
    found = counts(rows)
    assert found["hostile comments, by labels"] == [(1, 2), (0, 1), (0, 0)]
    assert found["supportive comments, by labels"] == [(0, 2), (1, 1), (0, 0)]


def test_signs_are_labels_only_where_minus_one_is_among_them() -> None:
    assert counts([("p", "x", "a", "-1"), ("p", "x", "a", "1.0")])["hostile comments, by labels"] == [
        (1, 2),
        (0, 0),
        (0, 0),
    ]
    assert "'0', '1'" in str(counts([("p", "x", "a", "0"), ("p", "x", "a", "1")])["hostile comments, by labels"])


def test_labels_of_no_known_kind_are_not_guessed_but_can_be_named(tmp_path: Path) -> None:
    rows = [("p", "x", "a", "toxic"), ("p", "x", "a", "neutral")]
    assert "no known kind: 'toxic'" in str(counts(rows)["hostile comments, by labels"])
    file = tmp_path / "words.toml"
    file.write_text('hostile = ["ugh"]\nhostile_labels = ["Toxic"]\n')
    assert counts(rows, file)["hostile comments, by labels"] == [(1, 2), (0, 0), (0, 0)]
    assert "supportive comments, by words" not in counts(rows, file)


@pytest.mark.parametrize(
    "text", ["", "hostile = 3", 'hostile = [""]', 'angry = ["x"]', 'hostile = ["a"]\nsupportive = ["a"]', "hostile = ["]
)
def test_a_list_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "words.toml").write_text(text)
    with pytest.raises(OptionError, match=r"words\.toml"):
        read_lexicon(tmp_path / "words.toml")


def test_where_nobody_speaks_differently_few_p_are_small() -> None:
    p = np.array([hostile(seed, 1.0)["p"] for seed in range(60)], float)
    assert np.mean(p <= 0.05) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 60)


def test_a_backlash_is_seen_and_covered() -> None:
    rows = [hostile(seed, 3.0) for seed in range(20)]
    assert np.mean([row["p"] <= 0.05 for row in rows]) >= 0.9  # type: ignore[operator]
    assert np.mean([row["low"] <= 3 <= row["high"] for row in rows]) >= 0.8  # type: ignore[operator]
    assert "a word is no opinion" in str(rows[0]["note"])
