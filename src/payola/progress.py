"""How far is the work? Stages for a terminal, a notebook, or silence.

A stage has a name and, where it is known, a total. Progress goes to stderr; stdout is for data.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Protocol


class Stage(Protocol):
    """One piece of work under way."""

    def advance(self, amount: float = 1) -> None:
        """Say that ``amount`` more of the total is done."""


class Progress(Protocol):
    """Where stages are shown."""

    def stage(self, name: str, total: float | None = None) -> AbstractContextManager[Stage]:
        """Open a stage; it is done when the ``with`` block ends."""

    def say(self, text: str) -> None:
        """Say one line to the person who waits."""


class _QuietStage:
    def advance(self, amount: float = 1) -> None:
        return None


class Silent:
    """Shows nothing (the default of the Python API outside a notebook)."""

    @contextmanager
    def stage(self, name: str, total: float | None = None) -> Iterator[Stage]:
        yield _QuietStage()

    def say(self, text: str) -> None:
        return None


class _BarStage:
    def __init__(self, bar: object, task: object) -> None:
        self._bar, self._task = bar, task

    def advance(self, amount: float = 1) -> None:
        self._bar.advance(self._task, amount)  # type: ignore[attr-defined]


class Terminal:
    """A bar for each stage on stderr; plain lines where stderr is not a terminal."""

    def __init__(self) -> None:
        from rich.console import Console

        self.console = Console(stderr=True, highlight=False)

    @contextmanager
    def stage(self, name: str, total: float | None = None) -> Iterator[Stage]:
        started = time.perf_counter()
        if not self.console.is_terminal:
            yield _QuietStage()
            self.say(f"{name}: {time.perf_counter() - started:.1f} s")
            return
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self.console) as bar:
            task = bar.add_task(name, total=total)
            yield _BarStage(bar, task)
            bar.update(task, total=1, completed=1)

    def say(self, text: str) -> None:
        self.console.print(text, markup=False)


@dataclass(frozen=True)
class StageRecord:
    """What one stage took: wall seconds, and peak memory of the process so far in MB."""

    name: str
    seconds: float
    peak_mb: float


@dataclass
class Recorded:
    """Passes stages on to another progress and keeps a record of each for the manifest."""

    shown: Progress
    records: list[StageRecord] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str, total: float | None = None) -> Iterator[Stage]:
        started = time.perf_counter()
        with self.shown.stage(name, total) as stage:
            yield stage
        self.records.append(StageRecord(name, round(time.perf_counter() - started, 3), peak_memory_mb()))

    def say(self, text: str) -> None:
        self.shown.say(text)

    def as_manifest(self) -> dict[str, list[dict[str, str | float]]]:
        """The records in the form the manifest keeps."""
        return {"stages": [vars(record) for record in self.records]}


def peak_memory_mb() -> float:
    """Peak resident memory of this process in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)


def for_here() -> Progress:
    """The progress that fits where we run: bars in a terminal, silence elsewhere."""
    return Terminal() if sys.stderr.isatty() else Silent()
