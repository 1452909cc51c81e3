"""What a post carries: tags, mentions and links in one normal form."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from payola.objects import (
    MAX_TAGS,
    links_of_text,
    links_of_texts,
    mentions_of_text,
    mentions_of_texts,
    normalise_tag,
    tag_lists,
    tags_of_text,
    tags_of_texts,
)


@pytest.mark.parametrize(
    ("raw", "tags"),
    [
        ("#Cats", ["cats"]),
        ("＃ＣＡＴＳ", ["cats"]),
        ("#one#Two＃three", ["one", "two", "three"]),
        ("strong!!!", ["strong"]),
        ("Сильный_край,", ["сильный_край"]),
        ("Ёлка", ["ёлка"]),
        ("SONDAKİKA", ["sondakika"]),
        ("love❤️", ["love❤"]),
        ("za\u200bwieś\u200d", ["zawieś"]),
        ("हिन्दी", ["हिन्दी"]),
        ("2024", ["2024"]),
        ("two words", ["two", "words"]),
        ("#", []),
        ("#️⃣", []),
        ("___", []),
        ("", []),
        ("a" * 201, []),
    ],
)
def test_a_raw_tag_becomes_the_tags_it_stands_for(raw: str, tags: list[str]) -> None:
    assert normalise_tag(raw) == tags


@given(st.text())
def test_normalising_a_tag_twice_changes_nothing(raw: str) -> None:
    for tag in normalise_tag(raw):
        assert normalise_tag(tag) == [tag]


@given(st.lists(st.text(max_size=12), max_size=4))
def test_case_and_a_leading_hash_make_no_other_tag(parts: list[str]) -> None:
    for part in parts:
        assert normalise_tag("#" + part) == normalise_tag(part)


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("come #Together#NOW and vote", ["together", "now"]),
        ("see https://example.org/page#section and #this", ["this"]),
        ("it&#39;s #fine.", ["fine"]),
        ("#don't stop", ["don"]),
        ("#same #SAME ＃same", ["same"]),
        ("وقت #حان_الوقت👑 ", ["حان_الوقت👑"]),
        ("no tags here, only C# and a # alone", []),
    ],
)
def test_tags_of_a_caption_come_in_order_and_once(text: str, tags: list[str]) -> None:
    assert tags_of_text(text) == tags


def test_mentions_are_lower_case_and_mail_addresses_are_none() -> None:
    assert mentions_of_text("with @Some.One, @two_2 and mail me@example.org @Some.One") == ["some.one", "two_2"]


def test_links_lose_what_only_tracks() -> None:
    text = "https://www.Example.org/Page/?utm_source=x&id=7&fbclid=1#top, www.example.net."
    assert links_of_text(text) == ["https://example.org/Page?id=7", "https://example.net"]


@given(st.lists(st.none() | st.text(max_size=40), max_size=8))
def test_arrays_of_texts_give_what_single_texts_give(texts: list[str | None]) -> None:
    array = pa.array(texts, pa.string())
    for many, one in (
        (tags_of_texts, tags_of_text),
        (mentions_of_texts, mentions_of_text),
        (links_of_texts, links_of_text),
    ):
        assert many(array).to_pylist() == [None if text is None else one(text) for text in texts]


def test_lists_keep_order_null_and_emptiness() -> None:
    raw = pa.array([["B", "#a", "b"], None, [], [None, "c#d"]], pa.list_(pa.string()))
    assert tag_lists(raw).to_pylist() == [["b", "a"], None, [], ["c", "d"]]


def test_of_a_list_of_ten_thousand_tags_the_first_thousand_are_kept() -> None:
    raw = pa.array([[f"t{i}" for i in range(10_000)], ["x"]], pa.list_(pa.string()))
    long, short = tag_lists(raw).to_pylist()
    assert long == [f"t{i}" for i in range(MAX_TAGS)]
    assert short == ["x"]


def test_a_sliced_array_gives_the_same_lists() -> None:
    raw = pa.array([["z"], ["A", "b"], None, ["C"]], pa.list_(pa.string()))
    assert tag_lists(raw.slice(1)).to_pylist() == [["a", "b"], None, ["c"]]
