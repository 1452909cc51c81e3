"""What would chance give had every post kept its time bin but not its moment? The interval-jitter null.

Given the bins, the offsets inside them are independent. That fixes at once how active an account is, how popular a
tag is, shared interests, time zones and slow bursts. Fixed bins make the test exact; jitter centred on the event
does not (Amarasingham and others 2012; Platkiewicz, Stark and Amarasingham 2017).

Times tick: everything is counted in ticks of the data's own clock (a second, a minute), both ends of the window
included. With n ticks a bin and a window of w ticks, two uniform offsets coincide with chance
((2w + 1) n - w (w + 1)) / n^2; the continuous 2d - d^2 is 5 % too small at 10 s in 1 h and 50 % too small on
minute-resolution times.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from payola.kernels.coincidence import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.int32]

CLOCKS = (86_400, 3_600, 60, 1)
WHOLE = 0.99  # share of times on whole ticks from which the clock is taken to tick that slowly
SHRINKAGE = 20.0  # posts that the pooled profile counts as in an account's own


@dataclass(frozen=True)
class Scale:
    """A window and the bin inside which times are free, both in seconds; ``bin_s`` is a multiple of the window.

    ``share`` of the error rate, against the other scales that are tried (weighted Bonferroni)."""

    window_s: int
    bin_s: int
    share: float = 1.0


SCALES = (Scale(10, 3_600, 1), Scale(60, 21_600, 4), Scale(300, 43_200, 4), Scale(3_600, 86_400, 1))
SURPRISE, REJECTED = 2e-3, 10  # chance of coincidences in all shared bins below which a pair is worth a test: this,
# and so many over the number of pairs


def clock_tick(times: Ints) -> int:
    """Seconds between two ticks of the clock that these Unix times were read from: 1, 60, 3600 or 86400."""
    if times.size == 0:
        return 1
    return next(tick for tick in CLOCKS if np.mean(times % tick == times[0] % tick) >= WHOLE or tick == 1)


def uniform_chance(window: int, ticks: int) -> float:
    """Chance that two uniform offsets among ``ticks`` lie at most ``window`` ticks apart, both ends included."""
    if window >= ticks:
        return 1.0
    return ((2 * window + 1) * ticks - window * (window + 1)) / ticks**2


def least_shared(scale: Scale, tick: int, pairs: int) -> int:
    """Bins that a pair must share to be testable: with fewer, coincidences in all of them would be no surprise among
    ``pairs`` that share two bins.

    It depends on what the null keeps fixed alone, so the pairs left out cost no error rate (Tarone 1990)."""
    chance = uniform_chance(scale.window_s // tick, scale.bin_s // tick)
    rare = min(SURPRISE, REJECTED / max(pairs, 1))
    return max(int(np.ceil(np.log(rare) / np.log(chance))), 2) if chance < 1 else 2


@dataclass(frozen=True)
class Profiles:
    """Where in a bin accounts post: ``own`` (accounts, slots) sums to 1 in each row; ``adjacent``: chance that two
    posts in neighbouring slots lie within the window; a slot is as wide as the window, so two in one slot always do.
    """

    own: NDArray[np.float32]
    adjacent: float


def offset_profiles(account: Codes, time: Ints, n_accounts: int, scale: Scale, tick: int) -> Profiles:
    """Shrunken offset profiles of accounts, from all their posts (one row a post, not a tag).

    Parameters
    ----------
    account, time
        (posts,) account codes and Unix seconds; a post of account -1 counts in the pooled profile alone.
    tick
        Seconds a tick; ``window_s`` and ``bin_s`` are multiples of it.
    """
    slots = scale.bin_s // scale.window_s
    slot = (time % scale.bin_s) // scale.window_s
    pooled = np.bincount(slot, minlength=slots).astype(np.float64)
    pooled = pooled / pooled.sum() if pooled.sum() else np.full(slots, 1 / slots)
    counts = np.zeros((n_accounts, slots), np.float32)
    known = account >= 0
    np.add.at(counts, (account[known], slot[known]), 1)
    posts = counts.sum(axis=1, keepdims=True)
    counts += (SHRINKAGE * pooled).astype(np.float32)  # in place: accounts times slots may be the largest array of all
    counts /= posts + np.float32(SHRINKAGE)
    window = scale.window_s // tick
    return Profiles(counts, (window + 1) / (2 * window))


@compiled
def pair_chances(own: NDArray[np.float32], adjacent: float, a: Codes, b: Codes) -> Floats:  # pragma: no cover
    """Chance (pairs,) that one post of ``a[i]`` and one of ``b[i]`` in the same bin lie within the window."""
    chances = np.empty(a.size)
    last = own.shape[1] - 1
    for i in range(a.size):
        first, second = own[a[i]], own[b[i]]
        same, beside = 0.0, 0.0
        for slot in range(last + 1):
            same += first[slot] * second[slot]
            if slot < last:
                beside += first[slot] * second[slot + 1] + first[slot + 1] * second[slot]
        chances[i] = min(same + adjacent * beside, 1.0)
    return chances


def retimed(times: Ints, bin_s: int, tick: int, rng: np.random.Generator) -> Ints:
    """The same posts, each at a random tick of its own bin: the null itself, to be scanned like the data."""
    return times // bin_s * bin_s + rng.integers(0, bin_s // tick, times.size) * tick
