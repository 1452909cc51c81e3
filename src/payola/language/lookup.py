"""Which slogans is a tag worth comparing with? Those of whose words it holds beginnings or ends.

An index from pieces of words to slogans: its cost grows with the tags, hardly with the slogans.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from payola.language.compare import aligned
from payola.language.fold import latin
from payola.language.slogan import Slogan

LONG = 4
SHORT = 3
REMEMBERED = 2_000  # sets of pieces whose slogans are kept: tags repeat them
MOST = 2_000  # slogans that a piece may point to; beyond that it tells nothing, and such slogans are matched exactly


@dataclass(frozen=True)
class Pieces:
    """Slogans and words (by number) that each piece points to; ``sizes`` are the slogans' content words."""

    where: Mapping[str, Sequence[tuple[int, int]]]
    sizes: Sequence[int]
    told: dict[frozenset[str], list[tuple[int, int]]] = field(default_factory=dict, compare=False, repr=False)

    def shared(self, key: str) -> list[tuple[int, int]]:
        """Slogans at least half of whose words may stand in a key, each with the number of such words."""
        held = {key[at : at + size] for size in (SHORT, LONG) for at in range(len(key) - size + 1)}
        known = frozenset(held & self.where.keys())
        if not known:
            return []
        if known not in self.told:
            if len(self.told) >= REMEMBERED:
                self.told.clear()
            self.told[known] = self._shared(known)
        return self.told[known]

    def _shared(self, held: frozenset[str]) -> list[tuple[int, int]]:
        words: dict[int, int] = {}
        for piece in held:
            for slogan, word in self.where[piece]:
                words[slogan] = words.get(slogan, 0) | 1 << word
        counted = ((slogan, found.bit_count()) for slogan, found in words.items())
        return [(slogan, count) for slogan, count in counted if count >= (self.sizes[slogan] + 1) // 2]


def pieces(slogans: Sequence[Slogan]) -> Pieces:
    """The index of slogans of two content words or more."""
    where: dict[str, list[tuple[int, int]]] = {}
    sizes = []
    for number, slogan in enumerate(slogans):
        content = slogan.content()
        told = _as_glued(slogan) if len(content) >= 2 else []
        sizes.append(sum(map(bool, told)))  # a word too short to have pieces cannot be missed
        for word, found in enumerate(told):
            for piece in found:
                where.setdefault(piece, []).append((number, word))
    return Pieces({piece: places for piece, places in where.items() if len(places) <= MOST}, sizes)


def _as_glued(slogan: Slogan) -> list[set[str]]:
    """The pieces of each content word, alone and as it stands in the glued slogan, where letters may meet others."""
    words, content = slogan.words(), slogan.content()
    spelled: dict[str, set[str]] = {word: {latin(word)} for word in words}
    for told in (words, content):
        keys, glued = [latin(word) for word in told], latin("".join(told))
        if "".join(keys) != glued:
            for word, part in zip(told, aligned(keys, glued), strict=True):
                spelled[word].add(part)
    return [{piece for key in spelled[word] for piece in _pieces(key)} for word in content]


def _pieces(key: str) -> set[str]:
    if len(key) <= LONG:
        return {key[:SHORT]} if len(key) >= SHORT else set()
    return {key[: SHORT if len(key) == LONG + 1 else LONG], key[-LONG:]}
