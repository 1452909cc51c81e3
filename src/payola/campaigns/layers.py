"""Which accounts move with others beyond chance, all layers taken together?

An account's pairs of all layers make one p-value (Simes over all its testable partners), false discovery is controlled
over all accounts, and a layer is named where its pairs alone would have done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from payola.detectors.pairs import LEVEL
from payola.stats.discovery import account_p, bh_q

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Ends:
    """Pairs of one layer, each twice: ``account`` and ``p``. ``testable``: all accounts with ``partners`` of theirs."""

    account: pa.ChunkedArray
    p: Floats
    testable: pa.ChunkedArray
    partners: Ints


@dataclass(frozen=True)
class OverLayers:
    """An account over all layers; ``layers`` that are beyond chance alone, where the account is."""

    p: float
    q: float
    layers: list[str]


def accounts_over_layers(ends: Mapping[str, Ends]) -> dict[str, OverLayers]:
    """p, q and layers of every account with a pair of p below 1."""
    if not any(len(one.account) for one in ends.values()):
        return {}
    ids = pa.chunked_array([chunk for one in ends.values() for chunk in one.testable.cast(pa.string()).chunks]).unique()
    n = len(ids)
    code = {layer: (_codes(one.account, ids), _codes(one.testable, ids)) for layer, one in ends.items()}
    partners = {layer: np.zeros(n, np.int64) for layer in ends}
    for layer, one in ends.items():
        partners[layer][code[layer][1]] = one.partners
    accounts = np.concatenate([code[layer][0] for layer in ends])
    p_pairs = np.concatenate([one.p for one in ends.values()])
    p = account_p(accounts, p_pairs, np.sum(list(partners.values()), axis=0))
    q = bh_q(p, n)
    enough = LEVEL * int((q <= LEVEL).sum()) / n  # below this any account is beyond chance
    own = {layer: account_p(code[layer][0], one.p, partners[layer]) * len(ends) for layer, one in ends.items()}
    best = {layer: values == np.min(list(own.values()), axis=0) for layer, values in own.items()}
    return {
        account: OverLayers(
            float(p[i]),
            float(q[i]),
            [layer for layer in ends if q[i] <= LEVEL and (own[layer][i] <= enough or best[layer][i])],
        )
        for i, account in enumerate(ids.to_pylist())
        if p[i] < 1.0
    }


def _codes(accounts: pa.ChunkedArray, ids: pa.Array) -> Ints:
    return np.asarray(pc.index_in(accounts.cast(pa.string()), value_set=ids).to_numpy(), dtype=np.int64)
