"""What names a candidate or a district, and what does not although it is a word of the name."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from payola.language.naming import name_of, place_of

NAMED = [
    ("Peter King", "en", "a walk with Peter King today"),
    ("Nicolae Popescu", "ro", "votez POPESCU Nicolae"),
    ("Peter King", "en", "Peter J. King's speech"),
    ("Peter King", "en", "#vote #peterking"),
    ("Keir Starmer", "en", "what Starmer's people say"),
    ("Theresa May", "en", "Theresa May, once more"),
    ("Jean-Luc Mélenchon", "fr", "avec Jean-Luc Melenchon"),
    ("Иван Журбенко", "ru", "за Журбенком!"),
    ("Иван Журбенко", "ru", "meeting with Zhurbenko"),
    ("Анна Лысакова", "ru", "голосуем за Лысакову"),
    ("Сергей Лысаков", "ru", "пойду с Лысаковым"),
    ("Иван Иванов", "ru", "встреча с Иваном Ивановым"),
    ("Иван Иванов", "ru", "у Иванова Ивана"),
    ("Иванов Иван Петрович", "ru", "встреча с Иваном Ивановым"),
    ("Иванов Иван Петрович", "ru", "встреча с Иваном Петровичем Ивановым"),
    ("Слободан Милошевич", "ru", "Слободану Милошевичу"),
    ("Алексей Навальный", "ru", "письмо Навального"),
    ("Журбенко Тарас Петрович", "ru", "Журбенко Тарас"),
    ("Elena Lasconi", "ro", "am votat cu Lasconi"),
    ("Nicolae Popescu", "ro", "votez Nicolae Popescu"),
    ("M. Zaphod", "en", "ask the ZAPHOD about it"),
]
NOT_NAMED = [
    ("Peter King", "en", "happy birthday Peter"),
    ("Peter King", "en", "the king is dead"),
    ("Peter King", "en", "Peter went to see how they were working for the king"),
    ("Peter King", "en", "King Peter of Serbia"),
    ("Will Hope", "en", "when the king had hope, will it be long"),
    ("Karen Long", "en", "such a Karen, so long"),
    ("Will Hope", "en", "I hope it will rain, as they say, and hope again"),
    ("Theresa May", "en", "it may rain tomorrow"),
    ("Keir Starmer", "en", "Keir Hardie was a miner"),
    ("Rory Young", "en", "Rory and his friends when we were young"),
    ("Иван Иванов", "ru", "Иванов и Ивановы"),
    ("Иван Иванов", "ru", "у Ивана"),
    ("Сергей Лысаков", "ru", "у Сергея лысак"),
    ("Иванов Иван Петрович", "ru", "спасибо, Петрович"),
    ("Marcel Ciolacu", "ro", "la multi ani, Marcel"),
    ("Anna Marin", "en", "a yellow submarines day"),
]


def said(person: str, language: str, text: str) -> bool:
    name = name_of(person, (language,))
    assert name is not None
    words, tags = [], []
    for word in text.split():
        (tags if word.startswith("#") else words).append(word.lstrip("#"))
    return name.seen(" ".join(words), tags)


@pytest.mark.parametrize(("person", "language", "text"), NAMED)
def test_a_rare_family_name_or_the_whole_name_names_a_candidate_in_any_form(
    person: str, language: str, text: str
) -> None:
    assert said(person, language, text)


@pytest.mark.parametrize(("person", "language", "text"), NOT_NAMED)
def test_a_first_name_or_an_ordinary_word_names_nobody(person: str, language: str, text: str) -> None:
    assert not said(person, language, text)


@pytest.mark.parametrize("person", ["Peter", "King", "Li", "J. Long", "", "12", "Lana Together"])
def test_there_is_nothing_to_look_for_in_one_common_word_or_in_the_slogans_own(person: str) -> None:
    assert name_of(person, ("en",), ("together",)) is None


def test_a_district_is_named_by_a_rare_word_or_by_all_of_its_words() -> None:
    devon, north = place_of("North Devonshire", ("en",)), place_of("North End", ("en",))
    assert devon is not None
    assert north is not None
    assert devon.seen("rain in Devonshire", [])
    assert not devon.seen("rain in the north", [])
    assert north.seen("rain at North End", [])
    assert not north.seen("rain in the north without end", [])
    assert place_of("Reading", ("en",)) is None


def test_a_name_is_seen_at_either_end_of_a_tag_and_not_inside() -> None:
    name = name_of("Sanna Zurbenko", ("en",))
    assert name is not None
    assert name.seen(None, ["votezurbenko"])
    assert name.seen(None, ["zurbenko_2024"])
    assert not name.seen("votezurbenkoized", [])
    assert not name.seen(None, ["azurbenkoism"])


SAID = st.sampled_from(
    ["Иван", "Иванов", "Ивановым", "Петрович", "ivanov", "peter", "King", "hope", "Иванова²", "кот", "o'king", "x"]
)


@given(
    st.sampled_from([("Иван Иванов", "ru"), ("Peter King", "en"), ("Ana Zamfirescu", "ro")]),
    st.lists(st.tuples(st.none() | st.lists(SAID, max_size=5), st.none() | st.lists(SAID, max_size=2)), max_size=6),
)
def test_many_posts_at_once_are_read_as_each_by_itself(
    person: tuple[str, str], posts: list[tuple[list[str] | None, list[str] | None]]
) -> None:
    name = name_of(person[0], (person[1],))
    assert name is not None
    texts = [None if said is None else " ".join(said) for said, _ in posts]
    tags = [None if used is None else ["".join(used).casefold()] if used else [] for _, used in posts]
    found = name.among(pl.Series(texts, dtype=pl.String), pl.Series(tags, dtype=pl.List(pl.String)))
    assert found.tolist() == [name.seen(text, used or ()) for text, used in zip(texts, tags, strict=True)]
