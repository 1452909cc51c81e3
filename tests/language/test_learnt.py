"""Words learnt from captions: names and coined words, never words that are written together there."""

from __future__ import annotations

from pathlib import Path

import pytest

import payola
from payola.language.dictionary import dictionary
from payola.language.learnt import CAPTIONS, caption_words, glued, learnt_costs, words_in
from payola.language.match import match
from payola.language.slogan import Slogan
from payola.language.split import split

LIVES = Slogan("Black lives matter", "A", ("en",))
GLUED = {"blacklives": 300, "livesmatter": 200, "blk": 50}


def test_words_are_counted_without_tags_and_mentions() -> None:
    assert words_in(["Clean WATER #water @water", None, "water"]) == {"clean": 1, "water": 2}


@pytest.mark.parametrize(
    ("word", "language", "said"),
    [
        ("blacklives", "en", True),
        ("makeamericagreatagain", "en", True),
        ("чистыйдвор", "ru", True),
        ("стабильностьиразвитие", "ru", True),
        ("echilibrusiverticalitate", "ro", False),  # verticalitate is rare: the whole may be a name
        ("water", "en", False),
        ("zhurbenko", "en", False),
        ("двор", "ru", False),
        ("", "en", False),
    ],
)
def test_a_word_is_glued_where_it_can_be_read_as_several_frequent_words(word: str, language: str, said: bool) -> None:
    assert glued(word, language) is said


def test_names_are_learnt_and_glued_or_rare_or_well_known_words_are_not() -> None:
    counts = {"zhurbenko": 20, "blacklives": 300, "the": 2, "qwrtz": 1, "xy": 50}
    assert set(learnt_costs(counts, ("en",))) == {"zhurbenko"}


def test_a_name_that_the_captions_use_stays_whole_in_a_tag() -> None:
    learnt = learnt_costs({"maplegroff": 20}, ("en",))
    assert split("votemaplegroffnow", ("en",)).words != ("vote", "maplegroff", "now")
    assert split("votemaplegroffnow", ("en",), learnt).words == ("vote", "maplegroff", "now")


def test_captions_of_few_words_do_not_make_a_word_more_frequent_than_it_is() -> None:
    few, many = (learnt_costs({"maplegroff": 2, "the": total}, ("en",))["maplegroff"] for total in (10, 90_000))
    assert few == pytest.approx(many, abs=0.1)


@pytest.mark.parametrize("tag", ["blacklivesstillmatter", "blackliveswillalwaysmatter", "blklivesmatter"])
def test_glued_words_and_slips_in_captions_hide_no_match(tag: str) -> None:
    alone = match([tag], [LIVES]).to_pylist()
    assert alone
    assert match([tag], [LIVES], caption_words=GLUED).to_pylist() == alone


def test_a_slip_that_captions_repeat_is_no_common_word() -> None:
    known = dictionary("en", ["clean"], {"claen": 4.0})
    assert known.lexicon.costs["claen"] == 4.0
    assert known.cost("claen") > 100


def test_a_match_in_files_learns_from_their_captions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [f"{n},u{n},2026-05-01T10:{n:02}:00Z,blacklives maplegroff #blacklivesstillmatter" for n in range(20)]
    (tmp_path / "posts.csv").write_text("\n".join(["id,author,created_at,caption", *rows]))
    (tmp_path / "slogans.toml").write_text(
        '[[candidate]]\nname = "A"\nlanguage = "en"\nslogans = ["Black lives matter"]\n'
    )
    seen = []
    monkeypatch.setattr("payola.language.match.learnt_costs", lambda *told: seen.append(learnt_costs(*told)) or seen[0])
    found = payola.match(tmp_path / "slogans.toml", tmp_path / "posts.csv")
    assert found["tag"].to_pylist() == ["blacklivesstillmatter"]
    assert set(seen[0]) == {"maplegroff"}


def test_captions_are_drawn_from_the_whole_dump_and_the_same_ones_every_time(tmp_path: Path) -> None:
    import polars as pl

    from payola.engines.duckdb import Engine

    count = CAPTIONS * 2
    posts = pl.DataFrame(
        {
            "post_id": [str(7_200_000_000_000_000_000 + n) for n in range(count)],
            "text": ["early" if n < CAPTIONS else "late" for n in range(count)],
        }
    )
    posts.write_parquet(tmp_path / "posts.parquet")
    with Engine(tmp_path) as engine:
        told = caption_words(engine.frame(tmp_path / "posts.parquet"), engine)
        assert told == caption_words(engine.frame(tmp_path / "posts.parquet"), engine)
    assert told["early"] + told["late"] == CAPTIONS
    assert told["late"] > 0
