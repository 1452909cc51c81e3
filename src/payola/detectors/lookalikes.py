"""Which tags of the reference look like a push themselves, and what do they cost a family that is compared with them?

Question: was a tag taken up by accounts that are no more alike than accounts drawn at random, and used once?
Needs: the accounts' other posts.
Gives: for each reference tag whether it looks so; by that, the contamination of the reference.
Caveats: organic challenges among strangers look so as well. That is why nothing is struck out by it: it marks the tags
that a person should read first, and a p-value without them is printed beside the verdict, never in its place.

The measure is absolute: it asks neither for ranks nor for the family under test.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from payola.columns import ENOUGH_POSTS
from payola.detectors.newtags import Adoption, Dump, Floats
from payola.detectors.strangers import SHRINK, Look

DRAWS = 199
ALIKE = 0.95  # quantile of the likeness of accounts drawn at random, up to which a tag's accounts are strangers
ONCE = 0.8  # share of the accounts that used it in one post only

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class AtRandom:
    """How alike are accounts drawn at random, as often as they post? ``limit``: by number of accounts."""

    limit: dict[int, float]

    def strangers(self, look: Look | None) -> bool:
        """Whether the adopters of a tag are no more alike than so many accounts drawn at random."""
        return look is not None and look.n in self.limit and -look.hist2 <= self.limit[look.n]


def once(who: Adoption, dump: Dump) -> float:
    """Share of the accounts that used a tag in one post only."""
    _, uses = np.unique(dump.account[who.carriers], return_counts=True)
    return float((uses == 1).mean()) if uses.size else 0.0


def at_random(dump: Dump, sizes: Iterable[int], seed: int) -> AtRandom:
    """Mean product of the habits of n accounts drawn at random (95 % quantile), for each n of ``sizes``.

    Accounts with a habit are drawn without repetition, each as likely as it posts often: who posts more takes up more
    new tags.
    """
    posts = np.diff(dump.first)
    known = np.flatnonzero(posts > ENOUGH_POSTS)
    wanted = sorted({n for n in sizes if 2 <= n <= known.size})
    if not wanted:
        return AtRandom({})
    habits = _habits(dump, known)
    chance = posts[known] / posts[known].sum()
    rng = np.random.default_rng([seed, 17])
    return AtRandom(
        {n: float(np.quantile([_alike(habits, _drawn(rng, chance, n)) for _ in range(DRAWS)], ALIKE)) for n in wanted}
    )


def _drawn(rng: np.random.Generator, chance: Floats, n: int) -> NDArray[np.int64]:
    return rng.choice(chance.size, n, replace=False, p=chance)


def _habits(dump: Dump, accounts: NDArray[np.int64]) -> sp.csr_matrix:
    """(accounts, features) unit vectors of the mean of all posts, each shrunk as the verdict shrinks them."""
    squares = np.asarray(dump.features.multiply(dump.features).sum(axis=1)).ravel()
    place = np.full(dump.first.size - 1, -1, np.int64)
    place[accounts] = np.arange(accounts.size)
    row = place[dump.account]
    kept = np.flatnonzero(row >= 0)
    adding = sp.csr_matrix(
        (1 / np.sqrt(squares[kept] + SHRINK), (row[kept], kept)), shape=(accounts.size, dump.account.size)
    )
    sums = sp.csr_matrix(adding @ dump.features)
    norms = np.sqrt(np.asarray(sums.multiply(sums).sum(axis=1)).ravel())
    return sp.csr_matrix(sp.diags(1 / np.where(norms > 0, norms, 1)) @ sums)


def _alike(habits: sp.csr_matrix, who: NDArray[np.int64]) -> float:
    """Mean product over the pairs of some accounts."""
    some = habits[who]
    total = np.asarray(some.sum(axis=0)).ravel()
    return float((total @ total - some.multiply(some).sum()) / (who.size * (who.size - 1)))


def look_pushed(dump: Dump, looks: Sequence[Look | None], adopted: Sequence[Adoption], seed: int) -> Flags:
    """(tags,) whether each tag was used once, by accounts no more alike than accounts drawn at random."""
    random = at_random(dump, [look.n for look in looks if look], seed)
    return np.array(
        [random.strangers(look) and once(who, dump) >= ONCE for look, who in zip(looks, adopted, strict=True)],
        np.bool_,
    )


def p_of_one_more(look_alikes: int, reference: int) -> float:
    """Mean p of one more tag just like the look-alikes, if these are the most unusual: it stands anywhere there."""
    return (1 + look_alikes / 2) / (reference + 1)
