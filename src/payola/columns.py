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

ENOUGH_POSTS = 8  # other posts of an account, from which its habit is known (METHODS 5)


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
DISTRICT = Column("district", S, "the district, as in the results")

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
                Column("views", I, "views when collected; null: hidden, or given as a band", "views"),
                Column("views_low", I, "lower end of a band such as 10K-100K, where views come in bands", "views"),
                Column("views_high", I, "upper end of the band; null: open, or no band", "views"),
                Column("likes", I, "likes when collected", "likes"),
                Column("dislikes", I, "dislikes when collected, where the source has them", "dislikes"),
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
                Column("in_family", B, "whether the tag counts in the slogan's family"),
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
                Column("reason", S, "what was seen: why the verdict is what it is"),
                Column("could_be", S, "what else could look so: ordinary explanations; null: nothing was found"),
                Column("would_change", S, "what would change the verdict or its grade"),
                GRADE,
                Column("kinds", L, "kinds of evidence found that raise a grade"),
                Column("disclosed", B, "the posts are labelled as advertising"),
                Column("n_ref", I, "reference tags compared with", "tags"),
                Column("p_min", F, "smallest p-value this reference could have given"),
                P,
                Q,
                Column(
                    "p_apart",
                    F,
                    "its rank, as a share, if all reference tags that look like a push were campaigns; no p-value",
                ),
            ),
            ("family_id",),
        ),
        Table(
            "proposals",
            "new tags that read like slogans, taken together: for a person to choose from, nothing is tested",
            (
                Column("proposal_id", S, "number of the proposal, the likeliest first"),
                Column("tags", L, "the tags, most accounts first; tags = [...] in the slogan file chooses them"),
                Column("words", S, "how the first tag was split"),
                Column("language", S, "the language that explains it best"),
                Column("score", F, "likeness times the logarithm of accounts: the order of the list, no probability"),
                Column("likeness", F, "how much the tag reads like a slogan, 0 to 1"),
                Column("n_posts", I, "posts with any of the tags", "posts"),
                Column("n_accounts", I, "accounts that used any of the tags", "accounts"),
                Column("born_at", I, "first use in these data", "Unix s UTC"),
            ),
            ("proposal_id",),
        ),
        Table(
            "verdicts",
            "each family at each look: the verdict (statistic strangers) and what it rests on",
            (
                FAMILY,
                Column("age_h", I, "age of the family's first use at the look", "h"),
                Column("statistic", S, "strangers (the verdict), hist2, fit2, reph; the others are description"),
                Column("value", F, "the statistic, larger for a pushed tag; null for strangers"),
                Column("rank", F, "mid-rank among reference tags and the family, 0 to 1"),
                Column("n_accounts", I, "adopters by then", "accounts"),
                Column("n_known", I, "adopters with enough other posts", "accounts"),
                Column("n_ref", I, "reference tags at this look", "tags"),
                Column("p_min", F, "smallest p-value this reference could have given"),
                P,
                Q,
                Column("tests", I, "families tested at this look"),
                VERDICT,
                Column("reason", S, "why the verdict is what it is"),
                Column("p_without_top", L, "p had the k most unusual reference tags been struck out, as k: p"),
                Column("look_examined", I, "reference tags old enough to tell whether they look like a push", "tags"),
                Column("look_pushed", I, "those that look like a push themselves; null: none was examined", "tags"),
                Column("p_apart", F, "its rank, as a share, if all of those were campaigns; no p-value"),
            ),
            ("family_id", "age_h", "statistic"),
        ),
        Table(
            "kinds",
            "further kinds of evidence on each family: one row a kind, found or not",
            (
                FAMILY,
                Column(
                    "kind",
                    S,
                    "brief, disclosure, coordination, wave; description: roster, apolitical, candidate, unlabelled",
                ),
                Column("found", B, "p is at most 0.01 (coordination, wave: at least two)"),
                Column("seen", I, "what was counted: accounts, posts, or pairs"),
                Column("of", I, "out of how many"),
                Column("expected", F, "what habit, or accounts like them, would give; null: not computed"),
                P,
                Column("share_of_reference", F, "share of the reference tags that show as much"),
                Column("note", S, "the same in words, or why it could not be asked"),
            ),
            ("family_id", "kind"),
        ),
        Table(
            "creators",
            "accounts that used a family's tags: a description, never a verdict on an account",
            (
                ACCOUNT,
                FAMILY,
                Column("first_use", I, "first post under the family's tags", "Unix s UTC"),
                Column("n_uses", I, "posts under the family's tags", "posts"),
                Column(
                    "n_other", I, f"other posts of the account here; below {ENOUGH_POSTS} its habit is unknown", "posts"
                ),
                Column("political_share", F, "share of its posts in the 90 days before that are political"),
                Column("surprise", F, "how little its other posts resemble the family's other videos, 0 to 1"),
                Column("stature", F, "rank of its median views among all accounts here, 0 to 1"),
                Column("views", I, "views of its posts under the family's tags", "views"),
                Column("disclosed", B, "its first post under the tags is labelled as advertising"),
            ),
            ("family_id", "first_use", "account_id"),
        ),
        Table(
            "reference_tags",
            "other new tags that families are compared with, most unusual first: strike out those that are campaigns",
            (
                TAG,
                Column("born_at", I, "first use in these data", "Unix s UTC"),
                Column("n_accounts", I, "adopters within 21 days", "accounts"),
                Column("hist2", F, "how unlike its adopters' habits are"),
                Column("fit2", F, "how little its videos resemble its adopters' habits"),
                Column("reph", F, "how seldom adopters used it again"),
                Column("p", F, "share of the reference at least as unusual; null: not testable at 21 days"),
                Column("once", F, "share of its accounts that used it in one post only"),
                Column(
                    "looks_pushed",
                    B,
                    "used once, by accounts no more alike than accounts drawn at random; null: not examined",
                ),
                Column("shared_phrase", F, "share of its accounts whose first posts share a phrase of five words"),
                Column("disclosed", F, "share of first posts labelled as advertising"),
            ),
            ("p", "tag"),
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
            "shared_tags",
            "two accounts with more tags in common than activity, popularity and topics give, at whatever times",
            (
                Column("account_a", S, "one account (the smaller id)", personal=True),
                Column("account_b", S, "the other account", personal=True),
                Column("seen", I, "tags that both used, of which no two stand in one post of either", "tags"),
                Column("expected", F, "tags that two such accounts share by chance", "tags"),
                P,
                Q,
                Column("grade", S, "D: unusual tags in common and nothing else; null: table pairs grades these two"),
            ),
            ("account_a", "account_b"),
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
            "effects",
            "an outcome outside the platform: one row a design; never merged with reach",
            (
                Column("family_id", S, "the family whose beginning is the event, where a Run gave it"),
                Column("design", S, "how the outcome was compared: with its past, other units, or by exposure"),
                Column("subject", S, "the treated unit, or all districts; null: the one series"),
                Column("outcome", S, "the column of the outcome"),
                Column("estimate", F, "the effect in units of the outcome (by exposure: for one unit of it)"),
                Column("low", F, "lower end of the 95 % interval; null: not identifiable"),
                Column("high", F, "upper end of the 95 % interval; null: not identifiable"),
                P,
                Column("placebo_rate", F, "share of placebo dates, units or deals this design calls an effect at 5 %"),
                Column("placebos", I, "placebo dates, units or deals behind that share"),
                Column("mde", F, "smallest effect that would have been seen four times in five"),
                Column("result", S, "an effect, or no effect, is seen; not identifiable with these data; or beside"),
                Column("n_units", I, "units (districts, series) used", "units"),
                Column("n_before", I, "periods or dates before the event", "periods"),
                Column("n_after", I, "periods or dates from the event on", "periods"),
                Column("method", S, "how it was made"),
                Column("note", S, "what to know about it; where not identifiable, why, and what would be enough"),
            ),
            ("design",),
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
                Column("account_created_at", I, "when the account was made, where known", "Unix s UTC", personal=True),
                Column("stance", S, "a label that the source gives: negative, positive, ..."),
                Column("pinned", B, "pinned by the creator"),
            ),
            ("created_at", "post_id", "comment_id"),
        ),
        Table(
            "waves",
            "comments that came together under one post, by accounts of one make; grade D: accounts unknown",
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
                Column("p_accounts", F, "p-value of accounts of one make (dates, handles); null: not testable"),
                Column("naming", I, "comments that name a candidate or hold a slogan; null: none was given"),
                Column("p_naming", F, "chance of so many, among all comments; description, no part of p"),
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
            "power",
            "how small a campaign would be seen in these posts: one row a size that was planted",
            (
                Column("kind", S, "squad, or recruited"),
                Column("accounts", I, "accounts of a squad, or invited creators", "accounts"),
                Column("episodes", I, "times a squad meets; a creator posts once"),
                Column("spread_s", I, "time within which its accounts post", "s"),
                Column("tried", I, "members of planted squads, or planted families"),
                Column("found", I, "those that were graded, or stood out"),
                Column("share", F, "found of tried; null: nothing could be planted"),
                Column("low", F, "lower end of its 95 % interval"),
                Column("high", F, "upper end of its 95 % interval"),
                Column("note", S, "why nothing could be planted"),
            ),
            ("kind", "accounts", "episodes", "spread_s"),
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
        Table(
            "contests",
            "who could beat whom: one row a candidate of each district",
            (
                DISTRICT,
                Column("name", S, "the district's name, where the results have one"),
                Column("region", S, "the region it lies in"),
                Column("party", S, "the party, under the name of the results"),
                Column("candidate", S, "the candidate, where named"),
                Column("incumbent", B, "whom the others try to beat"),
                Column("p_strongest", F, "chance of the most votes among those who are not to be beaten"),
                Column("p_beats", F, "chance of more votes than the one to beat; null: nobody is"),
                Column("p_beats_followed", F, "the same if the share follow of other challengers' voters followed"),
                Column("p_beaten", F, "chance that anybody in the district beats the one to beat"),
                Column("follow", F, "share of the other challengers' voters who would follow"),
                Column(
                    "regret", F, "share of votes by which the strongest challenger is expected to be ahead of this one"
                ),
                Column("share", F, "expected share of the votes"),
                Column("low", F, "share below which one drawn election in twenty falls"),
                Column("high", F, "share above which one drawn election in twenty lies"),
                Column("call", B, "the one challenger named with enough confidence; false: no call"),
                Column("why", S, "why there is a call, or none"),
                Column("scenario", S, "votes left out as asked; null: all reported votes"),
            ),
            ("district",),
        ),
        Table(
            "contest_exposure",
            "reach beside odds: one row a family and the district of its candidate, the most open contests first",
            (
                DISTRICT,
                Column("name", S, "the district's name, where the results have one"),
                FAMILY,
                SLOGAN,
                CANDIDATE,
                VERDICT,
                Column("views", F, "views of the family's posts (views are never people, nor votes)", "views"),
                Column("views_low", F, "lower end of the 95 % interval; null: not known", "views"),
                Column("views_high", F, "upper end of the 95 % interval; null: not known", "views"),
                Column("p_beaten", F, "chance that anybody in the district beats the one to beat"),
                Column("openness", F, "1 at even odds, 0 where the contest is settled"),
                Column(
                    "p_strongest", F, "the candidate's chance of being the strongest challenger; null: none by name"
                ),
                Column("p_beats", F, "the candidate's chance of beating the one to beat; null: none by name"),
            ),
            ("district", "family_id"),
        ),
        Table(
            "contest_shapes",
            "shapes of districts, as they were given for a map",
            (DISTRICT, Column("geometry", S, "the shape (a GeoJSON geometry, longitude and latitude)")),
            ("district", "geometry"),
        ),
        Table(
            "contest_scores",
            "how good the odds would have been: one row a pair of elections and method, and means over all",
            (
                Column("transition", S, "the earlier and the later election; all: every pair"),
                Column("method", S, "payola, or a usual rule with the same error model"),
                Column("districts", I, "districts with two challengers or more and somebody to beat", "districts"),
                Column("log_score", F, "-log of the chance given to the strongest challenger; lower is better"),
                Column("brier", F, "squared error over challengers, 0 to 2; lower is better"),
                Column("accuracy", F, "share of districts where the pick was the strongest challenger"),
                Column("called", F, "share of districts with a call"),
                Column("right_called", F, "share of calls that were right; null: no calls"),
                Column("beaten_log", F, "log score of whether the incumbent was beaten"),
                Column("beaten_brier", F, "Brier score of whether the incumbent was beaten, 0 to 1"),
                Column("width", F, "width of the errors, tuned on earlier elections alone"),
            ),
            ("transition", "method"),
        ),
        Table(
            "contest_reliability",
            "what was said against what came: picks by tenths of their stated chance",
            (
                Column("transition", S, "the earlier and the later election; all: every pair"),
                Column("method", S, "whose odds"),
                Column("low", F, "the tenth begins"),
                Column("high", F, "the tenth ends"),
                Column("count", I, "picks in it", "districts"),
                Column("stated", F, "mean stated chance"),
                Column("observed", F, "share of them that were right"),
                Column("band_low", F, "2.5 % of what calibrated odds would show, districts failing together"),
                Column("band_high", F, "97.5 % of it"),
            ),
            ("transition", "low"),
        ),
    )
}


def schema(table: str) -> pa.Schema:
    """The Arrow schema of a table."""
    import pyarrow as pa

    types = {S: pa.string(), I: pa.int64(), F: pa.float64(), B: pa.bool_(), L: pa.list_(pa.string())}
    return pa.schema([pa.field(c.name, types[c.type]) for c in TABLES[table].columns])
