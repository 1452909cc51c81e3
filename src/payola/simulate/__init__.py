"""Worlds with known truth: corpora to prove a method on, before it is trusted with real posts.

The package can be called, because it bears the name of a function of the API: ``payola.simulate("squads", seed=1)``
and ``payola.simulate.WORLDS`` both work, in any order.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from payola.simulate.files import write
from payola.simulate.simulated import Simulated, simulate
from payola.simulate.slogans import Candidate
from payola.simulate.worlds import WORLDS, World

__all__ = ["WORLDS", "Candidate", "Simulated", "World", "simulate", "write"]


class _Callable(ModuleType):
    def __call__(self, world: str, *, seed: int = 0, **knobs: Any) -> Simulated:
        return simulate(world, seed=seed, **knobs)


sys.modules[__name__].__class__ = _Callable
