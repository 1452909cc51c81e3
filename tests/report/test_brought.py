"""What a family brought: two columns, views that are never people, and a ceiling with its assumptions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.report import cases
from tests.report.pages import Page, readable

from payola import report
from payola.outcomes.rows import missing, row


def measured(views: float = 123_456.0) -> dict[str, list[dict[str, object]]]:
    size = {"n_posts": 16, "n_accounts": 2, "family_id": "F01"}
    lift = {"estimate": 1.5, "low": 1.2, "high": 1.9, "p": 0.01}
    beyond = {"estimate": 41_000.0, "low": 20_000.0, "high": 58_000.0}
    return {
        "reach": [
            row("views", "views", "sum", estimate=views, low=views, high=views, **size),
            row("people", "people", "upper bound alone", high=views, **size),
            row("lift", "times", "m", **lift, **size),
            row("views beyond usual", "views", "m", **beyond, **size),
            missing("half-life of uptake", "days", "nobody knows", **size),
        ],
        "reception": [row("likes a view", "times", "m", estimate=0.7, low=0.5, high=0.9, p=0.01, q=0.02, **size)],
    }


@pytest.fixture
def page(tmp_path: Path) -> str:
    run = cases.ordinary(tmp_path / "run", **measured())
    return report.write(run, show_names=False).read_text(encoding="utf-8")


def test_what_is_claimed_and_what_can_be_shown_stand_in_two_columns(page: str) -> None:
    words = readable(page)
    assert "What a client would be shown What can be shown to have happened" in words
    assert "16 posts by 2 creators" in words
    assert "views beyond usual: 41,000 (20,000 to 58,000)" in words
    assert "lift: 1.50 times the usual (1.20 to 1.90)" in words
    assert "likes a view: 0.70 times the usual (0.50 to 0.90)" in words
    assert "effect on votes: not part of these numbers" in words


def test_the_currency_is_named_and_one_end_of_an_interval_is_no_missing_number(tmp_path: Path) -> None:
    found = measured()
    size = {"n_posts": 16, "n_accounts": 2, "family_id": "F01"}
    share = {"estimate": 0.25, "low": 0.25, "high": 0.25}
    found["reach"] += [
        row("cost of 1,000 views beyond usual", "cost in EUR", "price list", low=56.0, **size),
        row("share of views by pushed accounts", "share", "counts", **share, **size),
    ]
    words = readable(report.write(cases.ordinary(tmp_path / "run", **found), show_names=False).read_text("utf-8"))
    assert "123,456 views (a count)" in words
    assert "cost of 1,000 views beyond usual: EUR at least 56.00" in words
    assert "share of views by pushed accounts: 25 % (a count)" in words
    assert "cost of 1,000 views beyond usual unknown at least 56.00" in words


def test_people_are_an_upper_bound_and_what_is_unknown_is_said(page: str) -> None:
    words = readable(page)
    assert "people: at most 123,456" in words
    assert "not enough data" in words
    assert not re.search(r"<td[^>]*></td>", page)


def test_the_ceiling_of_votes_states_its_assumptions_and_moves_with_them(page: str) -> None:
    sliders = [e.attributes["id"] for e in Page(page).all("input") if e.attributes.get("type") == "range"]
    assert {"ceiling-eligible", "ceiling-district", "ceiling-persuaded"} <= set(sliders)
    assert "at most 130,000 people, and at most 780 votes under these assumptions" in readable(page)


def test_no_upper_end_is_rounded_down_and_no_lower_end_up(tmp_path: Path) -> None:
    told = measured(404_598.0)
    size = {"n_posts": 16, "n_accounts": 2, "family_id": "F01"}
    told["reach"][2] |= {"estimate": 1.504, "low": 1.209, "high": 1.901}
    told["reach"][3] |= {"estimate": 12_340_000.0, "low": 1_290_000.0, "high": 12_310_000.4}
    told["reach"] += [row("share", "share", "m", estimate=0.294, low=0.219, high=0.381, **size)]
    words = readable(report.write(cases.ordinary(tmp_path / "run", **told), show_names=False).read_text("utf-8"))
    assert "people: at most 404,598" in words
    assert "at most 410,000 people, and at most 2,500 votes under these assumptions" in words
    assert "lift: 1.50 times the usual (1.20 to 1.91)" in words
    assert "views beyond usual: 12.3 million (1.2 million to 12.4 million)" in words
    assert "29 % 21 % to 39 %" in words


def test_ends_of_few_posts_are_rounded_outwards(tmp_path: Path) -> None:
    told = measured()
    told["reach"][1] |= {"n_posts": 3, "high": 404_598.0}
    told["reach"][3] |= {"n_posts": 3, "low": 20_900.0, "high": 58_100.0}
    words = readable(report.write(cases.ordinary(tmp_path / "run", **told), show_names=False).read_text("utf-8"))
    assert "people: at most 410,000" in words
    assert "views beyond usual: 41,000 (20,000 to 59,000)" in words


def test_nothing_is_less_than_zero_by_rounding(tmp_path: Path) -> None:
    told = measured()
    told["reception"][0] |= {"estimate": -0.001, "low": -0.004, "high": 0.002}
    words = readable(report.write(cases.ordinary(tmp_path / "run", **told), show_names=False).read_text("utf-8"))
    assert "likes a view: 0.00 times the usual (-0.01 to 0.01)" in words
    assert "-0.00" not in words


def test_what_few_posts_had_cannot_be_found_by_subtraction_or_from_a_price(tmp_path: Path) -> None:
    told = measured()
    others = {"estimate": 123_003.0, "low": 123_003.0, "high": 123_003.0, "n_posts": 15, "n_accounts": 1}
    price = {"estimate": 176.6, "low": 176.6, "high": 176.6, "n_posts": 1, "n_accounts": 1}
    told["reach"] += [
        row("views by others", "views", "counts", **others, family_id="F01"),
        row("cost of 1,000 views", "cost in EUR", "price list", **price, family_id="F01"),
    ]
    page = report.write(cases.ordinary(tmp_path / "run", **told), show_names=False).read_text(encoding="utf-8")
    assert "views by others: 120,000" in readable(page)
    assert "EUR 180.00 for 1,000 views" in readable(page)
    assert not re.search(r"123,003|176\.60|data-sort=.(123003|176\.6)", page)


def test_what_posts_without_a_label_had_cannot_be_found_by_subtraction(tmp_path: Path) -> None:
    told = measured()
    rest = {"estimate": 123_003.0, "low": 123_003.0, "high": 123_003.0, "n_posts": 15, "n_accounts": 1}
    told["reach"] += [row("views by posts without a label", "views", "counts", **rest, family_id="F01")]
    page = report.write(cases.ordinary(tmp_path / "run", **told), show_names=False).read_text(encoding="utf-8")
    assert "views by posts without a label: 120,000" in readable(page)
    assert not re.search(r"123,003|data-sort=.123003", page)


def test_a_run_without_these_tables_has_no_such_section(tmp_path: Path) -> None:
    html = report.write(cases.ordinary(tmp_path / "run"), show_names=False).read_text(encoding="utf-8")
    assert "brought" not in [e.attributes.get("id") for e in Page(html).all("section")]


def test_counts_of_few_posts_are_rounded_unless_names_are_shown(tmp_path: Path) -> None:
    told = measured()
    told["reach"][0]["n_posts"] = told["reach"][1]["n_posts"] = 3
    run = cases.ordinary(tmp_path / "run", **told)
    page = report.write(run, show_names=False).read_text(encoding="utf-8")
    assert "120,000 views" in readable(page)
    assert "123,456" not in page
    assert 'data-sort="123456' not in page
