"""How did those who commented speak? Hostile and supportive comments under each post, by words or by labels.

Question: which share of the comments under a post is hostile, which supportive?
Needs: comments with a text and a list of words (the user's own, else the one that comes with payola), or comments with
a column of labels. Gives: per post the comments of each kind and all that could be read. The test against a creator's
other videos is that of ``reception``.
Caveats: a word is no opinion. Irony, quotations and negation are not understood; the list decides.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from payola.errors import OptionError
from payola.outcomes.videos import Bools, Floats, Ints

KINDS = ("hostile", "supportive")
BUILT_IN = "words_of_stance.toml"
WANTED = """a file such as
  hostile = ["shame", "liar*"]           # liar, liars, ...
  supportive = ["bravo", "well done"]
  hostile_labels = ["toxic"]             # where comments carry labels of their own"""
LABELS = {
    "hostile": frozenset({"hostile", "negative", "neg", "against", "oppose", "opposed", "con", "contra"}),
    "supportive": frozenset({"supportive", "support", "positive", "pos", "for", "favor", "favour", "pro"}),
    "neither": frozenset({"neutral", "neither", "none", "neu", "mixed", "other", "unclear"}),
}
SIGNS = {"-1": "hostile", "1": "supportive", "0": "neither"}  # where -1 is among the labels; 0 and 1 alone say nothing


@dataclass(frozen=True)
class Lexicon:
    """Words and labels of each kind; a word ending in ``*`` stands for all that begin so."""

    name: str
    words: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Stance:
    """One way of reading comments: (n,) comments of a kind and of those read, by post; or why it could not be done."""

    measure: str
    hits: Floats
    of: Floats
    note: str | None = None
    missing: str | None = None


def read_lexicon(file: Path | None) -> Lexicon:
    """The list of words in ``file`` (TOML), or the one that comes with payola.

    Raises
    ------
    OptionError
        The file cannot be read, names nothing, or holds something else than lists of words.
    """
    name = file.name if file else "built-in"
    try:
        told = tomllib.loads(built_in() if file is None else file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise OptionError.unusable_file("list of words", name, error) from error
    known = {*KINDS, *(f"{kind}_labels" for kind in LABELS)}
    if not told or not told.keys() <= known or not all(map(_are_words, told.values())):
        raise OptionError.bad("lexicon", name, WANTED)
    words = {kind: tuple(told.get(kind, ())) for kind in KINDS}
    own = {kind: frozenset(map(_plain, told.get(f"{kind}_labels", ()))) for kind in LABELS}
    every = frozenset().union(*own.values())
    if sum(map(len, own.values())) > len(every) or set(words["hostile"]) & set(words["supportive"]):
        raise OptionError.bad("lexicon", name, "no word or label of two kinds")
    return Lexicon(name, words, {kind: (LABELS[kind] - every) | own[kind] for kind in LABELS})


def built_in() -> str:
    """The list of words that comes with payola, as a file to copy and to edit."""
    return files("payola.outcomes").joinpath(BUILT_IN).read_text(encoding="utf-8")


def _are_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) and word.replace("*", "").split() for word in value)


def _plain(label: str) -> str:
    text = label.strip().casefold()
    return text.removesuffix(".0").removeprefix("+")


def stances(comments: pa.Table, posts: pa.Table, lexicon: Lexicon) -> list[Stance]:
    """Comments (table ``comments``) by kind under each of n posts (``post_id``, ``account_id``), one entry a measure.

    Comments by the creator are left out. Words are read where a comment has a text, labels where it has one.
    """
    place = pc.index_in(comments["post_id"].combine_chunks(), value_set=posts["post_id"].combine_chunks())
    post = pc.fill_null(place, -1).to_numpy().astype(np.int64)
    author = posts["account_id"].combine_chunks().take(pc.fill_null(place, 0)) if posts.num_rows else None
    own = pc.fill_null(pc.equal(author, comments["account_id"].combine_chunks()), False) if author else None
    counted = (post >= 0) & ~(np.zeros(post.size, np.bool_) if own is None else own.to_numpy(zero_copy_only=False))
    found = by_words(comments["text"], lexicon, post, counted, posts.num_rows)
    if comments["stance"].null_count < comments.num_rows:
        found += by_labels(comments["stance"], lexicon, post, counted, posts.num_rows)
    return found


def by_words(texts: pa.ChunkedArray, lexicon: Lexicon, post: Ints, counted: Bools, n: int) -> list[Stance]:
    """Comments that hold a word of the list; each distinct text is read once."""
    coded = texts.combine_chunks().dictionary_encode()
    codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
    read = counted & (codes >= 0)
    note = f"words of the list {lexicon.name}; a word is no opinion, read some of them"
    rows = []
    for kind in KINDS:
        if lexicon.words[kind]:
            holds = np.append(holding(pl.Series(coded.dictionary), lexicon.words[kind]), False)[codes]
            rows.append(Stance(f"{kind} comments, by words", *_by_post(holds, read, post, n), note))
    return rows


def holding(texts: pl.Series, words: Sequence[str]) -> Bools:
    """(n,) whether each text holds one of the words, in small letters or large."""
    small = texts.str.to_lowercase()
    wanted = [word.strip().rstrip("*").lower() for word in words]
    near = small.str.contains_any([word.split()[0] for word in wanted])  # fast, and leaves little to look at closely
    found = near.to_numpy().astype(np.bool_)
    found[found] = small.filter(near).str.contains(pattern([word.lower() for word in words])).to_numpy()
    return found


def pattern(words: Sequence[str]) -> str:
    """A regular expression for any of the words: whole, or its beginning (``word*``); signs anywhere."""
    letters = [word for word in words if any(map(str.isalnum, word))]
    signs = [re.escape(word.strip().rstrip("*")) for word in words if word not in letters]
    each = [_word(word) for word in letters]
    whole = [rf"(?:^|[^\pL\pN])(?:{'|'.join(each)})(?:[^\pL\pN]|$)"] if each else []
    return "|".join([*whole, *signs])


def _word(word: str) -> str:
    stem = r"[^\pL\pN]+".join(map(re.escape, word.strip().rstrip("*").split()))
    return stem + (r"[\pL\pN]*" if word.strip().endswith("*") else "")


def by_labels(labels: pa.ChunkedArray, lexicon: Lexicon, post: Ints, counted: Bools, n: int) -> list[Stance]:
    """Comments by their label; nothing where a label is of no kind that is known."""
    coded = labels.combine_chunks().dictionary_encode()
    names = [_plain(text) for text in coded.dictionary.to_pylist()]
    signs = SIGNS if "-1" in names else {}
    kinds = [next((k for k, known in lexicon.labels.items() if name in known), signs.get(name)) for name in names]
    strange = sorted({name for name, kind in zip(names, kinds, strict=True) if kind is None and name})
    measures = [f"{kind} comments, by labels" for kind in KINDS]
    if strange:
        shown = ", ".join(f"{name[:20]!r}" for name in strange[:5]) + (", ..." if len(strange) > 5 else "")
        why = f"labels of no known kind: {shown}; name them in a file for --lexicon (hostile_labels = [...])"
        nothing = np.zeros(n)
        return [Stance(measure, nothing, nothing, missing=why) for measure in measures]
    codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
    given = np.append(np.array([bool(name) for name in names], np.bool_), False)[codes]
    rows = []
    for kind, measure in zip(KINDS, measures, strict=True):
        of_kind = np.append(np.array([k == kind for k in kinds], np.bool_), False)[codes]
        rows.append(Stance(measure, *_by_post(of_kind, counted & given, post, n), "labels as they came with the data"))
    return rows


def _by_post(holds: Bools, read: Bools, post: Ints, n: int) -> tuple[Floats, Floats]:
    """(n,) comments that hold it, and comments read, under each post."""
    hits = np.bincount(post[read & holds], minlength=n).astype(float)
    return hits, np.bincount(post[read], minlength=n).astype(float)
