"""New tags that read like slogans are proposed as families; choosing one is counted."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from payola.language.match import match
from payola.language.propose import NewTag, propose
from payola.language.slogan import notes, read_slogans


def new(tag: str, *accounts: str, posts: tuple[str, ...] = ()) -> NewTag:
    return NewTag(tag, 100, frozenset(posts or (f"{tag}-{account}" for account in accounts)), frozenset(accounts))


SLOGAN = [
    new("cleanwatereverystreet", "a", "b", "c", "d"),
    new("cleanwatereverystret", "e"),
    new("cleanwaterforeverystreet2026", "f"),
]
OTHERS = [new("fyp", *"abcdefgh"), new("xqzrtplkw", *"abcdefgh"), new("cats", *"abcd"), new("12345678", *"abcd")]


def test_spellings_of_one_slogan_are_one_proposal_and_single_words_are_none() -> None:
    (row,) = propose([*SLOGAN, *OTHERS], ("en",)).to_pylist()
    assert row["tags"] == ["cleanwatereverystreet", "cleanwatereverystret", "cleanwaterforeverystreet2026"]
    assert row["words"] == "clean + water + every + street"
    assert (row["n_accounts"], row["n_posts"], row["born_at"]) == (6, 6, 100)


def test_tags_that_stand_on_the_same_posts_are_one_proposal() -> None:
    posts = ("1", "2", "3", "4")
    (row,) = propose(
        [new("strongercounty", *"abcd", posts=posts), new("votefuture", *"abcd", posts=posts)], ("en",)
    ).to_pylist()
    assert set(row["tags"]) == {"strongercounty", "votefuture"}


def test_a_tag_of_two_accounts_is_not_proposed_and_none_gives_none() -> None:
    assert propose([new("cleanwatereverystreet", "a", "b")], ("en",)).num_rows == 0
    assert propose([], ("en",)).num_rows == 0


def test_a_chosen_tag_is_a_family_of_its_own_and_every_choice_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "slogans.toml"
    path.write_text(
        '[[candidate]]\nname = "A"\nlanguage = "en"\nslogans = ["Warm schools"]\n'
        'tags = ["#CleanStreet cleanstreets", "x1"]\n'
    )
    slogans = read_slogans(path)
    rows = match(["cleanstreet", "cleanstreets", "warmschools", "cleanstreeet"], slogans).to_pylist()
    assert [(row["tag"], row["slogan"]) for row in rows] == [
        ("warmschools", "Warm schools"), ("cleanstreet", "#cleanstreet"), ("cleanstreets", "#cleanstreet"),
    ]  # fmt: skip
    assert "chosen by a person" in rows[1]["path"]
    assert "m = 3 families are tested; 2 of them were chosen" in notes(slogans)[-1]


def test_the_command_lists_proposals_and_says_that_nothing_is_tested(tmp_path: Path) -> None:
    rows = [
        f"{n},u{n},2026-05-{1 + n:02}T10:00:00Z,hello #{'cats' if n < 10 else 'cleanwatereverystreet'}"
        for n in range(20)
    ]
    (tmp_path / "posts.csv").write_text("\n".join(["id,author,created_at,caption", *rows]))
    command = [sys.executable, "-m", "payola", "propose", "posts.csv", "--language", "en"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "clean + water + every + street" in done.stdout
    assert "one more test" in " ".join(done.stderr.split())
