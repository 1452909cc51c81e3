"""How is a verdict told in words? What was seen, what could look the same, and what would change it."""

from __future__ import annotations

from collections.abc import Sequence

from payola.campaigns.kinds import Kind
from payola.detectors.verdict import LIKE_A_PUSH, NOT, STANDS, UNTESTABLE, Judged, aged

SAME_LOOK = "an organic one-video challenge or an election tag can look the same"
BENIGN = {
    "brief": "a meme, a petition's text or a song's line is copied too",
    "roster": "people who share an interest, friends and people of one town join the same things again",
    "disclosure": "a label says that a creator labelled a post, and some label with care",
    "coordination": "an agency with several accounts, a fan club or a live event moves together too",
    "wave": "a creator may have asked its followers to comment",
}
READ_THE_LIST = (
    "read the list of other new tags, and strike out those that are no ordinary tags (a campaign, a challenge, an "
    "advertisement)"
)


def seen(last: Judged, found: Sequence[Kind]) -> str:
    """What was seen, with its numbers."""
    also = [kind.note for kind in found if kind.found and kind.kind != "candidate"]
    if last.verdict == UNTESTABLE or last.p is None or last.q is None:
        return "; ".join(part for part in (last.reason, *also) if part)
    at = (
        f"at {aged(last.age)}, p = {last.p:.3g} among {last.n_ref} other new tags, "
        f"q = {last.q:.3g} of {last.tests} tested"
    )
    return "; ".join([f"{last.reason} ({at})", *also])


def could_be(last: Judged, found: Sequence[Kind]) -> str | None:
    """What else could look so: the ordinary explanations of whatever was found. None where nothing was."""
    said = [SAME_LOOK] if last.verdict == STANDS else []
    said += [BENIGN[kind.kind] for kind in found if kind.found and kind.kind in BENIGN]
    return "; ".join(said) or None


def would_change(last: Judged, further: int) -> str:
    """What would change the verdict or its grade; ``further``: kinds of evidence found beside it."""
    if last.verdict == UNTESTABLE:
        return "what is missing: see the reason"
    if last.verdict == NOT:
        hint = LIKE_A_PUSH in last.reason
        change = READ_THE_LIST if hint else "a longer collection with more new tags would tell smaller differences"
        ungraded = (
            "what else was found has no grade, because the tag does not stand out; it is worth a look all the same"
        )
        return "; ".join([change, *([ungraded] if further else [])])
    raised = {
        0: "a second, independent kind of evidence would raise the grade to B: a shared phrase, labels, "
        "accounts that move together, waves of comments",
        1: "one more independent kind of evidence would raise the grade to A",
    }
    falls = "it falls if the creators turn out to share a topic or a circle that their tags do not show"
    return "; ".join([*([raised[further]] if further in raised else []), falls])
