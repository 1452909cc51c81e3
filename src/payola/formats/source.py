"""Where does a file's content come from? Plain, gzip or zstd, in any text encoding, as a stream of bytes.

Compression is told by the first bytes, not by the name. What comes out of ``Source.stream`` is decompressed; text is
transcoded to UTF-8 by ``payola.formats.encoding``.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from payola.errors import InputError

CHUNK = 1 << 20  # bytes read from the disk at a time
HEAD = 1 << 18  # bytes looked at to recognise a format
GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"

OnBytes = Callable[[int], None]


def silent(_: int) -> None:
    """Tells nobody how many bytes were read."""


@dataclass(eq=False)
class Source:
    """One input file. ``named`` is false for files found in a folder; ``format`` is set once it is recognised."""

    path: Path
    named: bool = True
    format: str = ""

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.name

    @cached_property
    def size(self) -> int:
        """Bytes on the disk."""
        return self.path.stat().st_size

    @cached_property
    def sha256(self) -> str:
        """Checksum of the file as it stands on the disk."""
        digest = hashlib.sha256()
        for chunk in self.raw():
            digest.update(chunk)
        return digest.hexdigest()

    @cached_property
    def compression(self) -> str:
        with self._opened() as file:
            start = file.read(4)
        return "gzip" if start[:2] == GZIP else "zstd" if start == ZSTD else ""

    def head(self) -> bytes:
        """The first bytes of the decompressed content (at most HEAD; all of it where shorter)."""
        parts: list[bytes] = []
        for chunk in self.stream(step=1 << 16):
            parts.append(chunk)
            if sum(map(len, parts)) >= HEAD:
                break
        return b"".join(parts)[:HEAD]

    def raw(self, on_bytes: OnBytes = silent, step: int = CHUNK) -> Iterator[bytes]:
        """The file as it stands on the disk; ``on_bytes`` hears how many bytes were read."""
        with self._opened() as file:
            while chunk := file.read(step):
                yield chunk
                on_bytes(len(chunk))

    def stream(self, on_bytes: OnBytes = silent, step: int = CHUNK) -> Stream:
        """The decompressed content."""
        return Stream(self, on_bytes, step)

    def _opened(self) -> Any:
        try:
            return self.path.open("rb")
        except OSError as error:
            raise InputError.unreadable(self.name, error.strerror or str(error)) from error


@dataclass
class Stream:
    """Iterates over decompressed chunks; ``broken`` says afterwards why the content ends early ("": it does not)."""

    source: Source
    on_bytes: OnBytes = silent
    step: int = CHUNK
    broken: str = field(default="", init=False)

    def __iter__(self) -> Iterator[bytes]:
        raw = self.source.raw(self.on_bytes, self.step)
        if self.source.compression == "":
            yield from raw
        else:
            yield from self._decompressed(raw)

    def _decompressed(self, raw: Iterator[bytes]) -> Iterator[bytes]:
        """Every byte that can be had, also from a file that ends early; several members one after another."""
        start = _gunzip if self.source.compression == "gzip" else _unzstd
        step, fed = start(), False
        for chunk in raw:
            rest: bytes = chunk
            while rest:
                try:
                    fed = True
                    yield step.decompress(rest)
                except Exception as error:  # zlib.error, zstandard.ZstdError: one family, no common class
                    self.broken = f"the {self.source.compression} data are damaged ({error})"
                    return
                rest = step.unused_data if step.eof else b""
                if step.eof:
                    step, fed, rest = start(), False, rest.lstrip(b"\0")
        if fed and not step.eof:
            self.broken = f"the {self.source.compression} data end too early"


def _gunzip() -> Any:
    return zlib.decompressobj(31)


def _unzstd() -> Any:
    import zstandard

    return zstandard.ZstdDecompressor(max_window_size=1 << 31).decompressobj()
