"""What does the beginning of a file look like? Its kind, its columns or its first values; formats decide on these."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Literal

from payola.formats.encoding import encoding_of, to_utf8
from payola.formats.json_items import parse
from payola.formats.source import HEAD, Source

Kind = Literal["empty", "parquet", "json lines", "json", "text", "other"]
_OTHER = {
    b"PK\x03\x04": "an Excel or ZIP file: save it as CSV, or unpack it",
    b"\xd0\xcf\x11\xe0": "an old Excel file: save it as CSV",
    b"%PDF": "a PDF",
    b"ARROW1": "an Arrow file: save it as Parquet",
    b"SQLite f": "an SQLite database: save the table as CSV",
    b"BZh": "compressed with bzip2: unpack it first",
    b"\xfd7zXZ": "compressed with xz: unpack it first",
    b"7z\xbc\xaf": "a 7z archive: unpack it first",
}
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1f]")
DEEPEST = 50  # levels of nesting that a format may have
DELIMITERS = ",\t;|"


@lru_cache(maxsize=2)
def look(source: Source) -> Head:
    """The beginning of a file; the last ones are remembered, for a file is looked at several times in a row."""
    return Head(source)


@dataclass
class Head:
    """The first bytes of a source, looked at in every way a format may ask for."""

    source: Source
    told: Mapping[str, str] = field(default_factory=dict)  # columns that the user told, key to name

    @cached_property
    def data(self) -> bytes:
        """The beginning as it stands there, decompressed."""
        return self.source.head()

    @cached_property
    def encoding(self) -> str:
        return encoding_of(self.data)

    @cached_property
    def text(self) -> bytes:
        """The beginning as UTF-8."""
        return b"".join(to_utf8([self.data], self.encoding))

    @cached_property
    def whole(self) -> bool:
        """Whether the beginning is all there is."""
        return len(self.data) < HEAD

    @cached_property
    def kind(self) -> Kind:
        data = self.data
        if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
            return "empty"
        if data.startswith(b"PAR1"):
            return "parquet"
        if self.foreign or len(_CONTROL.findall(self.text)) * 25 > len(self.text):
            return "other"
        start = self.text.lstrip()[:1]
        if start in (b"{", b"["):
            return "json lines" if self._is_lines() else "json"
        return "text"

    @cached_property
    def foreign(self) -> str:
        """What the file is when it is of a well-known kind that is not read; empty otherwise."""
        for mark, what in _OTHER.items():
            if self.data.startswith(mark):
                return what
        page = re.match(rb"\s*(<!--.*?-->\s*)?<(!doctype|html|\?xml|head|body)\b", self.text[:2000], re.I | re.S)
        return "a web page or XML file" if page else ""

    def _lines(self) -> list[bytes]:
        """The first lines that are whole and not blank."""
        lines = self.text.split(b"\n")
        whole = lines if self.whole else lines[:-1]
        return [line for line in whole[:50] if line.strip()]

    def _is_lines(self) -> bool:
        """JSON lines: the first line is a value of its own; or it is broken, and at least two of the next are."""
        lines = self._lines()
        if not lines:
            return False
        rest = self.text.strip().split(b"\n", 1)
        if _is_value(lines[0]):
            return len(rest) > 1
        own = [line for line in lines[1:20] if line.lstrip()[:1] == b"{" and line.rstrip()[-1:] == b"}"]
        return lines[0].lstrip()[:1] == b"{" and len(own) >= 2 and sum(map(_is_value, own)) >= 2

    @cached_property
    def values(self) -> list[Any]:
        """The first JSON values: of JSON lines each line's, of a document as much of it as stands in the beginning."""
        if self.kind == "json lines":
            return [value for line in self._lines()[:20] if (value := _value(line)) is not None]
        whole = _value(self.text) if self.whole and self.kind == "json" else None
        return [whole or _partial(self.text)] if self.kind == "json" else []

    def objects(self, *path: str) -> list[dict[str, Any]]:
        """The first objects found at ``path`` in the values, looking into lists on the way."""
        return list(_objects(self.values, path))[:20]

    @cached_property
    def columns(self) -> list[str]:
        """The names in the header of a table, empty where it is none."""
        if self.kind == "parquet":
            return parquet_columns(self.source)
        return self.header[1] if self.kind == "text" else []

    @cached_property
    def is_table(self) -> bool:
        """Whether the first line reads like a header: a line below it has as many fields."""
        if self.kind == "parquet":
            return True
        if self.kind != "text" or len(self.columns) < 2:
            return False
        delimiter, names, skip = self.header
        below = [
            line for line in self.text.decode("utf-8", "replace").splitlines()[skip + 1 : skip + 20] if line.strip()
        ]
        return any(len(split_line(line, delimiter)) == len(names) for line in below)

    @cached_property
    def header(self) -> tuple[str, list[str], int]:
        """Delimiter, column names, and how many lines come before the header, of a delimited table."""
        lines = (
            self.text[:1_000_000].replace(b"\r\n", b"\n").replace(b"\r", b"\n").decode("utf-8", "replace").split("\n")
        )
        skipped = next((i for i, line in enumerate(lines) if line.strip()), 0)
        if found := re.fullmatch(r"sep=(.)", lines[skipped].strip()):
            return found[1], split_line("".join(lines[skipped + 1 : skipped + 2]), found[1]), skipped + 1
        line = lines[skipped]
        delimiter = max(DELIMITERS, key=lambda d: (len(split_line(line, d)), -DELIMITERS.index(d)))
        return delimiter, [name.replace("\0", "").strip() for name in split_line(line, delimiter)], skipped


def split_line(line: str, delimiter: str) -> list[str]:
    """One line of a delimited table; empty where it is none."""
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []


def parquet_columns(source: Source) -> list[str]:
    """The column names of a Parquet file."""
    from payola.formats.parquet import opened

    return list(opened(source).schema_arrow.names)


def _value(line: bytes) -> Any:
    try:
        return parse(line)
    except ValueError:
        return None


def _is_value(line: bytes) -> bool:
    return isinstance(_value(line), (dict, list))


def _partial(text: bytes) -> Any:
    """As much of a JSON document as stands there before it breaks off."""
    import ijson
    from ijson.common import ObjectBuilder

    builder, depth = ObjectBuilder(), 0
    try:
        for event, value in ijson.basic_parse(io.BytesIO(text)):
            depth += event.startswith("start_") - event.startswith("end_")
            if depth > DEEPEST:
                break
            builder.event(event, value)
    except (ijson.JSONError, ValueError, OverflowError, RecursionError):
        pass
    return getattr(builder, "value", None)


def _objects(values: list[Any], path: tuple[str, ...], levels: int = 9) -> Iterator[dict[str, Any]]:
    for value in values:
        if isinstance(value, list) and levels:
            yield from _objects(value, path, levels - 1)
        elif isinstance(value, dict) and path:
            yield from _objects([value.get(path[0])], path[1:], levels)
        elif isinstance(value, dict):
            yield value
