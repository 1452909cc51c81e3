"""Reading tags all at once gives what reading them one by one gives."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from payola.language.fold import all_readings, chat_readings, fold, readings

LETTERS = "abcxyzwjCI019_-@ёйїЙЁŞșțăâвгджщьяЯ’.ßﬁ\n"


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(LETTERS, max_size=12), max_size=20))
def test_tags_read_all_at_once_read_as_one_by_one(tags: list[str]) -> None:
    assert list(all_readings(tags)) == [(readings(tag), chat_readings(tag)) for tag in tags]


@settings(max_examples=150, deadline=None)
@given(st.text(LETTERS, max_size=12))
def test_a_folded_word_has_only_letters_and_digits_and_folds_to_itself(text: str) -> None:
    assert not fold(text) or fold(text).isalnum()
    assert fold(fold(text)) == fold(text)
