"""Waves of comments: how often is one found that is none, how many planted ones are found, how long does it take?

.venv/bin/python benchmarks/waves.py --worlds 100        # null worlds; a fifth as many worlds with waves
.venv/bin/python benchmarks/waves.py --million           # time and memory of a million comments, a process of its own
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
from scipy import stats

from payola.detectors.crowds import SUSPECT, arrivals, repeated
from payola.detectors.remarks import remarks_of
from payola.detectors.waves import waves
from payola.simulate.storms import Storm, storm

THIRTY = {"wave_comments": 30, "wave_minutes": 30.0}
PLANTED: dict[str, dict[str, float]] = {
    "50 within 3 minutes": {},
    "30 spread over 30 minutes": THIRTY,
}
HARDER: dict[str, dict[str, float]] = {
    "30 over 30 minutes, starting within 24 h of the video": {**THIRTY, "wave_after_h": 24.0},
    "30 over 30 minutes, accounts made within 10 days": {**THIRTY, "wave_born_days": 10.0},
    "30 over 30 minutes, accounts made within 30 days": {**THIRTY, "wave_born_days": 30.0},
    "30 over 30 minutes, half of the accounts like anybody's": {**THIRTY, "wave_together": 0.5},
    "30 over 30 minutes, a third of the accounts made together": {**THIRTY, "wave_together": 0.34},
    "30 over 30 minutes, no dates in common, 90 % serial handles": {
        **THIRTY, "wave_together": 0.0, "wave_serial": 0.9},
    "30 over 30 minutes, accounts like anybody's": {**THIRTY, "wave_together": 0.0},
    "30 over 30 minutes, every comment in words of its own": {**THIRTY, "wave_own_words": 1.0},
    "50 within 3 minutes, every comment in words of its own": {"wave_own_words": 1.0},
    "the same, and nothing else happens: no pile-ons, calls or news": {
        "wave_own_words": 1.0,
        "pile_ons": 0.0,
        "asked": 0.0,
        "news": 0.0,
    },
    "15 within 3 minutes": {"wave_comments": 15},
}  # fmt: skip
LIVELY = {"fan_cohorts": 1.0, "fans": 1_000, "accounts": 20_000, "asked": 0.25, "pile_ons": 0.25}
NULLS: dict[str, dict[str, float]] = {
    "news with 20 % of accounts younger than 20 days": {"newcomers": 0.2},
    "news with a third of such accounts": {"newcomers": 0.34},
    "news with half of such accounts": {"newcomers": 0.5},
    "of every creator half of 1,000 fans joined within 42 days; more pile-ons and calls": {
        **LIVELY,
        "fan_cohort_days": 42.0,
    },
    "the same, within 14 days": {**LIVELY, "fan_cohort_days": 14.0},
}
WAVES = 20  # planted in a world
HARD_WORLDS = 1


def interval(k: int, n: int) -> str:
    """A share with its exact 95 % interval."""
    low = stats.beta.ppf(0.025, k, n - k + 1) if k else 0.0
    high = stats.beta.ppf(0.975, k + 1, n - k) if k < n else 1.0
    return f"{k} of {n} ({k / n:.3f}; {low:.3f} to {high:.3f})"


def alone(made: Storm) -> dict[str, tuple[int, int, int]]:
    """Of each kind of video: how many, how many with an unusual arrival, how many with an unusual text."""
    said = remarks_of(made.comments, made.posts)
    early, text = arrivals(said).p <= SUSPECT, repeated(said)[0] <= SUSPECT
    ids = np.array(said.posts.to_pylist())
    some = set().union(*made.happened.values())
    kinds = {**made.happened, "nothing": set(ids.tolist()) - some}
    return {
        kind: (int(inside.sum()), int(early[inside].sum()), int(text[inside].sum()))
        for kind, inside in ((kind, np.isin(ids, sorted(videos))) for kind, videos in kinds.items())
    }


def null_worlds(worlds: int, knobs: Mapping[str, float]) -> tuple[int, int, dict[str, np.ndarray]]:
    """Worlds with any wave, waves in all, and what arrival or text alone would have said."""
    any_wave, found = 0, 0
    said: dict[str, np.ndarray] = {}
    for seed in range(worlds):
        made = storm(seed, **knobs)
        n = waves(made.comments, made.posts).table.num_rows
        any_wave, found = any_wave + (n > 0), found + n
        for kind, counts in alone(made).items():
            said[kind] = said.get(kind, np.zeros(3, int)) + counts
        print(f"  null {dict(knobs)} seed {seed}: {n}", file=sys.stderr, flush=True)
    return any_wave, found, said


def planted_worlds(worlds: int, knobs: Mapping[str, float]) -> str:
    """Recall, false waves, and how many of the named comments were the wave's, as a row."""
    hits = planted = false = found = named = right = all_planted = 0
    for seed in range(1_000, 1_000 + worlds):
        made = storm(seed, waves=WAVES, **knobs)
        got = waves(made.comments, made.posts)
        posts = set(got.table["post_id"].to_pylist())
        hits, planted = hits + len(posts & made.flooded), planted + len(made.flooded)
        false, found = false + len(posts - made.flooded), found + len(posts)
        theirs = made.comments.filter(np.isin(made.comments["comment_id"].to_numpy(), sorted(made.planted)))
        key = ("post_id", "account_id", "created_at")
        told = set(zip(*(got.behind[name].to_pylist() for name in key), strict=True))
        true = set(zip(*(theirs[name].to_pylist() for name in key), strict=True))
        named, right, all_planted = named + len(told), right + len(told & true), all_planted + len(true)
        print(f"  planted {dict(knobs)} seed {seed}: {len(posts & made.flooded)}", file=sys.stderr, flush=True)
    share = f"{right / named:.3f}" if named else "none named"
    return f"{interval(hits, planted)} | {false} of {found} | {share} | {right / all_planted:.3f}"


def million() -> None:
    """A million comments from a file to waves."""
    from payola.comments import read_comments
    from payola.progress import Silent
    from payola.settings import Settings

    with TemporaryDirectory() as folder:
        made = storm(1, creators=100, videos=100, comments=56.0, accounts=200_000, fans=1_000, waves=100)
        file = Path(folder) / "comments.parquet"
        pq.write_table(made.comments, file)
        posts, flooded, before = made.posts, made.flooded, _megabytes()
        del made
        start = time.perf_counter()
        said, _ = read_comments([file], Settings(), Silent())
        read = time.perf_counter() - start
        found = waves(said, posts)
        whole = time.perf_counter() - start
    hits = sum(pc.is_in(found.table["post_id"], value_set=pc.cast(sorted(flooded), "string")).to_pylist())
    print(f"{said.num_rows:,} comments, {len(posts):,} videos: read {read:.1f} s, whole {whole:.1f} s")
    print(f"peak {_megabytes():,} MB (the simulation before it: {before:,} MB); {hits} of 100 waves, "
          f"{found.table.num_rows - hits} false")  # fmt: skip


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--worlds", type=int, default=100)
    asked.add_argument("--part", choices=("null", "planted", "both"), default="both")
    asked.add_argument("--million", action="store_true")
    chosen = asked.parse_args()
    if chosen.million:
        million()
        return
    if chosen.part in ("null", "both"):
        nulls(chosen.worlds)
    if chosen.part in ("planted", "both"):
        planted(chosen.worlds)


def nulls(worlds: int) -> None:
    """Worlds without waves: ordinary ones, and ones in which much speaks for waves."""
    any_wave, found, said = null_worlds(worlds, {})
    print(f"worlds with any wave: {interval(any_wave, worlds)}; waves in all: {found}\n")
    print("| videos | how many | arrival alone unusual | text alone unusual |\n|---|---|---|---|")
    for kind, (n, early, text) in said.items():
        print(f"| {kind} | {n:,} | {early / n:.1%} | {text / n:.1%} |")
    few = max(worlds // 12, 1)
    print("\n| null world | worlds with any wave | waves |\n|---|---|---|")
    for name, knobs in NULLS.items():
        any_wave, found, _ = null_worlds(few, knobs)
        print(f"| {name} | {interval(any_wave, few)} | {found} |", flush=True)


def planted(worlds: int) -> None:
    """Worlds with waves: those that must be found, and harder ones."""
    print("\n| planted | found | false waves | named comments that are the wave's | the wave's that are named |")
    print("|---|---|---|---|---|")
    for name, knobs in (PLANTED | HARDER).items():
        many = max(worlds // 5, 1) if name in PLANTED else min(HARD_WORLDS, worlds)
        print(f"| {name} | {planted_worlds(many, knobs)} |", flush=True)


if __name__ == "__main__":
    main()
