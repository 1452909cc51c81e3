"""Which files are there, what are they, and what do they hold? The door to all input formats.

``open_inputs`` finds files, ``detect`` recognises each by its content, ``read`` gives checked posts. A format is one
file with a ``FORMAT`` and one line in REGISTRY; a plug-in's format comes through the same door, as an entry point in
the group ``payola.formats``.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

from payola.errors import InputError
from payola.formats.source import Source, silent

if TYPE_CHECKING:
    from payola.formats.batch import Batch
    from payola.formats.head import Head
    from payola.formats.raw import Format

__all__ = ["REGISTRY", "Source", "detect", "open_inputs", "read", "registered", "titles"]

# Asked in this order: the most particular first, the plain table last.
REGISTRY = (
    "payola.formats.research_api:FORMAT",
    "payola.formats.zeeschuimer:FORMAT",
    "payola.formats.apify:FORMAT",
    "payola.formats.scraper:FORMAT",
    "payola.formats.ytdlp:FORMAT",
    "payola.formats.fourcat:FORMAT",
    "payola.formats.pyktok:FORMAT",
    "payola.formats.research_table:FORMAT",
    "payola.formats.no_posts:COMMENTS",
    "payola.formats.no_posts:ACCOUNTS",
    "payola.formats.no_posts:QUERY",
    "payola.formats.no_posts:ERROR",
    "payola.formats.no_posts:PLAYLIST",
    "payola.formats.no_posts:DICTIONARY",
    "payola.formats.table:FORMAT",
)
UNKNOWN = "unknown"


@lru_cache(maxsize=1)
def registered() -> tuple[Format, ...]:
    """All formats: plug-ins first, so that they may know better, then our own."""
    plugged = [point.value for point in entry_points(group="payola.formats")]
    return tuple(_loaded(place) for place in (*plugged, *REGISTRY))


def _loaded(place: str) -> Format:
    module, _, name = place.partition(":")
    found: Format = getattr(importlib.import_module(module), name)
    return found


def open_inputs(paths: Sequence[Path]) -> list[Source]:
    """The files named and those in the folders named (sorted, hidden ones skipped), each once.

    Raises
    ------
    InputError
        A path is not there, a folder holds no file, a named file is empty or may not be opened.
    """
    found: dict[Path, Source] = {}
    for path in map(Path, paths):
        for source in _sources(path):
            place = source.path.resolve()
            first = found.setdefault(place, source)
            first.named = first.named or source.named
    for source in found.values():
        _ = source.compression  # opens it: a file that may not be read is told now and not after an hour
        if source.named and source.size == 0:
            raise InputError.empty(source.name)
    return list(found.values())


def _sources(path: Path) -> list[Source]:
    if path.is_dir():
        inside = [p for p in sorted(path.rglob("*")) if p.is_file() and not _hidden(p.relative_to(path))]
        if not inside:
            raise InputError.no_files(path.name or str(path))
        return [Source(p, named=False) for p in inside]
    if not path.exists():
        raise InputError.not_found(path)
    if not path.is_file():
        raise InputError.unreadable(path.name, "it is neither a file nor a folder")
    return [Source(path)]


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def detect(source: Source, columns: Mapping[str, str] | None = None) -> Format | None:
    """The format of a file, by its content; None where a file found in a folder is of no known format.

    Raises
    ------
    InputError
        The file was named itself and is empty, holds no posts, or is of no known format.
    """
    from payola.formats.head import look

    head = look(source)
    head.told = columns or {}
    form = None
    if head.kind not in ("empty", "other"):
        form = next((form for form in registered() if form.sniff(head)), None)
    source.format = form.name if form else UNKNOWN
    if source.named and (form is None or not form.holds_posts):
        raise _unusable(source, head, form)
    return form


def _unusable(source: Source, head: Head, form: Format | None) -> InputError:
    if head.kind == "empty":
        return InputError.empty(source.name)
    if form or head.foreign:
        return InputError.holds_no_posts(source.name, form.title if form else head.foreign)
    return InputError.unknown_format(source.name, titles())


def titles() -> list[str]:
    """What payola reads, in words."""
    return [form.title for form in registered() if form.holds_posts]


def _why_not(source: Source, form: Format | None) -> str:
    from payola.formats.head import look

    head = look(source)
    if head.kind == "empty":
        return "not read: the file is empty"
    if form or head.foreign:
        return f"not read: it is {form.title if form else head.foreign}"
    columns = ", ".join(head.columns[:20]) if head.is_table else ""
    return f"not read: no columns for account and time among {columns}" if columns else "not read: no known format"


def read(
    sources: Sequence[Source],
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str = "UTC",
    on_bytes: Callable[[int], None] = silent,
) -> Iterator[tuple[int, Batch]]:
    """Batches of checked posts with the position of their file in ``sources``; memory stays bounded.

    A file's last batch carries its notes. Files of a folder that hold no posts give one empty batch with a note.

    Raises
    ------
    InputError
        A file cannot be used: unknown, damaged, without a column that is needed.
    """
    from payola.formats.batch import Batch, read_schema
    from payola.formats.driver import batches
    from payola.formats.raw import Reading

    reading = Reading(columns or {}, timezone, on_bytes)
    forms = [detect(source, reading.columns) for source in sources]
    if not any(form and form.holds_posts for form in forms):
        raise InputError.unknown_format(", ".join(source.name for source in sources[:3]), titles())
    for i, (source, form) in enumerate(zip(sources, forms, strict=True)):
        if form and form.holds_posts:
            yield from ((i, batch) for batch in batches(form, source, reading))
        else:
            on_bytes(source.size)
            yield i, Batch(read_schema().empty_table(), 0, [], [_why_not(source, form)])
