"""TikTok Research API results saved as a table, mostly through pandas.

``hashtag_names`` is a Python list in a cell, ``music_id`` a float that is no id any more, ids are ruined where a
spreadsheet was in between, regions come in both cases, dates as day-month-year.
"""

from __future__ import annotations

from collections.abc import Iterator

from payola.formats.head import Head
from payola.formats.raw import Format, Raw, Reading
from payola.formats.research_api import LABELS
from payola.formats.source import Source
from payola.formats.table import rows_of, values_of

COLUMNS = {
    "post": ("id", "video_id"),
    "account": ("username",),
    "account_name": ("username",),
    "time": ("create_time", "create_date"),
    "text": ("video_description",),
    "tags": ("hashtag_names",),
    "music": ("music_id",),
    "views": ("view_count",),
    "likes": ("like_count",),
    "comments": ("comment_count",),
    "shares": ("share_count",),
    "region": ("region_code",),
    "disclosed": LABELS,
    "url": ("url",),
}


def sniff(head: Head) -> bool:
    names = set(head.columns)
    posts, times = {"id", "video_id"} & names, {"create_time", "create_date"} & names
    return {"video_description", "username"} <= names and bool(posts) and bool(times)


def read(source: Source, reading: Reading) -> Iterator[Raw]:
    for raw in rows_of(source, reading, COLUMNS, platform="tiktok"):
        if "disclosed" in raw.columns:
            raw.columns["disclosed"] = [branded(label) for label in values_of(raw.columns["disclosed"])]
        yield raw


def branded(label: object) -> bool | None:
    """Whether a cell with labels says "Branded"; null where the cell is empty."""
    text = str(label or "").casefold()
    return None if text in ("", "nan", "none", "null", "[]", "{}") else "branded" in text


FORMAT = Format("research-table", "TikTok Research API results saved as a table (pandas)", sniff, read)
