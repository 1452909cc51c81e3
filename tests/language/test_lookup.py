"""The index of slogans finds what a plain look at every slogan finds, however often a tag's pieces come back."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from payola.language.dictionary import dictionary
from payola.language.fold import latin
from payola.language.lookup import LONG, SHORT, pieces
from payola.language.slogan import Slogan
from payola.language.split import cheapest

SLOGANS = [
    Slogan(text, "A", ("en",))
    for text in (
        "Strong country",
        "Strong families first",
        "Country before party",
        "Clean air and clean water for everybody",
        "Together",
        "First things",
    )
]
TAGS = (
    "strongcountry",
    "countrystrong",
    "strong",
    "familiesfirst",
    "cleanwater",
    "cleanairwatereverybody",
    "together",
    "cats",
    "first",
)


def plainly(key: str, slogans: Sequence[Slogan]) -> list[tuple[int, int]]:
    """The slow twin: for each slogan, count the words whose beginning or end stands in the key."""
    found = []
    for number, slogan in enumerate(slogans):
        content = slogan.content()
        count = sum(any(piece in key for piece in _ends(latin(word))) for word in content)
        if len(content) >= 2 and count and count >= (len(content) + 1) // 2:
            found.append((number, count))
    return found


def _ends(word: str) -> set[str]:
    if len(word) <= LONG:
        return {word[:SHORT]} if len(word) >= SHORT else set()
    return {word[: SHORT if len(word) == LONG + 1 else LONG], word[-LONG:]}


@pytest.mark.parametrize("tag", TAGS)
def test_the_index_gives_the_slogans_that_a_plain_look_gives(tag: str) -> None:
    index = pieces(SLOGANS)
    assert sorted(index.shared(latin(tag))) == plainly(latin(tag), SLOGANS)
    assert sorted(index.shared(latin(tag))) == plainly(latin(tag), SLOGANS)  # remembered the second time


def test_some_tags_share_words_and_some_do_not() -> None:
    index = pieces(SLOGANS)
    assert index.shared(latin("strongcountry"))
    assert not index.shared(latin("cats"))


def test_what_is_remembered_never_grows_beyond_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("payola.language.lookup.REMEMBERED", 2)
    index = pieces(SLOGANS)
    for tag in (*TAGS, *TAGS):
        assert sorted(index.shared(latin(tag))) == plainly(latin(tag), SLOGANS)
        assert len(index.told) <= 2


def test_a_tag_split_twice_has_the_words_it_had() -> None:
    known = dictionary("en", ["strong"], {})
    split = cheapest("strongcountry", [known.lexicon])
    assert known.words("strongcountry") == known.words("strongcountry")
    assert known.words("strongcountry")[0] == split.cost
    assert len(known.words("strongcountry")[1]) == len(split.words)
