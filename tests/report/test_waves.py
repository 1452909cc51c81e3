"""Waves in the report: what came, what it cannot be told from, and no word about them where no comments were given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.report import cases
from tests.report.pages import Page, everything, readable

from payola import report
from payola.run import Run

COMMENTER = "6999000000000000111"
TESTED = {"videos tested": 14, "videos with too few comments": 3, "videos whose accounts are unknown": 0}


def wave(n: int, **changes: Any) -> dict[str, Any]:
    return {
        "wave_id": f"W{n}", "post_id": cases.post_id(n), "n_comments": 50, "seen": 51, "expected": 2.6,
        "first_at": cases.created(n) + 17, "minutes": 2.9, "kinds": ["arrival", "text", "batch"], "p_arrival": 1e-6,
        "p_text": 1e-30, "p_accounts": 1e-12, "p": 1e-6, "q": 2e-5, "grade": "A", "note": "fans too", **changes,
    }  # fmt: skip


def run_with(folder: Path, *waves: dict[str, Any], **summary: int) -> Run:
    told = cases.manifest(waves={**TESTED, "unusual crowds": 5, "waves": len(waves), **summary})
    said = {"comment_id": "c1", "post_id": cases.post_id(0), "account_id": COMMENTER, "created_at": cases.created(0)}
    comments = [{**said, "account_name": "kultarr_of_the_south", "text": "a remark of somebody"}]
    return cases.ordinary(folder / "run", told, waves=list(waves), comments=comments)


def page(run: Run, *, show_names: bool = False) -> str:
    return report.write(run, show_names=show_names, out=run.path / "again.html").read_text(encoding="utf-8")


def test_a_wave_stands_with_what_came_what_was_usual_and_its_grade(tmp_path: Path) -> None:
    words = readable(page(run_with(tmp_path, wave(1))))
    assert "Comments came in a wave under 1 video of 14 tested" in words
    assert "many at once, much the same words, accounts made within days of each other" in words
    assert "50 2.9 51 2.6" in words
    assert "below 0.001 A" in words
    assert "3 videos with fewer than ten comments were not tested" in words


def test_what_a_wave_cannot_be_told_from_is_said_beside_it(tmp_path: Path) -> None:
    words = readable(page(run_with(tmp_path, wave(1))))
    assert "Newly joined followers, a school class, a fan club or an agency can be made of like accounts too" in words
    assert "a grade does not say who wrote, or for whom" in words


def test_no_wave_is_said_and_is_no_blank(tmp_path: Path) -> None:
    words = readable(page(run_with(tmp_path)))
    assert "No wave of comments was found under the 14 videos tested" in words
    assert "Unusual crowds, by their arrival or their repeated words, stood under 5 videos" in words


def test_crowds_of_unknown_accounts_stand_apart_and_are_called_no_findings(tmp_path: Path) -> None:
    unknown = {"p_accounts": None, "p": None, "q": None, "grade": "D", "kinds": ["arrival", "text"]}
    run = run_with(tmp_path, wave(2, **unknown), **{"videos tested": 0, "videos whose accounts are unknown": 14})
    words = readable(page(run))
    assert "no video could be tested: nothing is known of the accounts" in words
    assert "The crowds below are no findings" in words
    assert [
        e.attributes["id"] for e in Page(page(run)).all("div") if str(e.attributes.get("id")).startswith("waves")
    ] == ["waves-unknown"]


def test_how_many_comments_name_a_candidate_stands_only_where_slogans_were_given(tmp_path: Path) -> None:
    named = readable(page(run_with(tmp_path / "a", wave(1, naming=48, p_naming=1e-9))))
    assert "48 of 50" in named
    assert "Naming" not in readable(page(run_with(tmp_path / "b", wave(1))))


def test_the_methods_say_how_waves_were_tested_only_where_they_were(tmp_path: Path) -> None:
    said = "Comments under 14 videos were tested for waves"
    assert said in readable(page(run_with(tmp_path / "a", wave(1))))
    assert "tested for waves" not in readable(page(cases.ordinary(tmp_path / "b")))


def test_without_comments_there_is_no_such_section(tmp_path: Path) -> None:
    html = page(cases.ordinary(tmp_path / "run"))
    assert "waves" not in [e.attributes.get("id") for e in Page(html).all("section")]


def test_nobody_who_commented_is_named_even_where_names_are_shown(tmp_path: Path) -> None:
    run = run_with(tmp_path, wave(1))
    for show_names in (False, True):
        text = everything(page(run, show_names=show_names))
        assert not [secret for secret in (COMMENTER, "kultarr", "a remark of somebody") if secret in text]
    assert cases.post_id(1) not in everything(page(run))


def test_the_video_of_a_wave_can_be_opened(tmp_path: Path) -> None:
    findings = Page(page(run_with(tmp_path, wave(1)))).data()["evidence-data"]["findings"]
    assert any(found["title"].startswith("Video under which wave W1") for found in findings.values())
