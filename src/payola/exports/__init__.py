"""Tables and network of a Run for other programs: GEXF, GraphML, CSV, XLSX, and the accounts to fetch next.

An export is one file with a function ``write(run, out, names, all_edges)`` and one line in REGISTRY; a plug-in's comes
through the same door, as an entry point in the group ``payola.exports``. Nothing that is there is overwritten, and
nothing half-written stays.
"""

from __future__ import annotations

import importlib
import os
import shutil
import tempfile
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path

from payola.errors import OptionError, RunError
from payola.progress import Progress, for_here
from payola.pseudonyms import Pseudonyms, pseudonyms
from payola.run import Run

Write = Callable[[Run, Path, Pseudonyms, bool], None]

REGISTRY = {
    "gexf": "payola.exports.gexf:write",
    "graphml": "payola.exports.graphml:write",
    "csv": "payola.exports.tables_csv:write",
    "xlsx": "payola.exports.tables_xlsx:write",
    "histories": "payola.exports.histories:write",
}


def registered() -> dict[str, str]:
    """All exports by name: our own and those of plug-ins."""
    return REGISTRY | {point.name: point.value for point in entry_points(group="payola.exports")}


def export(
    run: Run,
    to: str,
    out: Path,
    *,
    show_names: bool = False,
    all_edges: bool = False,
    progress: Progress | None = None,
) -> list[Path]:
    """Write one export; gives the files that were made.

    Parameters
    ----------
    to
        ``gexf``, ``graphml``, ``csv``, ``xlsx``, or ``histories`` (accounts whose other posts should be fetched).
    out
        A file; for ``csv`` a folder.
    show_names
        Let ids, handles, links and captions stand. The files then contain personal data, say so, and can be read by
        their owner only.
    all_edges
        All rows of ``pairs`` instead of the drawn backbone.

    Raises
    ------
    OptionError, RunError
        There is no such export, or ``out`` exists or cannot be written.
    """
    known = registered()
    if to not in known:
        raise OptionError.unknown("export", to, known)
    if out.exists() or out.is_symlink():
        raise RunError.exists(out)
    module, _, name = known[to].partition(":")
    write: Write = getattr(importlib.import_module(module), name)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise RunError.unwritable(out, error.strerror or str(error)) from error
    made = scratch / out.name
    try:
        with (progress or for_here()).stage(f"export to {to}"):
            write(run, made, pseudonyms(run, show_names), all_edges)
        if show_names:
            _for_its_owner_only(made)
        os.rename(made, out)  # noqa: PTH104  (one step)
    except OSError as error:
        raise RunError.unwritable(out, error.strerror or str(error)) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return files(out)


def files(made: Path) -> list[Path]:
    """The file, or the files of the folder."""
    return sorted(path for path in made.rglob("*") if path.is_file()) if made.is_dir() else [made]


def _for_its_owner_only(made: Path) -> None:
    for path in files(made):
        path.chmod(0o600)
    if made.is_dir():
        made.chmod(0o700)
