"""Which tags carry which slogan, and why? Spelling, script, words and lemmas, with the reason for each match.

A tag is compared with a slogan in several ways (``compare``), and the best counts: it spells a form of the slogan
(``forms``), holds it with something added, misspells it, or has the same words in other grammatical forms. Exact
spellings are looked up for all slogans; the rest is tried where a tag holds pieces of a slogan's words (``lookup``).
How many matches are accidents is told by decoy slogans that go the same way and compete for the same tags (``decoys``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pyarrow as pa

from payola.language.compare import Hit, Tag, best, by_words, held, near, spelled
from payola.language.decoys import decoys, q_values
from payola.language.dictionary import Dictionary, dictionary
from payola.language.fold import all_readings, without_year
from payola.language.forms import THRESHOLD, Form, forms
from payola.language.lookup import pieces
from payola.language.slogan import Slogan
from payola.language.split import learnt_costs

FAR = 0.28  # lengths further apart than this share cannot be near spellings
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
        How often the dump's captions use each word (folded): helps to split tags with names.
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
    known = _dictionaries(list(once), learnt_costs(caption_words or {}))
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


def _dictionaries(slogans: Sequence[Slogan], learnt: Mapping[str, float]) -> Mapping[str, Dictionary]:
    own: dict[str, dict[str, None]] = {}
    for slogan in slogans:
        for language in slogan.languages:
            own.setdefault(language, {}).update(dict.fromkeys(slogan.words()))
    return _Lazily({language: list(words) for language, words in own.items()}, learnt)


class _Lazily(dict[str, Dictionary]):
    """Dictionaries by language, made when a tag is first split in it."""

    def __init__(self, own: Mapping[str, Sequence[str]], learnt: Mapping[str, float]) -> None:
        super().__init__()
        self.own, self.learnt = own, learnt

    def __missing__(self, language: str) -> Dictionary:
        self[language] = dictionary(language, self.own[language], self.learnt)
        return self[language]


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
    found: list[dict[int, Hit]] = [{} for _ in slogans]
    chosen: dict[str, list[int]] = {}
    for number, slogan in enumerate(slogans):
        for tag in slogan.chosen:
            chosen.setdefault(tag, []).append(number)
    bounds = [_bounds(several) for several in told]
    plains = [without_year(text) for text in tags]
    for place, (text, plain, (keys, chatted)) in enumerate(zip(tags, plains, all_readings(plains), strict=True)):
        for number in chosen.get(text, ()):
            found[number][place] = Hit(1.0, f"{text}: chosen by a person as a tag, not matched to a slogan")
        for key in (*keys, *chatted):
            for number, form in by_key.get(key, ()):
                _keep(found[number], place, spelled(Tag(text, plain, key), slogans[number], form), least)
        for key in keys:
            read, length = Tag(text, plain, key), len(key)
            for number, shared in index.shared(key):
                if length in bounds[number] or _words_may_do(slogans[number], told[number], shared, length):
                    tried = _tried(read, slogans[number], told[number], shared, known)
                    _keep(found[number], place, best(list(tried)), least)
    return found


def _bounds(told: Sequence[Form]) -> frozenset[int]:
    """Lengths of tags that may hold or misspell one of these forms: asked first, it leaves few to compare."""
    longest = max((3 * len(form.key) for form in told), default=0)
    return frozenset(n for n in range(1, longest + 1) for form in told if _may_hold(form, n) or _may_be_near(form, n))


def _may_hold(form: Form, length: int) -> bool:
    return form.share == 1.0 and 0.8 * len(form.key) < length <= 2.2 * len(form.key)


def _may_be_near(form: Form, length: int) -> bool:
    return abs(length - len(form.key)) <= FAR * len(form.key)


def _words_may_do(slogan: Slogan, told: Sequence[Form], shared: int, length: int) -> bool:
    return shared >= 2 and shared >= len(slogan.content()) - 1 and length <= 3 * len(told[0].key)


def _tried(
    tag: Tag, slogan: Slogan, told: Sequence[Form], shared: int, known: Mapping[str, Dictionary]
) -> Iterator[Hit | None]:
    """What the slower comparisons give; each only where lengths and shared words let it succeed."""
    length = len(tag.key)
    if any(form.key == tag.key for form in told):
        return
    for form in told:
        if _may_hold(form, length):
            yield held(tag, slogan, form, _of(slogan, known))
    if any(_may_be_near(form, length) for form in told):
        yield near(tag, slogan, told, _of(slogan, known))
    if _words_may_do(slogan, told, shared, length):
        yield by_words(tag, slogan, _of(slogan, known))


class _Several(Sequence[Dictionary]):
    """The dictionaries of some languages, each made when it is first asked for."""

    def __init__(self, languages: Sequence[str], known: Mapping[str, Dictionary]) -> None:
        self.languages, self.known = languages, known

    def __len__(self) -> int:
        return len(self.languages)

    def __getitem__(self, place: int) -> Dictionary:  # type: ignore[override]
        return self.known[self.languages[place]]


def _of(slogan: Slogan, known: Mapping[str, Dictionary]) -> Sequence[Dictionary]:
    return _Several(slogan.languages, known)


def _keep(hits: dict[int, Hit], tag: int, hit: Hit | None, least: float) -> None:
    if hit is not None and hit.score >= least and (tag not in hits or hit.score > hits[tag].score):
        hits[tag] = hit
