"""One trainee's way through one exercise: what a page asks for, and what it gets."""

from __future__ import annotations

from promptward.practice.attempts import resume
from promptward.practice.practice import Practice
from promptward.practice.refusals import Refused
from promptward.practice.services import Background, Services

__all__ = ["Background", "Practice", "Refused", "Services", "resume"]
