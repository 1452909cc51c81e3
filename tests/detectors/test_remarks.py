"""What is known of comments: their age, their account, whether two say nearly the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from payola.columns import schema
from payola.detectors.remarks import NO_ACCOUNT, OLDER, UNKNOWN_POSTS, naming, plain_text, remarks_of, text_codes
from payola.language.slogan import Slogan

POSTS = pa.table({"post_id": ["v1", "v2"], "account_id": ["ann", "bob"], "created_at": [1_730_000_000, 1_730_000_500]})
LONG_ID = "7435000000000000000"  # its upper half is a moment of November 2024


def comments(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist([{"created_at": 1_730_100_000, **row} for row in rows], schema=schema("comments"))


def test_comments_stand_by_video_and_age_and_what_cannot_be_used_is_counted() -> None:
    said = remarks_of(
        comments(
            {"post_id": "v2", "account_id": "u1", "created_at": 1_730_000_560},
            {"post_id": "v1", "account_id": None, "created_at": 1_730_000_020},
            {"post_id": "v1", "account_id": "u2", "created_at": 1_730_000_010},
            {"post_id": "v1", "account_id": "u2", "created_at": 1_729_999_999},
            {"post_id": "v9", "account_id": "u2"},
        ),
        POSTS,
    )
    assert said.place.tolist() == [2, 1, 0]
    assert said.age.tolist() == [10, 20, 60]
    assert said.starts.tolist() == [0, 2, 3]
    assert said.posts.to_pylist() == ["v1", "v2"]
    assert said.account.tolist()[1] == -1
    assert said.left_out == {UNKNOWN_POSTS: 1, OLDER: 1, NO_ACCOUNT: 1}


def test_without_any_usable_comment_there_are_no_videos() -> None:
    said = remarks_of(comments({"post_id": "v9"}), POSTS)
    assert (said.place.size, said.starts.tolist(), len(said.posts)) == (0, [0], 0)


def test_the_time_an_account_was_made_is_told_or_read_from_a_long_id_that_holds_one() -> None:
    said = remarks_of(
        comments(
            {"post_id": "v1", "account_id": "u1", "account_created_at": 1_600_000_000, "created_at": 1_735_000_000},
            {"post_id": "v1", "account_id": LONG_ID, "created_at": 1_735_000_001},
            {"post_id": "v1", "account_id": LONG_ID, "created_at": 1_730_000_001},
            {"post_id": "v1", "account_id": "6800000000", "created_at": 1_735_000_003},
            {"post_id": "v1", "account_id": "u5", "account_created_at": 1_735_000_009, "created_at": 1_735_000_004},
        ),
        POSTS,
    )
    born = dict(zip(said.place.tolist(), said.born.tolist(), strict=True))
    assert born == {0: 1_600_000_000, 1: int(LONG_ID) >> 32, 2: -1, 3: -1, 4: -1}  # not made after it wrote


@pytest.mark.parametrize(
    ("handle", "serial"),
    [("user8273645", True), ("ana.maria1987", True), ("numbat", False), ("ab1234", False), ("kowari_7", False)],
)
def test_a_word_and_at_least_four_digits_is_a_serial_handle(handle: str, serial: bool) -> None:
    assert remarks_of(comments({"post_id": "v1", "account_name": handle}), POSTS).serial.tolist() == [serial]


def test_case_marks_and_drawn_out_letters_make_no_other_text() -> None:
    assert plain_text("  SUPEEEER!!! tare ") == plain_text("super, tare")
    assert plain_text("❤️❤️❤️") == plain_text("❤️") != ""
    assert plain_text("   ") == ""


def test_nearly_the_same_texts_share_a_code_and_short_ones_only_if_they_are_the_same() -> None:
    said = ["Vote for the strong region!", "vote for the strong region ❤️", "yes sir", "yes sid", None, ""]
    codes = text_codes(pa.chunked_array([said])).tolist()
    assert codes[0] == codes[1]
    assert len({codes[0], codes[2], codes[3]}) == 3
    assert codes[4:] == [-1, -1]


def test_no_texts_at_all_have_no_codes() -> None:
    assert text_codes(pa.chunked_array([[None, None]], pa.string())).tolist() == [-1, -1]


SLOGANS = (Slogan("Strong region", "A. Candidate"), Slogan("Сильный край", "Анна Навальная"), Slogan("Da", "B. Li"))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Candidates like her!", True),
        ("голосуй за Навальную", True),
        ("#StrongRegion now", True),
        ("strong — region", True),
        ("a strong man of this region", False),
        ("incandidate", False),
        ("Da, Li", False),
        (None, False),
    ],
)
def test_a_comment_names_a_candidate_in_any_form_of_the_name_or_holds_a_slogan(text: str | None, named: bool) -> None:
    assert naming(pa.chunked_array([[text]], pa.string()), np.array([0]), SLOGANS).tolist() == [named]
