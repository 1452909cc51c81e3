"""When was it posted? Any column of times in, Unix seconds UTC out, and which values could not be trusted.

Unix seconds, milliseconds, micro- and nanoseconds are told apart by size; ISO 8601 with or without a zone; day first
or month first where the column settles it; Twitter and mail dates. A time without a zone is taken in the zone given.
"""

from __future__ import annotations

import email.utils
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

Order = Literal["day", "month", "unsettled"]
FIRST = int(datetime(2005, 1, 1, tzinfo=UTC).timestamp())  # earlier is a broken clock: no such platform stood
SLACK = 2 * 86_400  # seconds that a time may lie beyond the moment of collection
OK, MISSING, UNREADABLE, AMBIGUOUS = 0, 1, 2, 3

_CLOCK = r"(?P<h>\d{1,2}):(?P<i>\d{2})(?::(?P<s>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
_ZONE = r"\s*(?P<z>Z|z|UTC|GMT|[+-]\d{2}:?(?:\d{2})?)?"
_YMD = rf"^(?P<y>\d{{4}})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}})(?:[T ,]\s*{_CLOCK})?{_ZONE}$"
_DMY = rf"^(?P<a>\d{{1,2}})(?P<sep>[-/.])(?P<b>\d{{1,2}})[-/.](?P<y>\d{{4}})(?:[T ,]+{_CLOCK})?{_ZONE}$"
_COMPACT = r"^(?P<y>(?:19|20)\d{2})(?P<m>[01]\d)(?P<d>[0-3]\d)$"
_NUMBER = r"^[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?$"
_PLAIN = r"^\d{9,18}$"  # whole numbers that are no calendar date
_TWITTER = re.compile(r"^\w{3} (\w{3}) (\d{1,2}) (\d\d:\d\d:\d\d) ([+-]\d{4}) (\d{4})$")


@dataclass
class Times:
    """Seconds (int64) and a code a row: OK, MISSING, UNREADABLE, AMBIGUOUS; ``said`` counts what was assumed."""

    seconds: np.ndarray
    codes: np.ndarray
    said: Counter[str] = field(default_factory=Counter)


def from_objects(values: Sequence[Any]) -> pa.Array:
    """Python values as an array that ``read`` takes."""
    import pyarrow as pa

    kinds = set(map(type, values)) - {type(None)}
    try:
        if kinds <= {int}:
            return pa.array(values, pa.int64())
        if kinds <= {int, float}:
            return pa.array([None if value is None else float(value) for value in values], pa.float64())
        if kinds <= {str}:
            return pa.array(values, pa.string())
    except (OverflowError, UnicodeEncodeError, pa.ArrowInvalid):
        pass
    return pa.array([_text(value) for value in values], pa.string())


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, dict):  # {"$date": ...} and the like hold one value
        return _text(next(iter(value.values()))) if len(value) == 1 else None
    return str(value).encode("utf-8", "replace").decode() if isinstance(value, (str, int, float)) else None


def read(column: pa.Array, zone: str, order: Order = "unsettled") -> Times:
    """Unix seconds of a column of any type."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_string(column.type) and pc.all(pc.match_substring_regex(column, _PLAIN)).as_py():
        column = column.cast(pa.int64())
    kind, null = column.type, column.is_null().to_numpy(zero_copy_only=False)
    times = Times(np.zeros(len(column), np.int64), np.where(null, MISSING, OK).astype(np.int8))
    if pa.types.is_timestamp(kind):
        _stamps(column, zone, times)
    elif pa.types.is_date(kind):
        _stamps(column.cast(pa.timestamp("s")), zone, times)
        times.said["day only"] += int((~null).sum())
    elif pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        _numbers(column.cast(pa.float64()) if pa.types.is_decimal(kind) else column, np.arange(len(column)), times)
    elif pa.types.is_string(kind) or pa.types.is_large_string(kind):
        _strings(column.cast(pa.string()), zone, order, times)
    else:
        times.codes[~null] = UNREADABLE
    return times


def order_of(columns: Sequence[pa.Array]) -> Order:
    """Whether the day or the month stands first, where some value above 12 settles it."""
    import pyarrow as pa
    import pyarrow.compute as pc

    day = month = False
    for column in columns:
        found = pc.extract_regex(pc.utf8_trim_whitespace(column.cast(pa.string())), _DMY).drop_null()
        if len(found):
            day = day or pc.max(found.field("a").cast(pa.int64())).as_py() > 12
            month = month or pc.max(found.field("b").cast(pa.int64())).as_py() > 12
    return "unsettled" if day == month else "day" if day else "month"


def needs_order(column: pa.Array) -> bool:
    """Whether the column has dates such as 03/04/2024."""
    import pyarrow as pa
    import pyarrow.compute as pc

    textual = pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
    return textual and bool(pc.any(pc.match_substring_regex(column, r"^\s*\d{1,2}[-/]\d{1,2}[-/]\d{4}")).as_py())


def _stamps(column: pa.Array, zone: str, times: Times) -> None:
    """Arrow timestamps: those with a zone are UTC inside, those without are taken in ``zone``."""
    import numpy as np
    import pyarrow as pa

    per_second = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[column.type.unit]
    there = times.codes == OK
    ticks = column.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
    times.seconds[there] = (ticks // per_second)[there]
    if column.type.tz is None:
        times.seconds[there] = _in_zone(times.seconds[there], zone)
        times.said["no zone"] += int(np.count_nonzero(there))


def _numbers(column: pa.Array, where: np.ndarray, times: Times) -> None:
    """Seconds from numbers by their size: up to 1e11 s, up to 1e14 ms, up to 1e17 us, above ns."""
    import numpy as np
    import pyarrow as pa

    values = column.fill_null(0).to_numpy(zero_copy_only=False)
    if not pa.types.is_integer(column.type):
        values = values.astype(np.float64)
        broken = ~np.isfinite(values)
        times.codes[where[broken]] = MISSING
        values = np.where(broken, 0, values)
    size = np.abs(values.astype(np.float64))
    seconds = np.zeros(len(values), np.int64)
    scales = ((0, 1e11, 1, ""), (1e11, 1e14, 10**3, "milliseconds"), (1e14, 1e17, 10**6, "microseconds"),
              (1e17, 9.3e18, 10**9, "nanoseconds"))  # fmt: skip
    for low, high, unit, name in scales:
        chosen = (size >= low) & (size < high)
        seconds[chosen] = np.floor_divide(values[chosen], unit).astype(np.int64)
        if name and chosen.any():
            times.said[name] += int(chosen.sum())
    times.codes[where[size >= 9.3e18]] = UNREADABLE
    times.seconds[where] = seconds


def _strings(column: pa.Array, zone: str, order: Order, times: Times) -> None:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    from payola.formats.ids import MISSING as NOTHING
    from payola.formats.ids import tidy

    text = tidy(column)
    nothing = pc.is_in(pc.utf8_lower(text), value_set=pa.array(NOTHING)).to_numpy(zero_copy_only=False)
    times.codes[nothing] = MISSING
    left = np.flatnonzero(times.codes == OK)
    for pattern, work in ((_COMPACT, _calendar), (_NUMBER, None), (_YMD, _calendar), (_DMY, _calendar)):
        if not len(left):
            return
        some = text.take(pa.array(left))
        match = pc.match_substring_regex(some, pattern).to_numpy(zero_copy_only=False)
        if match.any() and work is None:
            _numbers(_as_numbers(some.filter(pa.array(match))), left[match], times)
        elif match.any():
            parts = pc.extract_regex(some.filter(pa.array(match)), pattern)
            _calendar(parts, left[match], zone, order, times)
        left = left[~match]
    for i in left.tolist():
        _by_words(text[i].as_py(), i, zone, times)


def _as_numbers(text: pa.Array) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    if pc.all(pc.match_substring_regex(text, r"^\d{1,18}$")).as_py():
        return text.cast(pa.int64())
    return pc.replace_substring_regex(text, r"^\+", "").cast(pa.float64())


def _calendar(parts: pa.StructArray, where: np.ndarray, zone: str, order: Order, times: Times) -> None:
    """Seconds from captured calendar parts (named y, m, d or a, b; h, i, s; half; z)."""
    import numpy as np

    names = [field.name for field in parts.type]
    year = _whole(parts, "y")
    if "a" in names:
        month, day, doubtful = _day_and_month(parts, order, times)
    else:
        month, day = _whole(parts, "m"), _whole(parts, "d")
        doubtful = np.zeros(len(parts), bool)
    hour, minute, second = (_whole(parts, n) if n in names else np.zeros(len(parts), np.int64) for n in "his")
    if "h" not in names or not (parts.field("h").to_numpy(zero_copy_only=False) != "").all():
        times.said["day only"] += 1
    hour = _half_day(hour, parts) if "half" in names else hour
    months = np.clip((year - 1970) * 12 + month - 1, -24_000, 100_000).astype("datetime64[M]")
    days = months.astype("datetime64[D]").astype(np.int64)
    length = (months + 1).astype("datetime64[D]").astype(np.int64) - days
    valid = (month >= 1) & (month <= 12) & (day >= 1) & (day <= length) & (hour < 24) & (minute < 60) & (second <= 60)
    seconds = (days + day - 1) * 86_400 + hour * 3_600 + minute * 60 + second
    shift, zoned = _shifts(parts) if "z" in names else (np.zeros(len(parts), np.int64), np.zeros(len(parts), bool))
    plain = valid & ~zoned
    seconds = seconds - shift
    seconds[plain] = _in_zone(seconds[plain], zone)
    times.said["no zone"] += int(np.count_nonzero(plain & ~doubtful))
    times.seconds[where] = seconds
    times.codes[where] = np.where(doubtful, AMBIGUOUS, np.where(valid, OK, UNREADABLE))


def _whole(parts: pa.StructArray, name: str) -> np.ndarray:
    import pyarrow as pa
    import pyarrow.compute as pc

    text = parts.field(name)
    filled = pc.if_else(pc.equal(text, ""), "0", text).cast(pa.int64())
    numbers: np.ndarray = filled.to_numpy(zero_copy_only=False).copy()
    return numbers


def _half_day(hour: np.ndarray, parts: pa.StructArray) -> np.ndarray:
    """24-hour clock from am and pm."""
    import numpy as np
    import pyarrow.compute as pc

    half = pc.utf8_lower(parts.field("half"))
    before = pc.starts_with(half, "a").to_numpy(zero_copy_only=False)
    after = pc.starts_with(half, "p").to_numpy(zero_copy_only=False)
    return np.where(before & (hour == 12), 0, np.where(after & (hour < 12), hour + 12, hour))


def _day_and_month(parts: pa.StructArray, order: Order, times: Times) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Month, day, and which dates stay doubtful.

    A value above 12 settles its own row, the column's ``order`` settles the rest. Nobody writes mm.dd.yyyy; dd-mm-yyyy
    is taken where nothing speaks against it, and said; dd/mm/yyyy and mm/dd/yyyy are both common and stay doubtful.
    """
    import numpy as np

    first, second = _whole(parts, "a"), _whole(parts, "b")
    sep = parts.field("sep").to_numpy(zero_copy_only=False).astype(str)
    month_first = (second > 12) | ((order == "month") & (sep != ".") & (first <= 12))
    open_ = (order == "unsettled") & (first <= 12) & (second <= 12) & (first != second)
    doubtful = open_ & (sep == "/")
    if (assumed := int(np.count_nonzero(open_ & (sep == "-")))) > 0:
        times.said["day first"] += assumed
    return np.where(month_first, first, second), np.where(month_first, second, first), doubtful


def _shifts(parts: pa.StructArray) -> tuple[np.ndarray, np.ndarray]:
    """Seconds east of UTC, and whether a zone was written at all."""
    import numpy as np

    coded = parts.field("z").dictionary_encode()
    texts = coded.dictionary.to_pylist()
    shifts = np.array([_shift(text) for text in texts], np.int64)
    written = np.array([text != "" for text in texts], bool)
    codes = coded.indices.to_numpy(zero_copy_only=False)
    return shifts[codes], written[codes]


def _shift(text: str) -> int:
    if text[:1] not in ("+", "-"):
        return 0
    digits = text[1:].replace(":", "").ljust(4, "0")
    return (1 if text[0] == "+" else -1) * (int(digits[:2]) * 3_600 + int(digits[2:]) * 60)


def _in_zone(local: np.ndarray, zone: str) -> np.ndarray:
    """UTC seconds of wall-clock seconds in ``zone``; an hour that comes twice is its first."""
    import numpy as np

    if zone == "UTC" or not len(local):
        return local
    quarter, inverse = np.unique(local // 900, return_inverse=True)  # zones change at quarters of an hour
    there = ZoneInfo(zone)
    offsets = [_offset(int(q) * 900, there) for q in quarter]
    return local - np.array(offsets, np.int64)[inverse]


def _offset(local: int, zone: ZoneInfo) -> int:
    try:
        shift = datetime.fromtimestamp(local, UTC).replace(tzinfo=zone).utcoffset()
    except (ValueError, OverflowError, OSError):
        return 0
    return int(shift.total_seconds()) if shift else 0


def _by_words(text: str, i: int, zone: str, times: Times) -> None:
    """Dates with names of months: Twitter's, and those of mail and feeds."""
    import numpy as np

    if found := _TWITTER.match(text):
        text = "{1} {0} {4} {2} {3}".format(*found.groups())
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        times.codes[i] = UNREADABLE
        return
    if moment.tzinfo is None:
        times.said["no zone"] += 1
        times.seconds[i] = _in_zone(np.array([int(moment.replace(tzinfo=UTC).timestamp())]), zone)[0]
    else:
        times.seconds[i] = int(moment.timestamp())
