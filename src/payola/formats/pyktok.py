"""pyktok's CSV: times without a zone, written in the zone of the computer that collected them."""

from __future__ import annotations

from collections.abc import Iterator

from payola.formats.head import Head
from payola.formats.raw import Format, Raw, Reading
from payola.formats.source import Source
from payola.formats.table import rows_of

COLUMNS = {
    "post": ("video_id",),
    "account": ("author_username",),
    "account_name": ("author_username",),
    "time": ("video_timestamp",),
    "text": ("video_description",),
    "views": ("video_playcount",),
    "likes": ("video_diggcount",),
    "comments": ("video_commentcount",),
    "shares": ("video_sharecount",),
    "followers": ("author_followercount",),
    "region": ("video_locationcreated",),
    "disclosed": ("video_is_ad",),
}


def sniff(head: Head) -> bool:
    return {"video_id", "video_timestamp", "author_username"} <= set(head.columns)


def read(source: Source, reading: Reading) -> Iterator[Raw]:
    return rows_of(source, reading, COLUMNS, platform="tiktok")


FORMAT = Format("pyktok", "pyktok (CSV)", sniff, read)
