"""A hall of trainees who speak to a server from outside, for operators before a workshop."""

from __future__ import annotations

from promptward.load.options import Options
from promptward.load.run import load_test, measure

__all__ = ["Options", "load_test", "measure"]
