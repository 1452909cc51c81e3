"""Starting payola is quick because nothing heavy is loaded before it is used."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "numba", "scipy", "polars", "pyarrow", "pandas", "altair", "fastapi", "numpy", "duckdb", "narwhals", "wordfreq",
)  # fmt: skip


@pytest.mark.parametrize(
    "start",
    [
        "import payola",
        "from payola.cli import main; import sys; sys.argv = ['payola', '--help']; main()",
        "from payola.cli import main; import sys; sys.argv = ['payola', 'scan', '--help']; main()",
    ],
)
def test_importing_payola_and_asking_for_help_load_nothing_heavy(start: str) -> None:
    check = (
        "import sys, contextlib, io\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):\n"
        f"    exec({start!r})\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_name_of_the_python_api_can_be_loaded() -> None:
    import payola

    for name in payola.__all__:
        assert getattr(payola, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'recruit'"):
        payola.recruit  # noqa: B018
