"""Charts show the numbers of the Run, all of them, and stay small whatever the size of the Run."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.report import cases

from payola import charts
from payola.charts.look import spec, svg
from payola.charts.times import DAY, HOUR, step_for
from payola.pseudonyms import pseudonyms
from payola.run import Run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return cases.ordinary(tmp_path_factory.mktemp("charts") / "run")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Run:
    nothing: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("posts", "uses", "matches", "families", "pairs", "layout", "evidence")
    }
    return cases.write_run(tmp_path_factory.mktemp("empty") / "run", cases.manifest(), **nothing)


def values(chart: Any, layer: int | None = None) -> list[dict[str, Any]]:
    """The data of a chart, or of one of its layers."""
    found = chart.to_dict()
    drawn = found if layer is None else found["layer"][layer]
    rows: list[dict[str, Any]] = found["datasets"][drawn["data"]["name"]]
    return rows


def test_posts_over_time_counts_every_post_once_in_its_step(run: Run) -> None:
    counted = {row["start"] // 1000: row["posts"] for row in values(charts.posts_over_time(run))}
    assert counted == Counter(cases.created(n) // HOUR * HOUR for n in range(64))


def test_families_over_time_counts_each_post_of_a_family_once(run: Run) -> None:
    rows = values(charts.families_over_time(run))
    assert sum(row["posts"] for row in rows) == 16
    assert {row["family"] for row in rows} == {"“Strong region”"}


def test_tags_beside_shows_families_first_then_other_tags_and_no_tag_twice(run: Run) -> None:
    chart = charts.tags_beside(run)
    dots, totals = values(chart, 0), values(chart, 1)
    assert totals[0] == {"row": "“Strong region”", "total": "16"}
    assert {row["row"]: row["total"] for row in totals[1:]} == {"#cats": "48", "#fyp": "64", "#[a name]": "64"}
    for row in totals:
        mine = [dot for dot in dots if dot["row"] == row["row"]]
        assert f"{sum(dot['posts'] for dot in mine):,}" == row["total"]
        assert max(dot["share"] for dot in mine) == 1


def test_a_tag_that_is_somebody_s_handle_is_masked_unless_names_are_shown(run: Run) -> None:
    assert "dunnart" not in str(charts.tags_beside(run).to_dict())
    assert "#dunnart_88" in str(charts.tags_beside(run, pseudonyms(run, show_names=True)).to_dict())


def test_the_network_holds_the_drawn_pairs_between_the_right_accounts(run: Run) -> None:
    drawn = charts.drawing(run, pseudonyms(run, show_names=True))
    assert drawn is not None
    named = {f"{cases.HANDLES[n]} ({cases.account_id(n)})": n for n in range(8)}
    ends = {frozenset((named[drawn.labels[a]], named[drawn.labels[b]])) for a, b in drawn.ends}
    assert ends == {frozenset(pair) for pair in [(0, 1), (0, 2), (1, 2), (3, 4)]}
    assert drawn.seen == sorted(drawn.seen, reverse=True)
    carrying = {named[label] for label, carried in zip(drawn.labels, drawn.carried, strict=True) if carried}
    assert carrying == {0, 4}


def test_accounts_in_a_drawing_are_numbers_unless_names_are_asked_for(run: Run) -> None:
    text = str(charts.network(run).to_dict())
    assert "Account " in text
    assert not any(cases.account_id(n) in text for n in range(8))


@pytest.mark.parametrize("name", ["posts_over_time", "families_over_time", "tags_beside", "network"])
def test_a_chart_of_nothing_is_none(empty: Run, name: str) -> None:
    assert getattr(charts, name)(empty) is None


@pytest.mark.parametrize("name", ["posts_over_time", "families_over_time", "tags_beside", "network"])
def test_a_chart_names_no_address_and_becomes_a_picture(run: Run, name: str) -> None:
    chart = getattr(charts, name)(run)
    assert "http" not in str(spec(chart))
    picture = svg(chart)
    assert picture.startswith("<svg")
    assert "NaN" not in picture


@pytest.mark.parametrize("span", [0, HOUR, 3 * DAY, 30 * DAY, 400 * DAY, 2_000 * DAY, 6_000 * DAY])
def test_a_span_is_cut_into_at_most_some_two_hundred_steps(span: int) -> None:
    assert span / step_for(0, span).seconds <= 210


def test_charts_show_in_a_notebook_without_a_server(run: Run) -> None:
    import altair as alt

    before = alt.renderers.active
    try:
        charts.show_offline()
        shown = charts.posts_over_time(run)._repr_mimebundle_()
    finally:
        alt.renderers.enable(before)
    assert set(shown) == {"image/svg+xml"}
    assert "http" not in shown["image/svg+xml"].replace("http://www.w3.org/", "")


def test_a_chart_in_two_folders_is_the_same(run: Run, tmp_path: Path) -> None:
    again = cases.ordinary(tmp_path / "run")
    assert charts.tags_beside(again).to_dict() == charts.tags_beside(run).to_dict()


def test_the_tags_beside_are_those_nearest_in_size_above_and_below(tmp_path: Path) -> None:
    rows = cases.posts()
    for size in (1, 2, 13, 14, 15, 17, 18, 19, 40, 50, 60, 61, 62, 63):
        for row in rows[:size]:
            row["tags"] = [*row["tags"], f"size{size}"]
    run = cases.ordinary(tmp_path / "run", posts=rows, uses=cases.uses(rows))
    totals = [row["total"] for row in values(charts.tags_beside(run), 1)]
    assert totals == ["16", "19", "18", "17", "15", "14", "13", "64", "64", "63", "62"]
