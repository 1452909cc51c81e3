"""Districts by dose: the doses are dealt out anew, and a trend before the event speaks against the design."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from statsmodels.api import OLS
from tests.outcomes.effect.worlds import Floats, districts, written

import payola
from payola.outcomes.effect.districts import (
    by_exposure,
    dealing,
    dealt,
    drawn,
    estimated,
    flipping,
    inferred,
    pooled,
    slopes,
)
from payola.outcomes.effect.reading import read_outcomes
from payola.outcomes.effect.words import NOT_IDENTIFIABLE, NOT_SEEN, SEEN

PUBLISHED = Path(__file__).parent / "published"
DAYS = tuple(date(year, 1, 1) for year in (2012, 2016, 2020, 2024))


def test_the_published_change_of_organ_donor_rates_comes_out() -> None:
    """Kessler and Roth (2014), as Huntington-Klein (2021, chapter 18) prints it: -0.022."""
    data = read_outcomes(PUBLISHED / "organ_donor_rates_2010_2012.csv")
    treated = np.array([float(unit == "California") for unit in data.units])
    change = data.values[:, 3:].mean(1) - data.values[:, :3].mean(1)
    assert round(estimated(change, treated), 3) == -0.022


def test_the_published_difference_in_differences_of_the_tobacco_example_comes_out() -> None:
    """Arkhangelsky and others (2021), table 1: difference-in-differences -27.3."""
    data = read_outcomes(PUBLISHED / "cigarette_packs_1970_2000.csv")
    treated = np.array([float(unit == "California") for unit in data.units])
    change = data.values[:, 19:].mean(1) - data.values[:, :19].mean(1)
    assert round(estimated(change, treated), 1) == -27.3
    rows = pooled(data.values, 19, dealt(treated, 20, np.random.default_rng(0)), None, {})
    assert round(rows[0]["estimate"], 1) == -27.3


def test_slopes_and_errors_are_those_of_the_library() -> None:
    rng = np.random.default_rng(1)
    dose, change = rng.gamma(2.0, size=30), rng.standard_normal(30)
    deals = dealt(dose, 3, rng)
    slope, error = slopes(change, deals)
    for b in range(4):
        fitted = OLS(change, np.column_stack([np.ones(30), deals[b]])).fit(cov_type="HC3")
        assert slope[b] == pytest.approx(fitted.params[1], abs=1e-12)
        assert error[b] == pytest.approx(fitted.bse[1], abs=1e-12)


def test_the_pooled_regression_is_that_of_the_library() -> None:
    rng = np.random.default_rng(2)
    y, dose = rng.standard_normal((12, 5)).cumsum(1), rng.gamma(2.0, size=12)
    found = pooled(y, 3, dealt(dose, 5, rng), None, {})[0]
    unit, when = np.repeat(np.arange(12), 5), np.tile(np.arange(5), 12)
    columns = [dose[unit] * (when >= 3), *(unit == i for i in range(12)), *(when == t for t in range(1, 5))]
    fitted = OLS(y.ravel(), np.column_stack(columns).astype(float)).fit()
    assert found["estimate"] == pytest.approx(fitted.params[0], abs=1e-9)
    assert found["p"] == pytest.approx(fitted.pvalues[0], abs=1e-9)


def test_the_pooled_regression_prints_how_often_it_errs_also_where_districts_are_uneven() -> None:
    rng = np.random.default_rng(6)
    called, printed = [], []
    for _ in range(200):
        dose = rng.gamma(2.0, size=60)
        y, deals = rng.standard_normal((60, 4)) * (0.5 + dose[:, None]), dealt(dose, 199, rng)
        row = pooled(y, 3, deals, drawn(y[:, 3] - y[:, :3].mean(1), deals, rng), {})[0]
        called.append(row["p"] <= 0.05)
        printed.append(row["placebo_rate"])
    assert np.mean(called) > 0.12
    assert abs(np.mean(called) - np.mean(printed)) < 0.09


def test_without_an_effect_one_in_twenty_is_called() -> None:
    rng = np.random.default_rng(3)
    dose = rng.gamma(2.0, size=(300, 40))
    called = [dealing(rng.standard_normal(40), dealt(each, 199, rng)) <= 0.05 for each in dose]
    assert np.mean(called) <= 0.085  # three standard errors above 5 %


def test_where_districts_with_more_exposure_vary_more_signs_are_drawn_instead_of_doses() -> None:
    rng = np.random.default_rng(4)
    called, methods = [], []
    for _ in range(25):
        dose = rng.gamma(2.0, size=60)
        change, deals = rng.standard_normal(60) * (0.5 + dose), dealt(dose, 199, rng)
        found = inferred(change, dose, deals, drawn(change, deals, rng))
        called.append(found["p"] <= 0.05)
        methods.append("signs of changes drawn anew" in found["method"])
    assert np.mean(called) <= 0.2
    assert np.mean(methods) >= 0.8


def test_drawn_signs_equal_a_slow_twin() -> None:
    rng = np.random.default_rng(5)
    dose, change = rng.gamma(2.0, size=20), rng.standard_normal(20)
    signs = np.concatenate([np.ones((1, 20)), rng.choice([-1.0, 1.0], (49, 20))])
    fits = [OLS((change - change.mean()) * s, np.column_stack([np.ones(20), dose])).fit(cov_type="HC3") for s in signs]
    ratio = [abs(fit.params[1] / fit.bse[1]) for fit in fits]
    assert flipping(change, dose, signs) == np.mean([r >= ratio[0] - 1e-9 for r in ratio])


def test_the_interval_holds_what_the_test_does_not_reject() -> None:
    rng = np.random.default_rng(4)
    dose = rng.gamma(2.0, size=30)
    change = 0.5 * dose + rng.standard_normal(30)
    deals = dealt(dose, 499, rng)
    found = inferred(change, dose, deals, None)
    width = found["high"] - found["low"]
    for edge, inside in ((found["low"], 1), (found["high"], -1)):
        assert dealing(change - (edge + inside * 0.02 * width) * dose, deals) > 0.05
        assert dealing(change - (edge - inside * 0.02 * width) * dose, deals) <= 0.05


def test_a_planted_effect_is_seen_with_all_that_belongs_beside_it(tmp_path: Path) -> None:
    votes, dose = districts(tmp_path, effect=1.0)
    found = payola.effect(votes, event="2024", exposure=dose).to_pylist()
    assert found[0]["result"] == SEEN
    assert found[0]["low"] <= 1.0 <= found[0]["high"]
    assert found[0]["placebo_rate"] == 0.05
    assert found[0]["mde"] > 0
    assert [row["design"] for row in found[1:]] == [
        "districts by exposure, trend before the event",
        "districts by exposure, pooled regression",
    ]


def test_a_trend_before_the_event_makes_it_not_identifiable(tmp_path: Path) -> None:
    votes, dose = districts(tmp_path, trend=1.0)
    found = payola.effect(votes, event="2024", exposure=dose).to_pylist()
    assert found[0]["result"] == NOT_IDENTIFIABLE
    assert "moved differently before" in found[0]["note"]
    assert found[0]["estimate"] is None


def test_exposure_known_for_a_third_of_the_districts_is_not_zero_for_the_others(tmp_path: Path) -> None:
    votes, dose = districts(tmp_path, effect=1.0)
    lines = dose.read_text().splitlines()
    dose.write_text("\n".join(lines[:14]) + "\n")
    found = payola.effect(votes, event="2024", exposure=dose).to_pylist()
    assert found[0]["result"] == NOT_IDENTIFIABLE
    assert "13 of 40 districts, and the others are not zero; 27 would be enough" in found[0]["note"]


def test_exposures_spelt_otherwise_are_named(tmp_path: Path) -> None:
    votes, dose = districts(tmp_path)
    dose.write_text(dose.read_text().replace("D7,", "District 7,"))
    note = payola.effect(votes, event="2024", exposure=dose)["note"][0].as_py()
    assert "1 districts without exposure or without outcomes at all dates are left out" in note
    assert "no exposure is known of D7" in note
    assert "1 exposures are of no unit of votes.csv (District 7)" in note


def test_a_negative_exposure_is_refused(tmp_path: Path) -> None:
    votes, dose = districts(tmp_path)
    dose.write_text("district,exposure\nD1,-2\n")
    with pytest.raises(payola.PayolaError, match=r"line 2, column exposure: -2 is below zero.*Correct it\.$"):
        payola.effect(votes, event="2024", exposure=dose)


def shares(n: int, seed: int = 5) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    return rng.normal(40, 3, (n, 4)), rng.gamma(2.0, size=n)


def test_one_district_is_not_identifiable() -> None:
    y, dose = shares(1)
    found = by_exposure(DAYS, y, dose, DAYS[3])
    assert found[0]["result"] == NOT_IDENTIFIABLE
    assert "1 district has exposure" in found[0]["note"]
    assert "20 would be enough" in found[0]["note"]


def test_no_past_or_one_date_of_it_is_not_identifiable() -> None:
    y, dose = shares(30)
    none, one = (by_exposure(DAYS, y, dose, day) for day in DAYS[:2])
    assert "no outcome before the event; two earlier ones would be enough" in none[0]["note"]
    assert "one more earlier date would be enough" in one[0]["note"]


def test_equal_exposure_and_constant_outcomes_are_not_identifiable() -> None:
    y, dose = shares(30)
    assert "same exposure" in by_exposure(DAYS, y, np.ones(30), DAYS[3])[0]["note"]
    assert "constant" in by_exposure(DAYS, np.full((30, 4), 7.0), dose, DAYS[3])[0]["note"]


def test_exposure_of_other_places_is_refused(tmp_path: Path) -> None:
    votes, _ = districts(tmp_path)
    other = written(tmp_path / "other.csv", "district,exposure", [("X1", 1), ("X2", 3)])
    with pytest.raises(payola.PayolaError, match=r"No unit of other\.csv .* Write the names alike"):
        payola.effect(votes, event="2024", exposure=other)


def test_no_effect_is_said_with_the_size_that_would_have_been_seen(tmp_path: Path) -> None:
    from payola.api import effect_in_words

    votes, dose = districts(tmp_path, seed=8)
    found = payola.effect(votes, event="2024", exposure=dose)
    assert found["result"][0].as_py() == NOT_SEEN
    words = effect_in_words(found)
    assert "would have been seen four times in five" in words
    assert "calls an effect in 5.0 %" in words
    assert "reach is another number" in words
