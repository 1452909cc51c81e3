"""What does a newsroom need of one family? Its timeline, who came first, and what the videos were about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from payola.columns import ENOUGH_POSTS
from payola.report import grid, words
from payola.report.evidence import Behind, clock
from payola.report.grid import Cell, Grid, Heading
from payola.report.material import Material

if TYPE_CHECKING:
    import polars as pl

COMERS_SHOWN, NEIGHBOURS_SHOWN, WORDS_SHOWN = 5, 8, 10
FEWEST_SAYING = 3  # creators who use a word under the tag before it is shown
SHORTEST_WORD = 4
STRIPPED = r"\S*[#＃@＠]\S*|\S+\.\S+|\S*[\d_]\S*"  # tags, names, links, addresses: all that can lead to somebody

COMERS = (
    Heading("Account", "text", "a number in place of the name, the same throughout this report"),
    Heading("First post", "time", "under the slogan's tags; UTC"),
    Heading("After birth", "number", "after the first post under the slogan's tags in these data"),
    Heading("Posts", "number", "under the slogan's tags"),
    Heading("Other posts", "number", f"in these data; below {ENOUGH_POSTS} its habit is unknown"),
    Heading("Political", "number", "share of its posts in the 90 days before that are political"),
    Heading("Unlike its habit", "number", "how little its other posts resemble the slogan's other videos, 0 to 1"),
    Heading("Labelled", "text", "its first post under the tags is labelled as advertising"),
)
NEIGHBOURS = (
    Heading("Tag beside the family's"),
    Heading("Accounts of the family, here", "number", "used it in a post of the family"),
    Heading("The same accounts, elsewhere", "number", "use it in their other posts"),
)
SAID = (
    Heading("Word in the captions"),
    Heading("Accounts of the family, here", "number", "use the word in a post of the family"),
    Heading("The same accounts, elsewhere", "number", "use it in their other posts"),
)


def first_comers(family: str, slogan: str, material: Material) -> Grid | None:
    """The first accounts under a family, as table ``creators`` describes them, with their posts one click away."""
    import polars as pl

    own = material.table("creators").filter(pl.col("family_id") == family).sort("first_use", "account_id")
    if own.is_empty():
        return None
    shown = own.head(COMERS_SHOWN).to_dicts()
    labels = material.names.person(row["account_id"] for row in shown)
    born = shown[0]["first_use"]
    rows = [_comer(label, row, born, family, slogan, material) for label, row in zip(labels, shown, strict=True)]
    rest = grid.left_out(len(rows), own.height, "accounts", "table “creators” of the Run folder")
    return Grid(f"first-{family}", f"“{slogan}”: who came first", COMERS, rows, rest)


def _comer(
    label: str, row: dict[str, Any], born: int, family: str, slogan: str, material: Material
) -> tuple[Cell, ...]:
    import polars as pl

    mine = material.carried.filter(pl.col("family_id") == family, pl.col("account_id") == row["account_id"])
    behind = [
        Behind(post, row["account_id"], created, f"carries “{slogan}”")
        for post, created in mine.select("post_id", "created_at").head(12).iter_rows()
    ]
    finding = material.book.open_rows(f"{label}: posts under “{slogan}”", mine.height, behind)
    before, unlike = row["political_share"], row["surprise"]
    return (
        grid.text(label),
        Cell(clock(row["first_use"], material.names), row["first_use"] // 60),
        Cell(later(row["first_use"] - born), (row["first_use"] - born) // 60),
        grid.opener(finding, words.of(row["n_uses"], "post"), row["n_uses"]),
        grid.number(row["n_other"]),
        Cell(words.UNKNOWN if before is None else f"{100 * before:.0f} %", before),
        grid.number(unlike, 2),
        Cell("yes" if row["disclosed"] else "no", int(bool(row["disclosed"]))),
    )


def later(seconds: int) -> str:
    """A time after a birth, in words: ``the first``, ``5 h``, ``3.2 days``."""
    if not seconds:
        return "the first"
    if seconds < 3600:
        return f"{max(1, seconds // 60)} min"
    return f"{seconds // 3600} h" if seconds < 72 * 3600 else f"{seconds / 86400:.1f} days"


def neighbours(family: str, row: dict[str, Any], material: Material) -> Grid | None:
    """What the videos were about: tags beside the family's, and how many of its accounts use them elsewhere."""
    import polars as pl

    theirs = material.tags_of_creators.lazy().filter(~pl.col("object").is_in(row["tags"] or []))
    counted = _beside_habit(theirs, family, material).filter(pl.col("inside") >= 2).head(NEIGHBOURS_SHOWN).collect()
    if counted.is_empty():
        return None
    rows = [
        (grid.tags([material.names.tag(one["object"])]), grid.number(one["inside"]), grid.number(one["outside"]))
        for one in counted.to_dicts()
    ]
    return Grid(f"neighbours-{family}", f"“{row['slogan']}”: what stood beside it", NEIGHBOURS, rows)


def caption_words(family: str, row: dict[str, Any], material: Material) -> Grid | None:
    """Words of the captions that at least three of its accounts use here, those unusual for them first."""
    import polars as pl

    said = material.words_of_creators.lazy()
    found = _beside_habit(said, family, material).filter(pl.col("inside") >= FEWEST_SAYING)
    beyond_habit = pl.col("inside").cast(pl.Int64) - pl.col("outside").cast(pl.Int64)
    ranked = found.sort(beyond_habit, "inside", "object", descending=[True, True, False])
    spare = ranked.head(10 * WORDS_SHOWN).collect().to_dicts()
    told = [one for one in spare if material.names.text(one["object"]) == one["object"]][:WORDS_SHOWN]
    if not told:
        return None
    rows = [(grid.text(one["object"]), grid.number(one["inside"]), grid.number(one["outside"])) for one in told]
    return Grid(f"words-{family}", f"“{row['slogan']}”: words of its captions", SAID, rows)


def _beside_habit(objects: pl.LazyFrame, family: str, material: Material) -> pl.LazyFrame:
    """Accounts of a family with each ``object`` in a post of the family (``inside``) and elsewhere (``outside``)."""
    import polars as pl

    key = ["post_id", "account_id", "created_at"]
    mine = material.carried.lazy().filter(pl.col("family_id") == family).select(key)
    theirs = objects.join(mine.select("account_id").unique(), on="account_id", how="semi")
    here = theirs.join(mine.with_columns(here=pl.lit(value=True)), on=key, how="left")
    counted = here.group_by("object").agg(
        inside=pl.col("account_id").filter(pl.col("here")).n_unique(),
        outside=pl.col("account_id").filter(pl.col("here").is_null()).n_unique(),
    )
    return counted.sort("inside", "object", descending=[True, False])


def bare_words(text: pl.Expr) -> pl.Expr:
    """Different words of captions in lower case, without tags, mentions and links."""
    bare = text.fill_null("").str.to_lowercase().str.replace_all(STRIPPED, " ")
    return bare.str.extract_all(rf"\p{{L}}{{{SHORTEST_WORD},}}").list.unique()
