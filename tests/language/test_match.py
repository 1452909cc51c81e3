"""A slogan is found under the tags that carry it, however they are written, and the reason is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payola.language.fold import fold, latin
from payola.language.learnt import learnt_costs
from payola.language.match import match
from payola.language.slogan import Slogan
from payola.language.split import split

YARD = Slogan("Чистый двор каждому дому", "Candidate A", ("ru",))
STABLE = Slogan("Стабильность и развитие", "Candidate A", ("ru",))
GLORY = Slogan("Слава Україні", "Candidate D", ("uk",))
BALANCE = Slogan("Echilibru și verticalitate", "Candidate B", ("ro",))
LEADER = Slogan("Un lider potrivit pentru mine", "Candidate B", ("ro",))
WATER = Slogan("Clean water for every street", "Candidate C", ("en",))
ALL = [YARD, STABLE, GLORY, BALANCE, LEADER, WATER]


def reasons(tags: list[str], *slogans: Slogan) -> dict[str, str]:
    return {row["tag"]: row["path"] for row in match(tags, slogans).to_pylist()}


@pytest.mark.parametrize(
    ("tag", "slogan", "reason"),
    [
        ("чистыйдворкаждомудому", YARD, "чистый + двор + каждому + дому, 4 of 4 words"),
        ("chistyydvorkazhdomudomu", YARD, "written in another script"),
        ("chistyidvorkazhdomudomu", YARD, "written in another script"),
        ("чистыйдворкаждомудому2026", YARD, "with 2026"),
        ("чистыдйворкаждомудому", YARD, "98 % alike"),
        ("стабильностьиразвитие", STABLE, "стабильность + и + развитие, 3 of 3 words"),
        ("стабильностиразвития", STABLE, "стабильности + развития, 2 of 2 content words"),
        ("stabilnostirazvitie", STABLE, "written in another script"),
        ("ст4бильностьиразвитие", STABLE, "digits read as letters"),
        ("стабильностьиразвитиегорода", STABLE, "with something added"),
        ("славаукраїні", GLORY, "слава + україні, 2 of 2 words"),
        ("slava_ukraini", GLORY, "written in another script"),
        ("echilibrusiverticalitate", BALANCE, "3 of 3 words"),
        ("echilibruşiverticalitate", BALANCE, "3 of 3 words"),
        ("echilіbrușiverticalitate", BALANCE, "3 of 3 words"),
        ("unliderpotrivitpentrumine", LEADER, "un + lider + potrivit + pentru + mine, 5 of 5 words"),
        ("cleanwatereverystreet", WATER, "4 of 5 words"),
    ],
)
def test_a_tag_that_carries_a_slogan_is_matched_with_its_reason(tag: str, slogan: Slogan, reason: str) -> None:
    found = reasons([tag, "fyp", "cats"], *ALL)
    assert set(found) == {tag}
    assert reason in found[tag]
    assert match([tag], [slogan])["candidate"].to_pylist() == [slogan.candidate]


@pytest.mark.parametrize(
    "tag",
    [
        "fyp",
        "стабильность",
        "развитие",
        "чистыйдвор",
        "двор",
        "cleanwater",
        "street",
        "echilibru",
        "україна",
        "слава",
        "2024",
        "дом",
    ],
)
def test_a_single_word_of_a_slogan_or_something_else_is_no_match(tag: str) -> None:
    assert reasons([tag], *ALL) == {}


def test_a_tag_used_once_is_matched_like_any_other_and_more_tags_change_nothing() -> None:
    alone = match(["стабильностьиразвитие"], ALL[:3]).to_pylist()
    among = match(["кошки", "стабильностьиразвитие", "танцы"], ALL[:3]).to_pylist()
    assert alone == among


def test_a_slogan_of_one_common_word_is_matched_exactly_and_says_that_context_is_needed() -> None:
    together = Slogan("Вместе", "Candidate A", ("ru",))
    found = reasons(["вместе", "вместесила", "вместо"], together)
    assert set(found) == {"вместе"}
    assert found["вместе"].endswith("one common word")


def test_two_candidates_with_one_slogan_are_both_named() -> None:
    rows = match(["стабильностьиразвитие"], [STABLE, Slogan(STABLE.text, "Candidate Z", ("ru",))]).to_pylist()
    assert {row["candidate"] for row in rows} == {"Candidate A", "Candidate Z"}


def test_initials_of_a_long_slogan_are_a_match_that_says_so() -> None:
    found = reasons(["cwfes"], WATER)
    assert "the initials of clean water for every street" in found["cwfes"]


def test_fewer_than_five_slogans_give_no_false_discovery_estimate() -> None:
    assert match(["стабильностьиразвитие"], ALL[:3])["q"].to_pylist() == [None]
    (q,) = match(["стабильностьиразвитие"], ALL)["q"].to_pylist()
    assert 0 < q <= 1


@pytest.mark.parametrize("text", ["🎉🎉", "и", "…", "a" * 301, "сло" * 100 + " " + "ган" * 100])
def test_a_slogan_that_no_tag_can_carry_matches_nothing(text: str) -> None:
    assert reasons(["и", "fyp", "slogan"], Slogan(text, "Candidate A")) == {}


def test_twenty_thousand_slogans_are_looked_up_one_by_one_and_found() -> None:
    slogans = [Slogan(f"word{number} other{number}", f"Candidate {number}", ("en",)) for number in range(20_000)]
    assert set(reasons(["word7other7", "fyp"], *slogans)) == {"word7other7"}


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("unliderpotrivitpentrumine", ["un", "lider", "potrivit", "pentru", "mine"]),
        ("стабильностьиразвитие", ["стабильность", "и", "развитие"]),
        ("славаукраїні", ["слава", "україні"]),
        ("мыженехотимвойны", ["мы", "же", "не", "хотим", "войны"]),
        ("cleanwater2026", ["clean", "water", "2026"]),
    ],
)
def test_glued_tags_are_split_into_their_words(tag: str, words: list[str]) -> None:
    assert list(split(tag, ("ru", "uk", "ro", "en")).words) == words


def test_a_word_that_the_captions_use_is_not_cut() -> None:
    learnt = learnt_costs({"verticalitate": 30, "echilibru": 40}, ("ro",))
    assert split("echilibrusiverticalitate", ("ro",)).words[-1] != "verticalitate"
    assert split("echilibrusiverticalitate", ("ro",), learnt).words == ("echilibru", "si", "verticalitate")


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert latin(text) == latin(fold(text))


@given(st.text(max_size=30))
def test_the_words_of_a_split_join_back_to_the_folded_tag(tag: str) -> None:
    assert "".join(split(tag, ("en", "ro")).words) == fold(tag)


@given(st.lists(st.text(max_size=20), max_size=5), st.text(max_size=40))
def test_no_text_whatever_breaks_matching(tags: list[str], slogan: str) -> None:
    scores = match(tags, [Slogan(slogan, "Candidate A", ("en",))])["score"].to_pylist()
    assert all(0.75 <= score <= 1 for score in scores)
