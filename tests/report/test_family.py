"""The page of a family: its timeline, who came first, and what the videos were about against their own habit."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tests.report.cases import HANDLES, account_id, carrying, manifest, ordinary, posts, uses
from tests.report.pages import Page, readable
from tests.report.test_verdict import judged

from payola import charts, report
from payola.pseudonyms import pseudonyms
from payola.report.family import bare_words, caption_words, later
from payola.report.material import Material
from payola.report.sections.verdict import in_order
from payola.run import Run


def family_run(folder: Path) -> Run:
    """Eight accounts with two posts each under the slogan; six of them say "tomorrow" there, and nowhere else."""
    rows = posts(64)
    for k, row in enumerate(rows):
        row["text"] = "always skating @someone"
        if k % 4 == 0:
            n = k // 4 % len(HANDLES)
            row["account_id"], row["text"] = account_id(n), "skating tomorrow" if n < 6 else "only skating"
    return ordinary(folder, manifest(), **{**judged(), **carrying(rows), "posts": rows, "uses": uses(rows)})


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0, "the first"), (30, "1 min"), (7_200, "2 h"), (71 * 3600, "71 h"), (4 * 86_400, "4.0 days")],
)
def test_the_time_after_a_birth_is_told_in_words(seconds: int, told: str) -> None:
    assert later(seconds) == told


def test_words_of_captions_leave_out_tags_mentions_links_and_short_words() -> None:
    said = pl.DataFrame({"text": ["My CATS love #dancing with @friend at https://a.b/cats, cats!", None]})
    assert [sorted(words) for words in said.select(bare_words(pl.col("text")))["text"]] == [
        ["cats", "love", "with"],
        [],
    ]


@pytest.mark.parametrize(
    "leading",
    [
        "＃fulltag",
        "t.me/secretchan",
        "vk.com/ivan_sidorov",
        "smithson@mail.example",
        "numbat_north",
        "numbat.north",
        "fox88",
    ],
)
def test_nothing_that_can_lead_to_somebody_is_a_word_of_a_caption(leading: str) -> None:
    said = pl.DataFrame({"text": [f"Dancing {leading} again."]}).select(bare_words(pl.col("text")))["text"]
    assert sorted(said[0]) == ["again", "dancing"]


def test_words_beyond_the_habit_come_first_and_those_of_two_accounts_are_not_shown(tmp_path: Path) -> None:
    run = family_run(tmp_path / "run")
    family = run["families"].to_polars().row(0, named=True)
    found = caption_words("F01", family, Material(run, pseudonyms(run)))
    assert found is not None
    told = [[cell.sort for cell in row] for row in found.rows]
    assert told == [["tomorrow", 6, 0], ["skating", 8, 6]]  # "only" is said by two; "always" only elsewhere


def test_families_with_most_evidence_come_first() -> None:
    rows = [
        {"family_id": "F1", "grade": None, "kinds": [], "p": 0.01},
        {"family_id": "F2", "grade": None, "kinds": ["brief", "roster"], "p": 0.5},
        {"family_id": "F3", "grade": "C", "kinds": ["strangers"], "p": 0.001},
        {"family_id": "F4", "grade": "A", "kinds": ["strangers", "brief", "wave"], "p": 0.02},
        {"family_id": "F5", "grade": None, "kinds": None, "p": None},
    ]
    assert in_order(pl.DataFrame(rows))["family_id"].to_list() == ["F4", "F3", "F2", "F1", "F5"]


def test_the_timeline_tells_first_posts_from_further_ones(tmp_path: Path) -> None:
    run = ordinary(tmp_path / "run", manifest(), **judged())
    drawn = charts.family_timeline(run, "F01")
    assert drawn is not None
    spec = drawn.to_dict()
    (rows,) = spec["datasets"].values() if "datasets" in spec else (spec["data"]["values"],)
    counted = {kind: sum(row["posts"] for row in rows if row["kind"] == kind) for kind in {row["kind"] for row in rows}}
    assert counted == {"first post of an account": 2, "used again": 14}
    assert charts.family_timeline(run, "F99") is None


def test_the_page_has_a_timeline_and_who_came_first_without_names(tmp_path: Path) -> None:
    html = report.write(ordinary(tmp_path / "run", manifest(), **judged())).read_text(encoding="utf-8")
    text = readable(html)
    assert "who came first" in text
    assert "the first" in text
    assert "Born 1 Nov 2024" in text
    assert any(name.startswith("chart-timeline-F01") for name in Page(html).data())
    assert not any(handle in html for handle in HANDLES[6:])


def test_the_first_comers_posts_have_links_only_where_names_are_shown(tmp_path: Path) -> None:
    run = ordinary(tmp_path / "run", manifest(), **judged())
    hidden = report.write(run, out=tmp_path / "a.html").read_text(encoding="utf-8")
    shown = report.write(run, out=tmp_path / "b.html", show_names=True).read_text(encoding="utf-8")
    assert "tiktok.com/@" not in hidden
    assert "tiktok.com/@" in shown
