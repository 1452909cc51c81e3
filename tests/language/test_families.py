"""Which matched tags a family counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl
import pyarrow as pa
import pytest

from payola.engines.duckdb import Engine
from payola.language.context import FEWEST, Context, Marks, counted
from payola.language.families import sure
from payola.language.match import match
from payola.language.slogan import Slogan

DAY = 86_400
TOGETHER = Slogan("Вместе", "Иван Журбенко", ("ru",), "Тверская")
STRONG = Slogan("Сильный край", "Иван Журбенко", ("ru",))
Said = tuple[str, int, str, list[str]]  # account, day, caption, tags


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with Engine(tmp_path) as made:
        yield made


def judged(said: Sequence[Said], slogans: Sequence[Slogan], engine: Engine) -> dict[str, tuple[bool, str]]:
    """Whether each matched tag counts in its family, and its path."""
    posts = [
        {"post_id": str(n), "account_id": account, "created_at": day * DAY, "text": text, "tags": tags}
        for n, (account, day, text, tags) in enumerate(said)
    ]
    uses = [
        {"layer": "tag", "object": tag, **{key: row[key] for key in ("post_id", "account_id", "created_at")}}
        for row in posts
        for tag in row["tags"]  # type: ignore[attr-defined]
    ]
    found = match(sorted({row["object"] for row in uses}), slogans)
    rows = counted(found, slogans, *(engine.frame(pa.Table.from_pylist(told)) for told in (posts, uses)), engine)
    return {row["tag"]: (row["in_family"], row["path"]) for row in rows.to_pylist()}


def using(count: int, *, day: int = 100) -> list[Said]:
    return [(f"user {n}", day, "хорошего дня", ["вместе"]) for n in range(count)]


def speaking(count: int, *, day: int = 100, text: str = "встреча с Журбенко", tags: Sequence[str] = ()) -> list[Said]:
    return [(f"user {n}", day, text, list(tags)) for n in range(count)]


def test_a_family_counts_what_is_said_to_be_in_it() -> None:
    rows = pl.LazyFrame({"tag": ["in", "out"], "in_family": [True, False]})
    assert sure(nw.from_native(rows)).collect()["tag"].to_list() == ["in"]


def test_a_family_counts_the_slogan_itself_and_what_is_matched_at_a_small_q(engine: Engine) -> None:
    found = pa.table(
        {
            "tag": ["slogan", "near", "far", "untested"],
            "slogan": ["a b"] * 4,
            "candidate": ["A"] * 4,
            "score": [1.0, 0.9, 0.8, 0.8],
            "q": [0.2, 0.05, 0.06, None],
            "path": [""] * 4,
        }
    )
    nothing: Any = None
    assert counted(found, [], nothing, nothing, engine)["in_family"].to_pylist() == [True, True, False, True]


def test_one_common_word_without_its_context_is_listed_and_not_counted(engine: Engine) -> None:
    (within, path) = judged(using(10), [TOGETHER], engine)["вместе"]
    assert not within
    said = "0 of 10 accounts speak of the candidate or the district within 7 days, not counted in the family"
    assert path.endswith(f"one common word; {said}")


@pytest.mark.parametrize(
    "context",
    [
        {"text": "встреча с Журбенко"},
        {"text": "за Журбенком!"},
        {"text": "meeting with Zhurbenko"},
        {"tags": ["голосуйзажурбенко"]},
        {"text": "наша Тверская"},
        {"text": "", "tags": ["сильныйкрай"]},
        {"day": 106},
        {"day": 94},
    ],
)
def test_one_common_word_counts_where_half_of_its_accounts_speak_of_the_candidate(
    engine: Engine, context: dict[str, Any]
) -> None:
    (within, path) = judged([*using(10), *speaking(5, **context)], [TOGETHER, STRONG], engine)["вместе"]
    assert within
    assert "5 of 10 accounts speak of the candidate or the district within 7 days, counted in the family" in path


@pytest.mark.parametrize(
    ("count", "context"),
    [
        (4, {}),
        (10, {"day": 109}),
        (10, {"day": 91}),
        (10, {"text": "журавли летят"}),
        (10, {"text": "Иван дома"}),
        (10, {"text": "вместе"}),
    ],
)
def test_too_few_too_far_or_something_else_is_no_context(engine: Engine, count: int, context: dict[str, Any]) -> None:
    assert not judged([*using(10), *speaking(count, **context)], [TOGETHER, STRONG], engine)["вместе"][0]


def test_two_accounts_are_too_few_whatever_they_say(engine: Engine) -> None:
    assert FEWEST == 3
    assert not judged([*using(2), *speaking(2)], [TOGETHER], engine)["вместе"][0]
    assert judged([*using(3), *speaking(3)], [TOGETHER], engine)["вместе"][0]


def test_a_coined_word_needs_no_context(engine: Engine) -> None:
    said: list[Said] = [("user", 1, "", ["журбенкоград"])]
    (within, path) = judged(said, [Slogan("Журбенкоград", "Иван Журбенко", ("ru",))], engine)["журбенкоград"]
    assert within
    assert path.endswith("one word: only its own spelling is matched")


def test_a_candidate_without_a_name_to_look_for_has_no_context() -> None:
    assert not Context(0, 10, asked=False).enough()
    assert Context(0, 10, asked=False).told().startswith("no name or district to look for")
    assert not Marks((), frozenset()).seen("anything", ["tag"])


def test_two_candidates_with_one_common_word_are_told_apart_by_their_context(engine: Engine) -> None:
    slogans = [TOGETHER, Slogan("Вместе", "Олег Хабенский", ("ru",))]
    posts = [*using(4), *speaking(4)]
    found = match(["вместе"], slogans)
    frames = [
        {
            "post_id": str(n),
            "account_id": a,
            "created_at": d * DAY,
            "text": t,
            "tags": g,
            "layer": "tag",
            "object": "вместе",
        }
        for n, (a, d, t, g) in enumerate(posts)
    ]
    uses = pa.Table.from_pylist([row for row in frames if row["tags"]])
    rows = counted(found, slogans, engine.frame(pa.Table.from_pylist(frames)), engine.frame(uses), engine).to_pylist()
    assert {row["candidate"]: row["in_family"] for row in rows} == {"Иван Журбенко": True, "Олег Хабенский": False}


def test_single_words_and_chosen_tags_have_no_q_and_change_nobodys() -> None:
    several = [Slogan(f"{a} {b}", "A", ("en",)) for a, b in zip(WORDS[:6], WORDS[6:], strict=True)]
    one, chosen = Slogan("Together", "A", ("en",)), Slogan("#cats", "A", ("en",), None, ("cats",))
    tags = ["together", "cats", "cleanstreet", "warmwinter"]
    told = {row["tag"]: row["q"] for row in match(tags, [*several, one, chosen]).to_pylist()}
    alone = {row["tag"]: row["q"] for row in match(tags, several).to_pylist()}
    assert told["together"] is None
    assert told["cats"] is None
    assert {tag: told[tag] for tag in alone} == alone
    assert alone["cleanstreet"] is not None


WORDS = ["clean", "warm", "safe", "strong", "honest", "green", "street", "winter", "road", "county", "budget", "park"]
