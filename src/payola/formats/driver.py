"""Can this row be believed? Raw columns of any format in, checked posts and counted refusals out.

The same checks for every format: an account and a time that can be used, ids that are exact, texts without NUL bytes,
counts that are counts. ``rows = posts kept + rows refused`` holds for every batch.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from payola.formats import counts, ids, texts, times
from payola.formats.batch import Batch, Refusal, read_schema
from payola.formats.encoding import note
from payola.formats.head import look
from payola.formats.raw import Format, Raw, Reading
from payola.formats.source import Source
from payola.objects import MAX_TAGS

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

COUNTS = ("views", "likes", "dislikes", "comments", "shares", "followers")
_SAID = {
    "no zone": "{n} times had no zone and were taken as {zone}",
    "milliseconds": "{n} times were in milliseconds",
    "microseconds": "{n} times were in microseconds",
    "nanoseconds": "{n} times were in nanoseconds",
    "from zero": "{n} times are seconds from a start of their own, no dates",
    "day only": "some times are days without an hour: taken as midnight",
    "day first": "{n} dates were taken as day-month-year: nothing in the file says otherwise",
    "no post id": "no column for the post's id: equal rows count as one post",
    "ruined music": "{n} music ids were ruined by a spreadsheet or float and set unknown",
    "cut": f"{{n}} captions were longer than {texts.LONGEST} characters and were cut there",
    "many tags": f"{{n}} posts had more than {MAX_TAGS} hashtags: the first {MAX_TAGS} were kept",
    "caption tags": "{n} captions hold hashtags that the list of hashtags leaves out; the list was used",
    "count": "{n} counts were no whole number from 0 up and were set unknown",
}


@dataclass
class Told:
    """What is said about a file once, when it is read to its end."""

    zone: str
    counted: Counter[str] = field(default_factory=Counter)
    notes: dict[str, None] = field(default_factory=dict)

    def lines(self) -> list[str]:
        said = [_SAID[what].format(n=f"{n:,}", zone=self.zone) for what, n in sorted(self.counted.items()) if n]
        return [*self.notes, *said]


def batches(form: Format, source: Source, reading: Reading) -> Iterator[Batch]:
    """The file's rows, checked, a batch at a time; notes come with the last batch."""
    told = Told(reading.timezone)
    if said := note(_encoding(source)):
        told.notes[said] = None
    order: times.Order | None = None
    for raw in form.read(source, reading):
        told.notes.update(dict.fromkeys(raw.notes))
        told.counted += raw.counted
        arrays = _arrays(raw)
        if order is None and times.needs_order(arrays["time"]):
            order = _order(form, source, reading)
        yield _checked(raw, arrays, order or "unsettled", told)
    yield Batch(read_schema().empty_table(), 0, [], told.lines())


def _encoding(source: Source) -> str:
    head = look(source)
    return "utf-8" if head.kind in ("parquet", "empty", "other") else head.encoding


def _order(form: Format, source: Source, reading: Reading) -> times.Order:
    """Reads the whole column of times once to see whether day or month stands first."""
    again = Reading(reading.columns, reading.timezone)
    return times.order_of([_array("time", raw.columns["time"], len(raw.lines)) for raw in form.read(source, again)])


def _arrays(raw: Raw) -> dict[str, pa.Array]:
    arrays = {key: _array(key, values, len(raw.lines)) for key, values in raw.columns.items() if key != "account_name"}
    if "account_name" in raw.columns:
        names = raw.columns["account_name"]
        same = names is raw.columns["account"]
        arrays["account_name"] = arrays["account"] if same else _array("account_name", names, len(raw.lines))
    return arrays


def _array(key: str, values: Any, rows: int) -> pa.Array:
    """A raw column as one Arrow array."""
    import pyarrow as pa

    if isinstance(values, str):
        return pa.repeat(pa.scalar(values, pa.string()), rows)
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if isinstance(values, pa.Array):
        return texts.decoded(values)
    if key in ("post", "account", "music"):
        return ids.from_objects(values)
    if key in ("time", "collected"):
        return times.from_objects(values)
    if key in COUNTS:
        return counts.from_objects(values)
    return texts.from_objects(values)


def _checked(raw: Raw, arrays: dict[str, pa.Array], order: times.Order, told: Told) -> Batch:
    """One batch: columns in the read schema, rows that cannot be believed among the refusals."""
    import numpy as np
    import pyarrow as pa

    rows = len(raw.lines)
    reasons = Reasons(rows)
    post, account = _ids(arrays, reasons)
    seconds = _times(arrays, order, reasons, told)
    kept = np.flatnonzero(~reasons.refused)
    chosen = pa.array(kept)

    def some(array: pa.Array) -> pa.Array:
        return array if len(kept) == rows else array.take(chosen)

    table = _posts({key: some(array) for key, array in arrays.items()}, told)
    table["post_id"] = None if post is None else some(post)
    table["account_id"] = some(account)
    table["created_at"] = pa.array(seconds[0][kept])
    table["collected_at"] = some(seconds[1])
    lines = np.asarray(raw.lines, np.int64)
    table["line"] = pa.array(lines[kept])
    table.setdefault("platform", pa.array([""] * len(kept), pa.string()))
    if post is None:
        table["post_id"] = texts.digests(table)
        told.counted["no post id"] = 1
    schema = read_schema()
    columns = [table[name] if table.get(name) is not None else pa.nulls(len(kept), schema.field(name).type)
               for name in schema.names]  # fmt: skip
    refusals = [*raw.refusals, *reasons.refusals(lines)]
    return Batch(pa.Table.from_arrays(columns, schema=schema), rows + len(raw.refusals), refusals)


class Reasons:
    """Why rows are refused; the first reason of a row counts."""

    def __init__(self, rows: int) -> None:
        import numpy as np

        self.refused = np.zeros(rows, bool)
        self.found: list[tuple[np.ndarray, str, str]] = []

    def add(self, mask: np.ndarray, field: str, reason: str) -> None:
        import numpy as np

        new = mask & ~self.refused
        if new.any():
            self.found.append((np.flatnonzero(new), field, reason))
            self.refused |= new

    def refusals(self, lines: np.ndarray) -> list[Refusal]:
        said = [Refusal(int(lines[i]), field, reason) for where, field, reason in self.found for i in where]
        return sorted(said, key=lambda refusal: refusal.line)


def _ids(arrays: dict[str, pa.Array], reasons: Reasons) -> tuple[pa.Array | None, pa.Array]:
    post = None
    if "post" in arrays:
        post, ruined = ids.clean(arrays["post"])
        reasons.add(ruined, "post", ids.RUINED)
        reasons.add(_null(post), "post", "no post id")
    account, ruined = ids.clean(arrays["account"])
    reasons.add(ruined, "account", ids.RUINED)
    reasons.add(_null(account), "account", "no account")
    return post, account


def _null(column: pa.Array) -> np.ndarray:
    mask: np.ndarray = column.is_null().to_numpy(zero_copy_only=False)
    return mask


def _times(
    arrays: dict[str, pa.Array], order: times.Order, reasons: Reasons, told: Told
) -> tuple[np.ndarray, pa.Array]:
    """Posting times (refused where they cannot be), and collection times (unknown where they cannot be)."""
    import numpy as np
    import pyarrow as pa

    made = times.read(arrays["time"], told.zone, order)
    told.counted += made.said
    today = int(time.time())
    latest = np.full(len(made.seconds), today, np.int64)
    taken = pa.nulls(len(made.seconds), pa.int64())
    if "collected" in arrays:
        got = times.read(arrays["collected"], told.zone, order)
        known = (got.codes == times.OK) & (got.seconds >= times.FIRST) & (got.seconds <= today + times.SLACK)
        taken = pa.array(got.seconds, mask=~known)
        latest = np.where(known, np.minimum(got.seconds, today), today)
    reasons.add(made.codes == times.MISSING, "time", "no posting time")
    reasons.add(made.codes == times.UNREADABLE, "time", "the posting time cannot be read")
    doubtful = "day/month or month/day: nothing in the file settles it; write dates as 2024-12-31"
    reasons.add(made.codes == times.AMBIGUOUS, "time", doubtful)
    early, late = made.seconds < times.FIRST, made.seconds > latest + times.SLACK
    if "object" in arrays and _counted_from_zero(made):
        told.counted["from zero"] += len(early)
        early = np.zeros_like(early)
    _add_years(early, made.seconds, "before there was a platform", reasons)
    _add_years(late, made.seconds, "in the future, or after it was collected", reasons)
    return made.seconds, taken


def _counted_from_zero(made: times.Times) -> bool:
    """Whether a table of uses counts seconds from a start of its own: then no time is anywhere near today."""
    seconds = made.seconds[made.codes == times.OK]
    return bool(seconds.size) and bool(((seconds >= 0) & (seconds < times.FIRST)).all())


def _add_years(mask: np.ndarray, seconds: np.ndarray, why: str, reasons: Reasons) -> None:
    import numpy as np

    mask = mask & ~reasons.refused
    years = seconds.astype("datetime64[s]").astype("datetime64[Y]").astype(np.int64) + 1970
    for year in np.unique(years[mask]).tolist():
        named = f"year {year}" if 0 < year < 10_000 else "a year that is none"
        reasons.add(mask & (years == year), "time", f"{named}: {why}")


def _posts(arrays: dict[str, pa.Array], told: Told) -> dict[str, Any]:
    """The columns of the read schema that no row is refused for."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from payola import objects

    table: dict[str, Any] = {}
    if "views" in arrays:
        arrays["views"], table["views_low"], table["views_high"] = counts.without_bands(arrays["views"])
    for key in COUNTS:
        if key in arrays:
            table[key], wrong = counts.clean(arrays[key])
            told.counted["count"] += wrong
    if "music" in arrays:
        music, ruined = ids.clean(arrays["music"])
        table["music_id"] = pc.if_else(pa.array(ruined), pa.scalar(None, pa.string()), music)
        told.counted["ruined music"] += int(ruined.sum())
    for key in ("account_name", "platform", "language", "region", "url", "object"):
        if key in arrays:
            table[key] = texts.short(arrays[key], key)
    if "platform" in table:
        table["platform"] = table["platform"].fill_null("")
    if "disclosed" in arrays:
        table["disclosed"] = texts.truths(arrays["disclosed"])
    if "text" in arrays:
        table["text"], cut = texts.captions(arrays["text"])
        told.counted["cut"] += cut
        table["mentions"] = objects.mentions_of_texts(table["text"])
        table["links"] = objects.links_of_texts(table["text"])
    table["tags"], many = texts.tags(arrays.get("tags"), table.get("text"))
    told.counted["many tags"] += many
    return table
