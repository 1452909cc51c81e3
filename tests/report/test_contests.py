"""Contests in the report: reach beside odds where odds were kept in the Run, and no word of them elsewhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.report import cases
from tests.report.pages import readable

from payola import report
from payola.charts.contests import wound
from payola.run import Run

SQUARE = {"type": "Polygon", "coordinates": [[[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, 0.0], [0.0, 0.0]]]}


def odds(district: str, p_beaten: float, **changes: Any) -> dict[str, Any]:
    return {"district": district, "party": "Gold", "candidate": cases.CANDIDATE, "p_beaten": p_beaten, **changes}


def reached(district: str, p_beaten: float, **changes: Any) -> dict[str, Any]:
    return {
        "district": district, "family_id": "F01", "slogan": cases.SLOGAN, "candidate": cases.CANDIDATE,
        "verdict": "stands out", "views": 8_765_432.0, "views_low": 8_000_000.0, "views_high": 9_000_000.0,
        "p_beaten": p_beaten, "openness": 1 - abs(2 * p_beaten - 1), "p_strongest": 0.86, "p_beats": 0.31, **changes,
    }  # fmt: skip


def page(run: Run) -> str:
    return report.write(run, out=run.path / "again.html").read_text(encoding="utf-8")


def test_reach_stands_beside_odds_with_what_the_odds_take_for_granted(tmp_path: Path) -> None:
    told = cases.manifest(contests=["3 contests: 1 with a call, 2 without.", "- the model is tuned on 2010 to 2015"])
    rows = [reached("North", 0.35), reached("South", 0.03)]
    both = [odds("North", 0.35), odds("South", 0.03), odds("West", 0.5)]
    html = page(cases.ordinary(tmp_path / "run", told, contests=both, contest_exposure=rows))
    words = readable(html)
    assert (
        "Of 3 contests, 2 are close. 1 slogan here belongs to candidates in 2 districts, of which 1 is close" in words
    )
    assert "8.8 million" in words
    assert words.index("North") < words.index("South")
    assert "that posts were seen does not say by whom" in words
    assert "the model is tuned on 2010 to 2015" in words
    assert "Reach beside odds." in words
    assert 'data-chart="map-of-odds"' not in html


def test_shapes_that_were_given_are_drawn_as_a_map(tmp_path: Path) -> None:
    shapes = [{"district": "North", "geometry": json.dumps(SQUARE)}]
    run = cases.ordinary(
        tmp_path / "run", cases.manifest(), contests=[odds("North", 0.35)], contest_exposure=[reached("North", 0.35)],
        contest_shapes=shapes,
    )  # fmt: skip
    assert 'data-chart="map-of-odds"' in page(run)


def test_a_scenario_is_said_to_be_one(tmp_path: Path) -> None:
    both = [odds("North", 0.35, scenario="without the last votes of South")]
    run = cases.ordinary(tmp_path / "run", cases.manifest(), contests=both, contest_exposure=[reached("North", 0.35)])
    assert "A scenario: without the last votes of South" in readable(page(run))


def test_a_run_without_contests_says_nothing_about_them(plain_html: str) -> None:
    assert "Contests where the reach went" not in plain_html


def test_views_of_a_few_posts_are_not_exact(tmp_path: Path) -> None:
    run = cases.ordinary(
        tmp_path / "run", cases.manifest(), contests=[odds("North", 0.35)],
        contest_exposure=[reached("North", 0.35, family_id="F99", views=4321.0, views_low=4321.0, views_high=4321.0)],
    )  # fmt: skip
    html = page(run)
    assert "4,300" in readable(html)
    assert "4,321" not in html
    assert "4321" not in html


def test_shapes_are_turned_so_that_no_district_fills_the_globe() -> None:
    clockwise = SQUARE["coordinates"]
    assert isinstance(clockwise, list)
    other = [ring[::-1] for ring in clockwise]
    assert wound({"type": "Polygon", "coordinates": other}) == SQUARE
    assert wound({"type": "MultiPolygon", "coordinates": [clockwise, other]})["coordinates"] == [clockwise, clockwise]
    hole = [[0.2, 0.2], [0.2, 0.4], [0.4, 0.4], [0.2, 0.2]]
    assert wound({"type": "Polygon", "coordinates": [*other, hole]})["coordinates"] == [*clockwise, hole[::-1]]
