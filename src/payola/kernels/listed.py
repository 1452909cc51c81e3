"""How are a few million coincidences counted? All are written down at once; nothing needs to be compiled or loaded.

Loading compiled loops takes longer than counting a million uses, so that a corpus of ordinary size is counted here. The
numbers are those of the compiled loops (``sweep``), which take over where the list would not fit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from payola.kernels.coding import CodedUses, Codes, Flags, Ints, stable_order

MOST = 1 << 22  # coincidences that are written down

Run = tuple[Ints, Ints, Ints]  # as in tally: keys, weights, sums of gaps


@dataclass(frozen=True)
class Listed:
    """Coincidences, one an entry: accounts and posts of its two uses, and the seconds between them."""

    account: tuple[Codes, Codes]
    post: tuple[Codes, Codes]
    gap: Ints
    n_accounts: int
    n_posts: int

    def posts(self) -> Flags:
        """Which posts are in any of them (n_posts,)."""
        found = np.zeros(self.n_posts, np.bool_)
        for posts in self.post:
            found[posts] = True
        return found

    def among(self, active: Flags, either_side: bool) -> Listed:
        """Those whose accounts are both active, or one of them."""
        a, b = (active[accounts] for accounts in self.account)
        kept = a | b if either_side else a & b
        if kept.all():
            return self
        account, post = ((one[kept], other[kept]) for one, other in (self.account, self.post))
        return Listed(account, post, self.gap[kept], self.n_accounts, self.n_posts)

    def pairs(self) -> Run:
        """How often each undirected pair occurs, key ``a * n_accounts + b`` with a < b, and the sum of its gaps."""
        low, high = np.minimum(*self.account), np.maximum(*self.account)
        keys = low.astype(np.int64) * self.n_accounts + high
        order = stable_order(keys)
        keys, starts = _distinct(keys[order])
        gaps = np.add.reduceat(self.gap[order], starts) if len(keys) else self.gap
        return keys, np.diff(np.append(starts, len(order))), gaps

    def directed(self) -> Run:
        """Posts of a source that are near a use of a target, key ``source * n_accounts + target``; gaps are 0."""
        sources, targets, posts = (np.concatenate(p) for p in (self.account, self.account[::-1], self.post))
        _, group = np.unique(sources.astype(np.int64) * self.n_posts + posts, return_inverse=True)
        _, once = np.unique(group * self.n_accounts + targets, return_index=True)
        keys = np.sort(sources[once].astype(np.int64) * self.n_accounts + targets[once])
        keys, starts = _distinct(keys)
        weights = np.diff(np.append(starts, len(once)))
        return keys, weights, np.zeros(len(keys), np.int64)


def listed(uses: CodedUses, kept: Flags, window: int, most: int = MOST) -> Listed | None:
    """The coincidences of the kept uses, without uses whose object is their own post.

    None where there are more than ``most`` pairs of uses to look at, or where they are too many to be numbered.
    """
    rows = np.flatnonzero(kept & ~uses.object_is_post)
    time, objects = uses.time[rows], uses.object[rows].astype(np.int64)
    start = int(time.min()) if len(rows) else 0
    span = int(time.max()) - start if len(rows) else 0
    window = min(window, span)
    stride = span + window + 1  # the times of one object lie apart from those of the next
    if ((int(objects.max(initial=0)) + 1) * stride).bit_length() > 62:
        return None
    place = objects * stride + (time - start)
    order = stable_order(place)
    rows, place = rows[order], place[order]
    first = np.searchsorted(place, place - window)
    before = np.arange(len(place)) - first
    total = int(before.sum())
    if total > most:
        return None
    later = np.repeat(np.arange(len(place)), before)
    earlier = np.arange(total) - np.repeat(np.cumsum(before) - before - first, before)
    later, earlier = rows[later], rows[earlier]
    apart = (uses.account[later] != uses.account[earlier]) & (uses.post[later] != uses.post[earlier])
    later, earlier = later[apart], earlier[apart]
    account, post = ((codes[earlier], codes[later]) for codes in (uses.account, uses.post))
    return Listed(account, post, uses.time[later] - uses.time[earlier], len(uses.accounts), uses.n_posts)


def _distinct(keys: Ints) -> tuple[Ints, Ints]:
    """The different values of sorted keys, and where each begins."""
    starts = np.flatnonzero(np.diff(keys, prepend=keys[:1] - 1)) if len(keys) else np.empty(0, np.int64)
    return keys[starts], starts
