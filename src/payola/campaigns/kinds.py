"""What else speaks for a push of a family? Brief, disclosure, coordination, wave; and what is description.

Each kind is asked on its own and counts from p <= 0.01 on; other new tags of the same posts are asked the same, and a
brief must also be as rare among them as one in ten. What the posts and captions say is asked first (``kinds_of``);
meetings and waves, which other detectors find meanwhile, are joined to it (``found_elsewhere``). Description, which
raises no grade: a roster (people who share an interest that does not show meet again as invited creators do), creators
without political posts before, creators who name the candidate elsewhere, and missing
disclosure (unrelated creators with the same phrase, none of them labelled).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from payola.detectors.brief import FEWEST, Brief, briefs
from payola.detectors.labels import Labelled, labels
from payola.detectors.newtags import AGES, Adoption, Dump, Ints, adoption, carriers
from payola.detectors.politics import Apolitical, apolitical, earlier_share
from payola.detectors.roster import Roster, rosters, used_once
from payola.language.naming import name_of
from payola.stats.conformal import conformal_p

if TYPE_CHECKING:
    from payola.campaigns.verdicts import Known

EACH = 0.01  # p from which a kind of evidence counts
RARE = 0.1  # share of other new tags that may show as much
FEWEST_TOGETHER = 2  # pairs of adopters, or posts with waves


@dataclass(frozen=True)
class Kind:
    """One kind of evidence for one family: what was seen of how many, what was expected, and whether it counts."""

    kind: str
    found: bool
    seen: int | None = None
    of: int | None = None
    expected: float | None = None
    p: float | None = None
    share_of_reference: float | None = None
    note: str = ""
    counts: bool = True  # towards the grade
    why: str = ""
    posts: Ints = field(default_factory=lambda: np.zeros(0, np.int64))


def kinds_of(
    dump: Dump, adopted: Mapping[str, Adoption], beside: Mapping[str, Adoption], label: Any, political: Any,
    politics: Ints, known: Known,
) -> dict[str, list[Kind]]:  # fmt: skip
    """Brief, roster, disclosure, and description, of every family. ``adopted``: families; ``beside``: reference."""
    both = {**beside, **adopted}
    said = briefs(dump, {name: who.post for name, who in both.items()}, list(adopted))
    told = {name: labels(dump, label, who.post) for name, who in both.items()}
    history = known.collected_by != "tag-search"
    meeting = {name: who for name, who in adopted.items() if told[name].disclosed or used_once(dump, who.carriers)}
    accounts = {name: who.account for name, who in adopted.items()}
    same = {name: _same_posts(dump, name, who, meeting) for name, who in adopted.items()}
    apart = np.unique(np.concatenate([np.zeros(0, np.int64), *(who.carriers for who in adopted.values())]))
    invited = rosters(dump, accounts, list(meeting), list(adopted), known.seed, same, apart, political)
    past = _pasts(dump, political, politics)
    asked = {known.candidates.get(name, "") for name in adopted} if history else set()
    named = {candidate: _naming(dump, candidate, known.languages) for candidate in sorted(asked)}
    return {
        name: [
            _brief(said[name], [said[other].share for other in beside]),
            _roster(invited[name], who, {other: them for other, them in meeting.items() if other != name}, history),
            _disclosure(told[name], who.post[label[who.post]], history),
            _apolitical(apolitical(earlier_share(dump, political, who.account, who.time), past), history),
            _candidate(dump, who, named.get(known.candidates.get(name, "")), history),
        ]
        for name, who in adopted.items()
    }


def found_elsewhere(
    dump: Dump, who: Adoption, brief: Kind, label: Any, graded: frozenset[tuple[str, str]], waves: frozenset[str]
) -> list[Kind]:
    """Meetings (``graded`` pairs of accounts of grade B or better), waves (posts with one) and missing disclosure."""
    return [_together(dump, who, graded), _waves(dump, who, waves), _unlabelled(dump, brief, label, graded)]


def _pasts(dump: Dump, political: Any, politics: Ints) -> list[Any]:
    """Shares of political earlier posts of the adopters of each political tag with enough of them."""
    wide = [tag for tag in politics if np.diff(dump.tags.indptr)[tag] >= 10]
    them = [adoption(dump, carriers(dump, np.array([tag])), AGES[-1]) for tag in wide[:200]]
    return [earlier_share(dump, political, who.account, who.time) for who in them]


def _brief(brief: Brief, others: list[float]) -> Kind:
    alike = sum(share >= brief.share for share in others)
    rank = conformal_p(brief.share, np.array(others)) if brief.sharing else None
    sure = brief.p is not None and brief.p <= EACH
    found = sure and rank is not None and rank <= max(RARE, 1 / (len(others) + 1))
    note = "no phrase is shared beyond chance"
    if sure:
        note = f"{brief.sharing} of {brief.adopters} share a phrase that others do not use"
        note += f" (a meme is copied too: {alike} of {len(others)} other new tags share as much)"
    return Kind(
        "brief", found, brief.sharing, brief.adopters, None, brief.p, rank, note,
        why=f"shares a phrase of five words with {brief.sharing - 1} others", posts=brief.posts,
    )  # fmt: skip


def _roster(roster: Roster, who: Adoption, others: Mapping[str, Adoption], history: bool) -> Kind:
    """Description: no grade. ``others``: the other families under which invited creators could meet again."""
    if roster.p is None or not history:
        why = (
            "no other slogan's tags were used once: nowhere to meet again"
            if history
            else "needs the accounts' other posts"
        )
        return Kind("roster", found=False, note=why, counts=False)
    slogans = "slogan" if len(others) == 1 else "slogans"
    note = (
        f"its creators turn up {roster.seen} times under the tags of {len(others)} other {slogans}, "
        f"accounts of like activity and interests {roster.expected:.1f} times"
    )
    met = [
        them.post[np.isin(them.account, who.account) & ~np.isin(them.post, who.carriers)] for them in others.values()
    ]
    return Kind(
        "roster", roster.p <= EACH, roster.seen, len(others), roster.expected, roster.p, note=note,
        why="under another slogan's tags, by one of its creators",
        posts=np.unique(np.concatenate(met)), counts=False,
    )  # fmt: skip


def _same_posts(dump: Dump, name: str, who: Adoption, meeting: Mapping[str, Adoption]) -> Ints:
    """(accounts,) under how many other families an account has no post that is not a post of this family too."""
    count = np.zeros(dump.account_names.len(), np.int64)
    mine = np.zeros(dump.account.size, np.bool_)
    mine[who.carriers] = True
    for other, them in meeting.items():
        if other != name and mine[them.carriers].any():
            apart = dump.account[them.carriers[~mine[them.carriers]]]
            count[np.setdiff1d(them.account, apart)] += 1
    return count


def _disclosure(told: Labelled, posts: Ints, history: bool) -> Kind:
    found = history and told.disclosed
    note = f"{told.seen} of {told.of} first posts are labelled as advertising, {told.expected:.1f} expected of them"
    return Kind(
        "disclosure", found, told.seen, told.of, told.expected, told.p if history else None, note=note,
        why="labelled as advertising", posts=posts,
    )  # fmt: skip


def _together(dump: Dump, who: Adoption, graded: frozenset[tuple[str, str]]) -> Kind:
    """Pairs of its creators that meet beyond chance and beyond tight bursts (grade B or better)."""
    accounts = set(dump.account_names.gather(who.account).to_list())
    inside = [(a, b) for a, b in graded if a in accounts and b in accounts]
    named = {name for pair in inside for name in pair}
    found = len(inside) >= FEWEST_TOGETHER
    note = f"{len(named)} of its creators meet each other beyond chance and beyond tight bursts" if found else (
        "fewer than two pairs of its creators meet beyond chance and tight bursts"
    )  # fmt: skip
    members = dump.account_names.is_in(pl.Series(sorted(named), dtype=pl.String).implode()).to_numpy()
    return Kind(
        "coordination", found, len(inside), len(accounts) * (len(accounts) - 1) // 2, note=note,
        why="by an account that meets others of the family beyond chance", posts=who.post[members[who.account]],
    )  # fmt: skip


def _waves(dump: Dump, who: Adoption, waves: frozenset[str]) -> Kind:
    """Posts of the family under which comments came in a wave."""
    ids = dump.posts[who.post.tolist()]["post_id"]
    hit = ids.is_in(pl.Series(sorted(waves), dtype=pl.String).implode()).to_numpy()
    found = int(hit.sum()) >= FEWEST_TOGETHER
    note = f"comments came in waves under {int(hit.sum())} of its {len(who)} first posts"
    return Kind("wave", found, int(hit.sum()), len(who), note=note, why="comments came in a wave", posts=who.post[hit])


def _apolitical(share: Apolitical, history: bool) -> Kind:
    """Description: it does not raise the grade (cats under an election tag are no push)."""
    if not history or not share.of:
        return Kind("apolitical", found=False, note="needs the accounts' earlier posts", counts=False)
    note = f"{share.seen} of {share.of} creators had no political post in the 90 days before"
    if share.p is None:
        note += "; too few other political tags here to compare with"
    found = share.p is not None and share.p <= EACH
    if share.p is not None and not found:
        note += ", no more than creators of other political tags"
    return Kind("apolitical", found, share.seen, share.of, share.expected, share.p, note=note, counts=False)


def _naming(dump: Dump, candidate: str, languages: tuple[str, ...]) -> tuple[str, NDArray[np.bool_]] | None:
    """The words that name a candidate, and (n,) the posts that hold them; None where there are no such words."""
    name = name_of(candidate, languages)
    return None if name is None else (name.words, name.among(dump.posts["text"], dump.posts["tags"]))


def _candidate(dump: Dump, who: Adoption, named: tuple[str, NDArray[np.bool_]] | None, history: bool) -> Kind:
    """Description: how many of its creators name the candidate in any post without the family's tags."""
    if not history or named is None:
        why = "no candidate's name to look for" if history else "needs the accounts' other posts"
        return Kind("candidate", found=False, note=why, counts=False)
    words, naming = named
    posts = np.setdiff1d(np.flatnonzero(naming & np.isin(dump.account, who.account)), who.carriers)
    n = np.unique(dump.account[posts]).size
    note = f"{n} of {len(who)} creators name the candidate (“{words}”) in a post without the family's tags"
    return Kind(
        "candidate", n > 0, n, len(who), note=note, counts=False, why="names the candidate elsewhere", posts=posts
    )


def _unlabelled(dump: Dump, brief: Kind, label: Any, graded: frozenset[tuple[str, str]]) -> Kind:
    """Missing disclosure: creators with the brief's phrase who do not move together, none of their posts labelled."""
    if not brief.found:
        return Kind("unlabelled", found=False, note="needs a shared phrase", counts=False)
    names = dict(zip(dump.account_names.gather(dump.account[brief.posts]).to_list(), brief.posts.tolist(), strict=True))
    related = {name for pair in graded if set(pair) <= set(names) for name in pair}
    posts = np.array(sorted(post for name, post in names.items() if name not in related), np.int64)
    n, told = posts.size, int(label[posts].sum())
    note = f"{n} unrelated creators share the phrase, {told or 'none'} of them with a label of advertising"
    if "disclosed" not in dump.posts.columns or not dump.posts["disclosed"].count():
        note += " in words (the platform's own label is not in these data)"
    note += ": labels are not missing" if told else f"; {FEWEST} are needed" if n < FEWEST else ""
    return Kind(
        "unlabelled", n >= FEWEST and not told, told, n, note=note, counts=False,
        why="shares the phrase, without a label of advertising", posts=posts,
    )  # fmt: skip
