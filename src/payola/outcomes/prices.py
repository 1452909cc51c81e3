"""What would posts cost at a price list? An assumption of the user's, never a payment that was seen."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from payola.errors import OptionError

Floats = NDArray[np.float64]
WANTED = """a file such as
  currency = "EUR"
  [[tier]]
  followers = 20000      # up to so many followers
  price = 80             # for one post
  [[tier]]
  price = 400            # for everybody with more"""


@dataclass(frozen=True)
class PriceList:
    """``prices[i]`` for one post of an account with at most ``followers[i]`` followers; the last may be inf."""

    currency: str
    followers: tuple[float, ...]
    prices: tuple[float, ...]

    def of(self, followers: Floats) -> Floats:
        """(n,) price of a post by followers (n,); NaN where these are unknown or beyond the list."""
        place = np.searchsorted(self.followers, followers, side="left")
        stated = np.append(self.prices, np.nan)[np.minimum(place, len(self.prices))]
        return np.where(np.isfinite(followers), stated, np.nan)


def read_prices(file: Path) -> PriceList:
    """A price list in TOML.

    Raises
    ------
    OptionError
        The file cannot be read, or a price is none.
    """
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise OptionError.unusable_file("price list", file.name, error) from error
    tiers = told.get("tier")
    if not isinstance(tiers, list) or not tiers or not isinstance(told.get("currency"), str):
        raise OptionError.bad("prices", file.name, WANTED)
    rows = sorted(_tier(tier, file.name) for tier in tiers)
    return PriceList(told["currency"], tuple(f for f, _ in rows), tuple(p for _, p in rows))


def _tier(tier: Any, name: str) -> tuple[float, float]:
    followers = tier.get("followers", float("inf")) if isinstance(tier, dict) else None
    price = tier.get("price") if isinstance(tier, dict) else None
    for value in (followers, price):
        if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
            raise OptionError.bad("prices", name, WANTED)
    return float(followers), float(price)  # type: ignore[arg-type]
