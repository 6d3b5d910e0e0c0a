"""Fixtures that every room may use."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout: the shipped course and the engine."""
    return ROOT


@pytest.fixture(scope="session")
def chromium() -> str:
    """The Chromium that `tests/system.sh` made sure of."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.fail("no Chromium: run `bash tests/system.sh`")
