"""Which tags look like a push is an absolute measure: accounts no more alike than chance, which used it once."""

from __future__ import annotations

import numpy as np
import pytest
from tests.detectors.newtag_worlds import posts

from payola.detectors.lookalikes import at_random, look_pushed, once, p_of_one_more
from payola.detectors.newtags import AGES, Dump, adoption, carriers, dump_of
from payola.detectors.strangers import Look, look_at


def asked(dump: Dump, names: list[str]) -> list[bool]:
    codes = [dump.codes([name]) for name in names]
    looks: list[Look | None] = [look_at(dump, tags, AGES[-1])[1] for tags in codes]
    who = [adoption(dump, carriers(dump, tags), AGES[-1]) for tags in codes]
    return [bool(flag) for flag in look_pushed(dump, looks, who, seed=0)]


def test_strangers_who_used_it_once_look_like_a_push_and_one_topic_does_not() -> None:
    found = [asked(dump_of(posts(seed)), ["slogan0", *(f"new{n:03}" for n in range(40))]) for seed in range(3)]
    assert [flags[0] for flags in found] == [True] * 3
    assert not any(any(flags[1:]) for flags in found)


def test_accounts_drawn_at_random_are_strangers_in_all_but_one_of_twenty() -> None:
    dump = dump_of(posts(pushed=40, tags=20))
    flags = asked(dump, [f"slogan{n}" for n in range(40)])
    assert np.mean(flags) > 0.8  # 0.95 but for Monte Carlo error in the limit and in 40 tags


def test_strangers_who_come_back_do_not_look_like_a_push() -> None:
    dump = dump_of(posts())
    who = adoption(dump, carriers(dump, dump.codes(["new000"])), AGES[-1])
    assert once(who, dump) < 0.8


def test_likeness_at_random_is_the_mean_product_of_habits() -> None:
    """Slow twin: all pairs, one product at a time."""
    dump = dump_of(posts(accounts=60, tags=8, adopters=7))
    from payola.detectors.lookalikes import _alike, _habits

    accounts = np.flatnonzero(np.diff(dump.first) > 8)
    habits = _habits(dump, accounts)
    who = np.array([1, 4, 9, 16])
    dense = []
    for account in accounts[who]:
        rows = dump.features[dump.first[account] : dump.first[account + 1]].toarray()
        mean = (rows / np.sqrt((rows**2).sum(1, keepdims=True) + 16)).sum(0)
        dense.append(mean / np.linalg.norm(mean))
    pairs = [a @ b for i, a in enumerate(dense) for b in dense[i + 1 :]]
    assert _alike(habits, who) == pytest.approx(np.mean(pairs))


def test_too_few_accounts_with_a_habit_give_no_limit() -> None:
    dump = dump_of(posts(accounts=20, tags=4, adopters=5))
    assert at_random(dump, [14, 21], 0).limit.keys() == {14}


def test_one_more_look_alike_stands_anywhere_among_them() -> None:
    rng = np.random.default_rng(1)
    p = [(1 + np.sum(rng.random(9) > rng.random())) / 101 for _ in range(20_000)]
    assert p_of_one_more(9, 100) == pytest.approx(np.mean(p), rel=0.02)
