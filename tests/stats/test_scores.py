"""Scores of probability forecasts, against what can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from payola.stats.scores import brier_binary, brier_classes, log_loss, reliability


def test_scores_are_those_worked_out_by_hand() -> None:
    assert log_loss(np.array([0.5, 1.0])).tolist() == pytest.approx([np.log(2), 0])
    assert brier_binary(np.array([0.8, 0.3]), np.array([True, True])).tolist() == pytest.approx([0.04, 0.49])
    p, happened = np.array([0.7, 0.3, 0.2, 0.5, 0.3]), np.array([True, False, False, False, True])
    assert brier_classes(p, happened, np.array([0, 2])).tolist() == pytest.approx([0.18, 0.78])


def test_a_forecast_of_zero_that_happens_costs_much_but_not_everything() -> None:
    assert np.isfinite(log_loss(np.array([0.0]))).all()


def test_calibrated_forecasts_lie_in_the_band_and_bold_ones_do_not() -> None:
    rng = np.random.default_rng(0)
    p = rng.uniform(size=5000)
    happened = rng.uniform(size=5000) < p
    assert reliability(p, happened).inside.mean() >= 0.8
    bold = np.clip(0.5 + 2 * (p - 0.5), 0.01, 0.99)
    assert reliability(bold, happened).inside.mean() <= 0.5


def test_cases_that_fail_together_widen_the_band() -> None:
    rng = np.random.default_rng(1)
    p = np.full(200, 0.75)
    together = np.repeat(rng.uniform(size=(500, 1)) < 0.75, 200, axis=1)
    found = reliability(p, np.ones(200, bool), together)
    assert found.band_low[7] == 0
    assert found.inside[7]
    assert not reliability(p, np.ones(200, bool)).inside[7]


def test_empty_bins_are_empty() -> None:
    found = reliability(np.array([0.05]), np.array([False]))
    assert found.count.tolist() == [1] + [0] * 9
    assert np.isnan(found.stated[1:]).all()
