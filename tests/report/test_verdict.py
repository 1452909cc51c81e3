"""A family's verdict is shown with what it rests on, what could look the same, and what it was compared with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.report.cases import HANDLES, MARK, account_id, carrying, created, manifest, ordinary, post_id, posts
from tests.report.pages import Page, readable

from payola import report


def judged(tag: str = "bucketchallenge") -> dict[str, list[dict[str, Any]]]:
    rows = posts()
    family = carrying(rows)["families"][0]
    verdict = {"verdict": "stands out", "reason": "unlike other new tags here", "p": 0.01, "q": 0.02}
    look = {"family_id": "F01", "n_accounts": 12, "n_known": 11, "n_ref": 99, "p_min": 0.01}
    shares = {
        "family_id": "F01",
        "kind": "brief",
        "found": True,
        "seen": 7,
        "of": 12,
        "p": 1e-9,
        "note": "7 of 12 share a phrase",
    }
    behind = {"post_id": post_id(0), "account_id": account_id(0), "created_at": created(0), "why": "shares it"}
    return {
        "families": [{**family, **verdict, "grade": "B", "kinds": ["strangers", "brief"], "n_ref": 99}],
        "verdicts": [
            {**look, "age_h": 24, "statistic": "strangers", "verdict": "not testable", "reason": "3 accounts used it"},
            {**look, "age_h": 504, "statistic": "strangers", "tests": 1, **verdict},
            *({**look, "age_h": 504, "statistic": s, "value": -0.1, "rank": 0.97} for s in ("hist2", "fit2", "reph")),
        ],
        "kinds": [shares, {"family_id": "F01", "kind": "wave", "found": False, "note": "no comments"}],
        "creators": [
            {"account_id": account_id(n), "family_id": "F01", "first_use": created(n), "n_uses": 1, "n_other": 2}
            for n in range(3)
        ],
        "reference_tags": [
            {"tag": tag, "born_at": created(1), "n_accounts": 34, "hist2": -0.1, "fit2": -0.1, "reph": -0.1, "p": 0.02}
        ],
        "evidence": [*carrying(rows)["evidence"], {**behind, "finding_id": "F01:brief", "table": "kinds"}],
    }  # fmt: skip


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    told = manifest(verdicts={"named": 2, "level": 0.1, "left_out": {"labelled as advertising": 3}})
    run = ordinary(tmp_path_factory.mktemp("verdict") / "run", told, **judged())
    return report.write(run).read_text(encoding="utf-8")


def test_the_verdict_stands_with_its_grade_and_what_looks_the_same(page: str) -> None:
    text = readable(page)
    assert "1 of 2 slogans stands out from other new tags" in text
    assert "stands out, grade B:" in text
    assert "an organic one-video challenge or an election tag looks the same" in text


def test_every_look_is_shown_those_without_a_verdict_too(page: str) -> None:
    text = readable(page)
    assert "after 24 h" in text
    assert "3 accounts used it" in text
    assert "after 21 days" in text


def test_the_posts_behind_a_kind_of_evidence_are_one_click_away(page: str) -> None:
    text = readable(page)
    assert "7 of 12 share a phrase" in text
    found = [block["findings"] for block in Page(page).data().values() if "findings" in block]
    titles = [finding["title"] for block in found for finding in block.values()]
    assert any("a shared phrase" in title for title in titles)


def test_the_reference_can_be_read_and_struck_from(page: str) -> None:
    text = readable(page)
    assert "#bucketchallenge" in text
    assert "--strike FILE" in text
    assert "3 tags left out: labelled as advertising" in text


def test_accounts_without_a_past_are_counted_and_not_named(page: str) -> None:
    assert "3 accounts of the families have fewer than eight other posts here" in readable(page)
    assert not any(handle in page for handle in HANDLES[6:])


def test_further_evidence_raises_a_grade_only_where_there_is_one(page: str, tmp_path: Path) -> None:
    assert "A shared phrase yes below 0.001" in readable(page)
    ungraded = judged()
    ungraded["families"][0] |= {"verdict": "not testable", "grade": None}
    text = readable(report.write(ordinary(tmp_path / "run", **ungraded)).read_text("utf-8"))
    assert "A shared phrase would raise a grade, but there is none below 0.001" in text


def test_what_was_not_beyond_others_does_not_read_as_found(page: str) -> None:
    assert "Asked, and not beyond what other tags or habit give" in readable(page)
    assert "not found:" not in readable(page)


def test_hostile_tags_do_not_run(tmp_path: Path) -> None:
    run = ordinary(tmp_path / "run", manifest(), **judged(f'"><img src=x onerror={MARK}>'))
    html = report.write(run).read_text(encoding="utf-8")
    assert "<img src=x" not in html


def test_a_run_without_verdicts_has_no_such_section(tmp_path: Path) -> None:
    html = report.write(ordinary(tmp_path / "run")).read_text(encoding="utf-8")
    assert "Which slogans stand out" not in readable(html)
