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
