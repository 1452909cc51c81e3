"""What does a clean corpus look like? The burst reference of each layer, kept in a file and read again.

A reference is as good as the corpus it comes from: the user's own earlier months, or posts of the same platform and
language in a quiet time. Where single objects decide it, it may hold a campaign itself, and that is said.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from payola.errors import OptionError
from payola.kernels import bin_pairs, bins
from payola.kernels.coding import code_uses
from payola.kernels.meetings import meetings
from payola.stats.bursts import CLASSES, STATUS, BurstReference, class_of, fit_meetings, tightness
from payola.stats.jitter import SCALES, Scale, least_shared

KIND = "payola burst reference"
LOOKED_AT = 20  # objects with the tightest cells whose weight is tried
OFTEN = 5  # cells an object must have to decide anything
MOVES = 1.25  # an object that changes a class's chance by more than this factor, and
MOST_PAIRS = 5_000_000  # of more, every second, third, ... account of the reference is looked at
BY = 0.02  # by more than this, is named


@dataclass(frozen=True)
class Reference:
    """Burst references by layer, and what is to be said about them."""

    layers: Mapping[str, tuple[BurstReference, ...]]
    posts: int
    notes: tuple[str, ...] = ()

    def of(self, layer: str) -> tuple[BurstReference, ...]:
        """The layer's own reference, else none: another kind of object bursts in another way."""
        return self.layers.get(layer, ())


def fit(uses: Mapping[str, pa.Table], posts: int, scales: tuple[Scale, ...] = SCALES) -> Reference:
    """Fit on the uses of a clean corpus, layer by layer."""
    layers, notes = {}, []
    for layer, rows in uses.items():
        if not rows.num_rows:
            continue
        fitted = [_fit(rows, scale) for scale in scales]
        layers[layer] = tuple(reference for reference, _ in fitted)
        notes += _said(layer, {name for _, names in fitted for name in names})
    return Reference(layers, posts, tuple(notes))


_WHAT = {
    "tag": "single hashtags", "music": "single sounds", "mention": "single mentions", "link": "single links",
    "object": "single objects",
}  # fmt: skip


def _said(layer: str, names: set[str]) -> list[str]:
    if not names:
        return []
    shown = ", ".join(sorted(names)[:5]) if layer == "tag" else f"{len(names)} of them"
    return [
        f"The reference hangs on {_WHAT.get(layer, layer)} ({shown}): if one of them was a campaign, fit it again "
        "without those posts"
    ]


def _fit(uses: pa.Table, scale: Scale) -> tuple[BurstReference, list[str]]:
    """The reference of one scale, and the objects without which it would be much less tight."""
    coded = code_uses(uses)
    by_object = bins.by_object(coded)
    crowds = bins.crowds(by_object, scale.bin_s)
    whole = _meetings_of(by_object, crowds, scale)
    heavy = _heavy(bins.cells_of(by_object, crowds.sizes, scale.bin_s), scale)
    return whole, _names(uses, coded.object, heavy)


def _heavy(cells: bins.Cells, scale: Scale) -> list[int]:
    """Objects without which tight cells of some size would be much less tight."""
    shares = bins.burst_shares(cells.first, cells.account, cells.post, cells.time, scale.window_s)
    sizes = cells.sizes.astype(np.int64)
    whole, _ = tightness(shares, sizes)
    heavy = []
    excess = np.bincount(cells.object, np.maximum(shares - np.median(shares), 0) if len(shares) else shares)
    excess[np.bincount(cells.object, shares > 0) < OFTEN] = 0
    for code in np.argsort(-excess, kind="stable")[: min(LOOKED_AT, int((excess > 0).sum()))].tolist():
        rest = cells.object != code
        without, left = tightness(shares[rest], sizes[rest])
        moves = zip(whole, without, left, strict=True)
        if any(n >= 2 * LOOKED_AT and one > max(MOVES * other, other + BY) for one, other, n in moves):
            heavy.append(code)
    return heavy


def fit_reference(uses: pa.Table, scales: Sequence[Scale] = SCALES) -> list[BurstReference]:
    """The burst reference of a clean corpus' uses, one a scale."""
    by_object = bins.by_object(code_uses(uses))
    return [_meetings_of(by_object, bins.crowds(by_object, scale.bin_s), scale) for scale in scales]


def _meetings_of(uses: bins.ByObject, crowds: bins.Crowds, scale: Scale) -> BurstReference:
    """The burst reference of one scale, on pairs that would be testable (or on a part of the accounts)."""
    n = uses.n_accounts
    step = int(np.ceil(np.sqrt(crowds.pairs / MOST_PAIRS)))
    looked_at = crowds.first & (uses.account % step == 0) if step > 1 else crowds.first
    keys, shared = bin_pairs.shared_bins(uses, looked_at, scale.bin_s, 2)
    keys = keys[shared >= least_shared(scale, 1, len(keys))]
    a, b = (keys // n).astype(np.int32), (keys % n).astype(np.int32)
    posts = bins.posts_of(uses, crowds.sizes, scale.bin_s, np.concatenate([a, b]))
    found = meetings(posts, a, b, scale.window_s)
    alone = found.ways == 1
    pair = np.repeat(np.arange(len(keys)), np.diff(found.starts))[alone]
    cell = found.object.astype(np.int64) * (int(posts.bin.max(initial=0)) + 1) + found.bin
    kind = class_of(found.size, found.again)
    return fit_meetings(pair, kind[alone], found.near[alone], cell[alone], scale.window_s, scale.bin_s)


def _names(uses: pa.Table, codes: np.ndarray, wanted: list[int]) -> list[str]:
    rows = [int(np.flatnonzero(codes == code)[0]) for code in wanted]
    names: list[str] = uses["object"].take(pa.array(rows, pa.int64())).to_pylist()
    return names


def write(reference: Reference, out: Path) -> None:
    """Write a reference as JSON; it holds shares and counts, no account and no post."""
    told = {
        "kind": KIND,
        "posts": reference.posts,
        "classes": CLASSES,
        "notes": reference.notes,
        "layers": {layer: [asdict(one) for one in fitted] for layer, fitted in reference.layers.items()},
    }
    out.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read(path: Path) -> Reference | None:
    """A reference that ``write`` made; None where the file is something else (posts, for instance).

    Raises
    ------
    OptionError
        It is such a file, but damaged or of another version.
    """
    try:
        with path.open("rb") as file:
            if KIND.encode() not in file.read(200):
                return None
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if tuple(told["classes"]) != CLASSES:
            raise ValueError("classes")
        layers = {name: tuple(_one(row) for row in rows) for name, rows in told["layers"].items()}
        wanted = {(scale.window_s, scale.bin_s) for scale in SCALES}
        if any(wanted - {(one.window_s, one.bin_s) for one in fitted} for fitted in layers.values()):
            raise ValueError("scales")
        return Reference(layers, int(told["posts"]), tuple(told["notes"]))
    except OSError as error:
        raise OptionError(f"--reference {path.name} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise OptionError(
            f"--reference {path.name} is damaged or was made by another version. Make it again: payola reference fit."
        ) from error


def _one(row: Mapping[str, Any]) -> BurstReference:
    mean, spread = (tuple(float(value) for value in row[name]) for name in ("mean", "spread"))
    cells = tuple(int(n) for n in row["cells"])
    if not all(len(told) == STATUS * len(CLASSES) for told in (mean, spread, cells)):
        raise ValueError("classes")
    if not all(0 <= value <= 1 for value in (*mean, *spread)) or min(cells) < 0:
        raise ValueError("chance")
    return BurstReference(int(row["window_s"]), int(row["bin_s"]), mean, spread, cells)
