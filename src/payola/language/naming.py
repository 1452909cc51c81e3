"""Does a post name a candidate or a district? Which of its words say so by themselves, and which only all together.

A family name that is rare names its bearer. A first name does not, nor does a word that people use anyway (Peter King):
then the words of the name have to stand beside each other. Words are compared whole, in any form and script; only in a
tag, which has no spaces, is a name looked for at the beginning and the end.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from payola.language.fold import fold, latin
from payola.language.forms import same_stem
from payola.language.words import COMMON_ZIPF, zipf

if TYPE_CHECKING:
    import polars as pl

SHORTEST = 3  # letters of a word that can be looked for
INSIDE = 5  # letters from which a name is seen at the beginning or the end of a longer tag
WORD = re.compile(r"[^\W\d_]+")
LETTERS = r"\p{L}+"  # the same, as Polars writes it
PATRONYMIC = re.compile("(?:ович|евич|йович|ьич|овна|евна|івна|ївна|ична)$")
BETWEEN = re.compile(r"\w|\w+(?:[оеё]вич|[оеії]вн)(?:[аеиуіоюы]|ем|ой|ою|ей|ею)?", re.IGNORECASE)
NO_KEY, SKIPPED = -1, -2  # another word; one that may stand between a first name and a family name: BETWEEN
FAMILY_FIRST = frozenset({"ru", "uk", "ro"})  # languages in which names are written so too (King Peter is a king)
VOWELS = frozenset("aeiouy")  # what a form of a name may lack at its end: Иванова is a form of Иванов, Иван is none


@dataclass(frozen=True)
class Name:
    """Latin keys that must stand together, each as a word of its own, and the languages of their endings."""

    keys: tuple[str, ...]
    languages: tuple[str, ...]
    words: str = ""  # as they are shown
    _found: dict[str, int] = field(default_factory=dict, compare=False, repr=False)

    def seen(self, text: str | None, tags: Iterable[str]) -> bool:
        """Whether a caption or the tags beside it hold the whole name."""
        held = list(tags)
        if any(self._inside(latin("".join(WORD.findall(tag)))) for tag in held):
            return True
        said = (self._key_of(word) for words in (text or "", *held) for word in WORD.findall(words))
        last: dict[int, int] = {}  # where each key was seen last
        for place, key in enumerate(key for key in said if key != SKIPPED):
            if key != NO_KEY:
                last[key] = place
                if len(last) == len(self.keys) and place - min(last.values()) < len(self.keys) and self._ordered(last):
                    return True
        return False

    def among(self, text: pl.Series, tags: pl.Series) -> NDArray[np.bool_]:
        """(posts,) ``seen`` of each post, asked in full only where a caption or tag has a form of one of the words."""
        import polars as pl

        words = text.str.extract_all(LETTERS).explode().drop_nulls().unique().to_list()
        firsts = {key[0] for key in self.keys}
        forms = [word for word in words if latin(word[0])[:1] in firsts and self._key_of(word) >= 0]
        used = tags.explode().drop_nulls().unique().to_list()
        telling = [
            tag for tag in used if self.seen(None, [tag]) or any(self._key_of(w) >= 0 for w in WORD.findall(tag))
        ]
        held = pl.DataFrame({"place": pl.int_range(len(tags), eager=True), "tag": tags}).explode("tag")
        some = np.zeros(len(text), np.bool_)
        if forms:
            some |= text.fill_null("").str.contains_any(forms).to_numpy()
        some[held.filter(pl.col("tag").is_in(telling))["place"].to_numpy()] = True
        rows = np.flatnonzero(some)
        asked = zip(text.gather(rows).to_list(), tags.gather(rows).to_list(), strict=True)
        some[rows] = [self.seen(said, held or ()) for said, held in asked]
        return some

    def _orders(self) -> list[list[int]]:
        """The orders in which the keys may stand: as written, and with the family name first where that is usual."""
        given = list(range(len(self.keys)))
        return [given, *([[given[-1], *given[:-1]]] if FAMILY_FIRST.intersection(self.languages) else [])]

    def _ordered(self, places: Mapping[int, int]) -> bool:
        return sorted(places, key=places.__getitem__) in self._orders()

    def _inside(self, tag: str) -> bool:
        glued = {"".join(self.keys[i] for i in order) for order in self._orders()}
        return any(len(name) >= INSIDE and (tag.startswith(name) or tag.endswith(name)) for name in glued)

    def _key_of(self, word: str) -> int:
        """The place of the key that a word is a form of, of several the nearest; else ``NO_KEY`` or ``SKIPPED``."""
        if word not in self._found:
            key = latin(word)
            near = [(_shared(key, name), -i) for i, name in enumerate(self.keys) if self._form(key, name)]
            skipped = SKIPPED if BETWEEN.fullmatch(word) else NO_KEY
            self._found[word] = -max(near)[1] if near else skipped
        return self._found[word]

    def _form(self, key: str, name: str) -> bool:
        if key == name:
            return True
        lacking = name[_shared(key, name) :]
        return VOWELS.issuperset(lacking) and any(same_stem(key, name, language) for language in self.languages)


def _shared(one: str, other: str) -> int:
    """Letters that two words share at their beginning."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def name_of(person: str, languages: tuple[str, ...], own: Collection[str] = ()) -> Name | None:
    """What names a person: the last word of the name where it is its rarest and no common one, else all its words.

    None where no word, or one common word, would have to do, or one of ``own`` (the slogan's words, folded).
    """
    words = _without_patronymic([word for word in map(fold, WORD.findall(person)) if len(word) >= SHORTEST])
    if not words:
        return None
    rare = [zipf(word, languages) for word in words]
    return _name(words[-1:] if rare[-1] < COMMON_ZIPF and rare[-1] <= min(rare) else words, languages, own)


def place_of(district: str, languages: tuple[str, ...], own: Collection[str] = ()) -> Name | None:
    """What names a district: the rarest word where it is no common one, else all its words; None as in ``name_of``."""
    words = [word for word in map(fold, WORD.findall(district)) if len(word) >= SHORTEST and word not in own]
    rarest = min(words, key=lambda word: zipf(word, languages), default="")
    return _name([rarest] if words and zipf(rarest, languages) < COMMON_ZIPF else words, languages, own)


def _name(words: list[str], languages: tuple[str, ...], own: Collection[str]) -> Name | None:
    keys = tuple(dict.fromkeys(map(latin, words)))
    common = len(keys) == 1 and zipf(words[0], languages) >= COMMON_ZIPF
    return None if not keys or common or set(words) & set(own) else Name(keys, languages, " ".join(words))


def _without_patronymic(words: list[str]) -> list[str]:
    """First name and family name, in this order, of three words with a patronymic among them."""
    if len(words) < 3:
        return words
    if PATRONYMIC.search(words[-2]):  # Иван Петрович Иванов
        return [*words[:-2], words[-1]]
    return [*words[1:-1], words[0]] if PATRONYMIC.search(words[-1]) else words  # Иванов Иван Петрович
