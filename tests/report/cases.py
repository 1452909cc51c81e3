"""Small Run folders made by hand: an ordinary one, a hostile one, and ones with next to nothing in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa

from payola.columns import schema
from payola.run import Run, RunWriter

START = 1_730_420_433  # 1 November 2024, at no full minute
MARK = "window.ran=(window.ran||0)+1"
SLOGAN, CANDIDATE = "Strong region", "A. Candidate"
HOSTILE_SLOGAN = f"</script><script>{MARK}</script> Strong “region”"
HANDLES = (
    "numbat.of.the.north",
    f'quokka"><script>{MARK}</script>',
    "=HYPERLINK(bilby)",
    "\u202etabmow\u202c",
    "potoroo</script>",
    "ibis'onmouseover='x",
    "dunnart_88",
    "wambenger",
)
CAPTIONS = (
    f"Skating over the old bridge <script>{MARK}</script>",
    f'"><img src=x onerror="{MARK}"> my cat again',
    "</script><!-- a dance of ours -->",
    "\u202egnidaer uoy era\u202c right to left",
    '=cmd|" /C calc"!A0 baking with grandmother',
    "line\u2028separated \x00 words \ud7ff here",
)
MENTIONED = "mentioned_kowari"


def post_id(n: int) -> str:
    return str(7_300_000_000_000_000_000 + 7 * n)


def account_id(n: int) -> str:
    return str(6_900_000_000_000_000_000 + 13 * (n % len(HANDLES)))


def created(n: int) -> int:
    return START + 3_607 * n


def posts(n: int = 64, **same: Any) -> list[dict[str, Any]]:
    """Rows of table posts: eight accounts in turn; every fourth post carries the slogan."""
    return [
        {
            "post_id": post_id(k),
            "account_id": account_id(k),
            "account_name": HANDLES[k % len(HANDLES)],
            "platform": "tiktok",
            "created_at": created(k),
            "text": f"{CAPTIONS[k % len(CAPTIONS)]} @{MENTIONED} https://example.org/someone/{k}",
            "tags": ["strongregion" if k % 4 == 0 else "cats", "fyp", "dunnart_88"],
            "mentions": [MENTIONED],
            "links": [f"example.org/someone/{k}"],
            "music_id": str(5_500_000_000_000_000_000 + k % 3),
            "views": None if k % 8 == 0 else 1_000 + k,
            "followers": 123_456 + k % len(HANDLES),
            "disclosed": None if k % 3 else k % 2 == 0,
            "url": f"https://www.tiktok.com/@{HANDLES[k % len(HANDLES)]}/video/{post_id(k)}",
            **same,
        }
        for k in range(n)
    ]


def uses(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of table uses."""
    key = ("account_id", "created_at", "post_id")
    layers = {"tag": "tags", "mention": "mentions", "link": "links"}
    made = [
        {**{name: row[name] for name in key}, "layer": layer, "object": used}
        for row in rows
        for layer, column in layers.items()
        for used in row[column]
    ]
    return made + [{**{name: r[name] for name in key}, "layer": "music", "object": r["music_id"]} for r in rows]


def carrying(rows: list[dict[str, Any]], slogan: str = SLOGAN, tag: str = "strongregion") -> dict[str, Any]:
    """Tables matches, families and their evidence for one slogan."""
    mine = [row for row in rows if tag in row["tags"]]
    accounts = len({row["account_id"] for row in mine})
    views = [row["views"] for row in mine if row["views"] is not None]
    who = {"slogan": slogan, "candidate": CANDIDATE}
    family = {**who, "family_id": "F01", "tags": [tag], "n_posts": len(mine), "n_accounts": accounts}
    behind = [{name: row[name] for name in ("post_id", "account_id", "created_at")} for row in mine]
    sizes = {"n_posts": len(mine), "n_accounts": accounts}
    return {
        "matches": [{**who, **sizes, "tag": tag, "score": 1.0, "path": "all words"}],
        "families": [
            {**family, "views": sum(views) if views else None, "born_at": min(row["created_at"] for row in mine)}
        ],
        "evidence": [
            {**row, "finding_id": finding, "table": table, "why": f"carries #{tag}"}
            for row in behind
            for table, finding in (("matches", f"F01:{tag}"), ("families", "F01"))
        ],
    }  # fmt: skip


def network(seen: int = 3, why: str = "used #dunnart_88 within 5 s of the other") -> dict[str, Any]:
    """Tables pairs, layout and their evidence: a triangle, and a pair apart from it."""
    ends = [(0, 1), (0, 2), (1, 2), (3, 4)]
    named = [sorted((account_id(a), account_id(b))) for a, b in ends]
    places = {account_id(n): (n % 3 - 1.0, n * n / 16 - 0.5) for n in range(5)}
    return {
        "pairs": [
            {"account_a": a, "account_b": b, "layer": "tag", "window_s": 60, "seen": seen + k, "mean_gap_s": 4.5}
            for k, (a, b) in enumerate(named)
        ],
        "layout": [
            {"account_id": account, "x": x, "y": y, "community": int(n > 2), "strength": seen}
            for n, (account, (x, y)) in enumerate(sorted(places.items()))
        ],
        "evidence": [
            {
                "finding_id": f"tag:{a}|{b}", "table": "pairs", "post_id": post_id(n), "account_id": account_id(n),
                "created_at": created(n), "why": why,
            }
            for (a, b), pair in zip(named, ends, strict=True) for n in pair
        ],
    }  # fmt: skip


def in_common(tag: str = "dunnart_88") -> dict[str, Any]:
    """Table shared_tags and its evidence: three pairs, the last of which is graded by its moments too."""
    ends = [(0, 5), (1, 6), (0, 1)]
    named = [sorted((account_id(a), account_id(b))) for a, b in ends]
    return {
        "shared_tags": [
            {"account_a": a, "account_b": b, "seen": 3 + n, "expected": 0.2, "p": 10.0**-n, "q": 0.01,
             "grade": "D" if n < 2 else None}
            for n, (a, b) in enumerate(named)
        ],
        "evidence": [
            {
                "finding_id": f"shared:{a}|{b}", "table": "shared_tags", "post_id": post_id(n + 8 * k),
                "account_id": account_id(n), "created_at": created(n + 8 * k), "why": f"used #{what}, as the other did",
            }
            for (a, b), pair in zip(named, ends, strict=True)
            for k, what in enumerate((tag, "cats"))
            for n in pair
        ],
    }  # fmt: skip


SCALE = {"window_s": 60, "bin_s": 21_600, "pairs": 4, "seen": 9, "expected": 1.5, "found": 2}


def manifest(**changes: Any) -> dict[str, Any]:
    source = {"file": "posts.csv", "format": "table", "bytes": 1234, "sha256": "ab" * 32, "read": 70, "kept": 64}
    return {
        "payola": "0.1.0",
        "python": "3.11.9",
        "libraries": {"duckdb": "2.0.0"},
        "created_at": "2026-11-23T17:00:00+00:00",
        "settings": {"seed": 7, "window": 60, "min_participation": 2, "timezone": "UTC", "collected_by": "tag-search"},
        "inputs": [{**source, "duplicate": 4, "refused": 2, "notes": []}],
        "stages": [{"name": "reading", "seconds": 0.5, "peak_mb": 200.0}],
        "exclusions": [{"what": "duplicate rows", "count": 4, "reason": "the post stands in another row already"}],
        "notes": [],
        "slogans": [{"candidate": CANDIDATE, "slogan": slogan} for slogan in (SLOGAN, "Never said")],
        "network": {"window_s": 60, "min_participation": 2, "pairs_seen": 9, "pairs_kept": 4},
        "coordination": {"layers": {}, "shared_tags": {"accounts": 8, "pairs_tested": 28, "pairs_found": 3}},
        **changes,
    }


def write_run(out: Path, told: dict[str, Any], **tables: list[dict[str, Any]]) -> Run:
    """A Run folder with these rows; columns that a row does not name are null."""
    with RunWriter(out) as writer:
        for name, rows in tables.items():
            writer.write(name, pa.Table.from_pylist(rows, schema=schema(name)))
        writer.write_manifest(told)
        return writer.publish()


def ordinary(out: Path, told: dict[str, Any] | None = None, **changes: list[dict[str, Any]]) -> Run:
    """A Run with a slogan, a network, refusals, and names wherever a name can hide."""
    rows = posts()
    carried, drawn, common = carrying(rows), network(), in_common()
    tables: dict[str, list[dict[str, Any]]] = {
        "files": [{**manifest()["inputs"][0], "file": f"{HANDLES[6]}.csv", "notes": ["times are Unix seconds"]}],
        "refusals": [{"file": f"{HANDLES[6]}.csv", "line": n, "field": "time", "reason": "no time"} for n in (9, 4)],
        "posts": rows,
        "uses": uses(rows),
        **{name: carried[name] for name in ("matches", "families")},
        **{name: drawn[name] for name in ("pairs", "layout")},
        "shared_tags": common["shared_tags"],
        "evidence": [*carried["evidence"], *drawn["evidence"], *common["evidence"]],
        **changes,
    }
    return write_run(out, told or manifest(), **tables)


def hostile(out: Path) -> Run:
    """A Run in which everything people wrote tries to become markup or script."""
    tag = f'"><img src=x onerror={MARK}>'
    rows = posts()
    for row in rows:
        row["tags"] = [tag if name == "strongregion" else name for name in row["tags"]]
        row["url"] = f"javascript:{MARK}"
    rows[0]["text"] = f"<script>{MARK}</script>" * 120_000  # some 5 MB
    carried = carrying(rows, HOSTILE_SLOGAN, tag)
    carried["matches"][0]["path"] = f"<svg onload={MARK}>"
    drawn = network(why=f"used #</script><script>{MARK}</script> within 5 s of the other")
    name = f'"><svg onload={MARK}>.csv'
    told = manifest(
        notes=[f"<script>{MARK}</script>"],
        slogans=[{"candidate": CANDIDATE, "slogan": HOSTILE_SLOGAN}],
        created_at=f"<script>{MARK}</script>",
        settings={"seed": 7, "columns": {"post": f"</code><script>{MARK}</script>"}},
    )
    return ordinary(
        out,
        told,
        posts=rows,
        uses=uses(rows),
        files=[{**manifest()["inputs"][0], "file": name, "format": name, "notes": [f"<script>{MARK}</script>"]}],
        refusals=[{"file": name, "line": 1, "field": name, "reason": f"<script>{MARK}</script>"}],
        matches=carried["matches"],
        families=carried["families"],
        evidence=[*carried["evidence"], *drawn["evidence"], *in_common(tag)["evidence"]],
    )
