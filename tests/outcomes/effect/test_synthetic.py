"""One treated unit among others: a mixture follows it, and the same is done for all others."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import nnls
from tests.outcomes.effect.worlds import Floats, remembering

import payola
from payola.outcomes.effect.synthetic import gaps_of_all, synthetic, weights
from payola.outcomes.effect.words import NOT_IDENTIFIABLE, SEEN

PUBLISHED = Path(__file__).parent / "published"


def panel(rng: np.random.Generator, units: int = 21, dates: int = 24) -> Floats:
    """Outcomes of units that share two factors, shape (units, dates)."""
    factors = np.stack([remembering(dates, 0.8, rng), np.linspace(0, 2, dates)])
    return 20 + rng.uniform(0, 1, (units, 2)) @ factors + 0.3 * rng.standard_normal((units, dates))


def names(n: int) -> tuple[str, ...]:
    return tuple(f"U{i:02d}" for i in range(n))


def years(n: int) -> tuple[date, ...]:
    return tuple(date(1990 + i, 1, 1) for i in range(n))


@pytest.fixture(scope="module")
def tobacco() -> tuple[Floats, Floats, list[str]]:
    """Packs of cigarettes in California, and in 38 other states (dates, states), 1970 to 2000."""
    from payola.outcomes.effect.reading import read_outcomes

    data = read_outcomes(PUBLISHED / "cigarette_packs_1970_2000.csv")
    here = data.units.index("California")
    return data.values[here], np.delete(data.values, here, axis=0).T, [u for u in data.units if u != "California"]


def test_the_published_weights_of_the_tobacco_example_come_out(tobacco: tuple[Floats, Floats, list[str]]) -> None:
    """The fit to all outcomes before 1989: -19.5136 packs, root mean squared misfit 1.6564, as R's augsynth prints."""
    treated, donors, states = tobacco
    found = weights(treated[:19], donors[:19])
    gap = treated - donors @ found
    assert gap[19:].mean() == pytest.approx(-19.5136, abs=5e-4)
    assert np.sqrt((gap[:19] ** 2).mean()) == pytest.approx(1.6564, abs=5e-5)
    largest = {states[i]: round(float(found[i]), 3) for i in np.argsort(-found)[:6]}
    names = ["Utah", "Montana", "Nevada", "Connecticut", "New Hampshire", "Colorado"]
    assert largest == dict(zip(names, [0.394, 0.232, 0.205, 0.109, 0.045, 0.015], strict=True))


def test_the_published_effect_of_every_year_comes_out_to_the_digits_printed(
    tobacco: tuple[Floats, Floats, list[str]],
) -> None:
    """The documentation of SynthControl.jl (``SimpleSCM``) prints these twelve and their mean."""
    treated, donors, _ = tobacco
    gap = (treated - donors @ weights(treated[:19], donors[:19]))[19:]
    printed = [-8.44, -9.207, -12.634, -13.729, -17.534, -22.049, -22.858, -23.997, -26.261, -23.338, -27.52, -26.597]
    assert gap.round(3).tolist() == printed
    assert round(float(gap.mean()), 3) == -19.514


def stepped(treated: Floats, donors: Floats, start: Floats, steps: int) -> Floats:
    """Weights after so many steps of Frank and Wolfe (1956), each as long as is best."""
    found = start
    for _ in range(steps):
        left = donors @ found - treated
        best = int(np.argmin(left @ donors))
        away = donors[:, best] - donors @ found
        length = float(np.clip(-(left @ away) / (away @ away), 0.0, 1.0))
        found = (1 - length) * found + length * np.eye(found.size)[best]
    return found


def test_the_figure_of_another_program_is_where_its_steps_end(tobacco: tuple[Floats, Floats, list[str]]) -> None:
    """Arkhangelsky and others (2021) print -19.6: R's synthdid takes 10,000 steps and is not at the least misfit then.

    After 100 steps it begins anew from the weights above a quarter of the largest. Its penalty, 1e-6, does nothing.
    """
    treated, donors, _ = tobacco
    first = stepped(treated[:19], donors[:19], np.full(38, 1 / 38), 100)
    sparse = np.where(first > first.max() / 4, first, 0.0)
    theirs = stepped(treated[:19], donors[:19], sparse / sparse.sum(), 10_000)
    ours = weights(treated[:19], donors[:19])
    effect, misfit = (
        [f((treated - donors @ w)[part]) for w in (theirs, ours)]
        for f, part in ((np.mean, slice(19, None)), (lambda gap: np.sqrt(np.mean(gap**2)), slice(0, 19)))
    )
    assert round(float(effect[0]), 1) == -19.6
    assert round(float(effect[1]), 1) == -19.5
    assert misfit[1] < misfit[0] - 0.005


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_weights_are_those_of_constrained_least_squares_at_any_scale(scale: float) -> None:
    y = panel(np.random.default_rng(1)) * scale
    treated, donors = y[0, :16], y[1:, :16].T
    found = weights(treated, donors)
    heavy = 1e5 * scale * 20  # a heavy row keeps the sum at 1
    slow, _ = nnls(np.vstack([donors, np.full(20, heavy)]), np.append(treated, heavy))
    slow /= slow.sum()
    misfits = [np.sqrt(((treated - donors @ w) ** 2).mean()) / scale for w in (found, slow)]
    assert misfits[0] == pytest.approx(misfits[1], rel=2e-3)
    assert found.sum() == pytest.approx(1.0)


def test_a_planted_effect_is_seen_and_its_size_covered() -> None:
    y = panel(np.random.default_rng(2))
    y[3, 18:] += 5.0
    found = synthetic(names(21), years(24), y, "U03", years(24)[18])[0]
    assert found["result"] == SEEN
    assert found["p"] == pytest.approx(1 / 21)
    assert found["low"] <= 5.0 <= found["high"]


def test_the_interval_leaves_out_zero_exactly_where_an_effect_is_seen() -> None:
    rng = np.random.default_rng(3)
    for size in (0.0, 0.7, 2.0):
        y = panel(rng, 20, 14)
        y[0, 10:] += size
        found = synthetic(names(20), years(14), y, "U00", years(14)[10])[0]
        if found["result"] != NOT_IDENTIFIABLE:
            assert (found["result"] == SEEN) == (not found["low"] <= 0 <= found["high"])


def test_too_few_units_or_dates_are_said_with_what_would_be_enough() -> None:
    y = panel(np.random.default_rng(4))
    few = synthetic(names(10), years(24), y[:10], "U03", years(24)[18])
    short = synthetic(names(21), years(24), y, "U03", years(24)[4])
    assert [row[0]["result"] for row in (few, short)] == [NOT_IDENTIFIABLE] * 2
    assert "9 units to compare with" in few[0]["note"]
    assert "4 dates before the event; 8 would be enough" in short[0]["note"]


def test_a_unit_that_no_mixture_follows_is_not_identifiable() -> None:
    y = panel(np.random.default_rng(5))
    y[3] += 30 * np.sin(np.arange(24))
    found = synthetic(names(21), years(24), y, "U03", years(24)[18])
    assert found[0]["result"] == NOT_IDENTIFIABLE
    assert "no mixture of the other units" in found[0]["note"]


def test_of_very_many_units_some_are_drawn_by_chance_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from payola.outcomes.effect import synthetic as module

    whole = np.ones(300, np.bool_)
    kept = module.drawn(whole, 7, np.random.default_rng(0))
    assert kept[7]
    assert kept.sum() == module.MOST + 1
    monkeypatch.setattr(module, "MOST", 19)
    found = synthetic(names(23), years(12), panel(np.random.default_rng(9), 23, 12), "U03", years(12)[9])[0]
    assert "3 units not drawn (many are enough) are left out" in found["note"]
    assert found["n_units"] == 20


def test_every_unit_is_taken_as_treated_in_turn() -> None:
    y = panel(np.random.default_rng(6), 6, 14).T
    gaps, misfit = gaps_of_all(y, 10, 5)
    others = y[:, [0, 1, 3, 4]]  # without the unit itself and the treated one
    gap = y[:, 2] - others @ weights(y[:10, 2], others[:10])
    assert gaps[2] == pytest.approx(gap[10:].mean())
    assert misfit[2] == pytest.approx(np.sqrt((gap[:10] ** 2).mean()))


def test_the_whole_table_comes_from_the_python_function(tmp_path: Path) -> None:
    y = panel(np.random.default_rng(7))
    file = tmp_path / "polls.csv"
    rows = [f"U{i:02d},{1990 + t},{y[i, t]:.4f}" for i in range(21) for t in range(24)]
    file.write_text("region,year,support\n" + "\n".join(rows) + "\n")
    found = payola.effect(file, event="2008", treated="U03")
    assert found["subject"][0].as_py() == "U03"
