"""4CAT's CSV of TikTok posts: ``unix_timestamp`` beside a UTC text, hashtags separated by commas, yes and no."""

from __future__ import annotations

from collections.abc import Iterator

from payola.formats.head import Head
from payola.formats.raw import Format, Raw, Reading
from payola.formats.source import Source
from payola.formats.table import rows_of

COLUMNS = {
    "post": ("id",),
    "account": ("author_id", "author"),
    "account_name": ("author",),
    "time": ("unix_timestamp", "timestamp"),
    "text": ("body",),
    "tags": ("hashtags", "challenges"),
    "music": ("music_id",),
    "views": ("plays",),
    "likes": ("likes",),
    "comments": ("comments",),
    "shares": ("shares",),
    "followers": ("author_followers",),
    "region": ("location_created",),
    "disclosed": ("is_ad", "is_paid_partnership"),
    "url": ("tiktok_url",),
}


def sniff(head: Head) -> bool:
    names = set(head.columns)
    return {"id", "thread_id", "author", "body"} <= names and bool({"tiktok_url", "challenges"} & names)


def read(source: Source, reading: Reading) -> Iterator[Raw]:
    return rows_of(source, reading, COLUMNS, platform="tiktok")


FORMAT = Format("4cat", "4CAT (CSV of TikTok posts)", sniff, read)
