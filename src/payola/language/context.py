"""Is a tag of one common word used where its candidate is spoken of? By name, district, or another of the slogans.

``#together`` is everybody's: that a tag is spelled like such a slogan says nothing. It counts in the slogan's family
only where at least half of the accounts that used it, and three at least, also named the candidate or the district, or
used another tag that carries a slogan of that candidate, within seven days. Otherwise it is listed and not counted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals.stable.v2 as nw
import pyarrow as pa

from payola.engines.duckdb import Engine, Frame
from payola.language.naming import Name, name_of, place_of
from payola.language.slogan import Slogan, needs_context

LEVEL = 0.05  # share of false matches that a family may hold, as the decoys estimate it
EXACT = 1.0  # the slogan itself, in whatever case, script or spelling of its letters
WITHIN = 7 * 86_400  # seconds between the use of the tag and what gives it its context
DAY = 86_400
HALF = 0.5
FEWEST = 3  # accounts

Key = tuple[str, str, str]  # tag, slogan, candidate


@dataclass(frozen=True)
class Marks:
    """What speaks of a candidate: names of the candidate and the districts, and tags."""

    names: tuple[Name, ...]
    tags: frozenset[str]

    def seen(self, text: str | None, tags: Iterable[str]) -> bool:
        """Whether a caption or its tags speak of the candidate."""
        held = list(tags)
        return not self.tags.isdisjoint(held) or any(name.seen(text, held) for name in self.names)


@dataclass(frozen=True)
class Context:
    """How many of a tag's accounts spoke of the candidate; ``asked``: whether there was a name to look for."""

    speaking: int
    accounts: int
    asked: bool

    def enough(self) -> bool:
        """Whether the tag counts."""
        return self.speaking >= max(FEWEST, HALF * self.accounts)

    def told(self) -> str:
        """The same in words."""
        if not self.asked:
            return "no name or district to look for, not counted in the family"
        counted = "counted" if self.enough() else "not counted"
        return (
            f"{self.speaking} of {self.accounts} accounts speak of the candidate or the district within 7 days, "
            f"{counted} in the family"
        )


def counted(found: pa.Table, slogans: Sequence[Slogan], posts: Frame, uses: Frame, engine: Engine) -> pa.Table:
    """The matches with ``in_family``: whether each tag counts in its slogan's family, and with the context in the path.

    A tag counts where it is the slogan itself or where q is at most ``LEVEL``; without q (fewer than five slogans) its
    score alone decides; one common word needs its context.
    """
    rows = found.to_pylist()
    contexts = _contexts(rows, slogans, posts, uses, engine)
    told = [contexts.get(_key(row)) for row in rows]
    within = [_near(row) if context is None else context.enough() for row, context in zip(rows, told, strict=True)]
    paths = [
        row["path"] if context is None else f"{row['path']}; {context.told()}"
        for row, context in zip(rows, told, strict=True)
    ]
    place = found.schema.get_field_index("path")
    return found.set_column(place, "path", pa.array(paths, pa.string())).append_column(
        "in_family", pa.array(within, pa.bool_())
    )


def _near(row: Mapping[str, Any]) -> bool:
    return row["q"] is None or row["q"] <= LEVEL or row["score"] >= EXACT


def _key(row: Mapping[str, Any]) -> Key:
    return row["tag"], row["slogan"], row["candidate"]


def _contexts(
    rows: Sequence[Mapping[str, Any]], slogans: Sequence[Slogan], posts: Frame, uses: Frame, engine: Engine
) -> dict[Key, Context]:
    """The context of each match of one common word."""
    needing = {(slogan.text, slogan.candidate): slogan for slogan in slogans if needs_context(slogan)}
    asked = [_key(row) for row in rows if _key(row)[1:] in needing]
    if not asked:
        return {}
    marks = {key: _marks(needing[key[1:]], slogans, rows, needing) for key in asked}
    speaking: dict[Key, set[str]] = {key: set() for key in asked}
    accounts: dict[str, set[str]] = {}
    by_tag: dict[str, list[Key]] = {}
    for key in asked:
        by_tag.setdefault(key[0], []).append(key)
    for tag, account, text, tags in _around(by_tag, posts, uses, engine):
        accounts.setdefault(tag, set()).add(account)
        for key in by_tag[tag]:
            if account not in speaking[key] and marks[key].seen(text, tags):
                speaking[key].add(account)
    return {
        key: Context(len(speaking[key]), len(accounts.get(key[0], ())), bool(marks[key].names or marks[key].tags))
        for key in asked
    }


def _marks(
    slogan: Slogan, slogans: Sequence[Slogan], rows: Sequence[Mapping[str, Any]], needing: Collection[tuple[str, str]]
) -> Marks:
    theirs = [row for row in rows if row["candidate"] == slogan.candidate and _near(row)]
    tags = {row["tag"] for row in theirs if _key(row)[1:] not in needing}
    districts = {one.district for one in slogans if one.candidate == slogan.candidate and one.district}
    own = slogan.words()
    names = [name_of(slogan.candidate, slogan.languages, own)]
    names += [place_of(district, slogan.languages, own) for district in sorted(districts)]
    return Marks(tuple(name for name in names if name), frozenset(tags))


def _around(
    tags: Collection[str], posts: Frame, uses: Frame, engine: Engine
) -> Iterable[tuple[str, str, str | None, list[str]]]:
    """Tag, account, caption and tags of each post that an account of the tag made within seven days of using it."""
    used = (
        uses.filter(nw.col("layer") == "tag", nw.col("object").is_in(list(tags)))
        .with_columns(day=nw.col("created_at") // DAY)
        .group_by("object", "account_id", "day")
        .agg(nw.col("created_at").min().alias("first"), nw.col("created_at").max().alias("last"))
    )
    told = posts.select("account_id", "created_at", "post_id", "text", "tags")
    near = used.join(told, on="account_id", how="inner").filter(
        nw.col("created_at") >= nw.col("first") - WITHIN, nw.col("created_at") <= nw.col("last") + WITHIN
    )
    rows = engine.arrow(near.select("object", "account_id", "post_id", "text", "tags").unique())
    columns = (rows[name].to_pylist() for name in ("object", "account_id", "text", "tags"))
    return ((tag, account, text, held or []) for tag, account, text, held in zip(*columns, strict=True))
