"""What did each family of tags bring? Tables ``reach`` and ``reception``, one row a family and measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from payola.columns import schema
from payola.errors import OptionError
from payola.outcomes.labelled import of_labels
from payola.outcomes.prices import PriceList, read_prices
from payola.outcomes.reach import reach
from payola.outcomes.reception import reception, with_q
from payola.outcomes.rows import Row
from payola.outcomes.stance import Lexicon, read_lexicon, stances
from payola.outcomes.videos import COUNTS, Bools, Videos, videos_of
from payola.settings import Settings, lines_of

POST_COLUMNS = (
    "post_id", "account_id", "account_name", "created_at", "collected_at", "disclosed", *COUNTS,
)  # fmt: skip
KEY = ("post_id", "account_id", "created_at")


@dataclass(frozen=True)
class Assumed:
    """What the user knows or assumes: prices, accounts known to have been pushed (ids or handles), words of stance."""

    lexicon: Lexicon
    prices: PriceList | None = None
    pushed: frozenset[str] = frozenset()
    ends_at: int | None = None
    seed: int = 0


def assumed(settings: Settings, ends_at: int | None) -> Assumed:
    """What the settings say; files are read here.

    Raises
    ------
    OptionError
        One of the files cannot be used.
    """
    return Assumed(
        read_lexicon(settings.lexicon),
        read_prices(settings.prices) if settings.prices else None,
        read_accounts(settings.pushed) if settings.pushed else frozenset(),
        ends_at,
        settings.seed,
    )


def read_accounts(file: Path) -> frozenset[str]:
    """Account ids or handles, one a line; ``#`` starts a remark.

    Raises
    ------
    OptionError
        The file cannot be read or names nobody.
    """
    lines = lines_of(file, "accounts")
    found = frozenset(name for line in lines if (name := line.partition("#")[0].strip().removeprefix("@").casefold()))
    if not found:
        raise OptionError.bad("pushed", file.name, "a file with an account id or handle a line")
    return found


def outcomes(
    posts: pa.Table, members: pa.Table, assumed: Assumed, comments: pa.Table | None = None
) -> tuple[pa.Table, pa.Table]:
    """Tables ``reach`` and ``reception``.

    Parameters
    ----------
    posts
        All posts of every account with a post in a family (POST_COLUMNS), each once.
    members
        ``family_id`` and KEY of each post of each family, each once.
    comments
        Table ``comments``, where there are any.
    """
    videos = videos_of(posts)
    places = _places(posts, members)
    family_ids = members["family_id"].to_numpy(zero_copy_only=False)
    in_any = np.zeros(len(videos), np.bool_)
    in_any[places] = True
    pushed = _pushed(posts, assumed.pushed)
    said = [] if comments is None else stances(comments, posts, assumed.lexicon)
    reached: list[Row] = []
    received: list[Row] = []
    for family in sorted(set(family_ids.tolist())):
        chosen = np.zeros(len(videos), np.bool_)
        chosen[places[family_ids == family]] = True
        own = _of_same_accounts(videos, chosen)
        some, ours, others = videos.take(own), chosen[own], ~in_any[own]
        by_label = not assumed.pushed and bool(some.disclosed[ours].any())
        theirs = pushed[own] if assumed.pushed else some.disclosed if by_label else None
        found = reach(
            some, ours, others, pushed=theirs, prices=assumed.prices, ends_at=assumed.ends_at, seed=assumed.seed
        )
        reached += [row | {"family_id": family} for row in (of_labels(found) if by_label else found)]
        heard = [replace(stance, hits=stance.hits[own], of=stance.of[own]) for stance in said]
        received += [
            row | {"family_id": family} for row in reception(some, ours, others, said=heard, seed=assumed.seed)
        ]
    return _table("reach", reached), _table("reception", with_q(received))


def _places(posts: pa.Table, members: pa.Table) -> np.ndarray:
    """Row in ``posts`` of each member."""
    numbered = posts.select(KEY).append_column("row", pa.array(np.arange(posts.num_rows)))
    asked = members.select(KEY).append_column("asked", pa.array(np.arange(members.num_rows)))
    joined = asked.join(numbered, list(KEY), join_type="inner").sort_by("asked")
    return np.asarray(joined["row"].to_numpy())


def _pushed(posts: pa.Table, names: frozenset[str]) -> Bools:
    """(n,) posts by accounts named, by id or handle."""
    wanted = pa.array(sorted(names), pa.string())
    named = [pc.is_in(pc.utf8_lower(posts[column]), value_set=wanted) for column in ("account_id", "account_name")]
    found: Bools = pc.fill_null(pc.or_(*named), False).to_numpy(zero_copy_only=False).astype(np.bool_)
    return found


def _of_same_accounts(videos: Videos, chosen: Bools) -> Bools:
    own = np.zeros(len(videos.names), np.bool_)
    own[videos.account[chosen]] = True
    found: Bools = own[videos.account]
    return found


def _table(name: str, rows: Sequence[Row]) -> pa.Table:
    declared = schema(name)
    whole = [{column: found.get(column) for column in declared.names} for found in rows]
    return pa.Table.from_pylist(whole, schema=declared)
