"""Every table's columns: the data dictionary.

Each column is declared once with its name, type, unit and meaning. Readers, the Run folder, exports and
the reference pages take them from here. Types are ``string``, ``int64``, ``float64``, ``bool`` and
``list<string>``; unknown is null; times are Unix seconds UTC; probabilities are float64 in [0, 1].
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Column:
    """One column: its type, its unit (empty where it has none) and what it means."""

    name: str
    type: str
    meaning: str
    unit: str = ""
    personal: bool = False  # names or leads to a person: never leaves the machine unless names are shown


@dataclass(frozen=True)
class Table:
    """One table of a Run folder; ``order`` is the order of its rows."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    order: tuple[str, ...]

    def column_names(self) -> list[str]:
        return [column.name for column in self.columns]


S, I, F, B, L = "string", "int64", "float64", "bool", "list<string>"  # noqa: E741

POST = Column("post_id", S, "the platform's id of the post", personal=True)
ACCOUNT = Column("account_id", S, "the platform's id of the account, else its handle", personal=True)
CREATED = Column("created_at", I, "when it was posted", "Unix s UTC")
FAMILY = Column("family_id", S, "the tags that carry one slogan of one candidate")
VERDICT = Column("verdict", S, "stands out, does not stand out, or not testable")
GRADE = Column("grade", S, "A to D: how many independent kinds of evidence; null: not graded")
P = Column("p", F, "p-value under the stated null; null: not computed")
Q = Column("q", F, "false discovery rate at which this row would be kept; null: not computed")
SLOGAN = Column("slogan", S, "the slogan as written in the slogan file")
CANDIDATE = Column("candidate", S, "the candidate whose slogan it is")
TAG = Column("tag", S, "normalised hashtag, without #")

ESTIMATED = (
    Column("unit", S, "what the numbers count"),
    Column("estimate", F, "the estimate; null: these data do not give it, see note"),
    Column("low", F, "lower end of the 95 % interval; null: no lower end is known"),
    Column("high", F, "upper end of the 95 % interval; null: no upper end is known"),
)
BEHIND = (
    Column("n_posts", I, "posts of the family behind it", "posts"),
    Column("n_accounts", I, "accounts behind it", "accounts"),
    Column("method", S, "how it was made"),
    Column("note", S, "what to know about it, or why there is no number"),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "files",
            "what was read: one row a file; read = kept + duplicate + refused",
            (
                Column("file", S, "file name without its folder"),
                Column("format", S, "the format it was recognised as"),
                Column("read", I, "rows (posts) found", "rows"),
                Column("kept", I, "rows that became posts or uses", "rows"),
                Column("duplicate", I, "rows of a post that stands in another row already", "rows"),
                Column("refused", I, "rows that could not be trusted", "rows"),
                Column("bytes", I, "size of the file", "bytes"),
                Column("sha256", S, "checksum of the file"),
                Column("notes", L, "what was assumed while reading (columns, time zone, text encoding)"),
            ),
            ("file", "sha256"),
        ),
        Table(
            "refusals",
            "rows that were refused, and why (never the row itself: it carries names and tokens)",
            (
                Column("file", S, "file name without its folder"),
                Column("line", I, "line in the file, or the number of the item where lines mean nothing"),
                Column("field", S, "the field that was wrong"),
                Column("reason", S, "why the row could not be used"),
            ),
            ("file", "line", "field", "reason"),
        ),
        Table(
            "posts",
            "one row a post; of several snapshots the latest",
            (
                POST,
                ACCOUNT,
                Column("account_name", S, "the account's handle, where the source has one", personal=True),
                Column("platform", S, "tiktok, or what the source says; empty where unknown"),
                CREATED,
                Column("text", S, "the caption", personal=True),
                Column("tags", L, "normalised hashtags in the order of the post"),
                Column("mentions", L, "handles the caption mentions, lower case", personal=True),
                Column("links", L, "links in the caption, without tracking parts", personal=True),
                Column("music_id", S, "the platform's id of the sound"),
                Column("views", I, "views when collected", "views"),
                Column("likes", I, "likes when collected", "likes"),
                Column("comments", I, "comments when collected", "comments"),
                Column("shares", I, "shares when collected", "shares"),
                Column("followers", I, "followers of the account when collected", "accounts"),
                Column("language", S, "language the source gives, lower case"),
                Column("region", S, "region the source gives, upper case"),
                Column("disclosed", B, "labelled as an advertisement or paid partnership"),
                Column("url", S, "link to the post, where the source has one", personal=True),
                Column("collected_at", I, "when the row was collected", "Unix s UTC"),
            ),
            ("created_at", "platform", "post_id"),
        ),
        Table(
            "uses",
            "one row a use: an account used an object (tag, music, mention, link, ...) in a post",
            (
                ACCOUNT,
                Column("layer", S, "kind of object: tag, music, mention, link, or object"),
                Column("object", S, "the object: a tag, a sound's id, a handle, a link", personal=True),
                CREATED,
                POST,
            ),
            ("layer", "object", "created_at", "account_id", "post_id"),
        ),
        Table(
            "matches",
            "tags that carry a slogan, with the reason",
            (
                TAG,
                SLOGAN,
                CANDIDATE,
                Column("score", F, "how near the tag is to the slogan, 0 to 1"),
                Q,
                Column("path", S, "how the tag was derived from the slogan, in words"),
                Column("n_posts", I, "posts with the tag", "posts"),
                Column("n_accounts", I, "accounts that used the tag", "accounts"),
            ),
            ("candidate", "slogan", "tag"),
        ),
        Table(
            "families",
            "the tags that carry one slogan of one candidate, taken together",
            (
                FAMILY,
                SLOGAN,
                CANDIDATE,
                Column("tags", L, "the tags of the family, most used first"),
                Column("n_posts", I, "posts with any of the tags", "posts"),
                Column("n_accounts", I, "accounts that used any of the tags", "accounts"),
                Column("views", I, "views of those posts; null where no post has a count", "views"),
                Column("born_at", I, "first use in these data", "Unix s UTC"),
                VERDICT,
                Column("reason", S, "why the verdict is what it is"),
                GRADE,
                Column("kinds", L, "kinds of evidence found"),
                Column("disclosed", B, "the posts are labelled as advertising"),
                Column("n_ref", I, "reference tags compared with", "tags"),
                Column("p_min", F, "smallest p-value this reference could have given"),
                P,
                Q,
            ),
            ("family_id",),
        ),
        Table(
            "pairs",
            "two accounts that used the same object within the window of each other",
            (
                Column("account_a", S, "one account (the smaller id)", personal=True),
                Column("account_b", S, "the other account", personal=True),
                Column("layer", S, "kind of object they share"),
                Column("window_s", I, "largest distance in time that counts", "s"),
                Column("bin_s", I, "width of the time bin of the null; null: no null was applied", "s"),
                Column("seen", I, "coincidences seen; where a null was applied at most one a bin", "coincidences"),
                Column("expected", F, "coincidences chance would give; null: not computed", "coincidences"),
                P,
                Q,
                GRADE,
                Column("mean_gap_s", F, "mean distance in time of the coincidences", "s"),
            ),
            ("layer", "window_s", "bin_s", "account_a", "account_b"),
        ),
        Table(
            "accounts",
            "accounts that could be tested with another: do they coincide beyond chance?",
            (
                ACCOUNT,
                Column("group_id", S, "the group it belongs to; null: none"),
                Column("layers", L, "kinds of object in which it coincides beyond chance"),
                P,
                Q,
                GRADE,
                Column("why", S, "what the grade rests on, and what could look the same"),
            ),
            ("account_id",),
        ),
        Table(
            "groups",
            "accounts that keep meeting: found on odd days, tested on even days",
            (
                Column("group_id", S, "the group: its layer and number, largest first"),
                Column("layer", S, "kind of object they share"),
                Column("n_accounts", I, "accounts in the group", "accounts"),
                Column("seen", I, "coincidences on even days, at most one a pair and bin", "coincidences"),
                Column("expected", F, "their mean in copies in which posts keep their bin, not their moment"),
                P,
                Q,
                GRADE,
            ),
            ("group_id",),
        ),
        Table(
            "reach",
            "how far the posts of a family went: one row a measure; views are never people",
            (
                FAMILY,
                Column("measure", S, "views, people (an upper bound alone), lift, views beyond usual, ..."),
                *ESTIMATED,
                P,
                *BEHIND,
            ),
            ("family_id", "measure"),
        ),
        Table(
            "reception",
            "how the posts of a family were received, against each creator's other videos: one row a measure",
            (
                FAMILY,
                Column("measure", S, "likes, comments or shares a view, hostile comments, ..."),
                *ESTIMATED,
                P,
                Q,
                *BEHIND,
            ),
            ("family_id", "measure"),
        ),
        Table(
            "comments",
            "one row a comment; of rows with the same id the last",
            (
                Column("comment_id", S, "the platform's id of the comment, else its number", personal=True),
                POST,
                Column("account_id", S, "who wrote it, where the source says so", personal=True),
                Column("account_name", S, "the handle, where the source has one", personal=True),
                Column("created_at", I, "when it was written", "Unix s UTC"),
                Column("text", S, "what was written", personal=True),
                Column("likes", I, "likes of the comment when collected; null: hidden", "likes"),
                Column("parent_id", S, "the comment (or video) it answers, where the source says so", personal=True),
                Column("account_created_at", I, "when the account was made, where known", "Unix s UTC"),
                Column("stance", S, "a label that the source gives: negative, positive, ..."),
                Column("pinned", B, "pinned by the creator"),
            ),
            ("created_at", "post_id", "comment_id"),
        ),
        Table(
            "waves",
            "comments that came together under one post, by accounts that were made or meet together",
            (
                Column("wave_id", S, "which wave: W1, W2, ..."),
                POST,
                Column("n_comments", I, "comments of the wave", "comments"),
                Column("seen", I, "comments in the fullest of the first minutes tested", "comments"),
                Column("expected", F, "comments that the creator's other videos would give there", "comments"),
                Column("first_at", I, "first comment of the wave", "Unix s UTC"),
                Column("minutes", F, "from its first to its last comment", "min"),
                Column("kinds", L, "kinds of evidence: arrival, text, batch, handles, co-commenters"),
                Column("p_arrival", F, "p-value of the arrival; null: not testable"),
                Column("p_text", F, "p-value of the repeated text; null: not testable"),
                Column("p_accounts", F, "p-value of accounts made or meeting together; null: not testable"),
                P,
                Q,
                GRADE,
                Column("note", S, "what it cannot be told from"),
            ),
            ("wave_id",),
        ),
        Table(
            "evidence",
            "the posts behind every finding",
            (
                Column("finding_id", S, "which finding: tag:..., family:..., pair:a|b", personal=True),
                Column("table", S, "the table that holds the finding"),
                POST,
                ACCOUNT,
                CREATED,
                Column("why", S, "why this post belongs to the finding"),
            ),
            ("table", "finding_id", "created_at", "post_id", "why"),
        ),
        Table(
            "layout",
            "the drawn backbone of the network: one row an account",
            (
                ACCOUNT,
                Column("x", F, "horizontal position, -1 to 1"),
                Column("y", F, "vertical position, -1 to 1"),
                Column("community", I, "group found by Leiden on the drawn pairs; a drawing aid, no finding"),
                Column("strength", I, "coincidences with the accounts drawn", "coincidences"),
            ),
            ("account_id",),
        ),
    )
}


def schema(table: str) -> pa.Schema:
    """The Arrow schema of a table."""
    import pyarrow as pa

    types = {S: pa.string(), I: pa.int64(), F: pa.float64(), B: pa.bool_(), L: pa.list_(pa.string())}
    return pa.schema([pa.field(c.name, types[c.type]) for c in TABLES[table].columns])
