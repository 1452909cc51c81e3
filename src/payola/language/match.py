"""Which tags carry which slogan, and why? Spelling, script, words and lemmas, with the reason for each match.

A tag is compared with a slogan in two ways, and the better one counts:
* by **spelling**: with the slogan glued together, without its little words, short of one word, or its initials; in one
  Latin spelling for all scripts, years and leetspeak read away, near spellings allowed (rapidfuzz ratio);
* by **words**: the tag is split, its words and the slogan's are reduced to lemmas, and the share they have in common is
  weighted by how rare each word is (Jaccard).

Near spelling is looked for among all tags, the splitting only among tags that hold the beginnings of two of the
slogan's words: no other tag could reach the threshold by its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from payola.language.decoys import decoys, q_values
from payola.language.fold import fold, latin, without_leet, without_year
from payola.language.slogan import Slogan, caution, why_not_matchable
from payola.language.split import learnt_costs, split
from payola.language.words import function_words, lemma, zipf

THRESHOLD = 0.75
NEAR = 86.0  # smallest rapidfuzz ratio of a near spelling, percent
NEAR_FROM = 8  # letters below which a near spelling is another word
HELD_FROM = 10  # letters from which a tag that holds the whole slogan carries it
SHORT_STEM = 4
MOST_COMPARISONS = 400_000_000  # beyond this only exact spellings and words are compared
COLUMNS = {
    "tag": "string",
    "slogan": "string",
    "candidate": "string",
    "score": "float64",
    "q": "float64",
    "path": "string",
}


@dataclass(frozen=True)
class Form:
    """A spelling that carries a slogan: its Latin key, the share of the slogan it holds, and its words."""

    key: str
    share: float
    words: tuple[str, ...]
    how: str = ""


@dataclass(frozen=True)
class Tags:
    """Tags and the Latin keys to compare (one or two a tag); ``owner`` (keys,) is the place of each key's tag."""

    tags: list[str]
    keys: list[str]
    owner: list[int]


@dataclass(frozen=True)
class Hit:
    """How well a tag carries a slogan, and why."""

    score: float
    path: str


def match(
    tags: Sequence[str],
    slogans: Sequence[Slogan],
    *,
    caption_words: Mapping[str, int] | None = None,
    seed: int = 0,
) -> pa.Table:
    """The tags that carry each slogan.

    Parameters
    ----------
    tags
        Distinct normalised tags. A tag used once counts as one used a thousand times.
    caption_words
        How often the dump's captions use each word (folded): helps to split tags with names.
    seed
        Of the decoy slogans.

    Returns
    -------
    tag, slogan, candidate, score (0 to 1), q (target-decoy; null with fewer than five slogans), path (the reason).
    """
    known = _keys(tags)
    learnt = learnt_costs(caption_words or {})
    found = _hits(known, slogans, learnt)
    false = _hits(known, decoys(slogans, seed), learnt)
    q = q_values(_scores(found), _scores(false), slogans)
    rows = [
        (known.tags[tag], slogan.text, slogan.candidate, hit.score, hit.path)
        for slogan, hits in zip(slogans, found, strict=True)
        for tag, hit in hits.items()
    ]
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(5)]
    columns.insert(4, q)
    types = [pa.type_for_alias(kind) for kind in COLUMNS.values()]
    return pa.table([pa.array(c, t) for c, t in zip(columns, types, strict=True)], names=list(COLUMNS))


def _scores(found: list[dict[int, Hit]]) -> np.ndarray:
    return np.array([hit.score for hits in found for hit in hits.values()])


def _keys(tags: Iterable[str]) -> Tags:
    told, keys, owner = list(tags), [], []
    for place, tag in enumerate(told):
        plain = without_year(tag)
        for key in {latin(plain), latin(without_leet(plain))} - {""}:
            keys.append(key)
            owner.append(place)
    return Tags(told, keys, owner)


def forms(slogan: Slogan) -> list[Form]:
    """The spellings that carry a slogan, the fullest first."""
    words, content = slogan.words(), slogan.content()
    if why_not_matchable(slogan):
        return []
    told = [Form(latin("".join(words)), 1.0, words), Form(latin("".join(content)), 1.0, content)]
    weights = [_weight(word, slogan) for word in content]
    if len(content) >= 3:
        for left in range(len(content)):
            gone = words.index(content[left])
            kept = words[:gone] + words[gone + 1 :]
            share = 1 - weights[left] / sum(weights)
            told.append(Form(latin("".join(kept)), share, kept))
            short = content[:left] + content[left + 1 :]
            told.append(Form(latin("".join(short)), share, short))
    if len(words) >= 4:
        told.append(Form(latin("".join(word[0] for word in words)), 0.8, words, "initials"))
    best: dict[str, Form] = {}
    for form in told:
        if form.key and form.share >= THRESHOLD and form.key not in best:
            best[form.key] = form
    return list(best.values())


def _weight(word: str, slogan: Slogan) -> float:
    """Rare words say more: 1 for the most frequent, 7 for an unknown one."""
    return max(8.0 - zipf(word, slogan.languages), 1.0)


def _hits(tags: Tags, slogans: Sequence[Slogan], learnt: Mapping[str, float]) -> list[dict[int, Hit]]:
    """For each slogan the tags (by place) that reach the threshold."""
    told_forms = [forms(slogan) for slogan in slogans]
    near = sum(map(len, told_forms)) * len(tags.keys) <= MOST_COMPARISONS
    column = pa.array(tags.keys, pa.string())
    places: dict[str, list[int]] = {}
    for number, key in enumerate(tags.keys):
        places.setdefault(key, []).append(number)
    found = []
    for slogan, told in zip(slogans, told_forms, strict=True):
        hits: dict[int, Hit] = {}
        for place, hit in _by_spelling(tags, column, places, slogan, told, near):
            _keep(hits, tags.owner[place], hit)
        for place, hit in _by_words(tags, column, slogan, learnt) if told else ():
            _keep(hits, tags.owner[place], hit)
        found.append(dict(sorted(hits.items())))
    return found


def _keep(hits: dict[int, Hit], tag: int, hit: Hit) -> None:
    if hit.score >= THRESHOLD and (tag not in hits or hit.score > hits[tag].score):
        hits[tag] = hit


def _by_spelling(
    tags: Tags, column: pa.Array, places: Mapping[str, list[int]], slogan: Slogan, told: list[Form], near: bool
) -> Iterable[tuple[int, Hit]]:
    """Keys (by place) that spell a form of the slogan: exactly, nearly, or with something added."""
    single = len(slogan.content()) == 1
    for form in told:
        for place in places.get(form.key, []):
            yield place, _hit(tags, place, slogan, form, form.share, "")
        if form.how or single:
            continue
        if form.share == 1.0 and len(form.key) >= HELD_FROM:
            for place in np.flatnonzero(pc.match_substring(column, form.key).to_numpy(zero_copy_only=False)).tolist():
                if 0 < len(tags.keys[place]) - len(form.key) <= len(form.key):
                    yield place, _hit(tags, place, slogan, form, 0.9, "with something added")
        if near and len(form.key) >= NEAR_FROM:
            yield from _nearly(tags, slogan, form)


def _nearly(tags: Tags, slogan: Slogan, form: Form) -> Iterable[tuple[int, Hit]]:
    from rapidfuzz import fuzz, process

    for _, ratio, place in process.extract_iter(form.key, tags.keys, scorer=fuzz.ratio, score_cutoff=NEAR):
        if ratio < 100:
            yield (
                place,
                _hit(tags, place, slogan, form, 0.98 * ratio / 100 * form.share, f"spelled {ratio:.0f} % alike"),
            )


def _hit(tags: Tags, place: int, slogan: Slogan, form: Form, score: float, how: str) -> Hit:
    """The reason in words: ``tag = word + word, 2 of 3 words, in Latin letters, with the year 2024``."""
    tag = tags.tags[tags.owner[place]]
    if form.how:
        spelled = f"the initials of {' '.join(form.words)}"
    else:
        spelled = f"{' + '.join(form.words)}, {len(form.words)} of {len(slogan.words())} words"
    folded = fold(without_year(tag))
    exact = "".join(form.words)
    added = [how] if how else []
    if not how and folded != exact and latin(folded) == form.key:
        added.append("written in another script" if _cyrillic(folded) != _cyrillic(exact) else "")
    elif not how and latin(folded) != form.key:
        added.append("digits read as letters")
    if without_year(tag) != tag:
        added.append(f"with {_digits(tag)}")
    warning = caution(slogan)
    return Hit(score, "; ".join(part for part in (f"{tag} = {spelled}", *added, warning or "") if part))


def _cyrillic(text: str) -> bool:
    return any("Ѐ" <= letter <= "ԯ" for letter in text)


def _digits(tag: str) -> str:
    return "".join(letter for letter in tag if letter.isdigit())


def _by_words(tags: Tags, column: pa.Array, slogan: Slogan, learnt: Mapping[str, float]) -> Iterable[tuple[int, Hit]]:
    """Keys (by place) whose words share enough lemmas with the slogan's."""
    places = _with_two_stems(column, slogan)
    wanted = {_lemma(word, slogan): word for word in slogan.content()} if places else {}
    if len(wanted) < 2:
        return
    weights = {name: _weight(word, slogan) for name, word in wanted.items()}
    for place in places:
        tag = without_year(tags.tags[tags.owner[place]])
        words = split(tag, slogan.languages, learnt).words
        own = {_lemma(word, slogan): word for word in words if not word.isdigit() and not _little(word, slogan)}
        shared = wanted.keys() & own.keys()
        if len(shared) < 2:
            continue
        others = sum(_weight(word, slogan) for name, word in own.items() if name not in wanted)
        score = sum(weights[name] for name in shared) / (sum(weights.values()) + others)
        path = f"{tags.tags[tags.owner[place]]} = {' + '.join(words)}, {len(shared)} of {len(wanted)} content words"
        yield place, Hit(min(score, 0.99), path)


def _with_two_stems(column: pa.Array, slogan: Slogan) -> list[int]:
    """Keys that hold the beginnings of two of the slogan's content words (an upper bound of what words can match)."""
    held = np.zeros(len(column), np.int64)
    for stem in {_stem(word) for word in slogan.content()}:
        held += pc.match_substring(column, stem).to_numpy(zero_copy_only=False)
    return [int(place) for place in np.flatnonzero(held >= 2)]


def _stem(word: str) -> str:
    key = latin(word)
    return key[: max(SHORT_STEM, len(key) - 4)]


def _lemma(word: str, slogan: Slogan) -> str:
    return latin(lemma(word, slogan.languages[0]))


def _little(word: str, slogan: Slogan) -> bool:
    return any(word in function_words(language) for language in slogan.languages)
