"""Which pairs could have been found at all, and how surprising could each have been at most?

Coincidences are counts: a pair that shares three bins cannot have a p below that of three coincidences in three. What
the null keeps fixed (who posted what in which bin) settles that beforehand, so that a finding pays for the pairs that
could have been as surprising, and for no others (Tarone 1990; Gilbert 2005).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from payola.kernels import bin_pairs, bins
from payola.kernels.coding import Codes, Ints
from payola.kernels.meetings import meetings
from payola.kernels.shards import over_blocks
from payola.kernels.sweep import cut
from payola.stats.bursts import CLASSES, LARGER, STATUS, WEIGHTS, class_of
from payola.stats.discovery import best_of_scales
from payola.stats.jitter import Scale, least_shared, offset_profiles, pair_chances
from payola.stats.tails import certain_tails

Floats = NDArray[np.float64]

MOST_CELL_PAIRS = 50_000_000  # beyond this the number of testable pairs is bounded, not counted
MOST_LOOKED_AT = 1_000_000  # testable pairs of a scale; of more, every one counts whatever it could have shown
MANY_BINS = 32  # who share more could have shown next to anything: they count whatever the p
AT_ONCE = 1 << 18
ROUNDING = 1 - 1e-9  # the same tail summed in another order
ONE_SPEED = np.ones(1)


@dataclass(frozen=True)
class Corpus:
    """What all scales share: ``uses``; ``account`` and ``time`` (posts,); ``tick`` of the clock in seconds."""

    uses: bins.ByObject
    account: Codes
    time: Ints
    tick: int

    def chances(self, a: Codes, b: Codes, scale: Scale) -> Floats:
        """Chance (pairs,) that one post of ``a[i]`` and one of ``b[i]`` in the same bin lie within the window."""
        wanted = np.zeros(self.uses.n_accounts, np.bool_)
        wanted[a], wanted[b] = True, True
        place = np.where(wanted, np.cumsum(wanted) - 1, -1).astype(np.int32)
        profiles = offset_profiles(place[self.account], self.time, int(wanted.sum()), scale, self.tick)
        return pair_chances(profiles.own, profiles.adjacent, place[a], place[b])


@dataclass(frozen=True)
class PossibleAt:
    """Pairs of one scale that share enough bins.

    ``keys``: (pairs,) ``a * n + b``, sorted, None where too many to count; ``bound``: their number, or more;
    ``partners``: (accounts,) testable partners, or more; ``bins``: how many shared bins are enough; ``jitter``,
    ``both``: (pairs,) smallest p that each could have shown under J, and under J and R (0 where it was not looked at).
    """

    scale: Scale
    keys: Ints | None
    bound: int
    partners: Ints
    bins: int
    jitter: Floats
    both: Floats


@dataclass(frozen=True)
class Possible:
    """Pairs of all scales that could have shown anything.

    ``keys``, ``jitter``, ``both``: pairs and the smallest p of all scales together; ``always``: (accounts,) partners
    that were not counted one by one and count whatever the p; ``more``: pairs that were not.
    """

    keys: Ints
    jitter: Floats
    both: Floats
    always: Ints
    more: int


def testable(corpus: Corpus, crowds: bins.Crowds, scale: Scale, burst: Floats | None) -> PossibleAt:
    """The testable pairs of one scale, and the smallest p that each could have shown."""
    n = corpus.uses.n_accounts
    nothing = np.empty(0)
    if crowds.pairs > MOST_CELL_PAIRS:
        least = least_shared(scale, corpus.tick, min(crowds.pairs // 2, n * (n - 1) // 2))
        partners = np.minimum(crowds.met // least, n - 1)
        bound = min(int(partners.sum()) // 2 + 1, n * (n - 1) // 2)
        return PossibleAt(scale, None, bound, partners, least, nothing, nothing)
    keys, shared = bin_pairs.shared_bins(corpus.uses, crowds.first, scale.bin_s, 2)
    least = least_shared(scale, corpus.tick, len(keys))
    keys, shared = keys[shared >= least], shared[shared >= least]
    partners = np.bincount(np.concatenate([keys // n, keys % n]), minlength=n)
    jitter, both = np.zeros(len(keys)), np.zeros(len(keys))
    some = shared <= MANY_BINS
    jitter[some], both[some] = _smallest(corpus, crowds, keys[some], shared[some], scale, burst)
    return PossibleAt(scale, keys, len(keys), partners, least, jitter, jitter if burst is None else both)


def _smallest(
    corpus: Corpus, crowds: bins.Crowds, keys: Ints, shared: Ints, scale: Scale, burst: Floats | None
) -> tuple[Floats, Floats]:
    """p of coincidences in all shared bins, under J and under J and R; 0 where the pairs are too many to look at.

    Under J alone no bin is looked at, and every one counts as if the pair had one pair of posts there: p is no larger.
    """
    if not len(keys) or len(keys) > MOST_LOOKED_AT:
        return np.zeros(len(keys)), np.zeros(len(keys))
    n = corpus.uses.n_accounts
    a, b = (keys // n).astype(np.int32), (keys % n).astype(np.int32)
    chance = corpus.chances(a, b, scale)
    if burst is None:
        smallest = chance**shared * ROUNDING
        return smallest, smallest
    alone = np.zeros((1, STATUS * len(CLASSES)))  # one speed, never beyond J
    posts = bins.posts_of(corpus.uses, crowds.sizes, scale.bin_s, np.concatenate([a, b]))

    def part(block: tuple[int, int]) -> tuple[Floats, Floats]:
        some = slice(*block)
        found = meetings(posts, a[some], b[some], scale.window_s)
        kind = class_of(found.size, found.again, LARGER)
        jitter = certain_tails(found.ways, kind, found.starts, chance[some], alone, ONE_SPEED)
        return jitter, np.maximum(jitter, certain_tails(found.ways, kind, found.starts, chance[some], burst, WEIGHTS))

    work = np.diff(posts.first)
    room = np.concatenate([[0], np.cumsum(np.minimum(work[a], work[b]))])
    jitter, both = zip(*over_blocks(part, cut(room, max(int(room[-1]) // AT_ONCE, 1))), strict=True)
    return np.concatenate(jitter) * ROUNDING, np.concatenate(both) * ROUNDING


def least_at(tests: Sequence[PossibleAt], keys: Ints, which: str) -> Floats:
    """(scales, pairs) smallest p that each pair could have shown at each scale; infinite where it was not tested."""
    least = np.full((len(tests), len(keys)), np.inf)
    for number, scale in enumerate(tests):
        if scale.keys is None:
            least[number] = 0.0
        elif len(scale.keys):
            place = np.minimum(np.searchsorted(scale.keys, keys), len(scale.keys) - 1)
            there = scale.keys[place] == keys
            least[number, there] = getattr(scale, which)[place[there]]
    return least


def possible(tests: Sequence[PossibleAt], n: int) -> Possible:
    """What could have been found at all scales together.

    Scales of one bin differ in how many shared bins are enough: all are counted, and of those too many to count the
    widest of a bin.
    """
    known = [scale for scale in tests if scale.keys is not None]
    keys = bin_pairs.once(
        np.concatenate([scale.keys for scale in known if scale.keys is not None] or [np.empty(0, np.int64)])
    )
    shares = [scale.scale.share for scale in known]

    def together(which: str) -> Floats:
        least = least_at(known, keys, which)
        return best_of_scales(least, shares, least) if known else np.empty(0)

    jitter = together("jitter")
    both = jitter if all(one.both is one.jitter for one in known) else together("both")
    widest: dict[int, PossibleAt] = {}
    for scale in sorted(tests, key=lambda one: one.bound):
        if scale.keys is None:
            widest[scale.scale.bin_s] = scale
    always = np.minimum(np.sum([np.zeros(n, np.int64), *(one.partners for one in widest.values())], axis=0), n - 1)
    more = sum(one.bound for one in widest.values())
    return Possible(keys, jitter, both, np.asarray(always, np.int64), more)
