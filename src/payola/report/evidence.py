"""Which posts stand behind a finding that the report shows? They are one click away, a bounded number of each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from payola.pseudonyms import Pseudonyms
from payola.report import words
from payola.report.safe import plain

if TYPE_CHECKING:
    import polars as pl

OUR_WORDS = "our words"  # a reason that a section wrote itself, without anything people wrote
POSTS_SHOWN = {"matches": 60, "families": 60, "kinds": 60, "pairs": 10, "shared_tags": 40}
COINCIDENCE = re.compile(r"used (#?)(.*) within (\d+) s of the other", re.DOTALL)
IN_COMMON = re.compile(r"used #(.*), as the other did", re.DOTALL)
CARRIED = re.compile(r"carries #(.*)", re.DOTALL)


class Behind(NamedTuple):
    """One post behind a finding, and why it belongs there."""

    post: str
    account: str
    created: int
    why: str
    more: int = 0  # further reasons of the same kind


@dataclass
class Book:
    """Posts behind findings, gathered as sections ask for them; written once, as one data block of the page."""

    evidence: pl.LazyFrame
    posts: pl.LazyFrame
    names: Pseudonyms
    findings: dict[str, dict[str, Any]] = field(default_factory=dict)
    _posts: dict[tuple[str, str, int], int] = field(default_factory=dict)
    _whys: dict[str, int] = field(default_factory=dict)

    @cached_property
    def totals(self) -> dict[tuple[str, str], int]:
        """Posts behind each finding, by table and finding id."""
        import polars as pl

        counted = self.evidence.group_by("table", "finding_id").agg(pl.col("post_id").n_unique()).collect()
        return {(table, finding): n for table, finding, n in counted.iter_rows()}

    @cached_property
    def _first(self) -> dict[str, tuple[pl.DataFrame, dict[str, tuple[int, int]]]]:
        """By table: the first posts of its findings, one finding after the other; where each begins, how many."""
        return {table: _laid_out(_first_posts(self.evidence, table, most)) for table, most in POSTS_SHOWN.items()}

    def behind(self, table: str, finding: str) -> list[Behind]:
        """The first posts behind a finding."""
        posts, places = self._first[table]
        return [Behind(*row) for row in posts.slice(*places.get(finding, (0, 0))).iter_rows()]

    def open(self, table: str, finding: str, title: str) -> str | None:
        """The key under which the page opens this finding; None where no post is kept behind it."""
        total = self.totals.get((table, finding), 0)
        return self.open_rows(title, total, self.behind(table, finding), finding.split(":")[0])

    def open_rows(self, title: str, total: int, rows: list[Behind], layer: str = OUR_WORDS) -> str | None:
        """The key of a finding whose posts the section chose itself."""
        if not rows:
            return None
        key = f"f{len(self.findings)}"
        told = [[self._post(row), self._why(row, layer)] for row in rows]
        self.findings[key] = {"title": plain(title), "total": total, "rows": told}
        return key

    def _post(self, row: Behind) -> int:
        return self._posts.setdefault((row.post, row.account, row.created), len(self._posts))

    def _why(self, row: Behind, layer: str) -> int:
        told = reason(row.why, layer, self.names) + (f" (and {row.more} more)" if row.more else "")
        return self._whys.setdefault(told, len(self._whys))

    def block(self) -> dict[str, Any]:
        """All that was asked for: posts as columns, reasons once each, findings as places in both.

        ``time`` counts units of ``unit`` seconds: minutes, or seconds where names are shown.
        """
        accounts = {account: n for n, account in enumerate(dict.fromkeys(key[1] for key in self._posts))}
        unit = 1 if self.names.show_names else 60
        return {
            "unit": unit,
            "posts": {
                "label": [_short(label) for label in self.names.post(key[0] for key in self._posts)],
                "account": [accounts[key[1]] for key in self._posts],
                "time": [key[2] // unit for key in self._posts],
                **(self._named() if self.names.show_names else {}),
            },
            "accounts": [plain(name) for name in self.names.person(accounts)],
            "whys": list(self._whys),
            "findings": self.findings,
        }

    def _named(self) -> dict[str, list[str]]:
        """Links and captions: only where names are shown."""
        import polars as pl

        wanted = pl.DataFrame({"post_id": [key[0] for key in self._posts]}, schema={"post_id": pl.String})
        known = self.posts.join(wanted.lazy().unique(), on="post_id", how="semi").select("post_id", "url", "text")
        told = {post: (url, text) for post, url, text in known.collect().iter_rows()}
        both = [told.get(key[0], (None, None)) for key in self._posts]
        return {"url": [web_link(url) for url, _ in both], "text": [plain(text or "") for _, text in both]}


def _first_posts(evidence: pl.LazyFrame, table: str, most: int) -> pl.DataFrame:
    """finding_id and the fields of ``Behind``: each post of a finding once, the first ``most`` in time."""
    import polars as pl

    rows = evidence.filter(pl.col("table") == table).sort("created_at", "post_id", "why")
    once = rows.group_by("finding_id", "post_id", maintain_order=True).agg(
        pl.col("account_id", "created_at", "why").first(), more=pl.len() - 1
    )
    few = once.group_by("finding_id", maintain_order=True).head(most)
    return few.select("finding_id", "post_id", "account_id", "created_at", "why", "more").collect()


def _laid_out(posts: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, tuple[int, int]]]:
    """The fields of ``Behind``, finding by finding; and where each finding begins, with its number of posts."""
    import polars as pl

    placed = posts.sort("finding_id", maintain_order=True)
    runs = placed.select(pl.col("finding_id").rle()).unnest("finding_id")
    begins = runs["len"].cum_sum() - runs["len"]
    places = zip(runs["value"], zip(begins, runs["len"], strict=True), strict=True)
    return placed.drop("finding_id"), dict(places)


def _short(label: str) -> int | str:
    """``Post 17`` as 17, which the page spells out again: there may be tens of thousands."""
    number = label.removeprefix("Post ")
    return int(number) if number != label and number.isdecimal() else label


def clock(seconds: int, names: Pseudonyms) -> str:
    """A time to the minute; to the second only where names are shown, because it is enough to find a post."""
    return words.moment(seconds) + (f":{seconds % 60:02}" if names.show_names else "")


def reason(why: str, layer: str, names: Pseudonyms) -> str:
    """Why a post belongs to a finding, without names: tags may be shown, other objects may lead to a person."""
    if names.show_names or layer == OUR_WORDS:
        return plain(why)
    coincided = COINCIDENCE.match(why)
    if coincided:
        tagged, used, gap = coincided.groups()
        what = f"#{names.tag(used)}" if tagged and layer == "tag" else "the same object"
        return plain(f"used {what} within {gap} s of the other")
    common = IN_COMMON.match(why)
    if common:
        return plain(f"used #{names.tag(common[1])}, as the other did")
    carried = CARRIED.match(why)
    return plain(f"carries #{names.tag(carried[1])}" if carried else names.text(why))


def web_link(url: str | None) -> str:
    """A link to a page; anything that is not plain http(s) is no link."""
    return url if url and re.match(r"https?://[^\s\"'<>\\]+\Z", url) else ""


def shared_objects(rows: Iterable[Behind], layer: str, names: Pseudonyms) -> list[str]:
    """The tags that posts behind a pair share, most frequent first; nothing for other layers."""
    found: dict[str, int] = {}
    for row in rows:
        match = COINCIDENCE.match(row.why)
        if match and match[1] and layer == "tag":
            found[match[2]] = found.get(match[2], 0) + 1
    return [names.tag(tag) for tag in sorted(found, key=lambda tag: (-found[tag], tag))]


def tags_in_common(rows: Iterable[Behind], names: Pseudonyms) -> list[str]:
    """The tags that two accounts have in common, in the order of their first use."""
    found = dict.fromkeys(match[1] for row in rows if (match := IN_COMMON.match(row.why)))
    return [names.tag(tag) for tag in found]
