"""Where are the posts behind all this? The first of each family in plain sight, the rest a click or a file away."""

from __future__ import annotations

from typing import Any

from payola.report import grid
from payola.report.evidence import clock, reason
from payola.report.grid import Cell, Grid, Heading
from payola.report.material import Material
from payola.report.section import Section, Shown, render

FAMILIES_SHOWN, POSTS_SHOWN = 30, 20

HEADINGS = (Heading("Time", "time", "UTC"), Heading("Account"), Heading("Post"), Heading("Why it is here"))


def show(material: Material) -> Shown:
    families = material.table("families").sort("n_posts", "family_id", descending=[True, False])
    told = [(row, _posts(row, material)) for row in families.head(FAMILIES_SHOWN).to_dicts()]
    shown = [(row, posts) for row, posts in told if posts.rows]
    rest = grid.left_out(min(FAMILIES_SHOWN, families.height), families.height, "families", "table “evidence”")
    n_evidence = sum(material.book.totals.values())
    return Shown(
        render("evidence.html", families=shown, rest=rest, n_evidence=n_evidence, named=material.names.show_names)
    )


def _posts(family: dict[str, Any], material: Material) -> Grid:
    names = material.names
    behind = material.book.behind("families", family["family_id"])[:POSTS_SHOWN]
    accounts = names.person(row.account for row in behind)
    posts = names.post(row.post for row in behind)
    rows = [
        (
            Cell(clock(row.created, names), row.created // 60),
            grid.text(account),
            grid.text(post),
            grid.text(reason(row.why, "tag", names)),
        )
        for row, account, post in zip(behind, accounts, posts, strict=True)
    ]
    total = material.book.totals.get(("families", family["family_id"]), 0)
    rest = grid.left_out(len(rows), total, "posts (the first)", "table “evidence” of the Run folder")
    return Grid(f"posts-{family['family_id']}", f"First posts behind “{family['slogan']}”", HEADINGS, rows, rest)


SECTION = Section("evidence", "The posts behind it", "Can I check this?", show, short="Evidence")
