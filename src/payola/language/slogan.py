"""Which slogans are asked about? The slogan file: candidates, their slogans, their languages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from payola.errors import SloganError, why_no_toml
from payola.language.fold import fold, latin
from payola.language.words import COMMON_ZIPF, LANGUAGES, function_words, known, zipf
from payola.objects import normalise_tag

LONGEST_SLOGAN = 300
FEWEST = 5  # slogans of two content words or more from which false matches can be estimated
# Short words that French and Italian write together with the next one (l'eau, dell'acqua).
ELIDED = re.compile(r"\b((?:qu|jusqu|lorsqu|puisqu|dall|dell|nell|sull|all|un|[cdjlmnst]))['’ʼ](?=\w)", re.IGNORECASE)
DEFAULT_LANGUAGES = ("ru", "uk", "ro", "en")


@dataclass(frozen=True)
class Slogan:
    """One slogan of one candidate; ``languages`` are two-letter codes; ``district`` joins contests."""

    text: str
    candidate: str
    languages: tuple[str, ...] = DEFAULT_LANGUAGES
    district: str | None = None
    chosen: tuple[str, ...] = ()  # tags named by a person, who looked at them, instead of a slogan to be matched
    whole: bool = False  # no word may be missing, however many there are (decoys)

    def words(self) -> tuple[str, ...]:
        """Its words, folded, in order."""
        return _words(self.text)

    def apart(self) -> tuple[str, ...]:
        """Its words as they stand between spaces (l'eau is one), folded, in order."""
        return tuple(word for word in map(fold, self.text.split()) if word)

    def content(self) -> tuple[str, ...]:
        """Its words without those that only hold a sentence together."""
        return _content(self.text, self.languages)


@lru_cache(maxsize=200_000)
def _words(text: str) -> tuple[str, ...]:
    spaced = "".join(letter if letter.isalnum() or letter in "'’ʼ" else " " for letter in ELIDED.sub(r"\1 ", text))
    return tuple(word for word in map(fold, spaced.split()) if word)


@lru_cache(maxsize=200_000)
def _content(text: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    little = _little(languages)
    return tuple(word for word in _words(text) if word not in little)


@lru_cache(maxsize=100)
def _little(languages: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for language in languages for word in function_words(language))


def read_slogans(path: Path) -> list[Slogan]:
    """The slogans of a TOML file, in its order, equal ones of one candidate once.

    Raises
    ------
    SloganError
        The file cannot be read, or an entry lacks its name or slogans or names an unknown language.
    """
    text = ""
    try:
        text = path.read_text(encoding="utf-8-sig")
        told = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SloganError.bad(path.name, "the file itself", why_no_toml(error, text)) from error
    entries = told.get("candidate")
    if not isinstance(entries, list) or not entries:
        raise SloganError.bad(path.name, "the top", "there is no [[candidate]] entry")
    found = [slogan for number, entry in enumerate(entries, 1) for slogan in _slogans(path.name, number, entry)]
    return list(dict.fromkeys(found))


def _slogans(file: str, number: int, entry: Any) -> list[Slogan]:
    where = f"candidate {number}"
    if not isinstance(entry, dict):
        raise SloganError.bad(file, where, "it should be a [[candidate]] entry")
    unknown = sorted(set(entry) - {"name", "language", "slogans", "tags", "district"})
    if unknown:
        raise SloganError.bad(
            file, where, f"there is no key {unknown[0]!r}; keys are name, language, slogans, tags, district"
        )
    name, slogans = entry.get("name"), entry.get("slogans", [] if entry.get("tags") else None)
    if not isinstance(name, str) or not name.strip():
        raise SloganError.bad(file, where, "it has no name")
    if not isinstance(slogans, list) or not (slogans or entry.get("tags")) or not all(map(_is_text, slogans)):
        raise SloganError.bad(file, f"{where} ({name})", "slogans should be a list of texts")
    languages = _languages(file, f"{where} ({name})", entry.get("language"))
    district = None if entry.get("district") is None else str(entry["district"])
    chosen = _chosen(file, f"{where} ({name})", entry.get("tags", []))
    return [
        *(Slogan(" ".join(text.split()), name.strip(), languages, district) for text in slogans if text.strip()),
        *(Slogan(f"#{tags[0]}", name.strip(), languages, district, tags) for tags in chosen),
    ]


def _is_text(told: Any) -> bool:
    return isinstance(told, str)


def _chosen(file: str, where: str, told: Any) -> list[tuple[str, ...]]:
    """Families of tags chosen by a person: a text is a family of one tag, or of several between spaces."""
    if not isinstance(told, list) or not all(map(_is_text, told)):
        raise SloganError.bad(file, where, 'tags should be a list of texts, a family each: tags = ["tag othertag"]')
    families = [tuple(dict.fromkeys(tag for word in text.split() for tag in normalise_tag(word))) for text in told]
    return [tags for tags in families if tags]


def _languages(file: str, where: str, told: Any) -> tuple[str, ...]:
    if told is None:
        return DEFAULT_LANGUAGES
    codes = [told] if isinstance(told, str) else told
    if not isinstance(codes, list) or not codes or not all(isinstance(code, str) for code in codes):
        raise SloganError.bad(file, where, 'language should be a code such as "ru", or a list of codes')
    for code in codes:
        if known(code) is None:
            raise SloganError.bad(file, where, f"language {code!r} is not supported; languages: {', '.join(LANGUAGES)}")
    return tuple(dict.fromkeys(known(code) or code for code in codes))


def why_not_matchable(slogan: Slogan) -> str | None:
    """Why a slogan cannot be looked for at all, in words; None where it can."""
    if slogan.chosen:
        return None
    if not slogan.words():
        return "it has no letters or digits"
    if len(slogan.text) > LONGEST_SLOGAN:
        return f"it is longer than {LONGEST_SLOGAN} characters: a tag cannot carry it"
    if not slogan.content():
        return "it has only words such as 'and' or 'for'"
    return None


def several_words(slogan: Slogan) -> bool:
    """Whether a slogan can be recombined with others: two content words or more."""
    return len(slogan.content()) >= 2 and not slogan.chosen and not why_not_matchable(slogan)


def n_different(slogans: Sequence[Slogan]) -> int:
    """How many slogans that can be recombined differ in their words."""
    return len({frozenset(map(latin, slogan.content())) for slogan in slogans if several_words(slogan)})


def needs_context(slogan: Slogan) -> bool:
    """Whether a slogan is one common word, so that its spelling says nothing by itself."""
    content = slogan.content()
    return not slogan.chosen and len(content) == 1 and zipf(content[0], slogan.languages) >= COMMON_ZIPF


def caution(slogan: Slogan) -> str | None:
    """What to keep in mind about matches of this slogan; None where nothing."""
    if slogan.chosen:
        return None
    if needs_context(slogan):
        return (
            "one common word, which others use too: a tag counts only where at least half of its accounts speak of "
            "the candidate or the district within 7 days"
        )
    if len(slogan.content()) == 1:
        return "one word: only its own spelling is matched"
    return None


def notes(slogans: Sequence[Slogan]) -> list[str]:
    """What a person should know about these slogans before reading matches."""
    told = []
    owners: dict[tuple[str, ...], list[Slogan]] = {}
    for slogan in slogans:
        owners.setdefault(tuple(map(latin, slogan.words())), []).append(slogan)
        reason = why_not_matchable(slogan) or caution(slogan)
        if reason:
            told.append(f"Slogan {slogan.text[:80]!r} of {slogan.candidate}: {reason}.")
    for same in owners.values():
        if len({slogan.candidate for slogan in same}) > 1 and same[0].words():
            names = ", ".join(sorted({slogan.candidate for slogan in same}))
            told.append(f"Slogan {same[0].text[:80]!r} is given for {names}: its tags cannot tell them apart.")
    different = n_different(slogans)
    if 0 < different < FEWEST:
        told.append(
            f"Different slogans of two content words or more: {different}. From {FEWEST} on, the share of false "
            "matches is estimated (q); with fewer, q is empty and nearness alone decides: read every path."
        )
    chosen = sum(bool(slogan.chosen) for slogan in slogans)
    if chosen:
        told.append(
            f"m = {len(set(slogans))} families are tested; {chosen} of them were chosen as tags by a person who had "
            "seen these data, so their p-values are descriptions: choosing among many tags finds unusual ones."
        )
    return told
