"""From dumps of posts to proposals: which tags are new in them, and which of those read like slogans?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import narwhals.stable.v2 as nw
import pyarrow as pa

from payola import corpus
from payola import uses as steps
from payola.engines.duckdb import Engine, Frame
from payola.language.learnt import caption_words, learnt_costs
from payola.language.propose import FEWEST_ACCOUNTS, NewTag, propose
from payola.progress import Progress
from payola.settings import Settings

WARM_UP = 7 * 86_400  # a tag seen this long after the first post of the dump is new in it
GENERIC = 0.03  # a tag of more than this share of accounts is everybody's


def proposals_of(
    inputs: Sequence[Path], settings: Settings, languages: Sequence[str], scratch: Path, progress: Progress
) -> pa.Table:
    """Families of new tags that read like slogans, from dumps (table ``proposals``)."""
    with Engine(scratch) as engine:
        posts, objects = corpus.read_and_settle(inputs, settings, scratch, engine, progress)
        uses = engine.keep(steps.all_uses(posts, objects).filter(nw.col("layer") == "tag"), "uses")
        with progress.stage("new tags that read like slogans"):
            learnt = learnt_costs(caption_words(posts, engine), languages)
            return propose(new_tags(uses, engine), languages, learnt)


def new_tags(uses: Frame, engine: Engine) -> list[NewTag]:
    """Tags first used a week or more after the dump begins, by more than a few posts, and not by everybody."""
    (row,) = engine.arrow(
        uses.select(nw.col("created_at").min().alias("start"), nw.col("account_id").n_unique().alias("accounts"))
    ).to_pylist()
    if row["start"] is None:
        return []
    sizes = uses.group_by("object").agg(
        nw.col("created_at").min().alias("born_at"), nw.col("account_id").n_unique().alias("n_accounts")
    )
    most = max(GENERIC * row["accounts"], 10.0 * FEWEST_ACCOUNTS)
    new = sizes.filter(nw.col("born_at") >= row["start"] + WARM_UP, nw.col("n_accounts") <= most)
    rows = engine.arrow(uses.join(new, on="object", how="inner").select("object", "post_id", "account_id", "born_at"))
    found: dict[str, tuple[int, set[str], set[str]]] = {}
    for one in rows.to_pylist():
        _, posts, accounts = found.setdefault(one["object"], (one["born_at"], set(), set()))
        posts.add(one["post_id"])
        accounts.add(one["account_id"])
    return [NewTag(tag, born, frozenset(p), frozenset(a)) for tag, (born, p, a) in sorted(found.items())]
