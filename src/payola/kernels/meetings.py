"""In which bins could two accounts have met, under what, and did they? The compiled loops of the burst null.

A pair **shares** a bin where two of their posts there carry one object. What a bin was like is told by its largest
shared cell (most accounts; of equal cells the first object), and by whether the pair shares that object in another bin
too: who follow the same team meet again and again, strangers in the news do not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from payola.kernels.bins import Posts
from payola.kernels.coding import Codes, Flags, Ints
from payola.kernels.coincidence import compiled


@dataclass(frozen=True)
class Meetings:
    """Shared bins of pairs: those of pair i at ``starts[i]:starts[i + 1]``.

    ``ways``: pairs of posts that share an object; ``size``: accounts of the largest shared cell, ``object`` its
    object; ``again``: the pair shares that object in another bin too, and ``size`` is then that of the largest of
    these cells (a crowd is no smaller where a bin cuts it in two); ``near``: two such posts lie within the window.
    """

    starts: Ints
    ways: Codes
    size: Codes
    object: Codes
    bin: Ints
    again: Flags
    near: Flags


def meetings(posts: Posts, a: Codes, b: Codes, window_s: int) -> Meetings:
    """The shared bins of pairs ``a[i], b[i]``; two posts are near where they lie at most ``window_s`` apart."""
    work = np.diff(posts.first)
    room = int(np.minimum(work[a], work[b]).sum()) if len(a) else 0
    ways, size, objects = (np.empty(room, np.int32) for _ in range(3))
    bin_, again, near = np.empty(room, np.int64), np.zeros(room, np.bool_), np.zeros(room, np.bool_)
    starts = np.zeros(len(a) + 1, np.int64)
    laid = (posts.first, posts.bin, posts.time, posts.object_first, posts.objects, posts.cell_accounts)
    n = _meetings(*laid, a, b, window_s, starts, ways, size, objects, bin_, near)
    _again(starts, objects, size, again)
    return Meetings(starts, ways[:n], size[:n], objects[:n], bin_[:n], again[:n], near[:n])


@compiled
def _meetings(
    first: Ints,
    bins: Ints,
    time: Ints,
    object_first: Ints,
    objects: Codes,
    cell_accounts: Codes,
    a: Codes,
    b: Codes,
    window: int,
    starts: Ints,
    ways: Codes,
    size: Codes,
    largest: Codes,
    where: Ints,
    near: Flags,
) -> int:  # pragma: no cover
    written = 0
    for pair in range(a.size):
        starts[pair] = written
        x, x_stop = first[a[pair]], first[a[pair] + 1]
        y, y_stop = first[b[pair]], first[b[pair] + 1]
        while x < x_stop and y < y_stop:
            if bins[x] < bins[y]:
                x += 1
                continue
            if bins[y] < bins[x]:
                y += 1
                continue
            here, y_end = bins[x], y
            while y_end < y_stop and bins[y_end] == here:
                y_end += 1
            count, best, best_object, met = 0, 0, 0, False
            while x < x_stop and bins[x] == here:
                for other in range(y, y_end):
                    shared = False
                    i, j = object_first[x], object_first[other]
                    while i < object_first[x + 1] and j < object_first[other + 1]:
                        if objects[i] == objects[j]:
                            shared = True
                            if cell_accounts[i] > best or (cell_accounts[i] == best and objects[i] < best_object):
                                best, best_object = cell_accounts[i], objects[i]
                            i += 1
                            j += 1
                        elif objects[i] < objects[j]:
                            i += 1
                        else:
                            j += 1
                    if shared:
                        count += 1
                        met = met or abs(time[x] - time[other]) <= window
                x += 1
            if count:
                ways[written], size[written], largest[written], where[written] = count, best, best_object, here
                near[written] = met
                written += 1
            y = y_end
    starts[a.size] = written
    return written


@compiled
def _again(starts: Ints, objects: Codes, size: Codes, again: Flags) -> None:  # pragma: no cover
    """Marks bins whose object stands in another bin of the same pair; gives them the largest size among those."""
    for pair in range(starts.size - 1):
        low, high = starts[pair], starts[pair + 1]
        order = np.argsort(objects[low:high], kind="mergesort")
        first = 0
        for place in range(1, high - low + 1):
            if place < high - low and objects[low + order[place]] == objects[low + order[first]]:
                continue
            if place - first > 1:
                largest = 0
                for i in range(first, place):
                    largest = max(largest, size[low + order[i]])
                for i in range(first, place):
                    size[low + order[i]] = largest
                    again[low + order[i]] = True
            first = place
