"""Which slogans is a tag worth comparing with? Those of whose words it holds beginnings or ends.

An index from pieces of words to slogans: its cost grows with the tags, hardly with the slogans.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from payola.language.fold import latin
from payola.language.slogan import Slogan

LONG = 4
SHORT = 3
MOST = 2_000  # slogans that a piece may point to; beyond that it tells nothing, and such slogans are matched exactly


@dataclass(frozen=True)
class Pieces:
    """Slogans and words (by number) that each piece points to; ``sizes`` are the slogans' content words."""

    where: Mapping[str, list[tuple[int, int]]]
    sizes: Sequence[int]

    def shared(self, key: str) -> Iterator[tuple[int, int]]:
        """Slogans some of whose words may stand in a key, with the number of such words."""
        found: dict[int, int] = {}
        where = self.where
        for size in (SHORT, LONG):
            for at in range(len(key) - size + 1):
                places = where.get(key[at : at + size])
                if places:
                    for slogan, word in places:
                        found[slogan] = found.get(slogan, 0) | 1 << word
        for slogan, words in found.items():
            yield slogan, words.bit_count()


def pieces(slogans: Sequence[Slogan]) -> Pieces:
    """The index of slogans of two content words or more."""
    where: dict[str, list[tuple[int, int]]] = {}
    sizes = []
    for number, slogan in enumerate(slogans):
        content = slogan.content()
        sizes.append(len(content))
        if len(content) < 2:
            continue
        for word, text in enumerate(content):
            for piece in _pieces(latin(text)):
                where.setdefault(piece, []).append((number, word))
    return Pieces({piece: places for piece, places in where.items() if len(places) <= MOST}, sizes)


def _pieces(key: str) -> set[str]:
    if len(key) <= LONG:
        return {key[:SHORT]} if len(key) >= SHORT else set()
    return {key[: SHORT if len(key) == LONG + 1 else LONG], key[-LONG:]}
