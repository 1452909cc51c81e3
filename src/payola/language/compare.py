"""Does this tag carry this slogan, how well, and why? Exactly, with something added, misspelt, or in other forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Levenshtein

from payola.language.dictionary import Dictionary
from payola.language.fold import fold, latin
from payola.language.forms import Form, may_lack_one, same_stem, same_word, turns_round, weight
from payola.language.slogan import Slogan, caution, needs_context
from payola.language.split import word_costs
from payola.language.words import frequencies, function_words, negations

NEAR = 86.0  # smallest rapidfuzz ratio of a near spelling, percent
NEAR_FROM = 8  # letters below which a near spelling is another word
HELD_FROM = 8  # letters from which a tag that holds the whole slogan carries it
ADDED = 0.9
SLIPPED_FROM = 12  # letters from which a slogan with one slip is known inside a longer tag
INFLECTED = 0.97
DISORDERED = 0.93
ANOTHER = 0.78  # a near spelling that makes another word stays below the threshold
LACKING = 0.74  # and so does a slogan that lacks more than it may
COMMON_COST = 6.0  # a word this cheap (one in 160,000) is known to everybody: no slip of the fingers
SURE_NEGATION = 3  # letters from which a word that turns a slogan round may be misspelt (без, without; never не)
SURE_FROM = 4  # content words from which one changed letter is a slip, even where it makes another word


@dataclass(frozen=True)
class Hit:
    """How well a tag carries a slogan, and why."""

    score: float
    path: str


@dataclass(frozen=True)
class Tag:
    """A tag as it stands, without its year, and one of its Latin readings."""

    text: str
    plain: str
    key: str


def spelled(tag: Tag, slogan: Slogan, form: Form) -> Hit:
    """The tag spells this form of the slogan."""
    return Hit(form.share, _path(tag, slogan, form, ""))


def held(tag: Tag, slogan: Slogan, form: Form, known: Sequence[Dictionary]) -> Hit | None:
    """The tag holds the whole slogan and something else, if that does not turn its meaning round."""
    whole, exact = fold(tag.plain), "".join(form.words)  # as written first: letters that meet at the seam may merge
    whole, exact = (whole, exact) if exact in whole else (tag.key, form.key)
    before, found, after = whole.partition(exact)
    if not found or not 1 < len(before) + len(after) <= len(exact) or 1 in (len(before), len(after)):
        return None
    if _turned(before + " " + after, slogan, known):
        return None
    return Hit(ADDED, _path(tag, slogan, form, "with something added"))


def held_nearly(tag: Tag, slogan: Slogan, form: Form, known: Sequence[Dictionary]) -> Hit | None:
    """The tag begins or ends with the slogan, one letter of which has slipped, and something else is added."""
    if len(form.key) < SLIPPED_FROM:
        return None
    for size in range(len(form.key) - 1, len(form.key) + 2):
        seams = ((tag.key[:size], tag.key[size:], size), (tag.key[-size:], tag.key[:-size], len(tag.key) - size))
        for own, rest, seam in seams:
            if len(rest) < 2 or len(rest) > len(form.key) or OSA.distance(own, form.key, score_cutoff=1) != 1:
                continue
            if _turned(rest, slogan, known):
                return None
            if _bridged(tag.key, seam, known) or not _word_for_word(Tag(own, own, own), slogan, form, known):
                continue
            ratio = 100 * (1 - 1 / len(form.key))
            path = _path(tag, slogan, form, f"spelled {ratio:.0f} % alike, with something added")
            return Hit(0.98 * ADDED * ratio / 100, path)
    return None


def _bridged(key: str, seam: int, known: Sequence[Dictionary]) -> bool:
    """Whether a common word stands across a seam, so that what stands before it or after it is no word of its own."""
    for dictionary in known:
        end = 0
        for word in dictionary.pieces(key):
            begin, end = end, end + len(word)
            if begin < seam < end and dictionary.cost(word) < COMMON_COST:
                return True
    return False


def _turned(rest: str, slogan: Slogan, known: Sequence[Dictionary]) -> bool:
    said = [word for part in rest.split() for dictionary in known for word in dictionary.words(latin(part))[1]]
    return any(turns_round(word, slogan.languages) for word in said)


def may_be_near(length: int, other: int) -> bool:
    """Whether spellings of these lengths can be so much alike: all letters of the shorter stand in the longer."""
    return 200 * min(length, other) >= NEAR * (length + other)


def near(tag: Tag, slogan: Slogan, forms: Sequence[Form], known: Sequence[Dictionary]) -> Hit | None:
    """The tag misspells the nearest of these forms, nearly the same, word for word, with no other known word in it."""
    ratio, form, key = 0.0, forms[0], tag.key
    for one in forms:
        if (alike := fuzz.ratio(one.key, key, score_cutoff=NEAR)) > ratio:
            ratio, form = alike, one
    if not ratio or _nearer_without_negation(key, form.key, ratio, slogan):
        return None
    how = f"spelled {ratio:.0f} % alike" if ratio < 100 else ""
    score = 0.98 * ratio / 100 * form.share
    if not _word_for_word(tag, slogan, form, known):
        score *= ANOTHER
    return Hit(score, _path(tag, slogan, form, how))


def _nearer_without_negation(key: str, form: str, ratio: float, slogan: Slogan) -> bool:
    """Whether what a tag adds to a slogan is a word that turns it round (не, no, anti)."""
    said = {latin(word) for language in slogan.languages for word in negations(language)}
    rests = {rest for word in said for rest in (key.removeprefix(word), key.removesuffix(word))} - {key}
    return any(fuzz.ratio(rest, form) > ratio for rest in rests)


def _word_for_word(tag: Tag, slogan: Slogan, form: Form, known: Sequence[Dictionary]) -> bool:
    """Whether each content word of a form is recognised in its part of the tag, and not another word in its place."""
    keys = [latin(word) for word in form.words]
    parts = _with_endings(keys, aligned(keys, tag.key), slogan.languages)
    letters = _as_written(tag, form)
    content = set(slogan.content())
    sure = len(content) >= SURE_FROM
    for place, (word, key, part) in enumerate(zip(form.words, keys, parts, strict=True)):
        if (part == key and not _borrowed(place, keys, parts)) or word not in content:
            continue
        slips = OSA.distance(word, letters[place]) if letters else OSA.distance(key, part)
        if turns_round(word, slogan.languages):
            if part != key and (slips > 1 or len(key) < SURE_NEGATION):
                return False
        elif _inflected(part, key, slogan.languages):
            continue
        if slips > 1 + (len(key) > 4) + (len(key) > 8):
            return False
        if sure and slips == 1:
            continue
        if letters:  # the letters as people wrote them tell two words apart that one Latin spelling holds
            seen = {letters[place], *_borrowed(place, form.words, letters)} - {word}
            other = any(_another_written(one, word, slogan) for one in seen)
        else:
            seen = {part, *_borrowed(place, keys, parts)} - {key}
            other = any(_another_word(one, word, slogan, known) for one in seen)
        if other:
            return False
    return True


def _with_endings(keys: Sequence[str], parts: Sequence[str], languages: Sequence[str]) -> list[str]:
    """Letters too many between two words, given to the first where they are its ending (сохраним + те + лес)."""
    told = list(parts)
    for place in range(len(told) - 1):
        part, key = told[place + 1], keys[place + 1]
        if len(part) > len(key) and part.endswith(key):
            longer = told[place] + part[: -len(key)]
            if _inflected(longer, keys[place], languages):
                told[place], told[place + 1] = longer, key
    return told


def _inflected(part: str, key: str, languages: Sequence[str]) -> bool:
    return part != key and any(same_stem(part, key, language) for language in languages)


def _as_written(tag: Tag, form: Form) -> list[str] | None:
    """The parts of a tag in its own letters, where both it and the slogan are Cyrillic throughout."""
    folded = fold(tag.plain)
    if not (_all_cyrillic(folded) and all(map(_all_cyrillic, form.words))):
        return None
    return aligned(form.words, folded)


def _all_cyrillic(text: str) -> bool:
    return all("Ѐ" <= letter <= "ԯ" for letter in text)


def _another_written(part: str, word: str, slogan: Slogan) -> bool:
    """Whether letters as people wrote them are a common word other than this one."""
    return any(
        word_costs([part], [share], language).get(part, COMMON_COST) < COMMON_COST
        and not same_word(part, word, language)
        for language in slogan.languages
        if (share := frequencies(language).get(part, 0.0)) > 0
    )


def _borrowed(place: int, keys: Sequence[str], parts: Sequence[str]) -> set[str]:
    """A part with the letter beside it, where that letter is too much for the next word or ends its own as well."""
    found = set()
    key, part = keys[place], parts[place]
    after = parts[place + 1] if place + 1 < len(parts) else ""
    if after and (after[0] == key[-1] or after[1:] == keys[place + 1]):
        found.add(part + after[0])
    before = parts[place - 1] if place else ""
    if before and (before[-1] == key[0] or before[:-1] == keys[place - 1]):
        found.add(before[-1] + part)
    return found


def _another_word(part: str, word: str, slogan: Slogan, known: Sequence[Dictionary]) -> bool:
    common = [dictionary for dictionary in known if dictionary.cost(part) < COMMON_COST]
    return bool(common) and not any(
        same_word(dictionary.written[part], word, dictionary.lexicon.language) for dictionary in common
    )


def aligned(keys: Sequence[str], tag: str) -> list[str]:
    """The part of a tag that stands for each word, by the cheapest alignment."""
    steps: Any = Levenshtein.opcodes("".join(keys), tag)
    ends, done = [], 0
    for key in keys:
        done += len(key)
        ends.append(next((_across(step, done) for step in steps if step.src_start < done <= step.src_end), len(tag)))
    if ends:
        ends[-1] = len(tag)
    return [tag[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def _across(step: Any, place: int) -> int:
    return int(min(step.dest_start + place - step.src_start, step.dest_end))


def by_words(tag: Tag, slogan: Slogan, known: Sequence[Dictionary]) -> Hit | None:
    """The tag's words are the slogan's, in other forms or another order; one of four or more may be missing."""
    content = slogan.content()
    told = min(((*dictionary.words(tag.key), dictionary.lexicon.language) for dictionary in known), key=lambda t: t[0])
    _, words, language = told
    little = function_words(language)
    own = [word for word in words if not word.isdigit() and word not in little]
    places = _places(content, own, language)
    shared = [place for place in places if place is not None]
    missing = [word for word, place in zip(content, places, strict=True) if place is None]
    others = [word for number, word in enumerate(own) if number not in shared]
    if len(shared) < 2 or any(turns_round(word, slogan.languages) for word in (*missing, *others)):
        return None
    weights = {word: weight(word, slogan.languages) for word in content}
    whole = sum(weights.values())
    extra = sum(weight(word, slogan.languages) for word in others if word not in _names(slogan))
    score = INFLECTED * (whole - sum(weights[word] for word in missing)) / (whole + extra)
    if shared != sorted(shared):
        score *= DISORDERED
    if len(missing) > may_lack_one(slogan):
        score = min(score, LACKING)
    path = f"{tag.text} = {' + '.join(words)}, {len(shared)} of {len(content)} content words"
    return Hit(score, path)


def _names(slogan: Slogan) -> set[str]:
    return set(Slogan(slogan.candidate, "").words())


def _places(content: Sequence[str], own: Sequence[str], language: str) -> list[int | None]:
    """For each content word of the slogan the place of the tag's word that is the same; each place once."""
    taken: set[int] = set()
    places: list[int | None] = []
    for word in content:
        free = (n for n, other in enumerate(own) if n not in taken and same_word(other, word, language))
        place = next(free, None)
        places.append(place)
        if place is not None:
            taken.add(place)
    return places


def _path(tag: Tag, slogan: Slogan, form: Form, how: str) -> str:
    """The reason in words: ``tag = word + word, 2 of 3 words, in Latin letters, with the year 2024``."""
    if form.how:
        said = f"the initials of {' '.join(form.words)}"
    else:
        said = f"{' + '.join(form.words)}, {len(form.words)} of {len(slogan.words())} words"
    folded, exact = fold(tag.plain), "".join(form.words)
    added = [how] if how else []
    if not how and folded != exact:
        other = _cyrillic(folded) != _cyrillic(exact)
        added.append("written in another script" if other else "digits read as letters" if not folded.isalpha() else "")
    if tag.plain != tag.text:
        added.append(f"with {''.join(letter for letter in tag.text if letter.isdigit())}")
    alone = "one common word" if needs_context(slogan) else caution(slogan) or ""
    return "; ".join(part for part in (f"{tag.text} = {said}", *added, alone) if part)


def _cyrillic(text: str) -> bool:
    return any("Ѐ" <= letter <= "ԯ" for letter in text)


def best(hits: Sequence[Hit | None]) -> Hit | None:
    """The best of several hits."""
    return max((hit for hit in hits if hit is not None), key=lambda hit: hit.score, default=None)
