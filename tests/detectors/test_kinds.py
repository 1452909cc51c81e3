"""Briefs, rosters, labels and politics: found where planted, silent where not."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from tests.detectors.newtag_worlds import posts

from payola.detectors.brief import briefs
from payola.detectors.labels import labelled, labels
from payola.detectors.newtags import AGES, Dump, adoption, carriers, dump_of
from payola.detectors.politics import apolitical, earlier_share, political_posts, political_tags
from payola.detectors.roster import rosters, used_once


def firsts(dump: Dump, *tags: str) -> dict[str, np.ndarray]:
    return {tag: adoption(dump, carriers(dump, dump.codes([tag])), AGES[-1]).post for tag in tags}


def test_a_phrase_that_seven_of_fourteen_share_is_a_brief() -> None:
    dump = dump_of(posts(brief=True))
    found = briefs(dump, firsts(dump, "slogan0", "new000"), ["slogan0", "new000"])
    assert (found["slogan0"].sharing, found["slogan0"].adopters) == (7, 14)
    assert found["slogan0"].p is not None
    assert found["slogan0"].p < 1e-6
    texts = dump.posts[found["slogan0"].posts.tolist()]["text"].unique().to_list()
    assert texts == ["vote for a clean river and a quiet night"]
    assert found["new000"].sharing == 0


def test_a_phrase_that_everybody_uses_is_no_brief() -> None:
    table = posts(brief=True)
    everybody = pl.DataFrame(table).with_columns(
        text=pl.when(pl.col("tags").list.contains("fyp"))
        .then(pl.lit("vote for a clean river and a quiet night"))
        .otherwise("text")
    )
    dump = dump_of(everybody.to_arrow())
    assert (briefs(dump, firsts(dump, "slogan0"), ["slogan0"])["slogan0"].p or 0) > 0.5


def test_posts_without_captions_give_no_brief() -> None:
    dump = dump_of(pl.DataFrame(posts()).with_columns(text=pl.lit(None, pl.String)).to_arrow())
    found = briefs(dump, firsts(dump, "slogan0"), ["slogan0"])["slogan0"]
    assert (found.sharing, found.p) == (0, None)


def test_labels_beyond_the_creators_habit_are_disclosure() -> None:
    dump = dump_of(posts(labelled=True))
    label = labelled(dump.posts).to_numpy()
    told = labels(dump, label, firsts(dump, "slogan0")["slogan0"])
    assert (told.seen, told.of) == (7, 14)
    assert told.disclosed
    assert not labels(dump, label, firsts(dump, "new000")["new000"]).disclosed


def test_creators_who_label_everything_are_no_disclosure() -> None:
    dump = dump_of(posts())
    label = np.ones(dump.account.size, np.bool_)
    assert labels(dump, label, firsts(dump, "slogan0")["slogan0"]).p == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("tags", "text", "label"),
    [
        (["ad"], "", True), (["реклама"], "", True), (["publicitate"], "", True), ([], "erid: 2VtzqxAbCdE", True),
        ([], "Erid 2VtzqxAbCdE", True), (["adventure"], "rid of it", False), ([], "a nerid pool", False),
    ],
)  # fmt: skip
def test_words_that_the_law_asks_for_are_labels(tags: list[str], text: str, label: bool) -> None:
    rows = pl.DataFrame({"tags": [tags], "text": [text]}, schema={"tags": pl.List(pl.String), "text": pl.String})
    assert labelled(rows).to_list() == [label]


def members(dump: Dump, seed: int, campaigns: int, of_market: int) -> dict[str, np.ndarray]:
    """Accounts of campaigns that invite 20 each, ``of_market`` of them from one list of 40."""
    rng = np.random.default_rng(seed)
    everybody = rng.permutation(dump.account_names.len())
    market, others = everybody[:40], everybody[40:]
    drawn = [(rng.permutation(market)[:of_market], rng.permutation(others)[: 20 - of_market]) for _ in range(campaigns)]
    return {f"c{i}": np.sort(np.concatenate(both)) for i, both in enumerate(drawn)}


def test_creators_of_one_marketplace_meet_again() -> None:
    dump = dump_of(posts())
    invited = members(dump, 1, 5, 14)
    found = rosters(dump, invited, list(invited), list(invited), seed=0)
    assert sum((one.p or 1) <= 0.01 for one in found.values()) >= 4


def test_independent_creators_do_not() -> None:
    dump = dump_of(posts())
    found = []
    for seed in range(20):
        invited = members(dump, seed, 5, 0)
        found += rosters(dump, invited, list(invited), list(invited), seed).values()
    assert np.mean([(one.p or 1) <= 0.05 for one in found]) < 0.05  # p lets like accounts meet twice as often
    assert np.mean([one.expected for one in found]) == pytest.approx(np.mean([one.seen for one in found]), rel=0.1)


def test_one_campaign_alone_shows_no_roster() -> None:
    dump = dump_of(posts())
    invited = members(dump, 1, 1, 10)
    assert rosters(dump, invited, ["c0"], ["c0"], 0)["c0"].p is None


def test_a_tag_that_is_used_again_is_not_used_once() -> None:
    dump = dump_of(posts())
    assert used_once(dump, carriers(dump, dump.codes(["slogan0"])))
    assert not used_once(dump, carriers(dump, dump.codes(["new000"])))


def test_a_creator_without_political_posts_before_is_apolitical_and_one_without_a_past_is_unknown() -> None:
    dump = dump_of(posts())
    tags = political_tags(dump, [dump.codes(["t0x5"])], ["A. Candidate"])
    assert dump.tag_names.gather(tags).to_list() == ["t0x5"]
    political = political_posts(dump, tags)
    who = adoption(dump, carriers(dump, dump.codes(["slogan0"])), AGES[-1])
    share = earlier_share(dump, political, who.account, who.time)
    assert np.nanmin(share) == 0
    assert np.isnan(earlier_share(dump, political, who.account[:1], np.zeros(1, np.int64)))[0]


def test_the_apolitical_share_is_compared_with_other_political_tags_or_not_at_all() -> None:
    rng = np.random.default_rng(3)
    others = [np.where(rng.random(20) < 0.5, 0.0, 0.4) for _ in range(12)]
    cats = apolitical(np.zeros(20), others)
    assert (cats.seen, cats.of) == (20, 20)
    assert (cats.p or 1) < 0.05
    assert (apolitical(others[0], others[1:]).p or 0) > 0.05
    assert apolitical(np.zeros(20), others[:3]).p is None
