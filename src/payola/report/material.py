"""What is a report made from? The tables of one Run, its manifest, the pseudonyms, and the posts behind findings."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from payola.columns import TABLES, schema
from payola.pseudonyms import Pseudonyms
from payola.report import words
from payola.report.evidence import Book

if TYPE_CHECKING:
    import polars as pl

    from payola.run import Run

MANY_POSTS = 10
MANY_ACCOUNTS = 1_000


@dataclass(frozen=True)
class Material:
    """Everything a section may use. Names of accounts and posts come from ``names`` and from nowhere else."""

    run: Run
    names: Pseudonyms
    _read: dict[str, pl.DataFrame] = field(default_factory=dict)

    @property
    def manifest(self) -> dict[str, Any]:
        return self.run.manifest

    def settings(self, name: str) -> Any:
        """An effective setting; None where the manifest does not have it."""
        return (self.manifest.get("settings") or {}).get(name)

    def table(self, name: str) -> pl.DataFrame:
        """A small table of the Run, whole; empty where the Run has none."""
        if name not in self._read:
            self._read[name] = self.rows(name).collect()
        return self._read[name]

    def height(self, name: str) -> int:
        """Rows of a table that may be large."""
        import polars as pl

        n: int = self.rows(name).select(pl.len()).collect().item()
        return n

    @cached_property
    def counted_pairs(self) -> int:
        """Pairs of the raw network (table ``pairs`` also holds pairs as they were tested)."""
        import polars as pl

        n: int = self.rows("pairs").filter(pl.col("p").is_null()).select(pl.len()).collect().item()
        return n

    def views(self, total: int | None, n_posts: int) -> int | None:
        """Views of so many posts, to be shown: of a few posts an exact count is enough to find them."""
        return total if self.names.show_names or n_posts >= MANY_POSTS else words.rounded(total)

    def rows(self, name: str) -> pl.LazyFrame:
        """A table of the Run, not yet read: for those that may be large."""
        return rows(self.run, name)

    @cached_property
    def carried(self) -> pl.DataFrame:
        """Posts with a tag of a family, one row a family and post, with what is known of the post."""
        import polars as pl

        tags = self.table("families").lazy().select("family_id", object="tags").explode("object")
        uses = self.rows("uses").filter(pl.col("layer") == "tag").join(tags, on="object")
        key = ["post_id", "account_id", "created_at"]
        known = self.rows("posts").select(*key, "views", "followers", "disclosed").unique(key)
        once = uses.select("family_id", *key).unique()
        return once.join(known, on=key, how="left").sort("family_id", "created_at", "post_id").collect()

    @cached_property
    def tags_of_creators(self) -> pl.DataFrame:
        """Every tag that the accounts under any family used: post, time and ``object``."""
        import polars as pl

        people = self.carried.lazy().select("account_id").unique()
        tags = self.rows("uses").filter(pl.col("layer") == "tag").join(people, on="account_id", how="semi")
        return tags.select("post_id", "account_id", "created_at", "object").collect()

    @cached_property
    def words_of_creators(self) -> pl.DataFrame:
        """Every word that accounts under families of up to 1,000 accounts say in captions, once a post."""
        import polars as pl

        from payola.report.family import bare_words

        few = self.table("families").filter(pl.col("n_accounts") <= MANY_ACCOUNTS)["family_id"]
        people = self.carried.lazy().filter(pl.col("family_id").is_in(few.implode())).select("account_id").unique()
        posts = self.rows("posts").join(people, on="account_id", how="semi")
        said = posts.select("post_id", "account_id", "created_at", object=bare_words(pl.col("text")))
        return said.explode("object").drop_nulls("object").collect()

    @cached_property
    def span(self) -> tuple[int | None, int | None]:
        """First and last use or post."""
        import polars as pl

        ends = [
            self.rows(table).select(pl.col("created_at").min().alias("first"), pl.col("created_at").max().alias("last"))
            for table in ("posts", "uses")
        ]
        first, last = pl.concat(ends).select(pl.col("first").min(), pl.col("last").max()).collect().row(0)
        return first, last

    @cached_property
    def book(self) -> Book:
        """The posts behind findings."""
        return Book(self.rows("evidence"), self.rows("posts"), self.names)


def rows(run: Run, name: str) -> pl.LazyFrame:
    """A table of a Run, lazily, with every declared column; empty where the Run has none."""
    import polars as pl

    if name not in run.tables():
        empty = pl.from_arrow(schema(name).empty_table())
        assert isinstance(empty, pl.DataFrame)
        return empty.lazy()
    found = pl.scan_parquet(run[name].path)
    present = found.collect_schema().names()
    missing = [pl.lit(None).alias(column) for column in TABLES[name].column_names() if column not in present]
    return found.with_columns(missing)
