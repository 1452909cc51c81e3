"""A small Run by hand whose handles, ids, tags and captions are hostile."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa

from payola.columns import TABLES, schema
from payola.run import Run, RunWriter

LONG = "7300000000000000001"
START = 1_700_000_000
HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+2",
    "＝1+1",
    '"=quoted"',
    "​=hidden",
    '<b a="1">&amp;</b>\r\nline',
    "plain\x00nul\x0bcontrol",
    "‮rtl",
    "emoji😀face",
    "7200000000000000009",
    "may9handle",
]
SECRETS = [
    "name_of_", "caption_words", "someone", "example.org", LONG[:14], "7200000000000000009", "may9handle", "SUM(A1)",
    "C calc", "emoji", "secret singer", "bystander",
]  # fmt: skip
NAMES = {"csv": "tables", "gexf": "net.gexf", "graphml": "net.graphml", "xlsx": "book.xlsx"}


def table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=schema(name))


def make_run(place: Path, handles: list[str], text: str = "{} caption_words @someone;=1+1\n=2+2") -> Run:
    """Every account posts once, in a second of its own; the first meets all others by a tag, the second by a sound."""
    handles = list(dict.fromkeys(handles))
    posts = [
        {
            "post_id": f"{int(LONG) + n}", "account_id": handle, "account_name": f"name_of_{n}", "platform": "tiktok",
            "created_at": START + n, "text": text.replace("{}", handle), "tags": ["cats", "may9", f"name_of_{n}"],
            "mentions": ["someone"], "links": ["https://example.org/x"], "url": f"https://example.org/{n}", "views": n,
            "music_id": "6900000000000000003" if n % 2 else "original sound - secret singer",
        }
        for n, handle in enumerate(handles)
    ]  # fmt: skip
    uses = [
        {"account_id": p["account_id"], "layer": layer, "object": value, "created_at": p["created_at"],
         "post_id": p["post_id"]}
        for p in posts
        for layer, value in [
            ("tag", "cats"), ("tag", p["account_name"]), ("mention", "someone"), ("link", p["url"]),
            ("music", p["music_id"]), ("object", f"retweet of bystander {p['post_id']}"),
        ]
    ]  # fmt: skip
    pairs = [
        {
            "account_a": min(one, other), "account_b": max(one, other), "layer": layer, "window_s": 60,
            "seen": 2 + n, "mean_gap_s": 1.5,
        }
        for one, layer in [(handles[0], "tag"), *((handle, "music") for handle in handles[1:2])]
        for n, other in enumerate(handles)
        if other != one
    ]  # fmt: skip
    places = [
        {"account_id": h, "x": n / 10, "y": -n / 10, "community": n % 2, "strength": n}
        for n, h in enumerate(handles[:6])
    ]
    by_account = {post["account_id"]: post for post in posts}
    evidence = [
        {
            "finding_id": f"{pair['layer']}:{pair['account_a']}|{pair['account_b']}", "table": "pairs",
            "post_id": by_account[account]["post_id"], "account_id": account,
            "created_at": by_account[account]["created_at"], "why": "used #name_of_1 within 1 s",
        }
        for pair in pairs
        for account in (pair["account_a"], pair["account_b"])
    ]  # fmt: skip
    in_common = [
        {"account_a": min(one, other), "account_b": max(one, other), "seen": 3, "expected": 0.1, "p": 1e-6, "q": 0.01,
         "grade": "D"}
        for one, other in zip(handles[2::2], handles[3::2], strict=False)
    ]  # fmt: skip
    evidence += [
        {
            "finding_id": f"shared:{pair['account_a']}|{pair['account_b']}", "table": "shared_tags",
            "post_id": by_account[account]["post_id"], "account_id": account,
            "created_at": by_account[account]["created_at"], "why": "used #name_of_1, as the other did",
        }
        for pair in in_common
        for account in (pair["account_a"], pair["account_b"])
    ]  # fmt: skip
    files = [
        {"file": "name_of_3.csv", "format": "table", "read": 10, "kept": 10, "duplicate": 0, "refused": 0,
         "notes": ["as @bystander said", "times are UTC"]}
    ]  # fmt: skip
    told = {
        "posts": posts, "uses": uses, "pairs": pairs, "shared_tags": in_common, "layout": places, "evidence": evidence,
        "files": files,
    }  # fmt: skip
    return saved(place, told)


def saved(place: Path, told: dict[str, list[dict[str, Any]]]) -> Run:
    with RunWriter(place) as writer:
        for name in TABLES:
            writer.write(name, table(name, told.get(name, [])))
        writer.write_manifest({"payola": "0", "created_at": "2026-01-02T03:04:05+00:00", "settings": {"seed": 5}})
        return writer.publish()


def text_of(path: Path) -> str:
    """All text of a file or folder, unpacked."""
    if path.is_dir():
        return "\n".join(text_of(part) for part in sorted(path.iterdir()))
    data = path.read_bytes()
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = b"\n".join(archive.read(name) for name in archive.namelist())
    return data.decode()


def bytes_of(path: Path) -> list[bytes]:
    return [part.read_bytes() for part in sorted(path.iterdir())] if path.is_dir() else [path.read_bytes()]


def cells_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def without_apostrophe(cell: str) -> str:
    return cell.removeprefix("'")
