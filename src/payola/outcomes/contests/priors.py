"""Which numbers does the model of contests have, where does each come from, and in which units are errors?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Swing = Literal["mixed", "uniform", "proportional", "none"]
FLOOR_MEAN = 0.001
SMALL = 0.05  # share below which errors shrink with the share itself, no more with its root


@dataclass(frozen=True)
class Model:
    """The model's numbers; the defaults are priors, stated where they come from.

    ``poll_*`` are in units of v = sqrt(m (1 - m)), other scales in local units (``local_unit``). ``lambda_*``: 0
    uniform, 1 proportional. ``width`` multiplies the local residuals.
    """

    swing: Swing = "mixed"
    poll_sd: float = 0.05  # 0.10 on the logit at a share of 35 % (METHODS: national poll error)
    poll_drift: float = 0.008  # per square root of a day of lead: 0.017 on the logit
    unpolled_sd: float = 0.15  # a party without polls, over one election: 0.30 on the logit, in local units
    lambda_gain: float = 0.35  # new voters come from elsewhere, not from the party's strongholds
    lambda_loss: float = 0.7  # voters leave in proportion: nobody loses more than there is
    lambda_sd: float = 0.35
    region_sd: float = 0.04
    region_growth: float = 0.15
    local_sd: float = 0.10
    local_growth: float = 0.25
    freedom: float = 5.0  # t with 5 degrees (METHODS section 9)
    many_freedom: float = 2.0  # rows of many candidates: somebody well known may stand in one
    hold: float = 0.0  # what holding the seat adds beyond the last result
    left: float = -0.06  # what the sitting member's leaving takes
    gained: float = 0.03  # what a seat taken at the last election adds the next time, and takes from who lost it
    newcomer: float = 2.0  # candidates without a result of their own: so much wider
    width: float = 1.2  # what is learned fits its own elections too well
    learned_from: tuple[str, ...] = ()


def root(share: Floats) -> Floats:
    """v = sqrt(m (1 - m)), kept away from zero."""
    m = np.clip(share, 0.001, 0.999)
    return np.asarray(np.sqrt(m * (1 - m)))


def local_unit(share: Floats) -> Floats:
    """The unit of regional and local errors: v, but in proportion to shares far below ``SMALL``.

    Where hardly anybody votes for a party, nearly nobody does in every district: its share of 2 % does not become 10 %
    as easily as one of 30 % becomes 38 %.
    """
    m = np.clip(share, 0.001, 0.999)
    return np.asarray(np.sqrt(m * (1 - m) * m / (m + SMALL)))


def heavy(freedom: float, size: tuple[int, ...], rng: np.random.Generator) -> Floats:
    """What turns normal errors into t errors of variance 1: one factor for all that fails together."""
    return np.sqrt((freedom - 2) / 2 / rng.standard_gamma(freedom / 2, size))


def jumps(freedom: float, size: tuple[int, ...], rng: np.random.Generator) -> Floats:
    """The same where t errors have no variance (two degrees of freedom or less): the usual error stays as it is."""
    return np.sqrt(freedom / 2 / rng.standard_gamma(freedom / 2, size))
