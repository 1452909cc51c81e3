"""Which uses of one object lie within the window of each other? The compiled loops.

Uses stand in the order of time; each knows the use of the same object before it (``previous``), unless that one lies
further back than the window. Walking back along these links from a use meets exactly the uses it coincides with, so
nothing is ever multiplied out and an object as popular as #fyp costs what its coincidences cost. Work is cut into
**time blocks**: a coincidence belongs to the block of its later use, and the links reach into the halo of one window
before the block, so that each is found once.

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
def sweep_pairs(
    time: Ints,
    account: Codes,
    post: Codes,
    previous: Codes,
    window: int,
    active: Flags,
    either_side: bool,
    start: int,
    stop: int,
    counts: Ints,
    gap_bits: int,
    first: int,
    last: int,
    out: Ints,
) -> int:  # pragma: no cover
    """The coincidences of one time block: those whose later use is in [start, stop).

    ``active`` (accounts,) says which accounts have enough coincident posts; both sides must, or one of them. With
    ``counts`` (accounts,) they are counted by their smaller account; with ``counts`` empty, those whose smaller account
    is in [first, last) are written as one integer each, ``(smaller * n + larger) << gap_bits | gap``. Returns how many
    were written.
    """
    n, written, counting = active.size, 0, counts.size > 0
    for i in range(start, stop):
        k = previous[i]
        while k >= 0:
            gap = time[i] - time[k]
            if gap > window:
                break
            a, b = account[i], account[k]
            kept = (active[a] or active[b]) if either_side else (active[a] and active[b])
            if kept and a != b and post[i] != post[k]:
                low, high = (a, b) if a < b else (b, a)
                if counting:
                    counts[low] += 1
                elif first <= low < last:
                    out[written] = ((np.int64(low) * n + high) << gap_bits) | gap
                    written += 1
            k = previous[k]
    return written


@compiled
def sweep_directed(
    time: Ints,
    account: Codes,
    post: Codes,
    previous: Codes,
    following: Codes,
    window: int,
    active: Flags,
    either_side: bool,
    by_source: Ints,
    start: int,
    stop: int,
    counts: Ints,
    out: Ints,
) -> int:  # pragma: no cover
    """For each post of a source, every target that has a use near one of its uses, once.

    ``by_source`` (n,) lists the uses by account and then post; ``start`` and ``stop`` are places in it where an account
    begins. With ``counts`` (accounts,) they are counted by source; with ``counts`` empty, written as
    ``source * n + target``. Returns how many were written.
    """
    n, written, counting = active.size, 0, counts.size > 0
    met_in = np.full(n, -1, np.int64)  # the last group (uses of one post by one account) that met this target
    group = start
    for place in range(start, stop):
        i, first = by_source[place], by_source[group]
        source = account[i]
        if source != account[first] or post[i] != post[first]:
            group = place
        for direction in range(2):
            links = previous if direction == 0 else following
            k = links[i]
            while k >= 0 and abs(time[i] - time[k]) <= window:
                target = account[k]
                kept = (active[source] or active[target]) if either_side else (active[source] and active[target])
                if kept and target != source and post[k] != post[i] and met_in[target] != group:
                    met_in[target] = group
                    if counting:
                        counts[source] += 1
                    else:
                        out[written] = np.int64(source) * n + target
                        written += 1
                k = links[k]
    return written


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
