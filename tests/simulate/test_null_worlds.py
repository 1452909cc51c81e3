"""Worlds without a campaign: sizes, rhythm, and the confounder that each is named after."""

from __future__ import annotations

import polars as pl
import pytest

from payola.columns import schema
from payola.objects import normalise_tag
from payola.simulate import WORLDS, Simulated, simulate

NULLS = [name for name in WORLDS if name.startswith("null-")]


def frame(table: object) -> pl.DataFrame:
    made = pl.from_arrow(table)
    assert isinstance(made, pl.DataFrame)
    return made


def uses_of(made: Simulated, origin: str) -> pl.DataFrame:
    """Uses of the tags of one origin."""
    tags = frame(made.truth_tags).filter(pl.col("origin") == origin)["tag"]
    return frame(made.posts).explode("tags").filter(pl.col("tags").is_in(tags.to_list()))


@pytest.mark.parametrize("name", NULLS)
def test_a_null_world_has_1500_accounts_30_days_about_120_000_uses_and_no_campaign(name: str) -> None:
    made = simulate(name, seed=1)
    posts = frame(made.posts)
    assert 1_450 <= posts["account_id"].n_unique() <= 1_500
    assert (posts["created_at"].max() - posts["created_at"].min()) / 86_400 == pytest.approx(30, abs=0.2)
    assert 95_000 < posts["tags"].list.len().sum() < 145_000
    assert made.posts.schema == schema("posts")
    assert frame(made.truth_accounts)["role"].unique().to_list() == ["organic"]
    assert "pushed" not in frame(made.truth_tags)["kind"].to_list()


def test_news_bursts_are_15_to_80_accounts_that_react_once_within_ten_minutes_on_average() -> None:
    uses = uses_of(simulate("null-bursts", seed=2), "burst")
    bursts = uses.group_by("tags").agg(
        pl.len(), pl.col("account_id").n_unique().alias("accounts"),
        (pl.col("created_at").mean() - pl.col("created_at").min()).alias("late"),
    )  # fmt: skip
    assert len(bursts) == WORLDS["null-bursts"].knobs()["bursts"]
    assert bursts["accounts"].min() >= 12
    assert bursts["accounts"].max() <= 80
    assert (bursts["len"] == bursts["accounts"]).all()
    assert bursts["late"].mean() == pytest.approx(600, rel=0.15)


def test_schedulers_put_most_of_their_posts_on_the_hour_or_half_hour() -> None:
    posts = frame(simulate("null-schedulers", seed=3).posts)
    on_the_clock = posts["created_at"] // 60 % 30 == 0
    assert on_the_clock.mean() == pytest.approx(0.4 * 0.6 + (1 - 0.24) / 30, abs=0.04)
    plain = frame(simulate("null-schedulers", seed=3, scheduler_share=0).posts)
    assert (plain["created_at"] // 60 % 30 == 0).mean() == pytest.approx(1 / 30, abs=0.005)


def test_fans_have_personal_reaction_speeds() -> None:
    def spread_over_fans(sd: float) -> float:
        made = simulate("null-fans", seed=4, fan_speed_sd=sd, fan_groups=1, fan_background=0, fan_attendance=1)
        uses = uses_of(made, "fan").sort("created_at")
        day = uses.with_columns(event=(pl.col("created_at").diff().fill_null(0) > 3 * 3600).cum_sum())
        late = day.with_columns(late=pl.col("created_at") - pl.col("created_at").min().over("event"))
        personal = late.group_by("account_id").agg(pl.col("late").median())["late"]
        return float(personal.quantile(0.9) / personal.quantile(0.1))

    assert spread_over_fans(1.0) > 2 * spread_over_fans(0.0)


def test_the_whole_community_follows_its_team_again_and_again() -> None:
    uses = uses_of(simulate("null-fans", seed=5), "fan")
    fans = uses.group_by("tags").agg(pl.col("account_id").n_unique().alias("fans"), pl.len())
    assert len(fans) == 3
    assert fans["fans"].min() > 60
    assert (fans["len"] / fans["fans"]).min() > 8


def test_an_agency_runs_three_accounts_under_its_tag() -> None:
    made = simulate("null-agencies", seed=6)
    accounts = uses_of(made, "agency").group_by("tags").agg(pl.col("account_id").n_unique())["account_id"]
    assert len(accounts) == 20
    assert accounts.max() == 3


def test_a_meme_is_the_same_text_copied_by_many_over_days() -> None:
    made = simulate("null-memes", seed=7)
    uses = uses_of(made, "meme").with_columns(
        words=pl.col("text").str.replace_all(r"#\S+|[^\w\s:]", "").str.strip_chars()
    )
    copies = uses.group_by("tags").agg(
        pl.col("account_id").n_unique(), pl.col("words").n_unique().alias("texts"), pl.len(),
        (pl.col("created_at").max() - pl.col("created_at").min()).alias("span"),
    )  # fmt: skip
    assert copies["account_id"].min() >= 20
    assert (copies["texts"] / copies["len"]).mean() < 0.4
    assert copies["span"].median() > 3 * 86_400


def test_an_official_challenge_is_seeded_by_labelled_posts_on_its_first_day() -> None:
    made = simulate("null-challenges", seed=8)
    uses = uses_of(made, "brand").sort("created_at")
    aged = uses.with_columns(age=(pl.col("created_at") - pl.col("created_at").min().over("tags")) / 86_400)
    labelled = aged.filter("disclosed").group_by("tags").agg(pl.len(), (pl.col("age") < 2).mean().alias("early"))
    assert len(labelled) == 8
    assert labelled["len"].min() >= 5
    assert labelled["early"].min() > 0.7
    assert aged.filter(pl.col("age") > 2)["disclosed"].mean() < 0.05


@pytest.mark.parametrize("name", ["null-all", "demo"])
def test_every_account_and_every_tag_stands_in_the_truth(name: str) -> None:
    made = simulate(name, seed=9)
    accounts = set(made.posts["account_id"].to_pylist()) | set(made.comments["account_id"].to_pylist())
    assert accounts == set(made.truth_accounts["account_id"].to_pylist())
    tags = frame(made.posts)["tags"].explode().drop_nulls().unique().to_list()
    assert sorted(tags) == sorted(made.truth_tags["tag"].to_pylist())
    assert all(normalise_tag(tag) == [tag] for tag in tags)


def test_ids_are_19_digits_and_unique_and_the_reference_shares_no_account() -> None:
    made = simulate("null-all", seed=10)
    posts, reference = frame(made.posts), frame(made.reference)
    assert posts["post_id"].is_unique().all()
    assert posts["post_id"].str.len_chars().unique().to_list() == [19]
    assert frame(made.comments)["comment_id"].is_unique().all()
    assert not set(posts["account_id"]) & set(reference["account_id"])
    assert not set(posts["account_name"]) & set(reference["account_name"])
    assert not set(posts["post_id"]) & set(reference["post_id"])
    assert reference["created_at"].max() < posts["created_at"].min()


def test_views_have_a_heavy_tail_and_one_to_six_tags_a_post() -> None:
    posts = frame(simulate("null-schedulers", seed=11).posts)
    assert posts["views"].max() > 100 * posts["views"].quantile(0.9)
    assert posts["tags"].list.len().min() == 1
    assert posts["tags"].list.len().max() == 6


def test_comments_come_after_their_video_and_are_counted_in_it() -> None:
    made = simulate("null-bursts", seed=12)
    posts, comments = frame(made.posts), frame(made.comments)
    both = comments.join(posts, on="post_id")
    assert len(both) == len(comments) > 10_000
    assert (both["created_at"] > both["created_at_right"]).all()
    assert (both["account_created_at"] < both["created_at"]).all()
    counted = both.group_by("post_id").agg(pl.len(), pl.col("comments").first())
    assert (counted["len"] <= counted["comments"]).all()
