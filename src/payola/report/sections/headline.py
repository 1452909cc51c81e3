"""What was found, in words that can be read in ten seconds?"""

from __future__ import annotations

from typing import Any

import numpy as np

from payola.report.grid import tag
from payola.report.material import Material
from payola.report.section import Section, Shown, render
from payola.report.words import NO_VERDICT

FAMILIES_SHOWN = 6
SPARK_STEPS = 60


def show(material: Material) -> Shown:
    first, last = material.span
    return Shown(
        render(
            "headline.html",
            n_posts=len(material.names.posts),
            n_accounts=len(material.names.accounts),
            n_files=material.table("files").height,
            n_refused=material.table("files")["refused"].sum(),
            first=first,
            last=last,
            window=material.settings("window"),
            n_pairs=material.counted_pairs,
            moving=_moving(material),
            **_slogans(material),
        )
    )


def _slogans(material: Material) -> dict[str, Any]:
    """How many slogans were asked for and found, and what carries them, most posts first."""
    families = material.table("families").sort("n_posts", "family_id", descending=[True, False])
    asked = {(row.get("candidate"), row.get("slogan")) for row in material.manifest.get("slogans") or []}
    found = set(families.select("candidate", "slogan").iter_rows())
    carried = material.carried
    posts = carried.unique(["post_id", "account_id", "created_at"])
    once = dict(carried.group_by("family_id", "account_id").len().filter(len=1).group_by("family_id").len().iter_rows())
    return {
        "n_asked": len(asked | found),
        "n_found": len(found),
        "absent": sorted({slogan for candidate, slogan in asked - found if slogan}),
        "n_tags": len({name for names in families["tags"].to_list() for name in names or []}),
        "carried_posts": posts.height,
        "carried_accounts": posts["account_id"].n_unique(),
        "views": material.views(int(posts["views"].sum()), posts.height) if posts["views"].count() else None,
        "n_counted": posts["views"].count(),
        "families": [_line(row, once, material) for row in families.head(FAMILIES_SHOWN).iter_rows(named=True)],
        "n_more": max(0, families.height - FAMILIES_SHOWN),
        "verdicts": _verdicts(families["verdict"].drop_nulls().to_list()),
    }


def _line(row: dict[str, Any], once: dict[str, int], material: Material) -> dict[str, Any]:
    tags = [tag(material.names.tag(name)) for name in (row["tags"] or [])[:3]]
    title = f"“{row['slogan']}”: posts with its tags"
    return {
        **row,
        "once": once.get(row["family_id"]),
        "spark": _spark(row["family_id"], material),
        "shown_tags": tags,
        "views": material.views(row["views"], row["n_posts"]),
        "finding": material.book.open("families", row["family_id"], title),
    }


def _spark(family: str, material: Material) -> list[float]:
    """Posts of a family in equal steps from the first to the last post of the data, as heights 0 to 10."""
    first, last = material.span
    if first is None or last is None:
        return []
    times = material.carried.filter(family_id=family)["created_at"].to_numpy()
    counts, _ = np.histogram(times, bins=SPARK_STEPS, range=(first, last + 1))
    return [round(float(height), 1) for height in counts / max(1, counts.max()) * 10]


def _verdicts(known: list[str]) -> str:
    """``2 stand out, 1 not testable``, or that there is none."""
    if not known:
        return NO_VERDICT
    several = {"stands out": "stand out", "does not stand out": "do not stand out", "not testable": "not testable"}
    counted = {verdict: known.count(verdict) for verdict in several}
    return ", ".join(f"{n} {verdict if n == 1 else several[verdict]}" for verdict, n in counted.items() if n)


def _moving(material: Material) -> dict[str, int] | None:
    """How many accounts could be tested with others, meet beyond chance, and beyond a reference; None: not tested."""
    told = material.manifest.get("coordination") or {}
    if not told.get("testable_accounts"):
        return None
    grades = material.table("accounts")["grade"].drop_nulls()
    return {"tested": told["testable_accounts"], "graded": len(grades), "beyond": int(grades.is_in(["A", "B"]).sum())}


SECTION = Section("headline", "What was found", "What was found, in ten seconds?", show)
