"""Who said what under which post, and when? Comments of any source as one table, every row accounted for.

Read from Research API responses, Zeeschuimer and Apify objects, yt-dlp's ``.info.json`` with ``comments``, 4CAT and any
other table. A comment needs a post and a time; one without an account is kept (the Research API names none) and
counted. Whether it is older than its video is seen where posts are known.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from payola.columns import schema
from payola.errors import InputError
from payola.formats import counts, ids, texts, times
from payola.formats.batch import Batch, Refusal
from payola.formats.head import Head, look
from payola.formats.hints import RANKS, plain
from payola.formats.json_reader import Record, json_raws
from payola.formats.raw import Raw, Reading
from payola.formats.scraped import pick
from payola.formats.source import Source
from payola.formats.table import rows_of

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

# Names of columns and members, best first; of JSON also by path.
NAMES: dict[str, tuple[str, ...]] = {
    "comment": ("comment_id", "cid", "id"),
    "post": (
        "_post", "post_id", "video_id", "aweme_id", "videoId", "postId", "thread_id", "item_id", "videoWebUrl",
        "video_url", "post_url", "submittedVideoUrl",
    ),
    "account": (
        "account_id", "author_id", "user_id", "uid", "user.uid", "user.id", "author.id", "account", "author", "user",
        "username", "user.unique_id", "uniqueId", "unique_id",
    ),
    "account_name": ("account_name", "author", "username", "user.unique_id", "uniqueId", "unique_id", "handle"),
    "time": ("created_at", "create_time", "createTime", "unix_timestamp", "timestamp", "published_at", "time", "date"),
    "text": ("text", "body", "comment", "content", "message"),
    "likes": ("likes", "like_count", "digg_count", "diggCount", "likeCount"),
    "parent": ("parent_id", "parent_comment_id", "reply_id", "repliesToId", "parent"),
    "born": ("account_created_at", "user.create_time", "author_created_at", "user_created_at"),
    "stance": ("stance", "label"),
    "pinned": ("is_pinned", "author_pin", "pinned"),
}  # fmt: skip
COLUMNS = {
    "comment": "comment_id", "post": "post_id", "account": "account_id", "account_name": "account_name",
    "time": "created_at", "text": "text", "likes": "likes", "parent": "parent_id", "born": "account_created_at",
    "stance": "stance", "pinned": "pinned",
}  # fmt: skip
NEEDED = {"post": "the post", "time": "the time", "text": "the text"}
VIEWS = frozenset(RANKS["views"][0])
_IN_LINK = re.compile(r"/(?:video|photo|v)/(\d+)|[?&]v=([\w-]+)")
SAID = {
    "no account": "{n} comments name no account",
    "count": "{n} counts were no whole number from 0 up and were set unknown",
    "no zone": "{n} times had no zone and were taken as {zone}",
    "no comment id": "{n} comments have no id: equal ones count as one",
}


def read(source: Source, *, timezone: str = "UTC", stance: str | None = None) -> Iterator[Batch]:
    """Batches whose ``posts`` are comments (columns of table ``comments``); the last carries the notes.

    ``stance`` names the column (of JSON the member, by path) that holds labels.

    Raises
    ------
    InputError
        The file is none of comments, or lacks a column that is needed.
    """
    source.format = "comments"
    head = look(source)
    parts = [
        (raw, _arrays(raw)) for raw in _raws(source, head, Reading({"stance": stance} if stance else {}, timezone))
    ]
    order = times.order_of([a["time"] for _, a in parts if len(a["time"]) and times.needs_order(a["time"])])
    told: Counter[str] = Counter()
    for raw, arrays in parts:
        yield _checked(raw, arrays, order, timezone, told)
    notes = [SAID[what].format(n=f"{n:,}", zone=timezone) for what, n in sorted(told.items()) if n and what in SAID]
    yield Batch(schema("comments").empty_table(), 0, [], notes)


def _raws(source: Source, head: Head, reading: Reading) -> Iterator[Raw]:
    if head.kind in ("json", "json lines"):
        source.format = _shape(head)
        columns = partial(_columns, names=_names(reading))
        yield from json_raws(source, reading, (("data", "comments"), ()), columns, comments_of)
        return
    named = {plain(name): name for name in reversed(head.columns)}
    found = {key: [named[plain(n)] for n in names if plain(n) in named][:1] for key, names in _names(reading).items()}
    if found["account_name"] == found["account"]:
        found["account_name"] = []
    missing = [meaning for key, meaning in NEEDED.items() if not found[key]]
    if missing:
        raise InputError.holds_no_comments(source.name, head.columns)
    if reading.columns and not found["stance"]:
        raise InputError.no_labels(source.name, reading.columns["stance"], head.columns)
    if not (found["comment"] or found["parent"]) and (views := VIEWS & named.keys()):
        raise InputError.posts_not_comments(source.name, named[min(views)])
    if not head.is_table:
        return  # a header and nothing below it
    source.format = "comments table"
    yield from rows_of(source, reading, {key: names for key, names in found.items() if names})


def _names(reading: Reading) -> dict[str, tuple[str, ...]]:
    """Names of columns, those that were told in place of the usual ones."""
    return NAMES | {key: (name,) for key, name in reading.columns.items()}


def _shape(head: Head) -> str:
    if head.objects("data", "comments"):
        return "research-api-comments"
    objects = head.objects()
    if any("source_platform" in record for record in objects):
        return "zeeschuimer comments"
    return "yt-dlp comments" if any("webpage_url" in record for record in objects) else "comments (JSON)"


def comments_of(value: Any) -> list[Any]:
    """The comments inside one JSON value, each with the id of its post where that stands around it.

    Raises
    ------
    ValueError
        There are none, and none is meant.
    """
    if isinstance(value, list):
        return [comment for part in value for comment in comments_of(part)]
    if not isinstance(value, dict):
        raise ValueError("no object with fields")
    inside = value.get("data")
    if isinstance(inside, dict):
        if isinstance(inside.get("comments"), list):
            return list(inside["comments"])
        return [{**inside, "item_id": value.get("item_id")}] if "source_platform" in value else [value]
    if isinstance(value.get("entries"), list):
        return [comment for part in value["entries"] if part for comment in comments_of(part)]
    if "webpage_url" in value or isinstance(value.get("comments"), list):
        return [_of_video(comment, value.get("id")) for comment in value.get("comments") or []]
    return [value]


def _of_video(comment: Any, post: Any) -> Any:
    """A comment of yt-dlp: its parent may be the word root."""
    if not isinstance(comment, dict):
        return comment
    parent = None if comment.get("parent") == "root" else comment.get("parent")
    return {**comment, "_post": post, "parent": parent}


def _columns(comments: list[Record], names: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    return {key: pick(comments, *known) for key, known in names.items()}


def _arrays(raw: Raw) -> dict[str, pa.Array]:
    return {key: _array(key, raw.columns.get(key), len(raw.lines)) for key in NAMES}


def _array(key: str, values: Any, rows: int) -> pa.Array:
    import pyarrow as pa

    if values is None:
        return pa.nulls(rows, pa.string())
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if isinstance(values, pa.Array):
        return texts.decoded(values)
    made: Mapping[str, Any] = {"time": times.from_objects, "born": times.from_objects, "likes": counts.from_objects}
    if key in ("comment", "post", "account", "parent"):
        return ids.from_objects(values)
    if key in made:
        return made[key](values)
    return texts.from_objects(values)


def _checked(raw: Raw, arrays: dict[str, pa.Array], order: times.Order, zone: str, told: Counter[str]) -> Batch:
    """Comments with a post and a time; the others among the refusals."""
    import numpy as np
    import pyarrow as pa

    rows = len(raw.lines)
    why = np.full(rows, "", dtype=object)
    post, ruined = ids.clean(_from_links(arrays["post"]))
    for mask, reason in ((ruined, ids.RUINED), (_null(post), "no post id")):
        why[mask & (why == "")] = f"post: {reason}"
    made = times.read(arrays["time"], zone, order)
    late = (made.seconds < times.FIRST) | (made.seconds > int(time.time()) + times.SLACK)
    why[(made.codes != times.OK) & (why == "")] = "time: no time that can be read"
    why[late & (why == "")] = "time: before there was a platform, or in the future"
    kept = np.flatnonzero(why == "")
    comment, _ = ids.clean(arrays["comment"])
    account, _ = ids.clean(arrays["account"])
    parent, _ = ids.clean(arrays["parent"])
    likes, wrong = counts.clean(arrays["likes"])
    text, _ = texts.captions(arrays["text"])
    table = {
        "comment_id": comment, "post_id": post, "account_id": account, "account_name": ids.tidy(arrays["account_name"]),
        "created_at": pa.array(made.seconds), "text": text, "likes": likes, "parent_id": parent,
        "account_created_at": _born(arrays["born"], zone, order), "stance": arrays["stance"].cast(pa.string()),
        "pinned": texts.truths(arrays["pinned"]),
    }  # fmt: skip
    told["count"] += wrong
    told["no account"] += int(_null(account)[kept].sum())
    told["no comment id"] += int(_null(comment)[kept].sum())
    told["no zone"] += made.said.get("no zone", 0)
    chosen = pa.table(table).select(schema("comments").names).take(pa.array(kept)).cast(schema("comments"))
    lines = np.asarray(raw.lines, np.int64)
    return Batch(chosen, rows + len(raw.refusals), [*raw.refusals, *_refusals(why, lines)])


def _refusals(why: np.ndarray, lines: np.ndarray) -> list[Refusal]:
    return [
        Refusal(int(line), *reason.split(": ", 1)) for line, reason in zip(lines, why.tolist(), strict=True) if reason
    ]


def _null(column: pa.Array) -> np.ndarray:
    mask: np.ndarray = column.is_null().to_numpy(zero_copy_only=False)
    return mask


def _from_links(post: pa.Array) -> pa.Array:
    """Ids of posts; of links the id inside."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_string(post.type) or not pc.any(pc.match_substring(post, "/")).as_py():
        return post
    found = (_IN_LINK.search(text) if text and "/" in text else None for text in post.to_pylist())
    inside = [match and (match[1] or match[2]) for match in found]
    return pc.coalesce(pa.array(inside, pa.string()), post)


def _born(column: pa.Array, zone: str, order: times.Order) -> pa.Array:
    """When accounts were made; unknown where it cannot be read or cannot be."""
    import numpy as np
    import pyarrow as pa

    made = times.read(column, zone, order)
    known = (made.codes == times.OK) & (made.seconds > 0) & (made.seconds < int(time.time()))
    return pa.array(np.where(known, made.seconds, 0), mask=~known)


def each_once(comments: pa.Table) -> pa.Table:
    """All comments; of rows with the same id the last, of rows without one equal rows once."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    table = comments.combine_chunks()
    said = pc.binary_join_element_wise(
        pc.fill_null(table["account_id"], ""),
        table["created_at"].cast(pa.string()),
        pc.fill_null(table["text"], ""),
        "|",
    )
    own = pc.coalesce(table["comment_id"], said)
    key = pc.binary_join_element_wise(table["post_id"], own, "|").combine_chunks().dictionary_encode()
    codes = key.indices.to_numpy()
    last = np.full(len(key.dictionary), -1, np.int64)
    last[codes] = np.arange(len(codes))
    once = table.take(pa.array(np.sort(last)))
    missing = once["comment_id"].null_count
    if missing:
        number = pc.binary_join_element_wise("row", pa.array(np.arange(once.num_rows)).cast(pa.string()), "-")
        place = once.column_names.index("comment_id")
        once = once.set_column(place, "comment_id", pc.coalesce(once["comment_id"], number))
    return once
