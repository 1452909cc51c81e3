"""What would this corpus show had every post kept its hour but not its second? Calibration on the user's own data.

Needs: uses of one layer.
Gives: for the corpus and for each of several re-timed copies, how many account pairs coincide (in how many bins) and
how many pairs the jitter test finds. The copies hold no coordination finer than the bin: what they show is chance.
Caveats: it tests the arithmetic and this null, not every benign cause. A live event inside one bin is real
synchrony and disappears in the copies too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from payola.detectors.pairs import LEVEL, coordination
from payola.kernels import bin_pairs, bins
from payola.kernels.coding import CodedUses, code_uses
from payola.progress import Progress, Silent
from payola.stats.jitter import Scale, clock_tick, retimed

SCALES = {1: Scale(60, 3_600), 60: Scale(60, 21_600), 3_600: Scale(3_600, 86_400)}


def scale_for(tick: int) -> Scale | None:
    """The finest scale that a clock of this tick allows; None where times are whole days."""
    return SCALES.get(tick)


def check(uses: pa.Table, *, copies: int = 20, seed: int = 0, progress: Progress | None = None) -> pa.Table:
    """The corpus (copy 0) and its re-timed copies, one row each.

    Returns
    -------
    copy, window_s, bin_s, coincidences (pairs of accounts times bins), pairs_found (at false discovery rate 5 %).
    No rows where the times are whole days: nothing below a day can be tested.
    """
    scale = scale_for(clock_tick(uses["created_at"].to_numpy()))
    if scale is None:
        return _table([], Scale(0, 0))
    tick = clock_tick(uses["created_at"].to_numpy())
    posts, row = np.unique(uses["post_id"].to_numpy(zero_copy_only=False), return_inverse=True)
    moments = np.zeros(len(posts), np.int64)
    moments[row] = uses["created_at"].to_numpy()
    found = [_counts(uses, scale)]
    with (progress or Silent()).stage("re-timed copies", copies) as stage:
        for copy in range(copies):
            times = retimed(moments, scale.bin_s, tick, np.random.default_rng([seed, copy]))
            found.append(
                _counts(
                    uses.set_column(uses.column_names.index("created_at"), "created_at", pa.array(times[row])), scale
                )
            )
            stage.advance()
    return _table(found, scale)


def seen_and_expected(uses: pa.Table, *, copies: int = 5, seed: int = 0) -> dict[str, Any] | None:
    """Coincidences of the corpus beside those of re-timed copies, for one chart: pairs of accounts times bins.

    Returns
    -------
    ``window_s``, ``bin_s``, ``seen``, and ``copies`` (one count a copy); None where the times are whole days.
    """
    tick = clock_tick(uses["created_at"].to_numpy())
    scale = scale_for(tick)
    if scale is None:
        return None
    coded = code_uses(uses)
    coded = coded.only(bins.in_shared_cells(coded, scale.bin_s))  # nobody can be met by the others in any copy
    moments = np.zeros(coded.n_posts, np.int64)
    moments[coded.post] = coded.time
    counts = [_coincidences(coded, scale)]
    for copy in range(copies):
        times = retimed(moments, scale.bin_s, tick, np.random.default_rng([seed, copy]))
        counts.append(_coincidences(replace(coded, time=times[coded.post]), scale))
    return {"window_s": scale.window_s, "bin_s": scale.bin_s, "seen": counts[0], "copies": counts[1:]}


def _coincidences(coded: CodedUses, scale: Scale) -> int:
    return int(bin_pairs.coincident_bins(bins.by_object(coded), scale.window_s, scale.bin_s)[1].sum())


def _counts(uses: pa.Table, scale: Scale) -> tuple[int, int]:
    q = coordination(uses, scales=[scale]).pairs["q"]
    return _coincidences(code_uses(uses), scale), int(pc.sum(pc.less_equal(q, LEVEL)).as_py() or 0)


def _table(found: list[tuple[int, int]], scale: Scale) -> pa.Table:
    return pa.table(
        {
            "copy": pa.array(range(len(found)), pa.int64()),
            "window_s": pa.array([scale.window_s] * len(found), pa.int64()),
            "bin_s": pa.array([scale.bin_s] * len(found), pa.int64()),
            "coincidences": pa.array([coincidences for coincidences, _ in found], pa.int64()),
            "pairs_found": pa.array([pairs for _, pairs in found], pa.int64()),
        }
    )


def in_words(found: pa.Table) -> str:
    """The check in one sentence for a person."""
    if not found.num_rows:
        return "All posts carry one moment of the day (whole days, perhaps): nothing finer than a day can be tested."
    seen, *copies = found["coincidences"].to_pylist()
    pairs, *false = found["pairs_found"].to_pylist()
    return (
        f"Within {found['window_s'][0]} s: {seen:,} coincidences seen, {np.mean(copies):,.0f} expected had every post "
        f"kept its {_span(found['bin_s'][0].as_py())} but not its moment (copies: {min(copies):,} to {max(copies):,}). "
        f"Pairs of accounts beyond chance: {pairs:,}; in {len(copies)} copies: {sum(false):,}."
    )


def _span(seconds: int) -> str:
    return {3_600: "hour", 86_400: "day"}.get(seconds, f"{seconds // 3_600} hours")
