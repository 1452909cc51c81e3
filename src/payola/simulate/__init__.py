"""Worlds with known truth: corpora to prove a method on, before it is trusted with real posts."""

from payola.simulate.files import write
from payola.simulate.simulated import Simulated, simulate
from payola.simulate.slogans import Candidate
from payola.simulate.worlds import WORLDS, World

__all__ = ["WORLDS", "Candidate", "Simulated", "World", "simulate", "write"]
