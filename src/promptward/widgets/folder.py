"""The folder of scripts and styles that browsers fetch, and the name of its present state."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "static"


@cache
def digest() -> str:
    """One name for the whole folder, so that modules that import one another come from one state of it."""
    whole = hashlib.sha256()
    for path in sorted(FOLDER.iterdir()):
        if path.is_file():
            whole.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:16]
