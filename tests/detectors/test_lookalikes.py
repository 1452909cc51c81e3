"""Which tags look like a push is an absolute measure: accounts no more alike than chance, which used it once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from tests.detectors.newtag_worlds import DAY, START, posts

from payola.detectors.lookalikes import _alike, _any_post, _habits, at_random, look_pushed, once, p_of_one_more
from payola.detectors.newtags import AGES, Adoption, Dump, adoption, carriers, dump_of
from payola.detectors.strangers import Look, look_at


def asked(dump: Dump, names: list[str]) -> list[bool]:
    codes = [dump.codes([name]) for name in names]
    looks: list[Look | None] = [look_at(dump, tags, AGES[-1])[1] for tags in codes]
    who = [adoption(dump, carriers(dump, tags), AGES[-1]) for tags in codes]
    return [bool(flag) for flag in look_pushed(dump, looks, who, seed=0)[0]]


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


def test_likeness_at_random_is_the_mean_product_of_habits_in_an_adopters_window() -> None:
    """Slow twin: all pairs, one product at a time; adopters are watched for 20 days."""
    dump = dump_of(posts(accounts=60, tags=8, adopters=7))
    who = adoption(dump, carriers(dump, dump.codes(["new000"])), AGES[-1])
    early, late = START + 15 * DAY, START + 40 * DAY
    adopted = [replace(who, time=np.array([time]), cut=time + 20 * DAY) for time in (early, late)]
    enough = np.flatnonzero(np.diff(dump.first) > 8)
    accounts, habits = _habits(dump, enough, adopted, rng())
    post = _any_post(dump, enough, np.array([early, late]), rng())
    assert ((dump.time[post] >= early) & (dump.time[post] <= late)).all()
    post = post[np.isin(dump.account[post], accounts)]
    some = np.array([1, 4, 9, 16])
    dense = []
    for own in post[some]:
        after = dump.time - dump.time[own]
        near = (dump.account == dump.account[own]) & (np.abs(after) <= 90 * DAY) & (after <= 20 * DAY)
        near[own] = False
        rows = dump.features[np.flatnonzero(near)].toarray()
        mean = (rows / np.sqrt((rows**2).sum(1, keepdims=True) + 16)).sum(0)
        dense.append(mean / np.linalg.norm(mean))
    pairs = [a @ b for i, a in enumerate(dense) for b in dense[i + 1 :]]
    assert _alike(habits, some[None, :])[0] == pytest.approx(np.mean(pairs))


def test_too_few_accounts_with_a_habit_give_no_limit() -> None:
    dump = dump_of(posts(accounts=120, tags=4, adopters=5))
    who = adoption(dump, carriers(dump, dump.codes(["new000"])), AGES[-1])
    adopted = [replace(who, time=dump.time, cut=dump.end)]
    assert at_random(dump, [14, 121], adopted, 0).limit.keys() == {14}


def test_habits_without_a_telling_tag_mark_nothing() -> None:
    dump = adopters_at_random(30, 0, tags=2)  # every tag is one of many accounts
    pushed, examined = look_pushed(dump, *new_tags(dump), 0)
    assert not pushed.any()
    assert not examined.any()


def adopters_at_random(each: int, of_one_topic: int, tags: int = 0) -> Dump:
    """40 tags with 14 adopters, some of one topic of ten; ``each`` posts an account in 200 days, most on its topic."""
    rng, tags = np.random.default_rng(0), tags or 4 * each
    own = np.repeat(np.arange(10), 30)
    account = np.repeat(np.arange(300), each)
    topic = np.where(rng.random(account.size) < 0.9, own[account], rng.integers(0, 10, account.size))
    used = [f"t{a}x{b}" for a, b in zip(topic, rng.integers(0, tags, account.size), strict=True)]
    who, time = list(account), list(START + rng.random(account.size) * 200 * DAY)
    for number in range(40):
        alike = rng.permutation(np.flatnonzero(own == number % 10))[:of_one_topic]
        others = rng.permutation(np.setdiff1d(np.arange(300), alike))[: 14 - of_one_topic]
        who += [*alike, *others]
        time += list(START + (60 + 2 * number + 5 * rng.random(14)) * DAY)
        used += [f"new{number:02}"] * 14
    rows = {
        "post_id": [f"p{i}" for i in range(len(who))], "account_id": [f"a{a:03}" for a in who],
        "created_at": [int(t) for t in time], "tags": [[tag] for tag in used],
    }  # fmt: skip
    return dump_of(pa.table(rows))


@pytest.mark.parametrize("each", [30, 300])
def test_long_and_short_habits_are_compared_with_habits_as_long(each: int) -> None:
    dump = adopters_at_random(each, 0)
    looks, adopted = new_tags(dump)
    likeness = np.array([-look.hist2 for look in looks])
    accounts = np.flatnonzero(np.diff(dump.first) > 8)
    known, habits = _habits(dump, accounts, adopted, rng())
    draws = _alike(habits, np.stack([rng(i).permutation(known.size)[:14] for i in range(400)]))
    assert 0.3 < np.mean(likeness < np.median(draws)) < 0.7  # 0.5; 40 tags
    assert np.mean(look_pushed(dump, looks, adopted, 0)[0]) > 0.8


@pytest.mark.parametrize("each", [30, 300])
def test_a_tag_half_of_whose_adopters_share_a_topic_does_not_look_like_a_push(each: int) -> None:
    dump = adopters_at_random(each, 7)
    assert np.mean(look_pushed(dump, *new_tags(dump), 0)[0]) <= 0.1


def new_tags(dump: Dump) -> tuple[list[Look], list[Adoption]]:
    both = [dump.codes([f"new{number:02}"]) for number in range(40)]
    looks = [look_at(dump, tags, AGES[-1])[1] for tags in both]
    return looks, [adoption(dump, carriers(dump, tags), AGES[-1]) for tags in both]


def rng(seed: int = 3) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_one_more_look_alike_stands_anywhere_among_them() -> None:
    rng = np.random.default_rng(1)
    p = [(1 + np.sum(rng.random(9) > rng.random())) / 101 for _ in range(20_000)]
    assert p_of_one_more(9, 100) == pytest.approx(np.mean(p), rel=0.02)
