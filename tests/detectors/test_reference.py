"""A reference is kept in a file that names nobody, read again as it was, and says when single objects decide it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tests.detectors.corpora import DAY, busy_corpus, table

from payola.detectors.reference import fit, read, write
from payola.errors import OptionError


def test_a_reference_comes_back_as_it_was_written(tmp_path: Path) -> None:
    fitted = fit({"tag": busy_corpus(1), "music": busy_corpus(2)}, posts=6_000)
    write(fitted, tmp_path / "reference.json")
    assert read(tmp_path / "reference.json") == fitted


def test_the_file_names_no_account_and_no_post(tmp_path: Path) -> None:
    write(fit({"tag": busy_corpus(1, squad=8)}, posts=1), tmp_path / "reference.json")
    text = (tmp_path / "reference.json").read_text()
    assert not any(name in text for name in ("s00", "u01", "q0-1"))


def test_a_file_of_posts_is_no_reference(tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text("post_id,account_id,created_at,hashtags\n1,a,1700000000,x\n")
    assert read(tmp_path / "posts.csv") is None


@pytest.mark.parametrize("damage", ["cut", "classes", "chance", "scales"])
def test_a_damaged_reference_is_refused_with_what_to_do(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "reference.json"
    write(fit({"tag": busy_corpus(1)}, posts=1), path)
    told = json.loads(path.read_text())
    if damage == "classes":
        told["classes"] = [2, 3]
    if damage == "chance":
        told["layers"]["tag"][0]["mean"][0] = 7
    if damage == "scales":  # as an earlier version wrote it
        told["layers"]["tag"][2] |= {"window_s": 600, "bin_s": 21_600}
    text = json.dumps(told)
    path.write_text(text[: len(text) // 2] if damage == "cut" else text)
    with pytest.raises(OptionError, match="payola reference fit"):
        read(path)


def test_a_reference_that_one_tag_decides_is_said_to() -> None:
    """A campaign inside the reference makes it tight by itself; without its tag it would be loose."""
    rng = np.random.default_rng(1)
    quiet = [
        (f"tag{n % 400}", f"u{rng.integers(300):03}", f"p{n}", int(n % 400 * 6 * 3_600 + rng.integers(0, 6 * 3_600)))
        for n in range(1_200)
    ]
    start = 500 * DAY
    squad = [
        ("slogan", f"s{k}", f"q{day}-{k}", start + day * DAY + int(rng.integers(0, 30)))
        for day in range(60)
        for k in range(3)
    ]
    assert not fit({"tag": table(quiet)}, posts=1).notes
    (note,) = fit({"tag": table([*quiet, *squad])}, posts=1).notes
    assert note.startswith("The reference hangs on single hashtags (slogan): if one of them was a campaign")
