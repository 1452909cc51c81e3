"""Slogans that cannot be matched, or hardly, say so; none of them breaks anything."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from payola.language.match import match
from payola.language.slogan import Slogan, notes, why_not_matchable


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("🎉🔥", "no letters or digits"),
        ("и", "only words such as"),
        ("the of and", "only words such as"),
        ("сильный край " * 30, "longer than 300 characters"),
    ],
)
def test_a_slogan_that_no_tag_can_carry_says_why_and_matches_nothing(text: str, said: str) -> None:
    slogan = Slogan(text, "A. Candidate")
    assert said in str(why_not_matchable(slogan))
    assert said in notes([slogan])[0]
    assert match(["и", "🎉🔥", "сильныйкрай", "theofand", "fyp"], [slogan]).num_rows == 0


@pytest.mark.parametrize("tag", ["сильныйкрай", "silnyykray", "cильныйкpaй", "сильный_край"])
def test_a_slogan_in_a_script_mix_is_matched_like_the_plain_one(tag: str) -> None:
    mixed = Slogan("Cильный кpaй", "A. Candidate", ("ru",))  # Latin C, p and a
    (row,) = match([tag], [mixed]).to_pylist()
    assert row["score"] == 1.0


def test_a_slogan_of_two_languages_is_matched_as_a_whole() -> None:
    (row,) = match(["крымfree", "крым"], [Slogan("Крым free", "A", ("ru", "en"))]).to_pylist()
    assert row["tag"] == "крымfree"


def test_two_candidates_with_one_slogan_are_both_named_and_the_ambiguity_is_said() -> None:
    both = [Slogan("Сильный край", name, ("ru",)) for name in ("A. Candidate", "B. Candidate")]
    rows = match(["сильныйкрай"], both).to_pylist()
    assert [row["candidate"] for row in rows] == ["A. Candidate", "B. Candidate"]
    said = "Slogan 'Сильный край' is given for A. Candidate, B. Candidate: its tags cannot tell them apart."
    assert notes(both)[0] == said


def test_one_slogan_of_many_candidates_gives_no_estimate_of_false_matches_and_says_so() -> None:
    same = [Slogan("Сильный край", f"Candidate {n}", ("ru",)) for n in range(8)]
    assert set(match(["сильныйкрай"], same)["q"].to_pylist()) == {None}
    assert "Different slogans of two content words or more: 1." in notes(same)[-1]


@pytest.mark.parametrize("tag", ["неголосуйзасвоих", "сильныйкрайпротив", "стопсильныйкрай"])
def test_a_tag_that_turns_the_slogan_round_does_not_carry_it(tag: str) -> None:
    slogans = [Slogan("Голосуй за своих", "A", ("ru",)), Slogan("Сильный край", "A", ("ru",))]
    assert match([tag], slogans).num_rows == 0


@pytest.mark.parametrize("tag", ["свойголосрешает", "голосрешает", "твойголосмешает"])
def test_another_word_in_place_of_a_slogans_is_no_slip_of_the_fingers(tag: str) -> None:
    assert match([tag], [Slogan("Твой голос решает", "A", ("ru",))]).num_rows == 0


def test_one_slogan_among_thousands_keeps_an_estimate_of_false_matches() -> None:
    slogans = [Slogan(f"{a}land {b}town together", "A", ("en",)) for a in "bcdfghklmn" for b in "bcdfghklmn"] * 2
    rows = match(["blandctowntogether"], slogans).to_pylist()
    assert len(rows) == 2
    assert all(0 < row["q"] <= 0.5 for row in rows)


def test_one_slogan_in_two_spellings_of_its_letters_is_one_slogan() -> None:
    both = [Slogan("Сильный край", "A", ("ru",)), Slogan("Cильный кpaй", "B", ("ru",))]  # Latin C, p and a
    assert "is given for A, B" in notes(both)[0]


def test_the_command_says_which_slogans_cannot_be_matched_and_lists_the_others(tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text(
        "id,author,created_at,caption\n1,a,2026-05-03T17:00:05Z,#сильныйкрай\n2,b,2026-05-03T17:01:05Z,#край\n"
    )
    hostile = ["'; DROP TABLE posts; --", "<script>alert(1)</script>", "../../etc/passwd", "=cmd()"]
    slogans = ["🎉🔥", "и", "Сильный край", "край сильный " * 25, *hostile]
    told = json.dumps(slogans, ensure_ascii=False)
    (tmp_path / "slogans.toml").write_text(
        f'[[candidate]]\nname = "A. <b>Candidate</b>"\nlanguage = "ru"\nslogans = {told}\n'
    )
    command = [sys.executable, "-m", "payola", "match", "slogans.toml", "posts.csv"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(row["tag"], row["slogan"], row["q"]) for row in rows] == [("сильныйкрай", "Сильный край", "")]
    said = " ".join(done.stderr.split())
    for reason in ("no letters or digits", "only words such as", "longer than 300 characters", "q is empty"):
        assert reason in said


def test_the_command_says_in_one_message_that_a_slogan_file_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text("id,author,created_at,caption\n1,a,2026-05-03T17:00:05Z,#x\n")
    (tmp_path / "slogans.toml").write_bytes(b"\xff\xfe\x00[[candidate")
    command = [sys.executable, "-m", "payola", "match", "slogans.toml", "posts.csv"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2
    assert "slogans.toml" in done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout
