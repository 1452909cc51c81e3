"""The three statistics of a look equal their slow twins, and see what they should."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from payola.detectors.strangers import Rows, look

NONE = np.zeros(9, np.int64)


def rows(table: np.ndarray) -> Rows:
    row, column = np.nonzero(table)
    return Rows(row, column, table[row, column].astype(np.float64), *table.shape)


def slow_look(first: np.ndarray, others: np.ndarray, owner: np.ndarray, enough: int) -> tuple[float, float, float]:
    """hist2, fit2 and lift by their definition, pair by pair."""
    shrunk = lambda x: x / np.sqrt((x**2).sum() + 16)  # noqa: E731
    x, h, m = [], [], []
    for i in range(len(first)):
        own = [shrunk(v) for v in others[owner == i]]
        if len(own) < enough:
            continue
        mean = np.mean(own, axis=0)
        norm = np.linalg.norm(mean)
        x.append(shrunk(first[i]))
        h.append(mean / norm if norm else mean)
        m.append((x[-1] + np.sum(own, axis=0)) / (len(own) + 1))
    pairs = [(i, j) for i in range(len(x)) for j in range(len(x)) if i != j]
    hist2 = -np.mean([h[i] @ h[j] for i, j in pairs])
    fit2 = -np.mean([h[i] @ x[j] for i, j in pairs])
    lift = np.mean([x[i] @ x[j] for i, j in pairs]) - np.mean([m[i] @ m[j] for i, j in pairs])
    return hist2, fit2, lift


@given(st.integers(0, 10_000))
def test_a_look_equals_its_slow_twin(seed: int) -> None:
    rng = np.random.default_rng(seed)
    k, m = 6, 9
    weights = rng.random(m) * 6
    first = (rng.random((k, m)) < 0.3) * weights
    owner = np.sort(rng.integers(0, k, 40))
    others = (rng.random((40, m)) < 0.3) * weights
    if (np.bincount(owner, minlength=k) >= 3).sum() < 2:
        return
    found = look(rows(first), rows(others), owner, 3, again=np.full(k, 1), later=np.full(k, 4))
    assert (found.hist2, found.fit2, found.lift) == pytest.approx(slow_look(first, others, owner, 3))
    assert found.reph == pytest.approx(-(found.n + 0.5) / (4 * found.n + 2))


def test_creators_without_a_past_are_counted_and_not_used() -> None:
    owner = np.array([0] * 8 + [1] * 8 + [2])
    found = look(rows(np.eye(3)), rows(np.ones((17, 3))), owner, 8, NONE[:3], NONE[:3])
    assert (found.adopters, found.n, found.creators.tolist()) == (3, 2, [0, 1])


def test_with_fewer_than_two_creators_there_is_no_number() -> None:
    found = look(rows(np.zeros((1, 3))), rows(np.zeros((0, 3))), np.zeros(0, np.int64), 8, NONE[:1], NONE[:1])
    assert np.isnan([found.hist2, found.fit2, found.lift]).all()


def test_fewer_adopters_drawn_from_many_have_the_same_mean_and_vary_more() -> None:
    drawn = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        first, others = ((rng.random((n, 30)) < 0.2) * rng.random(30) * 5 for n in (30, 300))
        owner = np.repeat(np.arange(30), 10)
        found = look(rows(first), rows(others), owner, 8, np.zeros(30, np.int64), np.full(30, 5), sizes=(6, 30, 99))
        assert list(found.at_size) == [6]  # as many as there are, or more, are the tag itself
        drawn.append([found.beside(6)[0], found.score[0]])
    few, all_ = np.array(drawn).T
    assert few.mean() == pytest.approx(all_.mean(), abs=3 * few.std() / np.sqrt(60))
    assert few.std() > 1.5 * all_.std()
