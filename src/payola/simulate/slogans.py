"""How do people write a slogan as a hashtag? As one word, shortened, misspelt, with the year, in another script."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np

_CYRILLIC = "абвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюя"
_LATIN_OF = "a b v g g d e e ye zh z i i yi y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya"
_LATIN = dict(zip(_CYRILLIC, _LATIN_OF.split(" "), strict=True))


@dataclass(frozen=True)
class Candidate:
    """One entry of the slogan file."""

    name: str
    language: str
    slogans: tuple[str, ...]


def toml(candidates: tuple[Candidate, ...]) -> str:
    """The slogan file of the candidates."""
    entries = []
    for candidate in candidates:
        slogans = ", ".join(f'"{slogan}"' for slogan in candidate.slogans)
        entries.append(
            f'[[candidate]]\nname = "{candidate.name}"\nlanguage = "{candidate.language}"\nslogans = [{slogans}]\n'
        )
    return "\n".join(entries)


def spellings(slogan: str, rng: np.random.Generator) -> list[str]:
    """Tags that carry the slogan, the usual one first: whole, in plain Latin, short, dated, misspelt."""
    words = slogan.casefold().split()
    whole = "".join(words)
    plain = "".join(_LATIN.get(c, c) for c in whole).replace("_", "") if not whole.isascii() else whole
    plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    short = "".join(word for word in words if len(word) > 3)
    place = int(rng.integers(1, len(whole) - 2))
    swapped = whole[:place] + whole[place + 1] + whole[place] + whole[place + 2 :]
    return list(dict.fromkeys([whole, plain, short, f"{whole}2026", swapped]))


def spread(count: int, rng: np.random.Generator, kinds: int) -> np.ndarray:
    """(count,) which spelling each post uses: the first in most, the others in some."""
    weight = np.array([0.6, *np.full(kinds - 1, 0.4 / max(kinds - 1, 1))])
    return rng.choice(kinds, count, p=weight / weight.sum())
