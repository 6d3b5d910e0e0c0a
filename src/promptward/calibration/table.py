"""What `promptward calibrate` prints: one line a criterion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from promptward.calibration.plots import shown

COLUMNS = ("mean_f1", "f1_met", "f1_missed", "kappa", "false_missed", "false_met", "prevalence")


def as_text(card: Mapping[str, Any]) -> str:
    """The figures for a terminal."""
    overall = card["overall"]
    rows = [
        _about(card),
        f"{'criterion':18}"
        + "".join(f"{name.replace('_', ' '):>14}" for name in COLUMNS)
        + "  95 % of mean F1",
    ]
    for name, one in overall["criteria"].items():
        figures = "".join(f"{shown(one[column]):>14}" for column in COLUMNS)
        rows.append(f"{name:18}{figures}  {_span(one)}" + "  few" * one["few"])
    rows.append(f"{'all criteria':18}{shown(overall['mean_f1']):>14}{'':84}  {_span(overall)}")
    for name, slice_ in (card["languages"] | card["roles"] | card["lengths"]).items():
        rows.append(
            f"  {name:16}{shown(slice_['mean_f1']):>14}  {slice_['prompts']} prompts  {_span(slice_)}"
        )
    if gap := card["vi_minus_en"]:
        rows.append(f"vi − en           {shown(gap['mean_f1']):>14}  {_span(gap)}")
    if labellers := card["labellers"]:
        agree = f"{100 * labellers['agreement']:.1f} % of decisions alike"
        rows.append(f"two labellers     {shown(labellers['mean_f1']):>14}  {agree}")
    return "\n".join(rows)


def _about(card: Mapping[str, Any]) -> str:
    of = card["set"]
    return f"{of['name']}: {of['prompts']} prompts from {of['sources']} sources; checks {card['grader'][:12]}"


def _span(figures: Mapping[str, Any]) -> str:
    ends = figures.get("mean_f1_interval")
    return f"{shown(ends[0])} to {shown(ends[1])}" if ends else ""
