"""A pushed tag stands out, ordinary ones do not, and where the data do not carry it, it says what would."""

from __future__ import annotations

import numpy as np
import pytest
from tests.detectors.newtag_worlds import DAY, START, posts

from payola.detectors.newtags import AGES, dump_of
from payola.detectors.verdict import NOT, STANDS, UNTESTABLE, Judged, judge, reference_tags


def last(seed: int = 0, family: str = "slogan0", struck: tuple[str, ...] = (), **world: object) -> Judged:
    dump = dump_of(posts(seed, **world))
    families = {family: dump.codes([family])}
    looks = judge(dump, families, reference_tags(dump, families, struck))
    assert [one.age for one in looks] == list(AGES)
    return looks[-1]


def test_a_tag_that_strangers_use_once_stands_out() -> None:
    found = last()
    assert found.verdict == STANDS
    assert found.p == found.p_min == pytest.approx(1 / 61)
    assert "less in common" in found.reason


def test_an_ordinary_new_tag_does_not_stand_out() -> None:
    found = [last(seed, "new000") for seed in range(3)]
    assert {one.verdict for one in found} == {NOT}


def test_ordinary_tags_have_uniform_p_values() -> None:
    p = []
    for seed in range(3):
        dump = dump_of(posts(seed, pushed=0, tags=80))
        families = {f"F{i}": dump.codes([f"new{i:03}"]) for i in range(25)}
        p += [one.p for one in judge(dump, families, reference_tags(dump, families)) if one.age == 504 and one.p]
    assert len(p) == 75
    assert abs(np.mean(p) - 0.5) < 0.12
    assert np.mean(np.array(p) <= 0.1) < 0.25


def test_a_tag_that_was_used_at_the_start_of_the_dump_may_be_old() -> None:
    found = last(family="t0x1")
    assert found.verdict == UNTESTABLE
    assert "first 14 days" in found.reason


def test_too_small_a_reference_says_how_many_more_tags_it_takes() -> None:
    found = last(tags=9)
    assert found.verdict == UNTESTABLE
    assert found.reason.startswith("the reference is too small: 9 other new tags, and 16 are needed")
    assert "7 more, about" in found.reason
    assert "more days at the pace of these posts" in found.reason


def test_the_days_that_a_longer_collection_takes_follow_from_its_pace() -> None:
    dump = dump_of(posts(tags=9))
    families = {"slogan0": dump.codes(["slogan0"])}
    reference = reference_tags(dump, families)
    days = (dump.end - dump.start) / 86_400 - 14 - 21  # in which a tag could be born and grow 21 days old
    assert reference.a_day[504] == pytest.approx(9 / days)
    reason = judge(dump, families, reference)[-1].reason
    assert f"about {int(np.ceil(7 / reference.a_day[504]))} more days" in reason


def test_without_any_other_new_tag_no_pace_is_invented() -> None:
    found = last(tags=0)
    assert found.verdict == UNTESTABLE
    assert "none became testable in these posts" in found.reason


def test_the_smallest_p_there_is_may_not_be_enough_and_that_is_said() -> None:
    dump = dump_of(posts(tags=24))
    families = {name: dump.codes([name]) for name in ("slogan0", "new000", "new001", "new002")}
    found = {one.family: one for one in judge(dump, families, reference_tags(dump, families)) if one.age == 504}
    assert found["slogan0"].p == found["slogan0"].p_min == pytest.approx(1 / 22)
    assert found["slogan0"].verdict == NOT  # four tests at 6 % need 66 other new tags for one alone
    assert "no p can be smaller among so few: 45 more other new tags would do (about" in found["slogan0"].reason
    assert "no p can be smaller" not in found["new000"].reason


def test_too_few_adopters_are_said() -> None:
    found = last(adopters=9)
    assert found.verdict == UNTESTABLE
    assert found.reason == "9 accounts used it within 21 days; 10 are needed"


def test_without_the_accounts_other_posts_it_asks_for_them() -> None:
    dump = dump_of(posts(histories=False))
    families = {"slogan0": dump.codes(["slogan0"])}
    reason = judge(dump, families, reference_tags(dump, families))[-1].reason
    assert "first 14 days" in reason or reason.startswith("fetch the histories first")


def test_a_tag_that_is_struck_out_or_follows_a_family_is_no_reference() -> None:
    dump = dump_of(posts(pushed=2))
    families = {"slogan0": dump.codes(["slogan0"])}
    whole = reference_tags(dump, families)
    fewer = reference_tags(dump, families, ("slogan1", "new000"))
    assert fewer.left_out == {"struck out by a person": 2}
    assert len(whole.tags) - len(fewer.tags) == 2
    twins = {"slogan0": dump.codes(["slogan0"]), "slogan1": dump.codes(["slogan1"])}
    assert len(reference_tags(dump, twins).tags) == len(whole.tags) - 1


def test_hidden_campaigns_in_the_reference_cost_power_and_the_cost_is_named() -> None:
    found = last(pushed=6, tags=70)
    assert found.verdict == NOT
    assert found.look_pushed == 5
    assert (
        "but 5 of 75 examined look like a push themselves; "
        "if all of these were campaigns, it would rank 1 of 71 (no p-value)" in found.reason
    )
    assert found.p_apart == pytest.approx(1 / 71)
    assert min(found.without_top.values()) < (found.p or 0)


def test_tags_too_young_to_be_examined_are_not_told_as_ordinary() -> None:
    table = posts(pushed=6, tags=70)
    dump = dump_of(table.filter(np.asarray(table["created_at"]) <= START + 36 * DAY))  # nothing is 21 days old
    families = {"slogan0": dump.codes(["slogan0"])}
    reference = reference_tags(dump, families)
    assert sum(look is not None for look in reference.looks[168]) > 30
    assert not reference.examined.any()
    week = judge(dump, families, reference)[2]
    assert (week.look_examined, week.look_pushed, week.p_apart) == (0, None, None)


def test_look_alikes_never_change_the_verdict_they_are_only_told() -> None:
    found = last(pushed=6, tags=70)
    assert (found.p or 0) > 0.05 >= (found.p_apart or 1)
    assert found.verdict == NOT


def test_no_ordinary_tag_looks_like_a_push_and_no_p_apart_is_told() -> None:
    dump = dump_of(posts(pushed=1, tags=80))
    families = {"slogan0": dump.codes(["slogan0"])}
    reference = reference_tags(dump, families)
    assert not reference.pushed.any()
    assert judge(dump, families, reference)[-1].p_apart is None


def test_a_look_counts_nobody_who_came_later() -> None:
    table = posts()
    late = table.filter(np.asarray(table["created_at"]) <= 1_770_000_000 + 28 * 86_400)
    whole, cut = (dump_of(rows) for rows in (table, late))
    looks = [
        judge(dump, {"s": dump.codes(["slogan0"])}, reference_tags(dump, {"s": dump.codes(["slogan0"])}))[2]
        for dump in (whole, cut)
    ]
    assert looks[0].look is not None
    assert looks[1].look is not None
    assert looks[0].look.adopters == looks[1].look.adopters
    assert looks[0].look.reph == looks[1].look.reph
