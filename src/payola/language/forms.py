"""Which spellings carry a slogan, and when are two words the same one? Glued forms, initials, endings, lemmas.

All keys are Latin spellings (``fold.latin``), so that script, diacritics and the way of transliterating do not matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from payola.language.fold import latin, moldovan
from payola.language.slogan import Slogan, why_not_matchable
from payola.language.words import lemma, negations, zipf

THRESHOLD = 0.75
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
CONTENT_ONLY = 0.98
INITIALS = 0.8
SHORT_OF_ONE = 0.76  # and a little more, the less the missing word says
MAY_LACK_ONE = 4  # content words from which one may be missing
STEM = 3  # letters that two words of one lemma share at least, where only endings are compared

SLAVIC = (
    "a e i o u oi ei om em im am ah ih ami imi ov ev iv oho eho omu emu ovi evi ou eu"
    " t l la li lo et it ut at esh ish te ite ete at m mo emo imo ui uite aite ti sa s us uca eca ica aca as is h"
)
SUPERLATIVE = (
    " eisha eishe eishi eishu eishii eishei eishem eishom eishie eishih eishim eishimi eishoe eishoi eishiu eishaa"
)
FUTURE = " timu timesh time timemo timete timut timusa timeshsa timeca timemosa timetesa timuca"
TURKIC = (
    "a e i u lar ler in un de da den dan te ta ten tan m im um miz imiz umuz niz iniz unuz si su nin nun ni nu na ne"
    " nda nde ndan nden ya ye yi yu la le yla yle dir dur tir tur lari leri larin lerin lara lere larda lerde lardan"
    " lerden larimiz lerimiz larimizi lerimizi larimiza lerimize imizi umuzu imize umuza"
)
# The last letter of a Turkish word softens before a vowel: gelecek, geleceğimiz; kitap, kitabı; ağaç keeps its c.
SOFT, HARD = "a e i u in un im um imiz umuz ina ine ini unu", "lar ler lari leri lara lere larin lerin"
SOFTENED = "k p t " + " ".join(
    [soft + end for soft in "hbd" for end in SOFT.split()] + [hard + end for hard in "kpt" for end in HARD.split()]
)
ENDINGS = {
    "ru": SLAVIC + SUPERLATIVE,
    "uk": SLAVIC + FUTURE,
    "ro": "a e ea i u ul ului ei ii ilor elor lor le lui uri urile rile iile at ati am em esc eshte eza ez easa",
    "en": "s es ed d in er r ers est li i e",
    "it": "a e i o he hi re to ta ti te",
    "de": "e n en er es em s st t",
    "es": "s es a o as os e en n r",
    "fr": "s e es x aux ent er ez",
    "tr": TURKIC + " " + SOFTENED,
}


@dataclass(frozen=True)
class Form:
    """A spelling that carries a slogan: its Latin key, the share of the slogan it holds, and its words."""

    key: str
    share: float
    words: tuple[str, ...]
    how: str = ""


def forms(slogan: Slogan) -> list[Form]:
    """The spellings that carry a slogan, the fullest first; none where no tag can carry it."""
    if slogan.chosen or why_not_matchable(slogan):
        return []
    words, content = slogan.words(), slogan.content()
    told = [Form(latin("".join(words)), 1.0, words)]
    if "ro" in slogan.languages:
        told.append(Form(moldovan("".join(slogan.text.split())), 1.0, words))
    if "de" in slogan.languages:
        told.append(Form(latin("".join(slogan.text.lower().translate(UMLAUTS).split())), 1.0, words))
    if len(content) >= 2:
        told.append(Form(latin("".join(content)), CONTENT_ONLY, content))
    told += _short_of_one(slogan, words, content)
    for initials in (words, content, slogan.apart()):
        if len(initials) >= 4:
            told.append(Form(latin("".join(word[0] for word in initials)), INITIALS, initials, "initials"))
    best: dict[str, Form] = {}
    for form in told:
        if form.key and form.key not in best:
            best[form.key] = form
    return list(best.values())


def _short_of_one(slogan: Slogan, words: tuple[str, ...], content: tuple[str, ...]) -> list[Form]:
    """The slogan without one of its content words; never without one that turns its meaning round."""
    if not may_lack_one(slogan):
        return []
    weights = [weight(word, slogan.languages) for word in content]
    told = []
    for left, word in enumerate(content):
        if turns_round(word, slogan.languages):
            continue
        gone = words.index(word)
        share = SHORT_OF_ONE + 0.1 * (1 - weights[left] / sum(weights))
        for kept in (words[:gone] + words[gone + 1 :], content[:left] + content[left + 1 :]):
            told.append(Form(latin("".join(kept)), share, kept))
    return told


def may_lack_one(slogan: Slogan) -> bool:
    """Whether a tag may carry the slogan with one of its content words missing."""
    return len(slogan.content()) >= MAY_LACK_ONE and not slogan.whole


@lru_cache(maxsize=100_000)
def weight(word: str, languages: tuple[str, ...]) -> float:
    """Rare words say more: 1 for the most frequent, 7 for an unknown one."""
    return max(8.0 - zipf(word, languages), 1.0)


def turns_round(word: str, languages: Sequence[str]) -> bool:
    """Whether a word (folded) turns a slogan into its opposite."""
    return any(word in negations(language) for language in languages)


@lru_cache(maxsize=9)
def _endings(language: str) -> frozenset[str]:
    return frozenset({"", *ENDINGS.get(language, "").split()})


@lru_cache(maxsize=200_000)
def same_word(one: str, other: str, language: str) -> bool:
    """Whether two words (as spelled, folded) are forms of one: by their endings, else by their lemmas."""
    a, b = latin(one), latin(other)
    if a == b or same_stem(a, b, language):
        return True
    return a[:2] == b[:2] and len(a) > 1 and latin(lemma(one, language)) == latin(lemma(other, language))


def same_stem(a: str, b: str, language: str) -> bool:
    """Whether two Latin keys begin alike and end in endings of the language."""
    shared = 0
    while shared < min(len(a), len(b)) and a[shared] == b[shared]:
        shared += 1
    if shared < 2:
        return False
    ends, least = _endings(language), max(STEM, len(min(a, b, key=len)) - 4)
    return any(a[cut:] in ends and b[cut:] in ends for cut in range(shared, least - 1, -1))
