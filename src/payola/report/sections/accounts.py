"""Who used the tags of a family? A description of each account's posts under it, never a verdict on the account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from payola.report import grid, words
from payola.report.evidence import Behind, clock
from payola.report.grid import Cell, Grid, Heading
from payola.report.material import Material
from payola.report.section import Section, Shown, render

if TYPE_CHECKING:
    import polars as pl

FAMILIES_SHOWN, ACCOUNTS_SHOWN, POSTS_SHOWN, USUAL_TAGS = 12, 60, 12, 4

HEADINGS = (
    Heading("Account", "text", "a number in place of the name, the same throughout this report"),
    Heading("First use", "time", "of a tag of this family, in these data; UTC"),
    Heading("Posts", "number", "with a tag of this family"),
    Heading("All posts here", "number", "of the account in these data"),
    Heading("Usual tags", "text", "the account's most used tags outside all families"),
    Heading("Labelled", "number", "its posts in this family labelled as advertisement, of those where that is known"),
    Heading("Views", "number", "of its posts in this family, when collected"),
    Heading("Followers", "number", "when collected"),
)


def show(material: Material) -> Shown | None:
    families = material.table("families").sort("n_posts", "family_id", descending=[True, False])
    if families.is_empty():
        return None
    shown = families.head(FAMILIES_SHOWN)
    described = _described(material, shown["family_id"].to_list())
    usual = _usual_tags(material, described["account_id"].unique().to_list())
    every = _posts_in_all(material, described["account_id"].unique().to_list())
    told = [_family(row, described, usual, every, material) for row in shown.to_dicts()]
    rest = grid.left_out(shown.height, families.height, "families", "tables “families” and “uses” of the Run folder")
    return Shown(render("accounts.html", families=told, rest=rest, named=material.names.show_names))


def _described(material: Material, families: list[str]) -> pl.DataFrame:
    """One row a family and account: first use, posts, views, followers, labels; the first users of each family."""
    import polars as pl

    known = pl.col("views").count() > 0
    rows = (
        material.carried.lazy()
        .filter(pl.col("family_id").is_in(families))
        .group_by("family_id", "account_id")
        .agg(
            first=pl.col("created_at").min(),
            n_posts=pl.len(),
            views=pl.when(known).then(pl.col("views").sum()),
            followers=pl.col("followers").sort_by("created_at").drop_nulls().last(),
            labelled=pl.col("disclosed").sum(),
            label_known=pl.col("disclosed").count(),
            behind=pl.struct("post_id", "created_at").sort_by("created_at", "post_id").head(POSTS_SHOWN),
        )
        .sort("family_id", "first", "account_id")
    )
    return rows.group_by("family_id", maintain_order=True).head(ACCOUNTS_SHOWN).collect()


def _usual_tags(material: Material, accounts: list[str]) -> dict[str, list[str]]:
    """Each account's most used tags that belong to no family."""
    import polars as pl

    carried = [name for names in material.table("families")["tags"].to_list() for name in names or []]
    ranked = (
        material.rows("uses")
        .filter((pl.col("layer") == "tag") & pl.col("account_id").is_in(accounts) & ~pl.col("object").is_in(carried))
        .group_by("account_id", "object")
        .agg(pl.col("post_id").n_unique().alias("n"))
        .sort("account_id", "n", "object", descending=[False, True, False])
        .group_by("account_id", maintain_order=True)
        .agg(pl.col("object").head(USUAL_TAGS))
        .collect()
    )
    return {account: [material.names.tag(name) for name in tags] for account, tags in ranked.iter_rows()}


def _posts_in_all(material: Material, accounts: list[str]) -> dict[str, int]:
    """Posts of each account in the whole corpus."""
    import polars as pl

    wanted = pl.col("account_id").is_in(accounts)
    both = pl.concat([material.rows(name).filter(wanted).select("account_id", "post_id") for name in ("posts", "uses")])
    return dict(both.unique().group_by("account_id").len().collect().iter_rows())


def _family(
    family: dict[str, Any],
    described: pl.DataFrame,
    usual: dict[str, list[str]],
    every: dict[str, int],
    material: Material,
) -> dict[str, Any]:
    import polars as pl

    mine = described.filter(pl.col("family_id") == family["family_id"]).to_dicts()
    labels = material.names.person(row["account_id"] for row in mine)
    rows = [
        _account(label, row, family, usual.get(row["account_id"], []), every.get(row["account_id"]), material)
        for label, row in zip(labels, mine, strict=True)
    ]
    rest = grid.left_out(len(rows), family["n_accounts"], "accounts (the first to use it)", "table “uses”")
    caption = f"Accounts behind “{family['slogan']}” ({family['candidate']})"
    return {**family, "grid": Grid(f"accounts-{family['family_id']}", caption, HEADINGS, rows, rest)}


def _account(
    label: str, row: dict[str, Any], family: dict[str, Any], usual: list[str], every: int | None, material: Material
) -> tuple[Cell, ...]:
    behind = [
        Behind(post["post_id"], row["account_id"], post["created_at"], f"carries “{family['slogan']}”")
        for post in row["behind"]
    ]
    finding = material.book.open_rows(f"{label}: posts under “{family['slogan']}”", row["n_posts"], behind)
    return (
        grid.text(label),
        Cell(clock(row["first"], material.names), row["first"] // 60),
        grid.opener(finding, words.of(row["n_posts"], "post"), row["n_posts"]),
        grid.number(every),
        grid.tags(usual, USUAL_TAGS),
        grid.share(row["labelled"], row["label_known"]),
        grid.about(row["views"], material.names.show_names),
        grid.about(row["followers"], material.names.show_names),
    )


SECTION = Section("accounts", "Accounts behind a family", "Who used these tags?", show, "Actors", "Accounts")
