"""Words of languages with diacritics, elision and softened endings are known for what they are."""

from __future__ import annotations

import pytest

from payola.language.fold import fold, latin
from payola.language.forms import same_word
from payola.language.match import match
from payola.language.slogan import Slogan
from payola.language.words import lemma, zipf


@pytest.mark.parametrize(
    ("marked", "plain"), [("ışık", "isik"), ("IŞIK", "isik"), ("cœur", "coeur"), ("străzi", "strazi"), ("łódź", "lodz")]
)
def test_marked_letters_are_the_plain_ones_that_people_type_for_them(marked: str, plain: str) -> None:
    assert fold(marked) == fold(plain)
    assert latin(marked) == latin(plain)


@pytest.mark.parametrize(
    ("word", "language"), [("împreună", "ro"), ("égalité", "fr"), ("güçlü", "tr"), ("değişim", "tr"), ("acción", "es")]
)
def test_a_folded_word_is_as_frequent_as_it_is_with_its_diacritics(word: str, language: str) -> None:
    assert zipf(fold(word), (language,)) > 4.5


def test_a_folded_word_has_the_lemma_of_the_word_with_diacritics() -> None:
    assert lemma("egalites", "fr") == "egalite"
    assert lemma("scolii", "ro") == lemma("scoala", "ro")


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("L'avenir pour tous", "fr", ("l", "avenir", "pour", "tous")),
        ("Plus d’arbres", "fr", ("plus", "d", "arbres")),
        ("Qu'est-ce", "fr", ("qu", "est", "ce")),
        ("Dell'acqua", "it", ("dell", "acqua")),
        ("Don't stop", "en", ("dont", "stop")),
        ("It's time", "en", ("its", "time")),
        ("М'який двір", "uk", ("мякий", "двір")),
    ],
)
def test_elided_words_are_words_and_other_apostrophes_part_nothing(
    text: str, language: str, words: tuple[str, ...]
) -> None:
    assert Slogan(text, "A", (language,)).words() == words


@pytest.mark.parametrize("tag", ["lavenirpourtous", "avenirpourtous", "avenirtous", "lesavenirspourtous", "lpt"])
def test_a_slogan_with_an_elided_article_is_found_without_it(tag: str) -> None:
    found = match([tag], [Slogan("L'avenir pour tous", "A", ("fr",))])["tag"].to_pylist()
    assert found == ([] if tag == "lpt" else [tag])  # three initials are too few


@pytest.mark.parametrize(
    ("one", "other"), [("gelecek", "geleceğimiz"), ("kitap", "kitabı"), ("kanat", "kanadı"), ("emek", "emeğin")]
)
def test_a_turkish_word_softens_before_its_endings(one: str, other: str) -> None:
    assert same_word(fold(one), fold(other), "tr")
    assert not same_word("kitap", "kibar", "tr")
