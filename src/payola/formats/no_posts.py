"""Which files come with posts but hold none? Recognised, so that they can be named in the ledger and not mistaken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from payola.formats.head import Head
from payola.formats.json_reader import Record
from payola.formats.raw import Format, Raw, Reading
from payola.formats.source import Source


def _nothing(_: Source, __: Reading) -> Iterator[Raw]:
    return iter(())


def _root(head: Head) -> Record:
    value: Any = head.values[0] if head.values else None
    return value if isinstance(value, dict) else {}


def _comments(head: Head) -> bool:
    own = {"parent_comment_id", "video_id", "text", "create_time"}
    found = head.objects("data", "comments") or head.objects("comments") or head.objects()
    return any(own <= record.keys() for record in found) or isinstance(_data(head).get("comments"), list)


def _data(head: Head) -> Record:
    data = _root(head).get("data")
    return data if isinstance(data, dict) else {}


def _accounts(head: Head) -> bool:
    lists = ("user_followers", "user_following")
    return {"display_name", "follower_count"} <= _data(head).keys() or any(key in _data(head) for key in lists)


def _query(head: Head) -> bool:
    root = _root(head)
    clauses = {"and", "or", "not"}
    return bool(root) and (isinstance(root.get("query"), dict) or root.keys() <= clauses)


def _error(head: Head) -> bool:
    error = _root(head).get("error")
    return isinstance(error, dict) and "log_id" in error and not _data(head)


def _playlist(head: Head) -> bool:
    root = _root(head)
    return root.get("_type") == "playlist" and {"id", "webpage_url"} <= root.keys() and not root.get("entries")


def _dictionary(head: Head) -> bool:
    return [name.casefold() for name in head.columns] == ["property", "description"]


def _form(name: str, title: str, sniff: Callable[[Head], bool]) -> Format:
    return Format(name, title, sniff, _nothing, holds_posts=False)


COMMENTS = _form("research-api-comments", "comments from the TikTok Research API", _comments)
ACCOUNTS = _form("research-api-accounts", "accounts from the TikTok Research API", _accounts)
QUERY = _form("research-api-query", "a query to the TikTok Research API", _query)
ERROR = _form("research-api-error", "an error response of the TikTok Research API", _error)
PLAYLIST = _form("yt-dlp-playlist", "a yt-dlp playlist without its videos", _playlist)
DICTIONARY = _form("dictionary", "a list of field names with their meaning", _dictionary)
