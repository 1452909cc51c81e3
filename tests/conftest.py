"""What tests share: where the real data is, and what to do where a part is missing."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("payola", deadline=None)  # speed is measured in benchmarks, not in tests
settings.load_profile("payola")


def require(part: str, present: bool) -> None:
    """Skip with a reason where a part is missing; fail instead under ``PAYOLA_REQUIRE=all``."""
    if present:
        return
    if os.environ.get("PAYOLA_REQUIRE") == "all":
        pytest.fail(f"{part} is missing, and PAYOLA_REQUIRE=all asks for it")
    pytest.skip(f"{part} is missing here")


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The shared real data (never part of the project), named by PAYOLA_DATA."""
    folder = os.environ.get("PAYOLA_DATA", "")
    require("the real data (name its folder with PAYOLA_DATA)", bool(folder) and Path(folder).is_dir())
    return Path(folder)


@pytest.fixture(scope="session")
def require_part() -> Callable[[str, bool], None]:
    """``require`` for tests that cannot import it."""
    return require
