"""From posts to verdicts: what a pushed family, an ordinary one and their creators look like, whole."""

from __future__ import annotations

from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from tests.detectors.newtag_worlds import posts

from payola.campaigns.verdicts import Known, Verdicts, look, read_tags, verdicts, with_verdicts
from payola.columns import schema
from payola.errors import OptionError

FAMILIES = {"F01": ["slogan0"], "F02": ["new000"]}


def alone(table: pa.Table, families: dict[str, list[str]], known: Known) -> Verdicts:
    """Verdicts where nobody moves together and no comments came in waves."""
    return verdicts(look(table, families, known), frozenset(), frozenset())


@pytest.fixture(scope="module")
def judged() -> Verdicts:
    return alone(posts(brief=True), FAMILIES, Known())


def test_a_pushed_family_with_a_brief_stands_out_with_grade_b(judged: Verdicts) -> None:
    found = judged.families["F01"]
    assert (found["verdict"], found["grade"], found["kinds"]) == ("stands out", "B", ["strangers", "brief"])
    assert "7 of 14 share a phrase" in found["reason"]
    assert "7 unrelated creators share the phrase, none of them with a label" in found["reason"]
    assert found["could_be"] == (
        "an organic one-video challenge or an election tag can look the same; "
        "a meme, a petition's text or a song's line is copied too"
    )
    assert found["would_change"].startswith("one more independent kind of evidence would raise the grade to A")


def test_an_ordinary_family_has_no_grade(judged: Verdicts) -> None:
    found = judged.families["F02"]
    assert (found["verdict"], found["grade"], found["kinds"]) == ("does not stand out", None, [])
    assert found["could_be"] is None
    assert "longer collection" in found["would_change"]


def kind(judged: Verdicts, family: str, name: str) -> dict[str, Any]:
    (found,) = (row for row in judged.kinds.to_pylist() if (row["family_id"], row["kind"]) == (family, name))
    return found


def test_a_shared_phrase_without_a_label_is_a_finding_of_its_own_with_its_posts(judged: Verdicts) -> None:
    found = kind(judged, "F01", "unlabelled")
    assert (found["found"], found["seen"], found["of"]) == (True, 0, 7)
    behind = pl.DataFrame(judged.behind).filter(pl.col("finding_id") == "F01:unlabelled")
    assert behind.height == 7
    assert not kind(judged, "F02", "unlabelled")["found"]


def test_labelled_posts_with_the_phrase_are_no_missing_disclosure() -> None:
    table = pl.DataFrame(posts(brief=True))
    told = table.with_columns(disclosed=pl.col("disclosed") | pl.col("text").str.starts_with("vote for"))
    found = kind(alone(told.to_arrow(), FAMILIES, Known()), "F01", "unlabelled")
    assert (found["found"], found["seen"], found["of"]) == (False, 7, 7)


def test_creators_who_move_together_are_not_unrelated() -> None:
    table = posts(brief=True)
    sharing = pl.DataFrame(table).filter(pl.col("text").str.starts_with("vote for"))["account_id"].to_list()
    graded = frozenset((a, b) for a in sharing for b in sharing if a < b)
    found = kind(verdicts(look(table, FAMILIES, Known()), graded, frozenset()), "F01", "unlabelled")
    assert (found["found"], found["of"]) == (False, 0)


def test_creators_who_name_the_candidate_elsewhere_are_counted_and_raise_no_grade() -> None:
    table = pl.DataFrame(posts())
    mine = table.filter(pl.col("tags").list.contains("slogan0"))["account_id"].head(3)
    other = pl.col("account_id").is_in(mine.implode()) & ~pl.col("tags").list.contains("slogan0")
    told = table.with_columns(text=pl.when(other).then(pl.lit("ask the ZAPHOD about it")).otherwise("text"))
    judged = alone(told.to_arrow(), FAMILIES, Known(candidates={"F01": "M. Zaphod", "F02": "Li"}))
    assert (kind(judged, "F01", "candidate")["seen"], kind(judged, "F01", "candidate")["of"]) == (3, 14)
    assert judged.families["F01"]["kinds"] == ["strangers"]
    assert kind(judged, "F02", "candidate")["note"] == "no candidate's name to look for"


def test_a_candidates_first_name_or_a_part_of_a_word_names_nobody() -> None:
    table = pl.DataFrame(posts())
    mine = table.filter(pl.col("tags").list.contains("slogan0"))["account_id"].head(3)
    other = pl.col("account_id").is_in(mine.implode()) & ~pl.col("tags").list.contains("slogan0")
    for said, seen in (("Peter, who is working, looking", 0), ("ask Peter King", 3)):
        told = table.with_columns(text=pl.when(other).then(pl.lit(said)).otherwise("text"))
        judged = alone(told.to_arrow(), FAMILIES, Known(candidates={"F01": "Peter King"}, languages=("en",)))
        assert kind(judged, "F01", "candidate")["seen"] == seen


def test_other_statistics_are_described_with_their_place_and_never_tested(judged: Verdicts) -> None:
    told = pl.DataFrame(judged.verdicts).filter(pl.col("family_id") == "F01", pl.col("statistic") == "days")
    assert told["value"].to_list() == [pytest.approx(9 * 13 / 14, abs=0.01)]
    assert told["rank"].is_between(0, 1).all()
    assert told["p"].null_count() == 1


def test_the_look_alikes_of_the_reference_are_counted_and_their_cost_told() -> None:
    judged = alone(posts(pushed=6, tags=70), {"F01": ["slogan0"]}, Known())
    told = judged.summary
    assert (told["tested"], told["examined"], told["look_pushed"]) == (75, 75, 5)
    assert told["p_of_one_more"] == pytest.approx((1 + 5 / 2) / 76)
    assert told["p_without_them"] == pytest.approx(1 / 71)
    marked = pl.DataFrame(judged.reference_tags).filter("looks_pushed")["tag"]
    assert sorted(marked) == [f"slogan{n}" for n in range(1, 6)]
    assert judged.families["F01"]["verdict"] == "does not stand out"
    assert judged.families["F01"]["would_change"].startswith("read the list of other new tags")


def test_every_table_is_as_declared(judged: Verdicts) -> None:
    for name in ("verdicts", "kinds", "creators", "reference_tags"):
        assert getattr(judged, name).schema == schema(name)
    assert judged.behind.schema == schema("evidence")


def test_every_look_of_every_family_has_its_verdict(judged: Verdicts) -> None:
    looks = pl.DataFrame(judged.verdicts).filter(pl.col("statistic") == "strangers")
    assert looks.select("family_id", "age_h").n_unique() == looks.height == 8
    assert looks["verdict"].null_count() == 0


def test_a_look_without_a_test_still_counts_the_accounts_that_its_reason_names(judged: Verdicts) -> None:
    looks = pl.DataFrame(judged.verdicts).filter(pl.col("statistic") == "strangers")
    few = looks.filter(pl.col("reason").str.ends_with("are needed"))
    assert few.height == 4
    assert all(row["reason"].startswith(f"{row['n_accounts']} account") for row in few.to_dicts())
    assert few["n_known"].null_count() == 4


def test_accounts_at_an_age_that_the_posts_do_not_show_are_unknown() -> None:
    table = pl.DataFrame(posts())
    born = table.filter(pl.col("tags").list.contains("slogan0"))["created_at"].min()
    cut = table.filter(pl.col("created_at") <= born + 80 * 3600).to_arrow()  # type: ignore[operator]
    looks = pl.DataFrame(alone(cut, FAMILIES, Known()).verdicts).filter(
        pl.col("statistic") == "strangers", pl.col("family_id") == "F01"
    )
    assert looks["n_accounts"].to_list() == [2, 5, None, None]


def test_the_posts_behind_a_brief_are_kept(judged: Verdicts) -> None:
    behind = pl.DataFrame(judged.behind).filter(pl.col("finding_id") == "F01:brief")
    assert behind.height == 7


def test_creators_are_described_and_not_judged(judged: Verdicts) -> None:
    creators = pl.DataFrame(judged.creators)
    assert creators.filter(pl.col("family_id") == "F01").height == 14
    assert not {"p", "q", "grade", "verdict"} & set(creators.columns)
    assert creators["n_other"].min() >= 8
    surprise = creators.filter(pl.col("family_id") == "F01")["surprise"]
    assert surprise.is_between(0, 1 + 1e-9).all()


def test_the_reference_lists_other_new_tags_most_unusual_first(judged: Verdicts) -> None:
    tags = pl.DataFrame(judged.reference_tags)
    assert not {"slogan0", "new000"} & set(tags["tag"])
    assert tags["p"].drop_nulls().is_sorted()
    assert tags["p"].min() == pytest.approx(1 / tags["p"].count())


def test_a_tag_search_carries_no_verdict_and_briefs_are_looked_for_all_the_same() -> None:
    found = alone(posts(brief=True), FAMILIES, Known(collected_by="tag-search"))
    one = found.families["F01"]
    assert (one["verdict"], one["grade"]) == ("not testable", None)
    assert "fetch the histories" in one["reason"]
    assert one["kinds"] == ["brief"]
    notes = {row["kind"]: row["note"] for row in found.kinds.to_pylist() if row["family_id"] == "F01"}
    assert notes["roster"] == "needs the accounts' other posts"


def test_after_the_histories_are_fetched_the_verdict_is_that_of_a_whole_collection() -> None:
    whole = pl.DataFrame(posts(accounts=240, adopters=12))
    searched = whole.filter(pl.col("tags").list.eval(pl.element().str.contains("^(new|slogan)")).list.any())
    alone_ = alone(searched.to_arrow(), FAMILIES, Known(collected_by="tag-search"))
    asked = pl.DataFrame(alone_.creators).filter(pl.col("n_other") < 8)["account_id"].unique()
    assert asked.len() >= 12
    others = searched["account_id"].unique()  # those of the other new tags that were searched for
    fetched = whole.filter(pl.col("account_id").is_in(others.implode()))
    after = alone(fetched.to_arrow(), FAMILIES, Known(collected_by="accounts"))
    assert set(asked) <= set(others)
    assert after.families["F01"]["verdict"] == "stands out"
    assert after.families["F02"]["verdict"] == "does not stand out"


def test_histories_of_the_familys_accounts_alone_say_which_tags_to_search_for() -> None:
    whole = pl.DataFrame(posts())
    mine = whole.filter(pl.col("tags").list.contains("slogan0"))["account_id"].unique()
    start = whole.filter(pl.col("account_id").is_in(mine.implode()) | (pl.col("account_id") == "a0560"))
    judged = alone(start.to_arrow(), {"F01": ["slogan0"]}, Known(collected_by="accounts"))
    assert "reference is too small" in judged.families["F01"]["reason"]
    seen = start.explode("tags").filter(pl.col("tags").str.starts_with("new")).group_by("tags").agg(
        pl.col("account_id").n_unique()
    )  # fmt: skip
    assert set(judged.summary["too_seldom"]) == set(seen.filter(pl.col("account_id") >= 3)["tags"])


def test_creators_with_hidden_counts_are_unknown_and_change_no_verdict() -> None:
    table = pl.DataFrame(posts())
    hidden = pl.col("account_id").str.ends_with("1") | pl.col("account_id").str.ends_with("2")
    told = table.with_columns(views=pl.when(hidden).then(None).otherwise("views"), followers=pl.lit(None, pl.Int64))
    some, every = (alone(rows.to_arrow(), FAMILIES, Known()) for rows in (told, table))
    assert some.families["F01"]["p"] == every.families["F01"]["p"]
    rows = pl.DataFrame(some.creators)
    assert rows.filter(hidden)["views"].null_count() == rows.filter(hidden).height > 0
    assert rows.filter(~hidden)["views"].null_count() == 0


def test_pairs_and_waves_that_other_steps_found_count() -> None:
    table = posts()
    mine = pl.DataFrame(table).filter(pl.col("tags").list.contains("slogan0"))
    a, b, c = mine["account_id"].to_list()[:3]
    graded, waves = frozenset({(a, b), (b, c)}), frozenset(mine["post_id"].to_list()[:2])
    one = verdicts(look(table, FAMILIES, Known()), graded, waves).families["F01"]
    assert (one["grade"], one["kinds"]) == ("A", ["strangers", "coordination", "wave"])


def test_two_candidates_with_one_slogan_are_no_roster_of_each_other() -> None:
    judged = alone(posts(pushed=2), {"F01": ["slogan0"], "F02": ["slogan0"], "F03": ["slogan1"]}, Known())
    assert [judged.families[name]["verdict"] for name in ("F01", "F02", "F03")] == ["stands out"] * 3
    for family in ("F01", "F02"):
        assert judged.families[family]["kinds"] == ["strangers"]
        assert kind(judged, family, "roster")["seen"] <= 2  # who is under slogan1 too, by chance


def test_the_posts_behind_a_roster_are_those_under_the_other_slogans() -> None:
    table = pl.DataFrame(posts(pushed=1))
    mine = table.filter(pl.col("tags").list.contains("slogan0"))
    again = mine.with_columns(post_id=pl.col("post_id") + "x", created_at=pl.col("created_at") + 86_400,
                              tags=pl.lit(["slogan9"], pl.List(pl.String)))  # fmt: skip
    judged = alone(pl.concat([table, again]).to_arrow(), {"F01": ["slogan0"], "F02": ["slogan9"]}, Known())
    assert kind(judged, "F01", "roster")["found"]
    assert (judged.families["F01"]["grade"], judged.families["F01"]["kinds"]) == ("C", ["strangers"])
    assert "people who share an interest" in judged.families["F01"]["could_be"]
    behind = pl.DataFrame(judged.behind).filter(pl.col("finding_id") == "F01:roster")
    assert sorted(behind["post_id"]) == sorted(again["post_id"])


def test_labelled_posts_are_disclosed() -> None:
    one = alone(posts(labelled=True), FAMILIES, Known()).families["F01"]
    assert (one["verdict"], one["disclosed"]) == ("stands out", True)


def test_the_same_posts_in_another_order_give_the_same_tables(judged: Verdicts) -> None:
    table = posts(brief=True)
    turned = table.take(pa.array(range(table.num_rows - 1, -1, -1)))
    again = alone(turned, dict(reversed(FAMILIES.items())), Known())
    assert again.families == judged.families
    for name in ("verdicts", "kinds", "creators"):
        ordered = [(column, "ascending") for column in schema(name).names if column != "p_without_top"]
        assert getattr(again, name).sort_by(ordered).equals(getattr(judged, name).sort_by(ordered))


def test_posts_without_captions_views_and_languages_can_be_judged() -> None:
    table = posts()
    for name in ("text", "views", "language", "disclosed"):
        empty = pa.nulls(table.num_rows, table.schema.field(name).type)
        table = table.set_column(table.schema.get_field_index(name), name, empty)
    assert alone(table, FAMILIES, Known()).families["F01"]["verdict"] == "stands out"


def test_families_carry_their_verdict(judged: Verdicts) -> None:
    families = pa.Table.from_pylist([{"family_id": "F01", "tags": ["slogan0"]}], schema=schema("families"))
    assert with_verdicts(families, judged)["verdict"].to_pylist() == ["stands out"]


def test_a_list_of_struck_tags_is_read_as_tags_are_and_an_empty_one_is_refused(tmp_path: object) -> None:
    from pathlib import Path

    file = Path(str(tmp_path)) / "strike.txt"
    file.write_text("#BucketChallenge\n\nnew001\n", encoding="utf-8")
    assert read_tags(file) == ("bucketchallenge", "new001")
    file.write_text("\n", encoding="utf-8")
    with pytest.raises(OptionError, match="a tag a line"):
        read_tags(file)
