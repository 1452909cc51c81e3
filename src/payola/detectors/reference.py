"""What does a clean corpus look like? The burst reference of each layer, kept in a file and read again.

A reference is as good as the corpus it comes from: the user's own earlier months, or posts of the same platform and
language in a quiet time. Where single objects decide it, it may hold a campaign itself, and that is said.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from payola.errors import OptionError
from payola.kernels import bins
from payola.kernels.coding import code_uses
from payola.stats.bursts import CLASSES, BurstReference, fit_bursts
from payola.stats.jitter import SCALES, Scale

KIND = "payola burst reference"
LOOKED_AT = 20  # objects with the tightest cells whose weight is tried
OFTEN = 5  # cells an object must have to decide anything
MOVES = 1.25  # an object that changes a class's chance by more than this factor, and
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


def _said(layer: str, names: set[str]) -> list[str]:
    if not names:
        return []
    shown = ", ".join(sorted(names)[:5]) if layer == "tag" else f"{len(names)} of them"
    return [
        f"single objects of layer {layer} decide the reference ({shown}): if one of them was a campaign, fit it again "
        "without those posts"
    ]


def _fit(uses: pa.Table, scale: Scale) -> tuple[BurstReference, list[str]]:
    """The reference of one scale, and the objects without which it would be much less tight."""
    coded = code_uses(uses)
    _, cells = bins.lay_out(coded, scale.bin_s)
    shares = bins.burst_shares(cells.first, cells.account, cells.post, cells.time, scale.window_s)
    sizes = cells.sizes()
    whole = fit_bursts(shares, sizes, scale.window_s, scale.bin_s)
    heavy = []
    excess = np.bincount(cells.object, np.maximum(shares - np.median(shares), 0) if len(shares) else shares)
    excess[np.bincount(cells.object, shares > 0) < OFTEN] = 0
    for code in np.argsort(-excess, kind="stable")[: min(LOOKED_AT, int((excess > 0).sum()))].tolist():
        rest = cells.object != code
        without = fit_bursts(shares[rest], sizes[rest], scale.window_s, scale.bin_s)
        pairs = zip(whole.chance, without.chance, without.cells, strict=True)
        if any(n >= 2 * LOOKED_AT and one > max(MOVES * other, other + BY) for one, other, n in pairs):
            heavy.append(code)
    names = _names(uses, coded.object, heavy)
    return whole, names


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
        return Reference(layers, int(told["posts"]), tuple(told["notes"]))
    except OSError as error:
        raise OptionError(f"--reference {path.name} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise OptionError(
            f"--reference {path.name} is damaged or was made by another version. Make it again: payola reference fit."
        ) from error


def _one(row: Mapping[str, Any]) -> BurstReference:
    chance, cells = tuple(float(c) for c in row["chance"]), tuple(int(n) for n in row["cells"])
    if len(chance) != len(CLASSES) or len(cells) != len(CLASSES) or not all(0 <= c <= 1 for c in chance):
        raise ValueError("chance")
    return BurstReference(int(row["window_s"]), int(row["bin_s"]), chance, cells)
