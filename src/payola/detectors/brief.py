"""Do unrelated adopters of a tag say the same words? A brief that was copied leaves a phrase in many captions.

Question: is there a phrase of five words that more adopters of a tag use in their first post under it than chance and
habit here explain?
Needs: captions.
Gives: the adopters who share a phrase, a p-value, and whether any of them is labelled as advertising.
Caveats: a meme, a challenge or a song's line is copied too; other new tags of the same posts say how often that is so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from payola.detectors.newtags import Dump, Ints
from payola.stats.tails import poisson_bound

WORDS = 5
FEWEST = 3  # adopters who share it


@dataclass(frozen=True)
class Brief:
    """The phrase most adopters share: how many of ``adopters``, where it stands, and p (null: nothing was shared)."""

    adopters: int
    sharing: int
    posts: Ints  # rows of the posts that carry it
    p: float | None
    phrases: int  # phrases that could have been shared

    @property
    def share(self) -> float:
        """Share of the adopters."""
        return self.sharing / self.adopters if self.adopters else 0.0


def briefs(dump: Dump, firsts: Mapping[str, Ints], judged: Sequence[str]) -> dict[str, Brief]:
    """The most shared phrase among the first posts (rows) under each tag; p for those that are ``judged``.

    The p-value: chance of so many adopters with the phrase if each used it as often as the other accounts of these
    posts (Poisson), times the number of phrases.
    """
    rows = np.unique(np.concatenate([np.zeros(0, np.int64), *firsts.values()]))
    said = dict(zip(rows.tolist(), _words(dump.posts[rows]["text"]), strict=True))
    shared = {name: _most_shared(posts, said) for name, posts in firsts.items()}
    asked = sorted({phrase for name in judged for phrase, _ in [shared[name][0]] if phrase})
    elsewhere = _accounts_with(dump, asked)
    return {name: _brief(dump, firsts[name], *shared[name], elsewhere, name in set(judged)) for name in firsts}


def _bare() -> pl.Expr:
    """Captions (column ``text``) without tags, mentions and links, in lower case."""
    return pl.col("text").fill_null("").str.to_lowercase().str.replace_all(r"[#@]\S+|https?://\S+", " ")


def _words(text: pl.Series) -> list[list[str]]:
    bare = text.to_frame("text").select(_bare())["text"]
    found: list[list[str]] = bare.str.extract_all(r"[\p{L}\p{N}']+").to_list()
    return found


def _most_shared(posts: Ints, said: Mapping[int, list[str]]) -> tuple[tuple[str, list[int]], int]:
    """The phrase in most posts (one post an adopter) with those posts, and the number of phrases."""
    carriers: dict[str, list[int]] = defaultdict(list)
    for post in posts.tolist():
        words = said[post]
        for phrase in {" ".join(words[i : i + WORDS]) for i in range(len(words) - WORDS + 1)}:
            carriers[phrase].append(post)
    if not carriers:
        return ("", []), 0
    phrase = min(carriers, key=lambda key: (-len(carriers[key]), key))
    return (phrase, carriers[phrase]), len(carriers)


def _accounts_with(dump: Dump, phrases: list[str]) -> dict[str, set[int]]:
    """The accounts (codes) with a caption that holds the phrase, anywhere in these posts."""
    if not phrases:
        return {}
    spaced = pl.concat_str(pl.lit(" "), _bare().str.replace_all(r"[^\p{L}\p{N}']+", " "), pl.lit(" "))
    longest = list({max(phrase.split(), key=len) for phrase in phrases})  # whoever has the phrase has its longest word
    some = dump.posts.filter(pl.col("text").fill_null("").str.to_lowercase().str.contains_any(longest))
    found = some.select("post", text=spaced).filter(
        pl.col("text").str.contains_any([f" {phrase} " for phrase in phrases])
    )
    with_phrase: dict[str, set[int]] = {phrase: set() for phrase in phrases}
    for post, caption in found.iter_rows():
        for phrase in phrases:
            if f" {phrase} " in caption:
                with_phrase[phrase].add(int(dump.account[post]))
    return with_phrase


def _brief(
    dump: Dump, posts: Ints, best: tuple[str, list[int]], phrases: int, elsewhere: Mapping[str, set[int]], judged: bool
) -> Brief:
    phrase, carriers = best
    if len(carriers) < FEWEST:
        return Brief(posts.size, 0, np.zeros(0, np.int64), 1.0 if judged and phrases else None, phrases)
    p = None
    if judged:
        adopters = set(dump.account[posts].tolist())
        others = dump.account_names.len() - len(adopters)
        habit = (len(elsewhere[phrase] - adopters) + 1) / (others + 1)
        p = min(1.0, phrases * float(poisson_bound(np.array([len(carriers)]), np.array([habit * len(adopters)]))[0]))
    return Brief(posts.size, len(carriers), np.array(sorted(carriers), np.int64), p, phrases)
