"""Which uses of one object lie within the window of each other? The compiled loops.

Uses stand in the order of time; each knows the use of the same object before it (``previous``), unless that one lies
further back than the window. Walking back along these links from a use meets exactly the uses it coincides with, so
nothing is ever multiplied out and an object as popular as #fyp costs what its coincidences cost. Work is cut into
**time blocks**: a pair belongs to the block of its later use, and the links reach into the halo of one window before
the block, so that each pair is found once. Emission stops when its buffer is full and goes on where it stopped.

Arrays: ``time`` int64 (n,), ``account``, ``post``, ``previous`` int32 (n,), all in the order of time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba as nb
import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int32]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile on the first call and keep the result beside the source; threads may run it at the same time."""
    return cast(Function, nb.njit(nogil=True, cache=True)(function))


@compiled
def link_previous(time: Ints, objects: Codes, n_objects: int, window: int) -> Codes:  # pragma: no cover
    """For each use the last use of its object before it within the window, or -1."""
    last = np.full(n_objects, -1, np.int32)
    previous = np.empty(time.size, np.int32)
    for i in range(time.size):
        k = last[objects[i]]
        previous[i] = k if k >= 0 and time[i] - time[k] <= window else -1
        last[objects[i]] = i
    return previous


@compiled
def link_following(previous: Codes) -> Codes:  # pragma: no cover
    """The same links forwards: for each use the next one of its object within the window, or -1."""
    following = np.full(previous.size, -1, np.int32)
    for i in range(previous.size):
        if previous[i] >= 0:
            following[previous[i]] = i
    return following


@compiled
def mark_coincident_posts(
    time: Ints,
    account: Codes,
    post: Codes,
    previous: Codes,
    window: int,
    start: int,
    stop: int,
    coincident: Flags,
) -> None:  # pragma: no cover
    """Set ``coincident[post]`` for every post in a coincidence of two accounts whose later use is in [start, stop)."""
    for i in range(start, stop):
        k = previous[i]
        while k >= 0 and time[i] - time[k] <= window:
            if account[i] != account[k] and post[i] != post[k]:
                coincident[post[i]] = True
                coincident[post[k]] = True
            k = previous[k]


@compiled
def emit_pairs(
    time: Ints,
    account: Codes,
    post: Codes,
    previous: Codes,
    window: int,
    active: Flags,
    either_side: bool,
    gap_bits: int,
    row: int,
    link: int,
    stop: int,
    out: Ints,
) -> tuple[int, int, int]:  # pragma: no cover
    """Write one packed integer a coincidence, ``(smaller account * n + larger account) << gap_bits | gap``.

    Starts at use ``row`` with the earlier use ``link``, ends before use ``stop`` or when ``out`` is full.
    ``active`` (accounts,) says which accounts have enough coincident posts; both sides must, or one of them.

    Returns
    -------
    Numbers written, and the use and link to go on with (use == stop: done).
    """
    n, written, i, k = active.size, 0, row, link
    while i < stop:
        while k >= 0:
            gap = time[i] - time[k]
            if gap > window:
                break
            a, b = account[i], account[k]
            kept = (active[a] or active[b]) if either_side else (active[a] and active[b])
            if kept and a != b and post[i] != post[k]:
                if written == out.size:
                    return written, i, k
                low, high = (a, b) if a < b else (b, a)
                out[written] = ((np.int64(low) * n + high) << gap_bits) | gap
                written += 1
            k = previous[k]
        i += 1
        k = previous[i] if i < stop else -1
    return written, stop, -1


@compiled
def emit_directed(
    time: Ints,
    account: Codes,
    post: Codes,
    previous: Codes,
    following: Codes,
    window: int,
    active: Flags,
    either_side: bool,
    by_post: Ints,
    row: int,
    stop: int,
    met_in: Ints,
    out: Ints,
) -> tuple[int, int]:  # pragma: no cover
    """Write ``source * n + target`` once for each post of the source with a use near a use of the target.

    ``by_post`` (n,) lists the uses so that those of one post and account stand together; ``row`` and ``stop`` are
    places in it, both at the start of such a group. ``met_in`` (accounts,) remembers in which group a target was last
    counted (start it at -1). ``out`` must hold at least one number an account.

    Returns
    -------
    Numbers written, and the place to go on with (place == stop: done).
    """
    n, written, group = active.size, 0, row
    while group < stop:
        if out.size - written < n:
            return written, group
        source, own = account[by_post[group]], post[by_post[group]]
        end = group
        while end < stop and account[by_post[end]] == source and post[by_post[end]] == own:
            i = by_post[end]
            for direction in range(2):
                links = previous if direction == 0 else following
                k = links[i]
                while k >= 0 and abs(time[i] - time[k]) <= window:
                    target = account[k]
                    if target != source and post[k] != own and met_in[target] != group:
                        met_in[target] = group
                        s, t = active[source], active[target]
                        if (s or t) if either_side else (s and t):
                            out[written] = np.int64(source) * n + target
                            written += 1
                    k = links[k]
            end += 1
        group = end
    return written, stop


@compiled
def find_coincidences(
    time: Ints,
    account: Codes,
    post: Codes,
    previous: Codes,
    window: int,
    n_accounts: int,
    asked: Ints,
    limit: int,
    found: Ints,
    earlier: Codes,
    later: Codes,
    pair: Ints,
) -> int:  # pragma: no cover
    """The first ``limit`` coincidences of each pair asked for (``asked``: sorted keys ``a * n_accounts + b``, a < b).

    ``found`` (pairs,) counts them (start it at 0); ``earlier``, ``later``, ``pair`` receive the two uses and the
    place of the pair in ``asked``, as long as they have room (hand over empty arrays to count only).
    """
    written = 0
    for i in range(time.size):
        k = previous[i]
        while k >= 0 and time[i] - time[k] <= window:
            a, b = account[i], account[k]
            if a != b and post[i] != post[k]:
                low, high = (a, b) if a < b else (b, a)
                key = np.int64(low) * n_accounts + high
                place = np.searchsorted(asked, key)
                if place < asked.size and asked[place] == key and found[place] < limit:
                    found[place] += 1
                    if written < pair.size:
                        earlier[written], later[written], pair[written] = k, i, place
                    written += 1
            k = previous[k]
    return written
