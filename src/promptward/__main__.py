"""`python -m promptward`."""

from __future__ import annotations

from promptward.cli import main

main()
