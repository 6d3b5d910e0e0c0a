"""How far the checks agree with people: labels, identifiers, and the card that says so."""

from __future__ import annotations

from promptward.calibration.card import calibrate, graders_digest
from promptward.calibration.labelling import identifiers_of, label_lines, labels
from promptward.calibration.prompts import read_set

__all__ = ["calibrate", "graders_digest", "identifiers_of", "label_lines", "labels", "read_set"]
