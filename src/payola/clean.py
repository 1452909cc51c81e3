"""From which posts is learnt how tight bursts are without a campaign? The burst reference, and the posts under test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import narwhals.stable.v2 as nw
import pyarrow as pa

from payola import corpus
from payola import uses as steps
from payola.detectors import captions
from payola.detectors import reference as references
from payola.detectors.reference import Reference
from payola.engines.duckdb import Engine, Frame
from payola.errors import OptionError
from payola.progress import Progress
from payola.settings import Settings

Layers = dict[str, pa.Table]


def reference_of(settings: Settings, scratch: Path, progress: Progress) -> Reference | None:
    """The reference that is named: as it was fitted before, or fitted now on posts."""
    if settings.reference is None:
        return None
    kept = references.read(settings.reference)
    return kept or fit_reference([settings.reference], settings, scratch, progress)


def fit_reference(inputs: Sequence[Path], settings: Settings, scratch: Path, progress: Progress) -> Reference:
    """The burst reference of a corpus without the campaign, layer by layer."""
    with Engine(scratch) as engine:
        posts, objects = corpus.read_and_settle(inputs, settings, scratch, engine, progress)
        with progress.stage("fitting the reference"):
            uses = {layer: engine.arrow(steps.uses_of_layer(posts, objects, layer)) for layer in steps.ALL_LAYERS}
            return references.fit(with_captions(uses, _captioned(posts, engine)), _size(posts, engine))


def tested_and_reference(
    posts: Frame, uses: Frame, settings: Settings, engine: Engine, scratch: Path, progress: Progress
) -> tuple[Layers, pa.Table, Reference | None]:
    """The uses of each layer and the captioned posts that are tested, and what they are tested against.

    With ``campaign_start`` only posts since that day are tested. Those before are the reference, unless one is named.

    Raises
    ------
    OptionError
        No post lies before, or none since, the start of the campaign.
    """
    named = reference_of(settings, scratch, progress)
    start = settings.campaign_starts_at()
    if start is None:
        return *_layers(posts, uses, engine), named
    before, since = nw.col("created_at") < start, nw.col("created_at") >= start
    earlier, later = _size(posts.filter(before), engine), _size(posts.filter(since), engine)
    if not (earlier and later):
        raise OptionError.campaign_outside(str(settings.campaign_start), earlier, later)
    if named is None:
        with progress.stage("fitting the reference"):
            fitted = references.fit(with_captions(*_layers(posts.filter(before), uses.filter(before), engine)), earlier)
        said = f"it is the posts before {settings.campaign_start}; those since are tested ({later:,})"
        named = replace(fitted, notes=(said, *fitted.notes))
    return *_layers(posts.filter(since), uses.filter(since), engine), named


def with_captions(layers: Layers, captioned: pa.Table) -> Layers:
    """All layers, captions too: nearly equal ones are one object."""
    return layers | {captions.LAYER: captions.caption_uses(captioned)}


def _layers(posts: Frame, uses: Frame, engine: Engine) -> tuple[Layers, pa.Table]:
    """The uses of each layer, and the posts with a caption."""
    layers = {layer: engine.arrow(uses.filter(nw.col("layer") == layer)) for layer in steps.ALL_LAYERS}
    return layers, _captioned(posts, engine)


def _captioned(posts: Frame, engine: Engine) -> pa.Table:
    """Posts with a caption."""
    told = posts.filter(~nw.col("text").is_null()).select("account_id", "created_at", "post_id", "text")
    return engine.arrow(told, ["created_at", "post_id", "account_id"])


def _size(posts: Frame, engine: Engine) -> int:
    (n,) = engine.arrow(posts.select(nw.len().alias("n")))["n"].to_pylist()
    return int(n)
