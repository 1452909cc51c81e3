"""What did polls of single districts say, and how far off are such polls?"""

from __future__ import annotations

from datetime import date

import numpy as np

from payola.outcomes.contests.ballot import Ballot
from payola.outcomes.contests.model import Local
from payola.outcomes.contests.polls import Polls

LOCAL_ERROR = 0.05  # sd in share beyond sampling: polls of single districts miss by that much
RECENT = 90  # days before the vote


def local_polls(polls: Polls | None, board: Ballot, day: date | None) -> Local | None:
    """The latest poll of each district before ``day``, by party where one candidate of it stands; None without any."""
    if polls is None or day is None or not any(polls.district):
        return None
    share, sd = np.full(board.size, np.nan), np.full(board.size, np.nan)
    index = {name: i for i, name in enumerate(board.districts)}
    single = np.flatnonzero(board.fraction == 1).tolist()
    place = {(int(board.district[i]), board.parties[int(board.party[i])]): i for i in single}
    for i, taken in enumerate(polls.days.tolist()):  # in order of date: the later replaces the earlier
        if polls.district[i] not in index or not 0 < day.toordinal() - taken <= RECENT:
            continue
        for group, value in zip(polls.groups, polls.share[i].tolist(), strict=True):
            where = place.get((index[polls.district[i]], group[0])) if len(group) == 1 else None
            if where is not None and np.isfinite(value):
                share[where] = value
                sd[where] = np.hypot(LOCAL_ERROR, np.sqrt(value * (1 - value) / polls.sample[i]))
    return Local(share, sd) if np.isfinite(share).any() else None
