"""What may leave the machine? Accounts and posts as numbers, names masked, unless names are asked for.

Pseudonyms are ordinals shuffled by the Run's seed (Account 17), not hashes: a hash of a known handle can be looked
up. Used by the report and by every export; ids inside a Run stay the platform's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

    from payola.run import Run

MENTION = re.compile(r"[@＠][^\s@＠#,;:!?()\[\]{}\"'<>/\\]+")
LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
LONG_NUMBER = re.compile(r"\d{9,}")  # ids, telephone numbers
MASKED_ACCOUNT, MASKED_LINK, MASKED_NAME, MASKED_NUMBER = "@[account]", "[link]", "[a name]", "[a number]"
MASKED_FILE = "[file of one post]"
PERSONAL_BANNER = "Contains personal data: names of accounts, links to posts and captions. Do not publish as it is."
LEAST_INSIDE = 5  # a handle inside a file's name is masked from so many letters on
SHORTEST_NAME = 3  # shorter handles are ordinary syllables; masking them would blank out half the tags


@dataclass(frozen=True)
class Pseudonyms:
    """Stand-ins for the accounts and posts of one Run; with ``show_names`` the names themselves."""

    accounts: pa.Array
    posts: pa.Array
    handles: frozenset[str]
    slogan_tags: frozenset[str]
    seed: int = 0
    show_names: bool = False
    single_files: frozenset[str] = frozenset()  # files of one post: their names hold captions and ids
    known_as: Mapping[str, str] = field(default_factory=dict)  # handles by account id; empty unless names are shown

    def account(self, ids: Iterable[str | None]) -> list[str]:
        """``Account 17`` for each id (``account not in this run`` where it is unknown)."""
        return self._labels("Account", ids, self.accounts, self._account_numbers)

    def person(self, ids: Iterable[str | None]) -> list[str]:
        """As ``account``; where names are shown, the handle with the id: what a person wants to read."""
        given = list(ids)
        labels = self.account(given)
        handles = [self.known_as.get(value or "") for value in given]
        return [
            f"{handle} ({label})" if handle and handle != label else label
            for handle, label in zip(handles, labels, strict=True)
        ]

    def post(self, ids: Iterable[str | None]) -> list[str]:
        """``Post 1203`` for each id."""
        return self._labels("Post", ids, self.posts, self._post_numbers)

    def tag(self, tag: str) -> str:
        """The tag, masked where it is the name of an account of this Run, or a long number, and no slogan's tag."""
        if self.show_names or tag in self.slogan_tags:
            return tag
        if LONG_NUMBER.search(tag):
            return MASKED_NUMBER
        return MASKED_NAME if tag.casefold() in self.handles or _letters(tag) in self._bare_handles else tag

    def text(self, text: str) -> str:
        """Free text without mentions, links, long numbers and names of accounts of this Run (file names, notes)."""
        if self.show_names:
            return text
        if text in self.single_files:
            return MASKED_FILE
        masked = LONG_NUMBER.sub(MASKED_NUMBER, MENTION.sub(MASKED_ACCOUNT, LINK.sub(MASKED_LINK, text)))
        return re.sub(r"[\w.]+", lambda word: self._word(word.group()), masked)

    def file(self, name: str) -> str:
        """A file's name as ``text``, and without names of accounts that stand inside it (``posts_of_a.person.csv``)."""
        if self.show_names:
            return name
        shown, folded = self.text(name), name.casefold()
        inside = {
            folded[i:j] for i in range(len(folded)) for j in range(i + LEAST_INSIDE, len(folded) + 1)
        } & self.handles
        for handle in sorted(inside, key=len, reverse=True):
            shown = re.sub(re.escape(handle), MASKED_NAME, shown, flags=re.IGNORECASE)
        return shown

    def _word(self, word: str) -> str:
        plain = word.strip("._").casefold()
        if plain in self.slogan_tags:
            return word
        stem = plain.rsplit(".", 1)[0]
        known = plain in self.handles or stem in self.handles or _letters(plain) in self._bare_handles
        return MASKED_NAME if known else word

    def _labels(self, what: str, ids: Iterable[str | None], known: pa.Array, numbers: np.ndarray) -> list[str]:
        given = list(ids)
        if self.show_names:
            return [value or "" for value in given]
        places = _places(known, given)
        return [f"{what} {numbers[p]}" if p is not None else f"{what.lower()} not in this run" for p in places]

    @cached_property
    def _bare_handles(self) -> frozenset[str]:
        """Handles as a tag would write them, without dots and underscores."""
        return frozenset(bare for name in self.handles if len(bare := _letters(name)) > SHORTEST_NAME)

    @cached_property
    def _account_numbers(self) -> np.ndarray:
        return np.random.default_rng([self.seed, 1]).permutation(len(self.accounts)) + 1

    @cached_property
    def _post_numbers(self) -> np.ndarray:
        return np.random.default_rng([self.seed, 2]).permutation(len(self.posts)) + 1


def pseudonyms(run: Run, show_names: bool = False) -> Pseudonyms:
    """The pseudonyms of a Run: the same each time, for report and exports alike."""
    import pyarrow.compute as pc

    posts = _columns(run, "posts", ["post_id", "account_id", "account_name"])
    uses = _columns(run, "uses", ["post_id", "account_id"])
    said = [_columns(run, "comments", ["account_id"])["account_id"]] if "comments" in run.tables() else []
    accounts = _distinct([posts["account_id"], uses["account_id"], *said])
    names = _distinct([posts["account_id"], posts["account_name"], uses["account_id"]])
    folded = pc.utf8_lower(names.filter(pc.greater_equal(pc.utf8_length(names), SHORTEST_NAME)))
    tags = run["matches"].to_arrow()["tag"].to_pylist() if "matches" in run.tables() else []
    return Pseudonyms(
        accounts=accounts,
        posts=_distinct([posts["post_id"], uses["post_id"]]),
        handles=frozenset(name.lstrip("@") for name in folded.to_pylist() if isinstance(name, str)),
        slogan_tags=frozenset(tags),
        seed=int(run.manifest.get("settings", {}).get("seed", 0)),
        show_names=show_names,
        single_files=_single_files(run),
        known_as=_handles(posts) if show_names else {},
    )


def _places(known: pa.Array, asked: list[str | None]) -> list[int | None]:
    """Where each id stands among the sorted ids; None where it does not."""
    import polars as pl
    import pyarrow as pa

    if not len(known):
        return [None] * len(asked)
    standing, wanted = pl.Series(known), pl.Series(pa.array(asked, pa.string()))
    place = standing.search_sorted(wanted.fill_null(""), "left").clip(0, len(standing) - 1)
    there = (standing.gather(place) == wanted).fill_null(value=False)
    return [found if known_ else None for found, known_ in zip(place, there, strict=True)]


def _letters(name: str) -> str:
    """A name's letters and digits, folded."""
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def _handles(posts: pa.Table) -> dict[str, str]:
    pairs = zip(posts["account_id"].to_pylist(), posts["account_name"].to_pylist(), strict=True)
    return {account: name for account, name in pairs if account and name}


def _single_files(run: Run) -> frozenset[str]:
    if "files" not in run.tables():
        return frozenset()
    files = _columns(run, "files", ["file", "read"]).to_pylist()
    return frozenset(row["file"] for row in files if row["read"] == 1)


def _columns(run: Run, table: str, columns: list[str]) -> pa.Table:
    import pyarrow.parquet as pq

    return pq.read_table(run[table].path, columns=columns)


def _distinct(columns: list[pa.ChunkedArray]) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    together = pa.chunked_array([chunk for column in columns for chunk in column.chunks], pa.string())
    found = pc.unique(together).drop_null()
    return found.take(pc.sort_indices(found))
