"""Which JSON values does a file hold? One object a line, or the objects of an array anywhere in a document.

Documents of any size are cut into their items without being held in memory: brackets outside of strings are counted
on whole chunks at once. A broken item costs one refusal and no other item; what stands before a break is kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from payola.formats.lines import line_blocks

if TYPE_CHECKING:
    import numpy as np

BACKSLASH = 0x5C
QUOTE, OPEN_OBJECT, OPEN_ARRAY, CLOSE_OBJECT, CLOSE_ARRAY = 1, 2, 3, 4, 5
_MARKS = bytes(b'"{[}]'.find(letter) + 1 for letter in range(256))  # zero for every other letter
_SPACE = b" \t\r\n"


class Block(NamedTuple):
    """Some JSON values as bytes; ``first`` is the line or running number of the first, the rest follow on.

    ``broken`` says why there are no more after these.
    """

    first: int
    raws: list[bytes]
    broken: str = ""


def lines_of(chunks: Iterable[bytes]) -> Iterator[Block]:
    """The lines of JSON lines, blank ones included, numbered as lines."""
    number = 1
    for lines in line_blocks(chunks):
        yield Block(number, lines)
        number += len(lines)


def items_of(chunks: Iterable[bytes], depth: int) -> Iterator[Block]:
    """Every object that stands in an array at nesting ``depth`` (0: at the top), numbered from 1."""
    cutter, number = Cutter(depth), 1
    for chunk in chunks:
        if found := cutter.feed(chunk):
            yield Block(number, found)
            number += len(found)
    if why := cutter.ending():
        yield Block(number, [], why)


class Cutter:
    """Cuts a JSON document into the objects that are array elements at one nesting depth, chunk by chunk."""

    def __init__(self, depth: int) -> None:
        self.depth, self.level, self.in_string, self.fell = depth, 0, False, False
        self.open: list[bytes] = []  # the pieces of an object that has begun but not ended
        self.wanted = True  # whether that object is an element (and not a member such as "key": {...})
        self.held, self.before = b"", b"["  # trailing backslashes kept back; last character that is no space

    def feed(self, chunk: bytes) -> list[bytes]:
        """The items that end in this chunk."""
        chunk = self.held + chunk
        body = chunk.rstrip(b"\\")
        self.held = chunk[len(body) :]
        starts, ends = self._bounds(body)
        found: list[bytes] = []
        if self.open and not ends:
            self.open.append(body)
        elif self.open:
            if self.wanted:
                found.append(b"".join([*self.open, body[: ends[0] + 1]]))
            self.open, ends = [], ends[1:]
        elements = self._elements(body, starts) if self.depth else [True] * len(starts)
        found += [body[s : e + 1] for s, e, wanted in zip(starts, ends, elements, strict=False) if wanted]
        if len(starts) > len(ends):
            self.open, self.wanted = [body[starts[-1] :]], elements[-1]
        self.before = body.rstrip(_SPACE)[-1:] or self.before
        return found

    def _bounds(self, body: bytes) -> tuple[list[int], list[int]]:
        """Positions where objects at the depth start and end."""
        import numpy as np

        marks = np.frombuffer(body.translate(_MARKS), np.uint8)
        places = np.flatnonzero(marks != 0)
        kinds = marks[places]
        escaped = _escaped(body, places[kinds == QUOTE])
        if len(escaped):
            kept = ~np.isin(places, escaped)
            places, kinds = places[kept], kinds[kept]
        if not len(places):
            return [], []
        quote = kinds == QUOTE
        odd = (np.cumsum(quote, dtype=np.int32) + self.in_string) & 1 == 1  # inside of a string
        steps = np.where(kinds <= OPEN_ARRAY, np.int8(1), np.int8(-1))
        steps[quote | odd] = 0
        level = self.level + np.cumsum(steps, dtype=np.int32)
        starts = places[(steps == 1) & (kinds == OPEN_OBJECT) & (level == self.depth + 1)]
        ends = places[(steps == -1) & (kinds == CLOSE_OBJECT) & (level == self.depth)]
        self.in_string, self.level = bool(odd[-1]), int(level[-1])
        self.fell = self.fell or int(level.min()) < 0
        return starts.tolist(), ends.tolist()

    def _elements(self, body: bytes, starts: list[int]) -> list[bool]:
        """Whether the objects that start there are elements of an array."""
        return [(body[s - 1] in b",[" and s > 0) or _before(body, s, self.before) in b"[," for s in starts]

    def ending(self) -> str:
        """Why the document did not end well; empty where it did."""
        if self.open or self.in_string or self.level > 0:
            return "the document breaks off or is damaged here: nothing after this item could be read"
        return "a bracket is closed that was never opened: items may be missing" if self.fell else ""


def _before(body: bytes, start: int, otherwise: bytes) -> bytes:
    """The last character before ``start`` that is no space."""
    at = start - 1
    while at >= 0 and body[at] in _SPACE:
        at -= 1
    return body[at : at + 1] if at >= 0 else otherwise


def _escaped(body: bytes, quotes: np.ndarray) -> np.ndarray:
    """Those quotes that follow an odd number of backslashes."""
    import numpy as np

    letters = np.frombuffer(body, np.uint8)
    suspect = quotes[(quotes > 0) & (letters[quotes - 1] == BACKSLASH)]
    run, going = np.zeros(len(suspect), np.int64), np.ones(len(suspect), bool)
    while going.any():
        at = suspect - 1 - run
        going &= (at >= 0) & (letters[at] == BACKSLASH)
        run += going
    escaped: np.ndarray = suspect[run % 2 == 1]
    return escaped


def parse_all(raws: list[bytes]) -> list[Any]:
    """The values of all.

    Raises
    ------
    ValueError
        Some value is not to be had in the fast way.
    """
    return list(map(orjson.loads, raws))


def parse(raw: bytes) -> Any:
    """The value, fast; by ``parse_exactly`` where that fails.

    Raises
    ------
    ValueError
        It is no JSON; the message is fit for the ledger.
    """
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        return parse_exactly(raw)


def parse_exactly(raw: bytes) -> Any:
    """The value with whole numbers of any size, NaN as null, lone surrogates replaced.

    Raises
    ------
    ValueError
        It is no JSON, or no UTF-8; the message is fit for the ledger.
    """
    try:
        return _mended(json.loads(raw.decode(), strict=False, parse_constant=_nothing))
    except UnicodeDecodeError as error:
        raise ValueError("the text is not UTF-8") from error
    except RecursionError as error:
        raise ValueError("the JSON is nested too deeply") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"not valid JSON: {error.msg}") from error


def _nothing(_: str) -> None:
    return None


_SURROGATE = re.compile("[\ud800-\udfff]")


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_mended(item) for item in value]
    if isinstance(value, dict):
        return {_mended(key): _mended(item) for key, item in value.items()}
    return value
