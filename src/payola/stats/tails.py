"""How surprising is a count? Upper tails of sums of independent coincidences, exact where it matters.

A pair of accounts has a chance ``q`` to coincide in each of its bins; the number of coincidences is then
Poisson-binomial. The Poisson tail bounds it from above where the count exceeds its mean by one (Hoeffding 1956;
Anderson and Samuels 1967) and costs nothing: it screens. What passes is computed exactly.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from payola.kernels.coincidence import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.int32]


def poisson_bound(seen: Ints, expected: Floats) -> Floats:
    """Upper bound of P(K >= seen) for a sum of independent coincidences with mean ``expected``; 1 where none holds.

    Valid for ``seen >= expected + 1`` (Hoeffding 1956); below that the bound is taken as 1.
    """
    tail = special.pdtrc(np.maximum(seen - 1, 0), np.maximum(expected, 0.0))
    bounded: Floats = np.where((seen >= expected + 1) & (seen > 0), tail, 1.0)
    return bounded


def beta_binomial_tail(seen: int, of: int, a: float, b: float) -> float:
    """P(K >= seen) of ``of`` draws whose chance is itself a draw from Beta(a, b); ``scipy.stats.betabinom`` gives the
    same and takes a second to load."""
    k = np.arange(max(seen, 0), of + 1)
    ways = -np.log(of + 1) - special.betaln(of - k + 1, k + 1)
    return min(1.0, float(np.exp(ways + special.betaln(k + a, of - k + b) - special.betaln(a, b)).sum()))


@compiled
def poisson_binomial_tail(q: Floats, seen: int) -> float:  # pragma: no cover
    """P(K >= seen) for independent coincidences of probabilities ``q`` (n,), exact.

    States 0 .. seen-1 and one absorbing state: only positive terms are added, so that tiny tails keep their digits.
    O(n * seen) time, O(seen) memory.
    """
    if seen <= 0:
        return 1.0
    if seen > q.size:
        return 0.0
    states = np.zeros(seen)
    states[0] = 1.0
    tail = 0.0
    for i in range(q.size):
        chance = q[i]
        tail += states[seen - 1] * chance
        for state in range(min(i + 1, seen - 1), 0, -1):
            states[state] = states[state] * (1.0 - chance) + states[state - 1] * chance
        states[0] *= 1.0 - chance
    return min(tail, 1.0)


@compiled
def poisson_binomial_tails(q: Floats, starts: Ints, seen: Ints) -> Floats:  # pragma: no cover
    """``poisson_binomial_tail`` of many pairs: pair i has ``q[starts[i]:starts[i + 1]]`` and ``seen[i]``."""
    tails = np.empty(seen.size)
    for i in range(seen.size):
        tails[i] = poisson_binomial_tail(q[starts[i] : starts[i + 1]], seen[i])
    return tails


@compiled
def mixture_tails(
    ways: Codes, kind: Ints, starts: Ints, seen: Ints, least: Floats, table: Floats, weights: Floats
) -> Floats:  # pragma: no cover
    """Upper tails of pairs whose chances rise together with one latent speed.

    Parameters
    ----------
    ways, kind
        (bins,) pairs of posts in each shared bin, and its class; those of pair i at ``starts[i]:starts[i + 1]``.
    seen, least
        (pairs,) coincidences, and the chance below which one pair of posts never falls (the jitter null's).
    table, weights
        (speeds, classes) chance of one pair of posts at each speed, (speeds,) share of pairs with that speed.

    P(K >= seen), averaged over speeds; given the speed bins are independent, each with chance ways * chance at most 1.
    """
    tails = np.zeros(seen.size)
    for i in range(seen.size):
        low, high = starts[i], starts[i + 1]
        q = np.empty(high - low)
        for speed in range(weights.size):
            for j in range(low, high):
                q[j - low] = min(ways[j] * max(least[i], table[speed, kind[j]]), 1.0)
            tails[i] += weights[speed] * poisson_binomial_tail(q, seen[i])
    return tails


@compiled
def certain_tails(
    ways: Codes, kind: Ints, starts: Ints, least: Floats, table: Floats, weights: Floats
) -> Floats:  # pragma: no cover
    """``mixture_tails`` of coincidences in **every** shared bin: the smallest p that each pair could have shown."""
    tails = np.zeros(starts.size - 1)
    for i in range(tails.size):
        for speed in range(weights.size):
            product = weights[speed]
            for j in range(starts[i], starts[i + 1]):
                product *= min(ways[j] * max(least[i], table[speed, kind[j]]), 1.0)
            tails[i] += product
    return tails
