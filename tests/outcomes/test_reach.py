"""Reach: views against what the same creators earn anyway, with intervals that hold."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from tests.outcomes.creators import DAY, creators, late

from payola.errors import OptionError
from payola.outcomes.prices import PriceList, read_prices
from payola.outcomes.reach import fading, lift_of, reach
from payola.outcomes.reception import reception
from payola.outcomes.videos import videos_of


def found(posts, family, **told):
    rows = reach(videos_of(posts), family, ~family, **told)
    return {row["measure"]: row for row in rows}


def test_the_interval_of_the_lift_holds_the_truth_as_often_as_it_says():
    held = {}
    for lift, season in ((1.0, 0.0), (1.8, 1.0)):
        rows = [found(*creators(seed, 20, lift=lift, season=season))["lift"] for seed in range(60)]
        held[lift] = np.mean([row["low"] <= lift <= row["high"] for row in rows])
    assert min(held.values()) >= 0.88  # 95 % less three standard errors of 60 worlds


def test_a_true_lift_of_two_is_seen_and_no_lift_is_not():
    p = {lift: [found(*creators(s, 25, lift=lift))["lift"]["p"] for s in range(40)] for lift in (1.0, 2.2)}
    assert np.mean(np.array(p[1.0]) <= 0.05) <= 0.16
    assert np.mean(np.array(p[2.2]) <= 0.05) >= 0.8


def test_where_the_family_is_each_creators_last_posts_no_lift_is_rarely_called_one_and_p_and_interval_agree():
    told = [late(seed, 6) for seed in range(250)]
    rows = [lift_of(videos, family, ~family, 0)[0] for videos, family in told]
    p = np.array([row["p"] for row in rows])
    assert np.mean(p <= 0.01) <= 0.029  # .01 and three standard errors of 250 worlds
    assert np.mean(p <= 0.05) <= 0.092
    assert not any(row["low"] <= 1 <= row["high"] for row, each in zip(rows, p, strict=True) if each <= 0.05)


def test_young_videos_are_not_taken_for_failures():
    posts, family = creators(3, 200, season=0.0)
    younger = np.where(family, 2, 30) * DAY
    views = np.floor(posts["views"].to_numpy() * np.where(family, 0.3, 1.0)).astype(np.int64)  # as young as that
    posts = posts.set_column(5, "views", pa.array(views))
    posts = posts.set_column(4, "collected_at", pa.array(posts["created_at"].to_numpy() + younger))
    assert "guess" in found(posts, family)["lift"]["note"]


def test_views_beyond_usual_hold_what_was_added():
    inside = []
    for seed in range(40):
        posts, family = creators(seed, 30, lift=2.0)
        added = posts["views"].to_numpy()[family].sum() / 2
        row = found(posts, family)["views beyond usual"]
        inside.append(row["low"] <= added <= row["high"])
    assert np.mean(inside) >= 0.85


def test_views_are_never_people_only_their_upper_bound():
    posts, family = creators(1, 10)
    rows = found(posts, family, population=500)
    assert rows["people"]["estimate"] is None
    assert rows["people"]["low"] is None
    assert rows["people"]["high"] == 500
    assert rows["views"]["unit"] == "views"


def test_hidden_and_impossible_counts_are_unknown_and_said():
    posts, family = creators(1, 10)
    views = posts["views"].to_pylist()
    hidden = np.flatnonzero(family)
    views[hidden[0]], views[hidden[1]] = None, -5
    videos = videos_of(posts.set_column(5, "views", pa.array(views, pa.int64())))
    rows = {row["measure"]: row for row in reach(videos, family, ~family)}
    assert videos.impossible == 1
    assert rows["views"]["high"] is None
    assert rows["people"]["high"] is None
    assert "2 posts without a count" in rows["views"]["note"]


def test_without_counts_there_is_no_number_but_a_reason():
    posts, family = creators(1, 10)
    rows = found(posts.set_column(5, "views", pa.nulls(posts.num_rows, pa.int64())), family)
    assert all(
        rows[name]["estimate"] is None and rows[name]["note"] for name in ("views", "lift", "views beyond usual")
    )


def test_too_few_creators_or_no_other_videos_give_no_lift():
    few = found(*creators(1, 4))["lift"]
    bare = found(*creators(1, 20, base=2))["lift"]
    assert few["estimate"] is None
    assert "4 creators" in few["note"]
    assert "0 creators" in bare["note"]


def test_uptake_is_unknown_until_pushed_accounts_are_named():
    posts, family = creators(1, 10)
    assert "--pushed" in found(posts, family)["half-life of uptake"]["note"]
    pushed = np.isin(posts["account_id"].to_numpy(zero_copy_only=False), ["a0", "a1"])
    rows = found(posts, family, pushed=pushed)
    views = posts["views"].to_numpy()
    assert rows["views by others"]["estimate"] == views[family & ~pushed].sum()
    assert rows["views by others"]["n_accounts"] == 8
    assert rows["share of views by pushed accounts"]["n_accounts"] == 2


def test_the_rate_of_fading_is_found_although_the_collection_ends_before_it_is_over():
    rng = np.random.default_rng(1)
    for half_life, span in ((3.0, 30.0), (5.0, 6.0)):
        days = rng.exponential(half_life / np.log(2), 400_000)
        assert np.log(2) / fading(days[days < span], span) == pytest.approx(half_life, rel=0.05)
    assert fading(rng.uniform(0, 10, 1000) ** 0.5, 10**0.5) == 0.0


def test_cost_follows_the_list_and_says_what_has_no_price():
    posts, family = creators(1, 10)
    followers = posts["followers"].to_pylist()
    first = int(np.flatnonzero(family)[0])
    followers[first] = None
    prices = PriceList("EUR", (20_000.0, float("inf")), (80.0, 400.0))
    rows = found(posts.set_column(9, "followers", pa.array(followers)), family, prices=prices)
    priced = [f for f, inside in zip(followers, family, strict=True) if inside and f is not None]
    assert rows["cost"]["estimate"] == sum(80 if f <= 20_000 else 400 for f in priced)
    assert "1 posts without a price" in rows["cost"]["note"]


def test_what_was_priced_is_measured_by_its_own_views_and_not_by_those_of_others():
    posts, family = creators(1, 10)
    pushed = np.isin(posts["account_id"].to_numpy(zero_copy_only=False), ["a0", "a1"])
    rows = found(posts, family, pushed=pushed, prices=PriceList("EUR", (float("inf"),), (100.0,)))
    views = posts["views"].to_numpy()[family & pushed].sum()
    cost = rows["cost of 1,000 views"]
    assert cost["estimate"] == pytest.approx(1_000 * 100 * (family & pushed).sum() / views)
    assert cost["note"] == "views of the posts by pushed accounts alone"


def test_a_thousand_views_cost_what_the_posts_with_a_price_and_a_count_cost_and_others_are_said_to_be_left_out():
    posts, family = creators(1, 30, lift=3.0)
    views, followers = posts["views"].to_pylist(), posts["followers"].to_pylist()
    unpriced, hidden = np.flatnonzero(family)[:2]
    views[unpriced], followers[unpriced], views[hidden] = 10**9, None, None
    posts = posts.set_column(5, "views", pa.array(views)).set_column(9, "followers", pa.array(followers))
    rows = found(posts, family, prices=PriceList("EUR", (float("inf"),), (100.0,)))
    right = 1_000 * 28 * 100 / (sum(v for v, f in zip(views, family, strict=True) if f and v) - 10**9)
    cost, beyond = rows["cost of 1,000 views"], rows["cost of 1,000 views beyond usual"]
    assert [cost[end] for end in ("estimate", "low", "high")] == pytest.approx([right] * 3)
    assert beyond["estimate"] == pytest.approx(right / (1 - 1 / rows["lift"]["estimate"]))
    for row in (cost, beyond):
        assert row["n_posts"] == 28
        assert "2 posts without a price or without a count of views are left out" in row["note"]
    assert rows["cost"]["estimate"] == 29 * 100


def test_where_no_post_with_a_price_has_a_count_a_thousand_views_have_no_price():
    posts, family = creators(1, 10)
    views, followers = posts["views"].to_pylist(), posts["followers"].to_pylist()
    first, *others = np.flatnonzero(family)
    views[first] = None
    for post in others:
        followers[post] = None
    posts = posts.set_column(5, "views", pa.array(views)).set_column(9, "followers", pa.array(followers))
    rows = found(posts, family, prices=PriceList("EUR", (float("inf"),), (100.0,)))
    assert rows["cost"]["estimate"] == 100
    assert "cost of 1,000 views" not in rows


def test_where_none_of_the_named_accounts_posts_nothing_is_priced():
    posts, family = creators(1, 10)
    prices = PriceList("EUR", (float("inf"),), (100.0,))
    rows = found(posts, family, pushed=np.zeros(len(family), bool), prices=prices)
    assert rows["cost"]["estimate"] is None
    assert "cost of 1,000 views" not in rows
    for name in ("cost", "half-life of uptake"):
        assert "none of the accounts" in rows[name]["note"]


@pytest.mark.parametrize(
    "text", ["", 'currency = "EUR"', 'currency = "EUR"\n[[tier]]\nprice = -3', "currency = 3\n[[tier]]\nprice = 3", "]"]
)
def test_a_price_list_that_is_none_is_refused(tmp_path, text):
    (tmp_path / "prices.toml").write_text(text)
    with pytest.raises(OptionError, match=r"prices\.toml"):
        read_prices(tmp_path / "prices.toml")


def test_bands_are_summed_as_intervals_and_give_no_number_in_between():
    posts, family = creators(1, 10)
    views, low, high = posts["views"].to_pylist(), [None] * posts.num_rows, [None] * posts.num_rows
    first, second = np.flatnonzero(family)[:2]
    known = sum(v for v, f in zip(views, family, strict=True) if f) - views[first] - views[second]
    views[first] = views[second] = None
    low[first], high[first] = 1_000, 10_000
    low[second], high[second] = 20_000, 50_000
    table = posts.set_column(5, "views", pa.array(views))
    table = table.append_column("views_low", pa.array(low)).append_column("views_high", pa.array(high))
    rows = found(table, family, pushed=family)
    assert (rows["views"]["estimate"], rows["views"]["low"], rows["views"]["high"]) == (
        None, known + 21_000, known + 60_000)  # fmt: skip
    assert rows["people"]["high"] == known + 60_000
    assert "2 posts give a band" in rows["views"]["note"]
    assert all(rows[name]["estimate"] is None for name in ("views beyond usual", "share of views by pushed accounts"))
    high[second] = None
    open_ended = found(table.set_column(table.num_columns - 1, "views_high", pa.array(high)), family)
    assert open_ended["people"]["high"] is None


def test_where_all_views_come_in_bands_the_reason_says_so():
    posts, family = creators(1, 10)
    ends = (pa.array([end] * posts.num_rows) for end in (1_000, 10_000))
    table = posts.set_column(5, "views", pa.nulls(posts.num_rows, pa.int64()))
    for name, end in zip(("views_low", "views_high"), ends, strict=True):
        table = table.append_column(name, end)
    assert found(table, family)["lift"]["note"].endswith("views that come in bands are no counts")
    assert "in bands" in reception(videos_of(table), family, ~family)[0]["note"]
