"""What was filled in on the plain form, as the response that it means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Fields = Mapping[str, list[str]]
NO_EXCERPT = "-"
"""What the form sends for *none of the excerpts settles it*."""
WHOLE_TABLE = "*"
"""The row that stands for all rows: the flag is then about a whole column."""
FLAG_PARTS = ("row", "column", "trouble", "remedy")
MAX_LINES = 400


def filled(
    view: Mapping[str, Any], sheet: Mapping[str, Any] | None, response: Mapping[str, Any], fields: Fields
) -> dict[str, Any]:
    """`response` with what the form sent in the place of what stood there; what it did not show stays.

    `view` is the public view of the exercise, `sheet` the claims of this seat.
    """
    if view["kind"] == "claims":
        return {**response, "answers": _claims(sheet or {}, response["answers"], fields)}
    if view["kind"] == "data":
        return {**response, "answers": _data(view, response["answers"], fields)}
    return _prompt(response, fields)


def last(fields: Fields, name: str, default: str = "") -> str:
    """The value of a field that is sent once."""
    return fields[name][-1] if fields.get(name) else default


def _prompt(response: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
    new = dict(response)
    if "text" in fields:
        new["text"] = last(fields, "text").replace("\r\n", "\n")
    if "ticks" in fields:
        new["ticks"] = fields.get("tick", [])
    if "reply" in fields:
        marks = {
            name.removeprefix("mark-"): last(fields, name) for name in fields if name.startswith("mark-")
        }
        new |= {"reply": last(fields, "reply"), "marks": {name: why for name, why in marks.items() if why}}
    if "kept" in fields:
        new["kept"] = list(dict.fromkeys([*response["kept"], *fields["kept"]]))
    return new


def _claims(sheet: Mapping[str, Any], answers: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
    """The answers to this form; those to its twin are of no use."""
    same_form = answers.get("form") == sheet["form"]
    before = answers.get("claims", {}) if same_form else {}
    claims = {
        claim["id"]: _claim(claim["id"], before.get(claim["id"], {}), fields) for claim in sheet["claims"]
    }
    omission = last(fields, "omission") or (answers.get("omission") if same_form else None)
    answered = {name: answer for name, answer in claims.items() if answer}
    return {"form": sheet["form"], "claims": answered, "omission": omission}


def _claim(name: str, before: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
    answer = dict(before)
    if verdict := last(fields, f"verdict-{name}"):
        answer["verdict"] = verdict
    if (sure := last(fields, f"sure-{name}")).isdecimal():
        answer["sure"] = int(sure)
    if source := last(fields, f"source-{name}"):
        answer["source"] = None if source == NO_EXCERPT else source
    if action := last(fields, f"action-{name}"):
        answer["action"] = action
    if answer.get("verdict") == "supported":
        # A claim that is true needs neither source nor action.
        answer = {part: answer[part] for part in ("verdict", "sure") if part in answer}
    return answer


def _data(view: Mapping[str, Any], answers: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
    new = {"flags": [], "statements": {}, "numbers": {}, "cleanings": {}} | dict(answers)
    if "lines" in fields:
        new["flags"] = _flags(last(fields, "lines"), fields)
    for statement in view["statements"]:
        if said := last(fields, f"statement-{statement['id']}"):
            new["statements"] = {**new["statements"], statement["id"]: said == "true"}
    for question in view["questions"]:
        name = question["id"]
        if f"number-{name}" in fields:
            new["numbers"] = {**new["numbers"], name: last(fields, f"number-{name}")}
        if rule := last(fields, f"cleaning-{name}"):
            new["cleanings"] = {**new["cleanings"], name: rule}
    return new


def _flags(lines: str, fields: Fields) -> list[dict[str, str | None]]:
    """The lines that name a row; of two about the same place the later one counts."""
    places: dict[tuple[str | None, str | None], dict[str, str | None]] = {}
    for line in range(min(int(lines) if lines.isdecimal() else 0, MAX_LINES)):
        row, column, trouble, remedy = (last(fields, f"{part}-{line}") or None for part in FLAG_PARTS)
        if row is None or (row == WHOLE_TABLE and column is None):
            continue
        row = None if row == WHOLE_TABLE else row
        places[row, column] = {"row": row, "column": column, "trouble": trouble, "remedy": remedy}
    return list(places.values())
