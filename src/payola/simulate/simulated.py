"""A corpus with known truth: how is it made, and what is in its tables?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from payola.columns import schema
from payola.errors import OptionError
from payola.simulate import comments as remarks
from payola.simulate.background import Scene, scene, vocabulary
from payola.simulate.draft import NONE, Draft, TagBook, in_order, within, without_repeats
from payola.simulate.settings import DAY, settled
from payola.simulate.slogans import Candidate
from payola.simulate.tables import account_ids, counts, posts_table
from payola.simulate.waves import Flood, flood
from payola.simulate.worlds import WORLDS, Made, World, started

START = 1_772_409_600  # Monday, 2 March 2026, 00:00 UTC
GAP = 7 * DAY  # between the reference corpus and the posts

NO_FLOOD = Flood(remarks.joined([]), [], [])


@dataclass(frozen=True)
class Simulated:
    """A simulated corpus and the truth about it.

    Attributes
    ----------
    posts, reference
        Columns of table ``posts``, in order of time. ``reference`` is an earlier corpus of the same kind, of other
        accounts, without any campaign.
    comments
        ``comment_id, post_id, account_id, created_at, text, likes, account_created_at``.
    truth_accounts
        ``account_id, role, campaign_id``: role ``organic``, ``squad``, ``recruited`` or ``wave``; one row an account,
        or one a campaign where an account takes part in several.
    truth_tags
        ``tag, slogan, campaign_id, kind, origin``: kind ``organic``, ``pushed`` or ``pushed_disclosed``; origin says
        how the tag came about (community, generic, prompt, topic, challenge, election, slogan, ...). Every tag of the
        posts stands here once.
    slogans
        The candidates of the slogan file.
    """

    world: str
    seed: int
    knobs: Mapping[str, Any]
    posts: pa.Table
    comments: pa.Table
    reference: pa.Table
    truth_accounts: pa.Table
    truth_tags: pa.Table
    slogans: tuple[Candidate, ...]


def simulate(world: str, *, seed: int = 0, **knobs: Any) -> Simulated:
    """Make a world.

    Parameters
    ----------
    world
        A name in ``WORLDS``.
    seed
        The same seed and knobs give the same tables, byte for byte.
    knobs
        Changes of the world's settings; ``WORLDS[world].knobs()`` lists them. Values may be text.

    Raises
    ------
    OptionError
        The world or a knob is unknown, or a value cannot be used.
    """
    if world not in WORLDS:
        raise OptionError.unknown("world", world, WORLDS)
    if not isinstance(seed, int | np.integer) or seed < 0:
        raise OptionError.bad("seed", seed, "a whole number of at least 0")
    chosen = WORLDS[world]
    k = settled(chosen.settings, world, knobs)
    book = TagBook()
    words = vocabulary(k, book)
    s = scene(k, START, book, words, started(seed, world, 0))
    made = chosen.make(k, s, True)
    draft = _collected(s, made.posts)
    count = counts(s, draft, np.where(draft.campaign == NONE, 1.0, getattr(k, "like_factor", 1.0)))
    flooded = flood(s, k, k, draft, made.targets) if made.targets else NO_FLOOD
    said = remarks.joined([remarks.ordinary(s, draft, count), flooded.remarks])
    more = np.bincount(flooded.remarks.post, minlength=len(draft))
    count = replace(count, comments=count.comments + more)
    made.members.extend(flooded.members)
    return Simulated(
        world=world,
        seed=int(seed),
        knobs=asdict(k),
        posts=posts_table(s, draft, count),
        comments=remarks.comments_table(s, draft, said, flooded.texts),
        reference=_reference(chosen, k, s, started(seed, world, 1)),
        truth_accounts=_truth_accounts(s, made, draft, said),
        truth_tags=_truth_tags(book, draft),
        slogans=made.slogans,
    )


def _collected(s: Scene, posts: Draft) -> Draft:
    """What a collection of the scene's days sees: in order of time, each tag once a post."""
    draft = in_order(within(posts, s.start, s.end))
    return replace(draft, tags=without_repeats(draft.tags))


def _reference(world: World, k: Any, main: Scene, rng: np.random.Generator) -> pa.Table:
    """The earlier corpus: the same settings and tags, other accounts and other events, no campaign."""
    accounts = round(k.accounts * k.reference_share)
    if not accounts:
        return schema("posts").empty_table()
    smaller = replace(k, accounts=accounts)
    start = main.start - k.days * DAY - GAP
    s = scene(smaller, start, main.book.copy(), main.words, rng, first=len(main.people))
    draft = _collected(s, world.make(smaller, s, False).posts)
    return posts_table(s, draft, counts(s, draft, np.ones(len(draft))))


def _truth_accounts(s: Scene, made: Made, draft: Draft, said: remarks.Remarks) -> pa.Table:
    """Everybody who posts or comments, with their part in a campaign."""
    seen = np.zeros(len(s.people), bool)
    seen[draft.account] = True
    seen[said.account] = True
    parts = {(member.account, member.role, member.campaign) for member in made.members if seen[member.account]}
    seen[[account for account, _, _ in parts]] = False
    rows = sorted([*parts, *((int(account), "organic", "") for account in np.flatnonzero(seen))])
    return pa.table(
        {
            "account_id": account_ids(s).take(pa.array([account for account, _, _ in rows], pa.int64())),
            "role": pa.array([role for _, role, _ in rows], pa.string()),
            "campaign_id": pa.array([campaign or None for _, _, campaign in rows], pa.string()),
        }
    )


def _truth_tags(book: TagBook, draft: Draft) -> pa.Table:
    """Every tag that the posts carry, in the order in which the world made them."""
    used = np.unique(draft.tags[draft.tags != NONE])
    columns = {
        "tag": book.names,
        "slogan": book.slogan,
        "campaign_id": book.campaign,
        "kind": book.kind,
        "origin": book.origin,
    }
    return pa.table({name: pa.array(values, pa.string()).take(pa.array(used)) for name, values in columns.items()})
