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


def bh_q(p: Floats, m: int | Ints) -> Floats:
    """q-values of Benjamini and Hochberg (1995) for ``p`` (n,), out of ``m`` >= n hypotheses.

    The m - n others count as p = 1 and are never rejected. Valid under positive dependence (Benjamini and Yekutieli
    2001). ``m`` may be (n,): for each p the hypotheses that could have shown so small a p (``so_small``; Heyse 2011,
    Doehler, Durand and Roquain 2018). That is proved for independent p-values, and measured in
    ``benchmarks/calibration`` for ours.

    Raises
    ------
    ValueError
        One number m < n: more p-values than hypotheses.
    """
    order = np.argsort(p, kind="stable")
    rank = np.arange(1, p.size + 1)
    hypotheses = np.broadcast_to(np.asarray(m, np.int64), p.shape)[order]
    if isinstance(m, int) and m < p.size:
        raise ValueError(f"{p.size} p-values, but only {m} hypotheses")
    hypotheses = np.maximum(hypotheses, rank)  # as many as did show it
    q = np.empty(p.size)
    q[order] = np.minimum(np.minimum.accumulate((p[order] * hypotheses / rank)[::-1])[::-1], 1.0)
    return q


def by_q(p: Floats, m: int) -> Floats:
    """q-values valid under any dependence (Benjamini and Yekutieli 2001): BH times the harmonic number of m."""
    harmonic = float(np.sum(1.0 / np.arange(1, m + 1))) if m < 10_000_000 else float(np.log(m) + 0.5772156649 + 0.5 / m)
    return np.minimum(bh_q(p, m) * harmonic, 1.0)


def so_small(p: Floats, smallest: Floats) -> Ints:
    """(n,) of hypotheses whose p can be no smaller than ``smallest``: how many could have shown each ``p`` or less."""
    return np.asarray(np.searchsorted(np.sort(smallest), p, side="right"), np.int64)


def partners_so_small(account: Ints, p: Floats, of: Ints, smallest: Floats) -> Ints:
    """(n,) partners with whom ``account`` could have shown ``p`` or less.

    Parameters
    ----------
    account, p
        (n,) one account's p with one partner.
    of, smallest
        (m,) accounts, and the smallest p that each could have shown with one of its partners.
    """
    whose, value = np.concatenate([of, account]), np.concatenate([smallest, p])
    asked = np.arange(whose.size) >= of.size
    order = np.lexsort((asked, value, whose))
    below = np.cumsum(~asked[order])
    begins = np.searchsorted(whose[order], account)
    counted = np.empty(whose.size, np.int64)
    counted[order] = below
    return np.asarray(counted[of.size :] - np.concatenate([[0], below])[begins], np.int64)


def account_p(accounts: Ints, p: Floats, partners: Ints, n: int) -> Floats:
    """p-value of each of ``n`` accounts that none of its pairs is beyond chance (Simes 1986 over its partners).

    Parameters
    ----------
    accounts, p
        (2 * pairs,) each pair twice, once for either account (its code), with its p-value.
    partners
        (2 * pairs,) partners with whom that account could have shown so small a p; those without a pair here count as
        p = 1.

    Pair FDR is not account FDR: 5 % of pairs became 41 % of accounts where true links sit in cliques. Simes holds for
    independent and positively dependent pairs, and gains where an account moves with several others.
    """
    order = np.lexsort((p, accounts))
    who = accounts[order]
    first = np.searchsorted(who, np.arange(n))
    rank = np.arange(len(who)) - first[who] + 1
    found = np.ones(n)
    np.minimum.at(found, who, p[order] * np.maximum(partners[order], rank) / rank)
    return found


def best_of_scales(p: Floats, shares: Sequence[float] | None = None, smallest: Floats | None = None) -> Floats:
    """One p-value of several scales (scales, n): the smallest of each p over its share of the error rate, at most 1.

    Shares (any unit; equal where not told) make the weighted Bonferroni test; equal ones the usual. With ``smallest``
    (scales, n), the smallest p that each scale could have shown, only scales that could have shown as much are paid for
    (Tarone 1990).
    """
    weight = np.ones(len(p)) if shares is None else np.asarray(shares, dtype=np.float64)
    weight = (weight / weight.sum())[:, None]
    best = (p / weight).min(axis=0)
    paid = 1.0 if smallest is None else np.where(smallest <= weight * best * (1 + 1e-12), weight, 0.0).sum(axis=0)
    combined: Floats = np.minimum(best * paid, 1.0)
    return combined
