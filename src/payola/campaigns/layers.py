"""Which accounts move with others beyond chance, all layers taken together?

An account's pairs of all layers make one p-value (Simes over all its testable partners), false discovery is controlled
over all accounts, and a layer is named where its pairs alone would have done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from payola.detectors.pairs import LEVEL, SCREEN
from payola.stats.discovery import account_p, bh_q, partners_so_small

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Ends:
    """Pairs of one layer, each twice, as seen from either account: ``account`` and ``p``.

    ``testable``: all accounts, with ``partners`` of theirs and how many of them count ``always``; ``possible``:
    accounts, and the ``smallest`` p that each could have shown with a partner (up to SCREEN).
    """

    account: pa.ChunkedArray
    p: Floats
    testable: pa.ChunkedArray
    partners: Ints
    always: Ints
    possible: pa.ChunkedArray
    smallest: Floats


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
    coded = {layer: _coded(one, ids) for layer, one in ends.items()}
    p = _of_accounts(list(coded.values()), n)
    q = bh_q(p, n)
    enough = LEVEL * int((q <= LEVEL).sum()) / n  # below this any account is beyond chance
    own = {layer: _of_accounts([one], n) * len(ends) for layer, one in coded.items()}
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


@dataclass(frozen=True)
class _Coded:
    """``Ends`` with accounts as numbers: partners and always are (all accounts,)."""

    account: Ints
    p: Floats
    partners: Ints
    always: Ints
    possible: Ints
    smallest: Floats


def _coded(one: Ends, ids: pa.Array) -> _Coded:
    of = _codes(one.testable, ids)
    partners, always = np.zeros(len(ids), np.int64), np.zeros(len(ids), np.int64)
    partners[of], always[of] = one.partners, one.always
    return _Coded(_codes(one.account, ids), one.p, partners, always, _codes(one.possible, ids), one.smallest)


def _of_accounts(layers: Sequence[_Coded], n: int) -> Floats:
    """p of each account over all its pairs in these layers."""
    account, p, of, smallest = (
        np.concatenate([getattr(one, name) for one in layers]) for name in ("account", "p", "possible", "smallest")
    )
    partners, always = (np.sum([getattr(one, name) for one in layers], axis=0) for name in ("partners", "always"))
    room = np.where(p <= SCREEN, partners_so_small(account, p, of, smallest) + always[account], partners[account])
    return account_p(account, p, room, n)


def _codes(accounts: pa.ChunkedArray, ids: pa.Array) -> Ints:
    if pa.types.is_dictionary(accounts.type):
        of = accounts.unify_dictionaries()
        return np.concatenate(
            [np.zeros(0, np.int64)]
            + [_codes(pa.chunked_array([one.dictionary]), ids)[one.indices.to_numpy()] for one in of.chunks]
        )
    return np.asarray(
        pc.fill_null(pc.index_in(accounts.cast(pa.string()), value_set=ids), -1).to_numpy(), dtype=np.int64
    )
