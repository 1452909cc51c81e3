"""A simulated election in which everything is known: do intervals hold? And how long do 650 districts take?

python benchmarks/contests/known.py
"""

from __future__ import annotations

import time

import numpy as np

from payola.outcomes.contests.averages import unpolled
from payola.outcomes.contests.ballot import Past, Stand, ballot
from payola.outcomes.contests.model import draw
from payola.outcomes.contests.national import Arena
from payola.outcomes.contests.odds import odds
from payola.outcomes.contests.parties import Parties
from payola.outcomes.contests.priors import Model

PARTIES = ("Red", "Blue", "Gold", "Green", "Grey", "Teal")


def main(districts: int = 650, worlds: int = 400) -> None:
    """Print coverage with its Monte Carlo error, and seconds."""
    rng = np.random.default_rng(1)
    names = [f"D{i:03}" for i in range(districts)]
    shares = rng.dirichlet([9, 8, 4, 2, 1, 1], districts)
    past = {(name, party): float(shares[i, p]) for i, name in enumerate(names) for p, party in enumerate(PARTIES)}
    winner = {name: (PARTIES[int(shares[i].argmax())], "") for i, name in enumerate(names)}
    region = {name: f"R{i % 10}" for i, name in enumerate(names)}
    last = Past("2000", past, {}, dict.fromkeys(names, 1.0), region, winner)
    board = ballot(last, [Stand(name, party) for name in names for party in PARTIES], Parties())
    arena = unpolled(board, np.ones(districts, bool))
    level = shares.mean(axis=0)[[PARTIES.index(party) for party in board.parties]]
    polled = Arena(arena.inside, level, np.full(6, 0.05))
    for label, arenas in (("without polls", [arena]), ("with polls", [polled])):
        truth = draw(board, arenas, Model(), worlds, seed=2)
        begin, worked = time.perf_counter(), time.process_time()
        told = draw(board, arenas, Model(), 2000, seed=3)
        odds(board, told)
        took, worked = time.perf_counter() - begin, time.process_time() - worked
        print(
            f"{label}: {districts} districts, 2,000 draws and their odds: {took:.1f} s ({worked:.1f} s of a processor)"
        )
        for level in (0.5, 0.8, 0.95):
            low, high = np.quantile(told, [(1 - level) / 2, (1 + level) / 2], axis=0)
            held = ((truth >= low) & (truth <= high)).mean(axis=1)
            error = held.std() / np.sqrt(worlds)
            print(f"  {level:.0%} intervals held {held.mean():.2%} (Monte Carlo error {error:.2%})")


if __name__ == "__main__":
    main()
