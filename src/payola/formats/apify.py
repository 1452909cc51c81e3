"""Apify's TikTok actors today, and videos as the web page holds them: a JSON array or JSON lines.

Fields lie flat (``authorMeta``, ``playCount``) or nested (``author``, ``stats``, ``statsV2`` with counts as text).
"""

from __future__ import annotations

from collections.abc import Iterator

from payola.formats import scraped
from payola.formats.head import Head
from payola.formats.json_reader import Record, json_raws
from payola.formats.raw import Format, Raw, Reading
from payola.formats.source import Source

_AUTHOR = {"authorMeta", "author", "authorId"}
_OWN = {"authorMeta", "musicMeta", "diggCount", "stats", "statsV2", "textExtra", "challenges", "videoMeta"}


def is_video(record: Record) -> bool:
    """Whether an object is a scraped TikTok video that nothing wraps."""
    timed = "createTime" in record or "createTimeISO" in record
    return timed and "id" in record and bool(_AUTHOR & record.keys()) and bool(_OWN & record.keys())


def sniff(head: Head) -> bool:
    return any(map(is_video, head.objects()))


def read(source: Source, reading: Reading) -> Iterator[Raw]:
    return scraped.with_left_out(json_raws(source, reading, ((),), scraped.columns))


FORMAT = Format("apify", "Apify and other scraped TikTok videos (JSON)", sniff, read)
