"""The one door to names: numbers for accounts and posts, masks for whatever else could lead to a person."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.report import cases

from payola.pseudonyms import Pseudonyms, pseudonyms
from payola.run import Run

SINGLE = "Skating over the old bridge [7300000000000000007].info.json"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    files = [{"file": SINGLE, "read": 1, "sha256": "a"}, {"file": "posts.csv", "read": 2, "sha256": "b"}]
    return cases.ordinary(tmp_path_factory.mktemp("names") / "run", files=files)


@pytest.fixture(scope="module")
def names(run: Run) -> Pseudonyms:
    return pseudonyms(run)


def test_accounts_and_posts_are_numbers_that_do_not_follow_the_order_of_the_ids(names: Pseudonyms) -> None:
    accounts = names.account(cases.account_id(n) for n in range(8))
    assert sorted(accounts) == [f"Account {n}" for n in range(1, 9)]
    assert accounts != sorted(accounts)
    assert names.post(["nobody's"]) == ["post not in this run"]


def test_the_seed_decides_the_numbers_and_nothing_else_does(run: Run, names: Pseudonyms, tmp_path: Path) -> None:
    ids = [cases.account_id(n) for n in range(8)]
    assert pseudonyms(run).account(ids) == names.account(ids)
    settings = {**cases.manifest()["settings"], "seed": 8}
    other = pseudonyms(cases.ordinary(tmp_path / "run", cases.manifest(settings=settings)))
    assert other.account(ids) != names.account(ids)


@pytest.mark.parametrize(
    ("tag", "shown"),
    [
        ("cats", "cats"),
        ("dunnart_88", "[a name]"),
        ("Dunnart88", "[a name]"),
        ("numbatofthenorth", "[a name]"),
        ("call4915112345678", "[a number]"),
        ("november2024", "november2024"),
        ("20241124", "20241124"),
        ("strongregion", "strongregion"),
    ],
)
def test_tags_that_name_somebody_are_masked(names: Pseudonyms, tag: str, shown: str) -> None:
    assert names.tag(tag) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("posts.csv", "posts.csv"),
        (SINGLE, "[file of one post]"),
        ("wambenger.csv", "[a name]"),
        (f"posts_of_{cases.account_id(3)}.json", "posts_of_[a number].json"),
        ("asked @somebody at https://example.org/x", "asked @[account] at [link]"),
    ],
)
def test_file_names_and_notes_lose_what_leads_to_a_person(names: Pseudonyms, text: str, shown: str) -> None:
    assert names.text(text) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("comments_dunnart_88.parquet", "comments_[a name].parquet"),
        ("tiktok_Numbat.of.the.north.csv", "tiktok_[a name].csv"),
        ("posts_of_may.csv", "posts_of_may.csv"),
        (SINGLE, "[file of one post]"),
    ],
)
def test_a_handle_inside_the_name_of_a_file_is_masked(names: Pseudonyms, name: str, shown: str) -> None:
    assert names.file(name) == shown


def test_a_handle_written_as_a_tag_is_masked_in_sentences_and_a_slogan_s_tag_is_not(names: Pseudonyms) -> None:
    assert names.text("used #numbatofthenorth within 4 s of the other") == "used #[a name] within 4 s of the other"
    assert names.text("used #strongregion within 4 s of the other") == "used #strongregion within 4 s of the other"


def test_everything_is_itself_where_names_are_shown(run: Run) -> None:
    named = pseudonyms(run, show_names=True)
    assert named.tag("dunnart_88") == "dunnart_88"
    assert named.text(SINGLE) == named.file(SINGLE) == SINGLE
    assert named.account([cases.account_id(1)]) == [cases.account_id(1)]
    assert named.person([cases.account_id(7), "nobody's"]) == [f"wambenger ({cases.account_id(7)})", "nobody's"]


def test_without_names_a_person_is_an_account_s_number(names: Pseudonyms) -> None:
    ids = [cases.account_id(n) for n in range(8)]
    assert names.person(ids) == names.account(ids)
    assert not names.known_as
