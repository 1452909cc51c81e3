"""The slogan file: read as written, and told clearly where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from payola.errors import SloganError
from payola.language.slogan import Slogan, notes, read_slogans

GOOD = """
[[candidate]]
name = "A. Candidate"
language = ["ru", "uk-UA"]
slogans = ["Сильный край", "  Голосуй   за своих ", "Сильный край"]
district = 12

[[candidate]]
name = "B. Candidate"
slogans = ["Strong region"]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "slogans.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_candidates_languages_and_slogans_are_read_in_order_and_once(tmp_path: Path) -> None:
    assert read_slogans(written(tmp_path, GOOD)) == [
        Slogan("Сильный край", "A. Candidate", ("ru", "uk"), "12"),
        Slogan("Голосуй за своих", "A. Candidate", ("ru", "uk"), "12"),
        Slogan("Strong region", "B. Candidate"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no [[candidate]] entry"),
        ("[[candidate", "the file itself"),
        ('[[candidate]]\nslogans = ["x"]', "it has no name"),
        ('[[candidate]]\nname = "A"', "slogans should be a list"),
        ('[[candidate]]\nname = "A"\nslogans = "x"', "slogans should be a list"),
        ('[[candidate]]\nname = "A"\nslogans = ["x"]\nlanguage = "klingon"', "'klingon' is not supported"),
        ('[[candidate]]\nname = "A"\nslogans = ["x"]\nparty = "y"', "there is no key 'party'"),
    ],
)
def test_a_wrong_slogan_file_says_where_and_what(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SloganError) as caught:
        read_slogans(written(tmp_path, text))
    assert said in str(caught.value)


def test_a_missing_slogan_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(SloganError, match=r"absent\.toml"):
        read_slogans(tmp_path / "absent.toml")


def test_what_a_person_should_know_about_slogans_is_said() -> None:
    told = notes(
        [Slogan("🎉", "A"), Slogan("Вместе", "A", ("ru",)), Slogan("Same words", "A"), Slogan("same Words", "B")]
    )
    assert "no letters or digits" in told[0]
    assert "a tag counts only where at least half of its accounts speak of the candidate" in told[1]
    assert "given for A, B: its tags cannot tell them apart" in told[2]


@pytest.mark.parametrize("quotes", ["“”", "„“", "«»", "‘’"])
def test_quotes_of_a_word_processor_are_named_and_straight_ones_asked_for(tmp_path: Path, quotes: str) -> None:
    file = tmp_path / "word.toml"
    text = f"[[candidate]]\r\nname = {quotes[0]}A. Candidate{quotes[1]}\r\nslogans = []\r\n"
    file.write_text(text, "utf-8-sig", newline="")
    with pytest.raises(SloganError, match=rf"line 2.*where {quotes[0]} stands: use straight quotes"):
        read_slogans(file)


def test_a_closing_quote_that_alone_is_curly_is_named(tmp_path: Path) -> None:
    (tmp_path / "word.toml").write_text('[[candidate]]\nname = "A. Candidate”\n', "utf-8")
    with pytest.raises(SloganError, match="where ” stands: use straight quotes"):
        read_slogans(tmp_path / "word.toml")


def test_quotes_inside_a_slogan_are_not_blamed_for_another_mistake(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("[[candidate]]\nname = A  # of the party «Clean yard»\n", "utf-8")
    with pytest.raises(SloganError) as caught:
        read_slogans(tmp_path / "a.toml")
    assert "straight quotes" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('[[candidate]]\nname = "Чистый двор"\n'.encode("cp1251"), "it is not text in UTF-8: save it as plain text in"),
        (b"PK\x03\x04\x14\x00\x06\x00\xff\xfe", "a document or table of an office program: save it as plain text in"),
    ],
)
def test_a_slogan_file_that_is_no_text_says_how_to_save_it(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "slogans.toml").write_bytes(content)
    with pytest.raises(SloganError, match=said) as caught:
        read_slogans(tmp_path / "slogans.toml")
    assert "codec" not in str(caught.value)
