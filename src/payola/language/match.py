"""Which tags carry which slogan, and why? Spelling, script, words and lemmas, with the reason for each match.

A tag is compared with a slogan in several ways (``compare``), and the best counts: it spells a form of the slogan
(``forms``), holds it with something added, misspells it, or has the same words in other grammatical forms. Exact
spellings are looked up for all slogans; the rest is tried where a tag holds pieces of a slogan's words (``lookup``).
How many matches are accidents is told by decoy slogans that go the same way and compete for the same tags (``decoys``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from payola.language.compare import (
    HELD_FROM,
    NEAR_FROM,
    Hit,
    Tag,
    best,
    by_words,
    held,
    held_nearly,
    may_be_near,
    near,
    spelled,
)
from payola.language.decoys import decoys, q_values
from payola.language.dictionary import Dictionary, dictionary
from payola.language.fold import all_readings, chat_readings, fold, readings, without_year
from payola.language.forms import CONTENT_ONLY, THRESHOLD, Form, forms
from payola.language.learnt import learnt_costs
from payola.language.lookup import pieces
from payola.language.slogan import Slogan

FAR = 0.28  # lengths further apart than this share are not tried as near spellings
COLUMNS = {
    "tag": "string",
    "slogan": "string",
    "candidate": "string",
    "score": "float64",
    "q": "float64",
    "path": "string",
}


def match(
    tags: Sequence[str],
    slogans: Sequence[Slogan],
    *,
    caption_words: Mapping[str, int] | None = None,
    least: float = THRESHOLD,
    seed: int = 0,
) -> pa.Table:
    """The tags that carry each slogan.

    Parameters
    ----------
    tags
        Distinct normalised tags. A tag used once counts as one used a thousand times.
    caption_words
        How often the dump's captions use each word (``learnt.caption_words``): helps to split tags with names.
    least
        Smallest score that is given. Below the threshold stand tags that share words with a slogan and carry another.
    seed
        Of the decoy slogans.

    Returns
    -------
    tag, slogan, candidate, score (0 to 1), q (target-decoy; null with fewer than five slogans), path (the reason).
    """
    once = _once(slogans)
    made = decoys(list(once), seed)
    known = _dictionaries(list(once), caption_words or {})
    found = hits([*once, *(decoy for decoy, _ in made)], tags, known, least)
    real, false = found[: len(once)], found[len(once) :]
    q = q_values(real, false, [number for _, number in made], list(once))
    rows = [
        (tags[tag], slogan.text, slogan.candidate, hit.score, q[number].get(tag), hit.path)
        for slogan in slogans
        for number in (once[_bare(slogan)],)
        for tag, hit in real[number].items()
    ]
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in COLUMNS]
    types = [pa.type_for_alias(kind) for kind in COLUMNS.values()]
    return pa.table([pa.array(c, t) for c, t in zip(columns, types, strict=True)], names=list(COLUMNS))


def _bare(slogan: Slogan) -> Slogan:
    return replace(slogan, district=None)


def _once(slogans: Sequence[Slogan]) -> dict[Slogan, int]:
    """Distinct slogans and their numbers."""
    return {slogan: number for number, slogan in enumerate(dict.fromkeys(map(_bare, slogans)))}


def _dictionaries(slogans: Sequence[Slogan], caption_words: Mapping[str, int]) -> Mapping[str, Dictionary]:
    own: dict[str, dict[str, None]] = {}
    for slogan in slogans:
        for language in slogan.languages:
            own.setdefault(language, {}).update(dict.fromkeys(slogan.words()))
    return _Lazily({language: list(words) for language, words in own.items()}, caption_words)


class _Lazily(dict[str, Dictionary]):
    """Dictionaries by language, made when a tag is first split in it, as are the words that captions teach."""

    def __init__(self, own: Mapping[str, Sequence[str]], caption_words: Mapping[str, int]) -> None:
        super().__init__()
        self.own, self.caption_words = own, caption_words
        self.learnt: Mapping[str, float] | None = None

    def __missing__(self, language: str) -> Dictionary:
        if self.learnt is None:
            self.learnt = learnt_costs(self.caption_words, list(self.own)) if self.caption_words else {}
        self[language] = dictionary(language, self.own[language], self.learnt)
        return self[language]


@dataclass(frozen=True)
class Inside:
    """A whole slogan that a longer tag may hold; one slip leaves its beginning or its end as it is."""

    form: Form
    exact: str
    begins: str
    ends: str


@dataclass(frozen=True)
class Sought:
    """A slogan, its forms, and for each length of tag the forms that such a tag may hold or misspell."""

    slogan: Slogan
    known: Sequence[Dictionary]
    keys: frozenset[str]
    held: Mapping[int, Sequence[Inside]]
    near: Mapping[int, Sequence[Form]]
    words: int
    longest: int  # letters of the longest tag whose words may be the slogan's

    def may(self, shared: int, length: int) -> bool:
        """Whether a tag of this length with so many of the slogan's words can carry it."""
        return length in self.held or length in self.near or self.by_words(shared, length)

    def by_words(self, shared: int, length: int) -> bool:
        """Whether its words may be the slogan's."""
        return shared >= 2 and shared >= self.words - 1 and length <= self.longest


def hits(
    slogans: Sequence[Slogan], tags: Sequence[str], known: Mapping[str, Dictionary], least: float
) -> list[dict[int, Hit]]:
    """For each slogan the tags (by place) that score at least ``least``."""
    told = [forms(slogan) for slogan in slogans]
    by_key: dict[str, list[tuple[int, Form]]] = {}
    for number, several in enumerate(told):
        for form in several:
            by_key.setdefault(form.key, []).append((number, form))
    index = pieces([slogan if several else Slogan("", "") for slogan, several in zip(slogans, told, strict=True)])
    sought = [_sought(slogan, several, known) for slogan, several in zip(slogans, told, strict=True)]
    found: list[dict[int, Hit]] = [{} for _ in slogans]
    chosen: dict[str, list[int]] = {}
    for number, slogan in enumerate(slogans):
        for tag in slogan.chosen:
            chosen.setdefault(tag, []).append(number)
    for place, text, plain, keys, chatted in _read(tags):
        for number in chosen.get(text, ()):
            found[number][place] = Hit(1.0, f"{text}: chosen by a person as a tag, not matched to a slogan")
        for key in (*keys, *chatted):
            for number, form in by_key.get(key, ()):
                _keep(found[number], place, spelled(Tag(text, plain, key), slogans[number], form), least)
        for key in keys:
            length, reading = len(key), Tag(text, plain, key)
            for number, shared in index.shared(key):
                one = sought[number]
                if one.may(shared, length) and key not in one.keys:
                    _keep(found[number], place, _tried(reading, one, shared), least)
    return found


def _read(tags: Sequence[str]) -> Iterator[tuple[int, str, str, list[str], list[str]]]:
    """Each tag with its readings, without its year, and with it too: two digits may be letters (sa73, 4естная)."""
    plains = [text if text.isalpha() else without_year(text) for text in tags]
    for place, (text, plain, (keys, chatted)) in enumerate(zip(tags, plains, all_readings(plains), strict=True)):
        yield place, text, plain, keys, chatted
        if plain != text:
            yield place, text, text, readings(text), chat_readings(text)


def _sought(slogan: Slogan, told: Sequence[Form], known: Mapping[str, Dictionary]) -> Sought:
    longest = max((len(form.key) for form in told), default=0)
    lengths = range(1, 3 * longest + 1)
    whole = [_inside(form) for form in told if form.share == 1.0 and len(form.key) >= HELD_FROM]
    spelt = [form for form in told if form.share >= CONTENT_ONLY and len(form.key) >= NEAR_FROM]
    held = {n: [one for one in whole if 0.8 * len(one.form.key) < n <= 2.2 * len(one.form.key)] for n in lengths}
    close = [n for n in lengths if any(abs(n - len(form.key)) <= FAR * len(form.key) for form in told)]
    near = {n: [form for form in spelt if may_be_near(n, len(form.key))] for n in close}
    return Sought(
        slogan,
        _Several(slogan.languages, known),
        frozenset(form.key for form in told),
        {n: several for n, several in held.items() if several},
        {n: several for n, several in near.items() if several},
        len(slogan.content()),
        3 * len(told[0].key) if told else 0,
    )


def _inside(form: Form) -> Inside:
    middle = len(form.key) // 2
    return Inside(form, "".join(form.words), form.key[: middle - 1], form.key[middle + 1 :])


def _tried(tag: Tag, one: Sought, shared: int) -> Hit | None:
    """What the slower comparisons give; each only where letters, lengths and shared words let it succeed."""
    key, length, slogan, hits = tag.key, len(tag.key), one.slogan, list[Hit | None]()
    for inside in one.held.get(length, ()):
        if inside.form.key in key or inside.exact in fold(tag.plain):
            hits.append(held(tag, slogan, inside.form, one.known))
        elif shared >= one.words - 1 and (inside.begins in key or inside.ends in key):
            hits.append(held_nearly(tag, slogan, inside.form, one.known))
    if spelt := one.near.get(length):
        hits.append(near(tag, slogan, spelt, one.known))
    if one.by_words(shared, length):
        hits.append(by_words(tag, slogan, one.known))
    return best(hits) if hits else None


class _Several(Sequence[Dictionary]):
    """The dictionaries of some languages, each made when it is first asked for."""

    def __init__(self, languages: Sequence[str], known: Mapping[str, Dictionary]) -> None:
        self.languages, self.known = languages, known

    def __len__(self) -> int:
        return len(self.languages)

    def __getitem__(self, place: int) -> Dictionary:  # type: ignore[override]
        return self.known[self.languages[place]]


def _keep(hits: dict[int, Hit], tag: int, hit: Hit | None, least: float) -> None:
    if hit is not None and hit.score >= least and (tag not in hits or hit.score > hits[tag].score):
        hits[tag] = hit
