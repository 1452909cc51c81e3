"""How is the time saved that compiled kernels take to load? They load while the posts are read.

Numba and the stored machine code take about as long to load as a million posts to read, and both spend that time
outside the interpreter's lock.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread


@contextmanager
def kernels_loading() -> Iterator[None]:
    """Load the kernels of the raw network on a thread of their own; it has ended when the block ends."""
    thread = Thread(target=_load, name="kernels")
    thread.start()
    try:
        yield
    finally:
        thread.join()


def _load() -> None:
    import numpy as np
    import pyarrow as pa

    from payola.kernels.coding import CodedUses
    from payola.kernels.sweep import count_pairs, timeline

    two, none = np.arange(2, dtype=np.int32), np.zeros(2, np.bool_)
    uses = CodedUses(np.zeros(2, np.int32), two, two, np.zeros(2, np.int64), none, pa.array(["a", "b"]), 2)
    for _ in count_pairs(timeline(uses, ~none, 0), ~none, False):
        pass
