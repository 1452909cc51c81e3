"""Why is there a call, or none? One sentence a candidate, with the numbers it rests on."""

from __future__ import annotations

import numpy as np

from payola.outcomes.contests.ballot import ORIGIN, OWN, Ballot
from payola.outcomes.contests.odds import Odds


def reasons(board: Ballot, found: Odds, call_at: float) -> list[str]:
    """(n,) why each candidate is, or is not, called."""
    out = []
    for i, d in enumerate(board.district.tolist()):
        pick = int(found.pick[d])
        out.append(_closed(board, i, d, pick) or _open(board, found, i, d, pick, call_at))
    return out


def called(board: Ballot, found: Odds, call_at: float) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """(n,) whether a candidate is the call of its district: the pick, likely enough, with somebody to beat."""
    out = np.zeros(board.size, bool)
    for d, pick in enumerate(found.pick.tolist()):
        if pick >= 0 and not np.isnan(found.beaten[d]):
            out[pick] = found.strongest[pick] >= call_at
    return out


def _closed(board: Ballot, i: int, d: int, pick: int) -> str:
    """Why a district has no contest to speak of, or a candidate no part in it; empty where neither."""
    if board.length[d] == 1:
        return "one candidate: there is nothing to choose"
    here = slice(int(board.start[d]), int(board.start[d] + board.length[d]))
    if not board.incumbent[here].any():
        return "no call: nobody stands whom the others try to beat (mark the incumbent among the candidates)"
    if board.incumbent[i]:
        return "the one to beat"
    if board.aggregate[i]:
        return "many candidates in one row: nobody to vote for"
    if not board.challenger[i]:
        return "does not count as a challenger (--parties)"
    return "no call: no challenger stands" if pick < 0 else ""


def _open(board: Ballot, found: Odds, i: int, d: int, pick: int, call_at: float) -> str:
    chance = f"strongest challenger in {_percent(found.strongest[i])} of drawn elections"
    if i != pick:
        return f"{chance}; {_name(board, pick)} in {_percent(found.strongest[pick])}"
    rival = _runner_up(board, found, d, pick)
    weak = _weak(board, i, d)
    if found.strongest[i] >= call_at:
        beats = f"beats the incumbent in {_percent(found.beats[i])}"
        return f"call: {chance}; {beats}{weak and f'; {weak}'}"
    against = f", {_name(board, rival)} in {_percent(found.strongest[rival])}" if rival >= 0 else ""
    return f"no call: {chance}{against}, less than {_percent(call_at)}{weak and f'; {weak}'}"


def _runner_up(board: Ballot, found: Odds, d: int, pick: int) -> int:
    here = [i for i in range(int(board.start[d]), int(board.start[d] + board.length[d]))
            if i != pick and not board.incumbent[i]]  # fmt: skip
    return max(here, key=lambda i: found.strongest[i], default=-1)


def _weak(board: Ballot, i: int, d: int) -> str:
    if board.new_district[d]:
        return "a district without a last result: everything starts from means"
    if board.origin[i] != OWN:
        return f"no result of its own here: starts from {ORIGIN[int(board.origin[i])]}"
    return ""


def _name(board: Ballot, i: int) -> str:
    return board.candidate[i] or board.parties[int(board.party[i])] or "a candidate without a party"


def _percent(chance: float) -> str:
    if 0 < chance < 0.01:
        return "under 1 %"
    return "over 99 %" if 0.99 < chance < 1 else f"{chance:.0%}".replace("%", " %")
