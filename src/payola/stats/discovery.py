"""How many of the findings are false? Benjamini-Hochberg over what could have been found, for pairs and accounts.

``m`` is the number of hypotheses that could have been rejected at all (testable beforehand), never the number that
happened to have something to show: a q-value over fewer is too small.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def bh_q(p: Floats, m: int) -> Floats:
    """q-values of Benjamini and Hochberg (1995) for ``p`` (n,), out of ``m`` >= n hypotheses.

    The m - n others count as p = 1 and are never rejected. Valid under positive dependence (Benjamini and Yekutieli
    2001).

    Raises
    ------
    ValueError
        m < n: more p-values than hypotheses.
    """
    if m < p.size:
        raise ValueError(f"{p.size} p-values, but only {m} hypotheses")
    order = np.argsort(p, kind="stable")
    ranked = p[order] * m / np.arange(1, p.size + 1)
    q = np.empty(p.size)
    q[order] = np.minimum(np.minimum.accumulate(ranked[::-1])[::-1], 1.0)
    return q


def by_q(p: Floats, m: int) -> Floats:
    """q-values valid under any dependence (Benjamini and Yekutieli 2001): BH times the harmonic number of m."""
    harmonic = float(np.sum(1.0 / np.arange(1, m + 1))) if m < 10_000_000 else float(np.log(m) + 0.5772156649 + 0.5 / m)
    return np.minimum(bh_q(p, m) * harmonic, 1.0)


def account_p(accounts: Ints, p: Floats, partners: Ints) -> Floats:
    """p-value of each account that none of its pairs is beyond chance (Simes 1986 over its testable partners).

    Parameters
    ----------
    accounts, p
        (2 * pairs,) each pair twice, once for either account (its code), with its p-value.
    partners
        (accounts,) testable partners of each account; those without a pair here count as p = 1.

    Pair FDR is not account FDR: 5 % of pairs became 41 % of accounts where true links sit in cliques. Simes holds for
    independent and positively dependent pairs, and gains where an account moves with several others.
    """
    order = np.lexsort((p, accounts))
    who = accounts[order]
    first = np.searchsorted(who, np.arange(len(partners)))
    rank = np.arange(len(who)) - first[who] + 1
    found = np.ones(len(partners))
    np.minimum.at(found, who, p[order] * np.maximum(partners[who], rank) / rank)
    return found


def best_of_scales(p: Floats, shares: Sequence[float] | None = None) -> Floats:
    """One p-value of several scales (scales, n): the smallest of each p over its share of the error rate, at most 1.

    Shares (any unit; equal where not told) make the weighted Bonferroni test; equal ones the usual.
    """
    weight = np.ones(len(p)) if shares is None else np.asarray(shares, dtype=np.float64)
    combined: Floats = np.minimum((p * (weight.sum() / weight)[:, None]).min(axis=0), 1.0)
    return combined
