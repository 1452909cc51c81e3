"""How many of the tags that carry a slogan are found, how many found ones are false, and does q say so?

    python benchmarks/matching.py [--worlds N] [--first SEED] [--splitting] [--speed] [--languages ru,uk]

Simulated slogan sets with hard negatives (``matching_world.py``); recall and false discoveries by language and by kind
of change; splitting against word lists; speed on one core.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from matching_world import World, world
from wordfreq import top_n_list, word_frequency

from payola.language.fold import fold
from payola.language.forms import THRESHOLD
from payola.language.match import match
from payola.language.slogan import Slogan
from payola.language.split import cheapest, lexicon
from payola.objects import normalise_tag

MAIN = ("ru", "uk", "ro", "en")
LEAST = 0.5  # what the estimate is held against: tags that share words with a slogan and carry another
SINGLE = 0.57  # share of tags of one word
FURTHER = ("it", "de", "es", "fr", "tr")


@dataclass
class Tally:
    """What matching found in some worlds: scores and q of true and false matches, and what was there to find."""

    scores: list[float] = field(default_factory=list)
    q: list[float] = field(default_factory=list)
    true: list[bool] = field(default_factory=list)
    there: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    mistaken: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)


def run(made: World, tally: Tally, *, seed: int = 0, level: float = 0.05) -> None:
    """Match one world and count; a match counts as found where its q is at most ``level``."""
    language = made.slogans[0].language
    slogans = [Slogan(line.text, f"Candidate {n}", (language,)) for n, line in enumerate(made.slogans)]
    carried = {normal(tag): truth for tag, truth in made.carried.items()}
    others = {normal(tag): kind for tag, kind in made.others.items()}
    tags = sorted({*carried, *others} - {""})
    rows = match(tags, slogans, least=LEAST, seed=seed).to_pylist()
    tally.there.update(kind for _, kind in carried.values())
    hits = set()
    for row in rows:
        true = row["tag"] in carried and carried[row["tag"]][0] == row["slogan"]
        tally.scores.append(row["score"])
        tally.q.append(row["q"] if row["q"] is not None else 0.0)
        tally.true.append(true)
        if row["score"] >= THRESHOLD and (row["q"] is None or row["q"] <= level):
            if true:
                tally.found[carried[row["tag"]][1]] += 1
                hits.add(row["tag"])
            else:
                kind = others.get(row["tag"], "carries another slogan of the set")
                tally.mistaken[kind] += 1
                tally.examples.append(f"+ {kind}: {row['path']} [{row['slogan']}] {row['score']:.3f}")
    tally.examples += [f"- {kind}: {tag} [{text}]" for tag, (text, kind) in carried.items() if tag not in hits]


def normal(tag: str) -> str:
    """The tag as payola stores it."""
    return (normalise_tag(tag) or [""])[0]


@dataclass(frozen=True)
class Curve:
    """Recall and false share at q <= .05, the best recall at a true false share of 5 %, and estimated over true."""

    recall: float
    fdp: float
    best: float
    ratio: float
    estimated: float


def curve(tally: Tally, level: float = 0.05) -> Curve:
    """The numbers of a tally."""
    there, scores, true = sum(tally.there.values()), np.array(tally.scores), np.array(tally.true)
    q = np.array(tally.q)
    kept = (q <= level) & (scores >= THRESHOLD)
    order = np.argsort(-scores, kind="stable")
    last = np.append(np.diff(scores[order]) != 0, True)
    right, wrong = np.cumsum(true[order]), np.cumsum(~true[order])
    share = wrong / (right + wrong)
    allowed = last & (share <= level)
    best = right[allowed].max() / there if allowed.any() else 0.0
    fdp = float((~true[kept]).mean()) if kept.any() else 0.0
    return Curve(float(true[kept].sum() / there), fdp, float(best), *_ratio(q, true))


def _ratio(q: np.ndarray, true: np.ndarray) -> tuple[float, float]:
    """Estimated over true share of false matches, over all cuts at q of .01 to .2 that hold false matches."""
    pairs = [(cut, float((~true[q <= cut]).mean())) for cut in (0.02, 0.05, 0.1, 0.15, 0.2) if (q <= cut).any()]
    estimated = [float(q[q <= cut].max()) for cut, _ in pairs]
    told, real = sum(estimated), sum(share for _, share in pairs)
    return (told / real if real else float("inf")), told / max(1, len(pairs))


def matching(languages: Sequence[str], worlds: range, verbose: int) -> None:
    """Recall and false discoveries, language by language, then by kind of change."""
    everything = Tally()
    print("| language | tags to find | recall, q <= .05 | false share | best recall at 5 % | estimated / true |")
    print("|---|---|---|---|---|---|")
    for language in languages:
        tally = Tally()
        for seed in worlds:
            run(world(language, seed), tally, seed=seed)
        _line(language, tally)
        for name in ("scores", "q", "true", "there", "found", "mistaken", "examples"):
            getattr(everything, name).__iadd__(getattr(tally, name)) if isinstance(
                getattr(tally, name), list
            ) else getattr(everything, name).update(getattr(tally, name))
    _line("all", everything)
    print("\n| kind of change | tags | found |\n|---|---|---|")
    for kind, count in sorted(everything.there.items()):
        print(f"| {kind} | {count} | {everything.found[kind] / count:.3f} |")
    print("\nfalse matches:", dict(everything.mistaken.most_common()))
    if verbose:
        rng = np.random.default_rng(0)
        for example in rng.permutation(sorted(set(everything.examples)))[:verbose]:
            print(example)


def _line(name: str, tally: Tally) -> None:
    told = curve(tally)
    there = sum(tally.there.values())
    print(f"| {name} | {there} | {told.recall:.3f} | {told.fdp:.3f} | {told.best:.3f} | {told.ratio:.2f} |", flush=True)


def phrases(language: str, count: int, seed: int = 0) -> list[list[str]]:
    """Tags as lists of their words: 57 % one word, else two to four; words drawn by the root of their frequency."""
    rng = np.random.default_rng(seed)
    words = [w for w in top_n_list(language, 40_000) if w.isalpha() and len(w) >= 2]
    chances = np.sqrt([word_frequency(w, language) for w in words])
    ones = [w for w in words if len(w) >= 4]
    told = []
    for _ in range(count):
        if rng.random() < SINGLE:
            told.append([ones[int(rng.integers(len(ones)))]])
        else:
            told.append(rng.choice(words, int(rng.integers(2, 5)), p=chances / chances.sum()).tolist())
    return told


def splitting(language: str, count: int = 2_000) -> float:
    """Share of tags that are split exactly."""
    known = [lexicon(language)]
    told = [[fold(word) for word in words] for words in phrases(language, count)]
    return float(np.mean([list(cheapest("".join(words), known).words) == words for words in told]))


def speed(count: int = 20_000) -> None:
    """Distinct tags a second on one core: splitting alone, and matching with twelve slogans and their decoys."""
    for language in MAIN:
        tags = list(dict.fromkeys("".join(words) for words in phrases(language, count)))
        known = [lexicon(language)]
        began = time.process_time()
        for tag in tags:
            cheapest(tag, known)
        split_in = time.process_time() - began
        slogans = [Slogan(line.text, "A", (language,)) for line in world(language, 0, background=0).slogans]
        match(tags[:50] + ["".join(line.words()) for line in slogans], slogans)
        began = time.process_time()
        match(tags, slogans)
        matched_in = time.process_time() - began
        print(f"| {language} | {len(tags) / split_in:,.0f} | {len(tags) / matched_in:,.0f} |", flush=True)


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=10)
    parser.add_argument("--first", type=int, default=0, help="seed of the first world")
    parser.add_argument("--languages", default=",".join(MAIN))
    parser.add_argument("--examples", type=int, default=0)
    parser.add_argument("--splitting", action="store_true")
    parser.add_argument("--speed", action="store_true")
    asked = parser.parse_args()
    began = time.perf_counter()
    if asked.splitting:
        for language in (*MAIN, *FURTHER):
            print(f"| {language} | {splitting(language):.3f} |", flush=True)
        return
    if asked.speed:
        speed()
        return
    worlds = range(asked.first, asked.first + asked.worlds)
    matching(asked.languages.split(","), worlds, asked.examples)
    print(f"\n{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
