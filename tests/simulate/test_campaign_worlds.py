"""Worlds with campaigns: what is planted is in the posts, and what only looks like it is there as well."""

from __future__ import annotations

import functools
from datetime import timedelta

import polars as pl
import pytest

from payola.simulate import Simulated, simulate
from payola.simulate.words import LANGUAGES, topic_tags

DAY = 86_400


def frame(table: object) -> pl.DataFrame:
    made = pl.from_arrow(table)
    assert isinstance(made, pl.DataFrame)
    return made


@functools.cache
def world(name: str, seed: int = 1, **knobs: object) -> Simulated:
    return simulate(name, seed=seed, **knobs)


def uses(made: Simulated) -> pl.DataFrame:
    """Uses of tags, with the truth about each tag."""
    truth = frame(made.truth_tags).rename({"campaign_id": "tag_campaign"})
    return frame(made.posts).explode("tags").rename({"tags": "tag"}).join(truth, on="tag")


def members(made: Simulated, role: str) -> pl.DataFrame:
    return frame(made.truth_accounts).filter(pl.col("role") == role)


def episodes(made: Simulated) -> pl.DataFrame:
    """Posts of squads under their tags, numbered by episode."""
    posts = uses(made).filter(pl.col("origin") == "squad").sort("tag", "created_at")
    gap = pl.col("created_at").diff().over("tag").fill_null(0) > 3600
    return posts.with_columns(episode=gap.cum_sum().over("tag"))


def test_four_squads_of_fifteen_post_twelve_times_within_five_minutes() -> None:
    made = world("squads")
    accounts = members(made, "squad")
    assert accounts.group_by("campaign_id").len()["len"].to_list() == [15] * 4
    moves = episodes(made).group_by("tag_campaign", "tag", "episode").agg(
        pl.col("account_id").n_unique().alias("accounts"),
        (pl.col("created_at").max() - pl.col("created_at").min()).alias("span"),
    )  # fmt: skip
    assert moves.group_by("tag_campaign").len()["len"].to_list() == [12] * 4
    assert moves["span"].max() <= 300
    assert moves["accounts"].mean() == pytest.approx(0.8 * 15, abs=1.0)
    assert set(episodes(made)["account_id"]) == set(accounts["account_id"])


def test_squad_accounts_live_like_others_between_episodes() -> None:
    made = world("squads")
    counts = frame(made.posts).group_by("account_id").len()
    squad = counts.filter(pl.col("account_id").is_in(members(made, "squad")["account_id"].to_list()))
    assert squad["len"].median() > 1.5 * 12


def test_the_squads_live_among_800_others_with_fans_news_and_schedulers() -> None:
    made = world("squads")
    assert 780 <= len(members(made, "organic")) <= 800
    assert {"fan", "burst", "squad"} <= set(frame(made.truth_tags)["origin"])


def test_a_hijacking_squad_uses_existing_tags() -> None:
    made = world("squads", hijack=True)
    assert "squad" not in frame(made.truth_tags)["origin"].to_list()
    assert len(members(made, "squad")) == 60


def test_thirty_seconds_and_four_episodes_when_asked() -> None:
    made = world("squads", spread_s=30, episodes=4)
    moves = episodes(made).group_by("tag", "episode").agg(
        (pl.col("created_at").max() - pl.col("created_at").min()).alias("span")
    )  # fmt: skip
    assert len(moves) == 16
    assert moves["span"].max() < 30


def test_an_adversary_delays_dilutes_rotates_and_deletes() -> None:
    plain, late = world("squads"), world("squads", delay_s=3000)

    def span(made: Simulated) -> float:
        moves = episodes(made).group_by("tag", "episode").agg(pl.col("created_at").max() - pl.col("created_at").min())
        return float(moves["created_at"].median())

    assert span(plain) < 300 < 1500 < span(late)
    diluted = world("squads", dilution=3)
    shared = {"tag", "episode", "post_id"}
    tags_a_post = [
        episodes(made).unique(list(shared)).join(frame(made.posts).select("post_id", "tags"), on="post_id")["tags"]
        .list.len().mean()
        for made in (plain, diluted)
    ]  # fmt: skip
    assert tags_a_post[1] > tags_a_post[0] + 2
    assert len(members(world("squads", rotation=0.3), "squad")) > 80
    assert len(episodes(world("squads", deletion=0.5))) < 0.65 * len(episodes(plain))


def invited_posts(made: Simulated) -> pl.DataFrame:
    """One row a post under a pushed slogan's tag."""
    pushed = uses(made).filter(pl.col("origin") == "slogan", pl.col("kind") == "pushed")
    return pushed.unique(["post_id", "slogan"])


def test_six_slogans_are_pushed_by_twenty_invited_creators_over_three_to_ten_days() -> None:
    made = world("recruited")
    posts = invited_posts(made)
    by_slogan = posts.group_by("slogan", "tag_campaign").agg(
        pl.col("account_id").n_unique().alias("creators"),
        ((pl.col("created_at").max() - pl.col("created_at").min()) / DAY).alias("days"),
    )  # fmt: skip
    assert by_slogan["creators"].to_list() == [20] * 6
    assert by_slogan["days"].max() <= 11
    assert by_slogan["days"].min() > 1.5
    told = members(made, "recruited").select("account_id", tag_campaign="campaign_id")
    assert len(told) == 120
    assert len(posts.join(told, on=["account_id", "tag_campaign"], how="anti")) == 0


def test_invited_creators_post_once_and_in_one_campaign_two_in_five_post_twice() -> None:
    posts = invited_posts(world("recruited"))
    times = posts.group_by("tag_campaign", "account_id").len()
    twice = {name[0]: group["len"].to_list() for name, group in times.group_by("tag_campaign")}
    for campaign, counts in twice.items():
        expected = [1] * 12 + [2] * 8 if campaign.endswith("twice") else [1] * 20
        assert sorted(counts) == expected, campaign


def test_six_slogans_are_carried_by_organic_tags_alone_of_the_same_size_and_age() -> None:
    carried = uses(world("recruited")).filter(pl.col("origin") == "slogan")
    assert carried["slogan"].n_unique() == 12
    organic = carried.filter(pl.col("kind") == "organic")
    sizes = organic.group_by("slogan").agg(pl.col("account_id").n_unique(), pl.col("created_at").min().alias("born"))
    assert sizes["account_id"].to_list() == [20] * 6
    pushed = carried.filter(pl.col("kind") == "pushed").group_by("slogan").agg(pl.col("created_at").min().alias("born"))
    assert abs(sizes["born"].mean() - pushed["born"].mean()) < 10 * DAY
    recruited = members(world("recruited"), "recruited")["account_id"].to_list()
    assert organic.filter(~pl.col("account_id").is_in(recruited)).height > 0.8 * organic.height


def test_the_hard_negatives_and_the_reference_tags_are_there_and_new() -> None:
    made = world("recruited")
    start = frame(made.posts)["created_at"].min()
    new = uses(made).group_by("origin", "tag").agg(
        pl.col("account_id").n_unique().alias("accounts"), pl.col("created_at").min().alias("born"), pl.len()
    )  # fmt: skip
    counts = dict(new.group_by("origin").len().iter_rows())
    assert counts["challenge"] == 20
    assert counts["election"] == 6
    assert counts["brand"] == 2
    assert counts["prompt"] >= 150
    assert counts["prompt"] > counts["topic"] > 0
    fresh = new.filter(~pl.col("origin").is_in(["community", "generic"]))
    assert fresh["born"].min() > start + 20 * DAY
    assert fresh.filter(pl.col("origin") != "slogan")["accounts"].min() >= 10
    challenges = new.filter(pl.col("origin") == "challenge")
    assert (challenges["len"] == challenges["accounts"]).all()


def test_new_tags_are_adopted_within_21_days_and_watched_for_14_days_after() -> None:
    made = world("recruited")
    end = frame(made.posts)["created_at"].max()
    first = (
        uses(made)
        .filter(~pl.col("origin").is_in(["community", "generic"]))
        .with_columns(family=pl.coalesce("slogan", "tag"))
        .group_by("family", "account_id")
        .agg(pl.col("created_at").min())
        .group_by("family")
        .agg(pl.col("created_at").min().alias("born"), pl.col("created_at").max().alias("last"))
    )
    assert ((first["last"] - first["born"]) / DAY).max() <= 21
    assert ((end - first["last"]) / DAY).min() >= 13.9


def test_invited_creators_have_at_least_eight_other_videos() -> None:
    made = world("recruited")
    counts = frame(made.posts).group_by("account_id").len()
    assert members(made, "recruited").join(counts, on="account_id")["len"].min() >= 9


def test_half_of_the_invited_videos_come_without_the_usual_tags() -> None:
    posts = frame(world("recruited").posts).join(invited_posts(world("recruited")).select("post_id"), on="post_id")
    assert (posts["tags"].list.len() == 1).mean() == pytest.approx(0.45, abs=0.12)


def test_one_campaign_is_from_one_niche_and_one_of_one_language() -> None:
    posts = invited_posts(world("recruited"))
    languages = {name[0]: group["language"].n_unique() for name, group in posts.group_by("tag_campaign")}
    assert {name for name, count in languages.items() if count == 1} == {"recruited-4-language"}


def test_the_creators_of_the_niche_campaign_share_a_community() -> None:
    made = world("recruited")
    topic_of = {tag: topic for topic in range(15) for lang in LANGUAGES for tag in topic_tags(topic, lang)}
    seen = uses(made).filter(pl.col("origin") == "community")
    topics = seen.with_columns(topic=pl.col("tag").replace_strict(topic_of, default=None, return_dtype=pl.Int64))
    often = topics.group_by("account_id", "topic").len().sort("len", descending=True).group_by("account_id").head(2)
    theirs = members(made, "recruited").join(often, on="account_id")
    largest = theirs.group_by("campaign_id", "topic").agg(pl.col("account_id").n_unique()).group_by("campaign_id").max()
    shared = dict(largest.select("campaign_id", "account_id").iter_rows())
    niche = shared.pop("recruited-3-niche")
    assert niche >= 17
    assert max(shared.values()) <= 12


def eight_word_phrases(text: str) -> list[str]:
    words = text.split()
    return [" ".join(words[i : i + 8]) for i in range(len(words) - 7)]


def test_briefed_creators_share_a_phrase() -> None:
    posts = invited_posts(world("recruited"))
    shared = {}
    for (campaign,), group in posts.group_by("tag_campaign"):
        words = group["text"].str.replace_all("#.*", "").str.strip_chars()
        grams = words.map_elements(eight_word_phrases, return_dtype=pl.List(pl.String))
        counts = grams.explode().drop_nulls().value_counts()["count"]
        shared[campaign.rsplit("-")[-1]] = int(counts.max() or 0) if len(counts) else 0
    assert {name for name, count in shared.items() if count >= 6} == {"brief", "language", "cotags"}


def test_a_roster_of_creators_is_invited_more_than_once() -> None:
    assert members(world("recruited"), "recruited")["account_id"].is_duplicated().sum() >= 10


def test_the_recruited_world_has_20_000_posts_a_week_by_3_000_creators() -> None:
    posts = frame(world("recruited").posts)
    assert posts["account_id"].n_unique() == pytest.approx(3000, rel=0.02)
    assert len(posts) / 10 == pytest.approx(20_000, rel=0.1)


def test_waves_are_fresh_accounts_that_write_much_the_same_minutes_after_a_video() -> None:
    made = world("waves")
    comments, wave = frame(made.comments), members(made, "wave")
    posts = frame(made.posts).select("post_id", posted="created_at")
    theirs = comments.join(wave, on="account_id").join(posts, on="post_id")
    flooded = theirs.group_by("campaign_id", "post_id").len().filter(pl.col("len") >= 60)
    assert flooded.group_by("campaign_id").len()["len"].to_list() == [12] * 3
    early = theirs.join(flooded, on=["campaign_id", "post_id"])
    late = early["created_at"] - early["posted"]
    assert (late <= 10 * 60 + 15).mean() > 0.95
    assert early.group_by("campaign_id").agg(pl.col("text").n_unique())["text"].max() < 80
    born = theirs.group_by("campaign_id").agg(pl.col("account_created_at").max() - pl.col("account_created_at").min())
    assert timedelta(seconds=int(born["account_created_at"].max())) <= timedelta(days=2)


def test_ordinary_followers_surge_too() -> None:
    made = world("waves")
    organic = members(made, "organic")["account_id"].to_list()
    same = frame(made.comments).filter(pl.col("account_id").is_in(organic)).group_by("post_id", "text").len()
    assert (same["len"] >= 25).sum() >= 8


def test_a_hybrid_campaign_has_invited_creators_a_squad_behind_them_and_flooded_comments() -> None:
    made = world("hybrid")
    roles = dict(frame(made.truth_accounts).group_by("role").len().iter_rows())
    assert roles["recruited"] == 40
    assert roles["squad"] == 24
    assert roles["wave"] == 240
    pushed = uses(made).filter(pl.col("kind") == "pushed")
    squad = pushed.join(members(made, "squad"), on="account_id")["created_at"].unique()
    invited = pushed.join(members(made, "recruited"), on="account_id")["created_at"].sort().unique()
    last = invited.search_sorted(squad, side="right") - 1
    assert (squad - invited.gather(last.clip(0)) < 20 * 60 + 300).mean() > 0.9
    reached = frame(made.comments).join(members(made, "wave"), on="account_id")["post_id"].value_counts()
    flooded = reached.filter(pl.col("count") >= 40)["post_id"]
    assert set(flooded) <= set(invited_posts(made)["post_id"])


def test_the_demo_is_a_small_case_with_all_that_the_readme_tells() -> None:
    made = world("demo")
    posts = frame(made.posts)
    assert 8_000 <= len(posts) <= 12_000
    assert len(members(made, "squad")) == 12
    assert sorted(members(made, "recruited").group_by("campaign_id").len()["len"]) == [24, 24]
    assert {c.language for c in made.slogans} == {"ru", "ro", "en"}
    assert all(c.name.startswith("Candidate ") for c in made.slogans)
    kinds = uses(made).filter(pl.col("slogan").is_not_null()).group_by("slogan").agg(
        pl.col("kind").unique(), pl.col("tag").n_unique().alias("spellings")
    )  # fmt: skip
    assert sorted(kinds["kind"].explode()) == ["organic", "pushed", "pushed"]
    assert kinds["spellings"].min() >= 3
    assert {"burst", "fan", "prompt", "squad"} <= set(frame(made.truth_tags)["origin"])
    moves = episodes(made).group_by("tag", "episode").agg(
        (pl.col("created_at").max() - pl.col("created_at").min()).alias("span")
    )  # fmt: skip
    assert moves["span"].max() <= 45
