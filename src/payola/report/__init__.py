"""The report: one HTML file that opens offline, cannot reach the network, and names nobody unless asked to."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from payola.errors import RunError
from payola.progress import Progress, Silent

if TYPE_CHECKING:
    from payola.run import Run


def write(run: Run, *, show_names: bool = False, out: Path | None = None, progress: Progress | None = None) -> Path:
    """Write the report of a Run, from the Run folder alone; returns where it stands (``RUN/report.html``).

    Parameters
    ----------
    show_names
        Show handles, links and captions, under a banner: the report then contains personal data.
    out
        Another place. A report that stands there is replaced in one step.

    Raises
    ------
    RunError
        The Run is damaged, or nothing can be written to ``out``.
    """
    from payola.report.page import page

    with (progress or Silent()).stage("writing the report"):
        place = Path(out) if out is not None else run.report
        _replace(place, page(run, show_names=show_names))
    return place


def _replace(place: Path, text: str) -> None:
    """Write beside ``place`` and move there, readable by the owner only: never a half report."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{place.name}-", dir=place.absolute().parent)
    except OSError as error:
        raise RunError.unwritable(place, error.strerror or str(error)) from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).replace(place)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise RunError.unwritable(place, error.strerror or str(error)) from error
