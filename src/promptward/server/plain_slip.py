"""The lines of a slip without scripts: what was right and wrong, each wrong wording with its correction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from promptward.server.markup import localized
from promptward.words import say

Grade = Mapping[str, Any]
SIGNS = {"found": "✓", "near": "◐", "missed": "○", "held": "="}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `tone` is a key of SIGNS, `word` says it; `right` is what holds, `detail` its changed part.

    `earlier` is the wrong wording behind its `label`; it never stands alone.
    """

    tone: str
    word: str
    right: str = ""
    detail: str = ""
    earlier: str = ""
    label: str = ""
    more: tuple[str, ...] = ()

    @property
    def sign(self) -> str:
        """What the tone looks like."""
        return SIGNS[self.tone]

    @property
    def parts(self) -> tuple[str, str, str]:
        """`right` before, in and after its changed part."""
        before, detail, after = self.right.partition(self.detail) if self.detail else (self.right, "", "")
        return before, detail, after


Section = tuple[str, list[Line]]


def corrections(view: Mapping[str, Any], state: Mapping[str, Any], grade: Grade, lang: str) -> list[Section]:
    """The sections of a slip that have something to say, for any kind."""
    told = {"claims": _claims_told, "data": _data_told}.get(view["kind"], _prompt_told)
    return [(title, lines) for title, lines in told(view, state, grade, lang) if lines]


def figures(kind: str, grade: Grade, lang: str) -> str:
    """The whole sheet or table in one sentence; empty for a prompt."""
    if kind == "claims" and grade.get("detection"):
        return _caught(grade["detection"], lang)
    if kind == "data" and grade.get("problems"):
        problems, decoys = grade["problems"], grade.get("decoys", [])
        found = sum(one["found"] for one in problems)
        told = [say(lang, "Found {found} of {all} problems", found=found, all=len(problems))]
        if hurt := sum(one["flagged"] for one in decoys):
            told.append(say(lang, "flagged {count} strange but true values", count=hurt))
        elif decoys:
            told.append(say(lang, "left every strange but true value alone"))
        return f"{', '.join(told)}."
    return ""


def _caught(detection: Mapping[str, Any], lang: str) -> str:
    errors = detection["hits"] + detection["misses"]
    told = [
        say(lang, "Caught {hits} of {errors} errors", hits=detection["hits"], errors=errors)
        if errors
        else say(lang, "There was no error on this sheet")
    ]
    alarms = detection["false_alarms"]
    told.append(
        say(lang, "suspected {count} true claims wrongly", count=alarms)
        if alarms
        else say(lang, "suspected no true claim wrongly")
    )
    return f"{', '.join(told)}."


def _prompt_told(
    view: Mapping[str, Any], state: Mapping[str, Any], grade: Grade, lang: str
) -> Iterator[Section]:
    del view, state
    lines = []
    for one in grade.get("sentences", []):
        if not one["planted"]:
            if one["marked"]:
                lines.append(Line("held", say(lang, "This sentence holds"), one["text"]))
            continue
        tone = "missed" if not one["marked"] else "found" if one["marked"] == one["reason"] else "near"
        word = say(lang, "Found it") if one["marked"] else say(lang, "Not found yet")
        lines.append(_set_right(lang, tone, word, one))
    yield say(lang, "The answer, set right"), lines


def _claims_told(
    view: Mapping[str, Any], state: Mapping[str, Any], grade: Grade, lang: str
) -> Iterator[Section]:
    del view
    place = {claim["id"]: number for number, claim in enumerate(state["sheet"]["claims"], 1)}
    inorder = sorted(grade.get("claims", []), key=lambda one: place.get(one["id"], 0))
    lines = []
    for one in inorder:
        tone, word = _judged(one["truth"], one["answered"], lang)
        word = f"{place.get(one['id'], 0)}. {word}"
        if one["truth"] == "supported":
            lines.append(Line(tone, word, one["text"], more=_some(one["why"])))
        else:
            label = say(lang, "WRONG") if one["truth"] == "contradicted" else say(lang, "NOT SETTLED")
            lines.append(_set_right(lang, tone, word, one, detail=one["right_detail"], label=label))
    yield say(lang, "The claims, set right"), lines
    yield say(lang, "What was left out"), list(_left_out(grade.get("omission"), lang))


def _judged(truth: str, answered: str | None, lang: str) -> tuple[str, str]:
    """What became of one claim: tone and words."""
    if answered is None:
        return ("held" if truth == "supported" else "missed"), say(lang, "Not answered")
    told = {
        ("supported", "supported"): ("found", say(lang, "True, and judged true")),
        ("supported", "wrong"): ("near", say(lang, "Suspected wrongly: this claim holds")),
        ("supported", "unsettled"): ("near", say(lang, "Suspected wrongly: this claim holds")),
        ("contradicted", "supported"): ("missed", say(lang, "Let through: it was wrong")),
        ("contradicted", "wrong"): ("found", say(lang, "Caught: it was wrong")),
        ("contradicted", "unsettled"): (
            "near",
            say(lang, "Rightly suspected; a source already says that it is wrong"),
        ),
        ("unsettled", "supported"): ("missed", say(lang, "Let through: the sources do not settle it")),
        ("unsettled", "wrong"): ("near", say(lang, "Rightly suspected; but no source says that it is wrong")),
        ("unsettled", "unsettled"): ("found", say(lang, "Caught: the sources do not settle it")),
    }
    return told[truth, answered]


def _left_out(told: Mapping[str, Any] | None, lang: str) -> Iterator[Line]:
    if told is None:
        return
    right = next((choice["text"] for choice in told["choices"] if choice["id"] == told["right"]), "")
    found = told["chosen"] == told["right"]
    word = say(lang, "Found it") if found else say(lang, "Not found yet")
    yield Line("found" if found else "missed", word, right, more=_some(told["why"]))


def _data_told(
    view: Mapping[str, Any], state: Mapping[str, Any], grade: Grade, lang: str
) -> Iterator[Section]:
    del state
    title = {column["id"]: localized(column["title"], lang) for column in view["table"]["columns"]}

    def place(rows: Iterable[str], columns: Iterable[str]) -> str:
        rows, columns = ", ".join(rows), ", ".join(title[name] for name in columns)
        parts = [say(lang, "row {rows}", rows=rows)] * bool(rows)
        parts += [say(lang, "column {columns}", columns=columns)] * bool(columns)
        return " · ".join(parts)

    yield (
        say(lang, "The problems in the table"),
        [_problem(one, place(one["rows"], one["columns"]), lang) for one in grade.get("problems", [])],
    )
    yield (
        say(lang, "Strange but true"),
        [
            Line(
                "near" if one["flagged"] else "held",
                say(lang, "Flagged, yet true") if one["flagged"] else say(lang, "Left alone, rightly"),
                place([one["row"]], [one["column"]]),
                more=_some(one["why"]),
            )
            for one in grade.get("decoys", [])
        ],
    )
    yield (
        say(lang, "What the AI said, set right"),
        [_statement(one, lang) for one in grade.get("statements", [])],
    )
    yield say(lang, "The numbers"), [_number(one, lang) for one in grade.get("numbers", [])]


def _problem(one: Mapping[str, Any], place: str, lang: str) -> Line:
    if not one["found"]:
        return Line("missed", say(lang, "Not found yet"), one["text"], more=_some(place, one["why"]))
    words = [say(lang, "Found it")]
    words += [say(lang, "its name is another")] * (not one["trouble_right"])
    words += [say(lang, "something else should be done")] * (not one["remedy_right"])
    tone = "found" if len(words) == 1 else "near"
    return Line(tone, "; ".join(words), one["text"], more=_some(place, one["why"]))


def _statement(one: Mapping[str, Any], lang: str) -> Line:
    met = one["answered"] is not None and one["answered"] == one["true"]
    if one["answered"] is None:
        tone, word = "missed", say(lang, "Not answered")
    elif one["true"]:
        tone = "found" if met else "near"
        word = (
            say(lang, "True, and judged true")
            if met
            else say(lang, "Suspected wrongly: this statement holds")
        )
    else:
        tone = "found" if met else "missed"
        word = say(lang, "Caught: it was wrong") if met else say(lang, "Let through: it was wrong")
    if one["true"]:
        return Line(tone, word, one["text"], more=_some(one["why"]))
    return _set_right(lang, tone, word, one)


def _number(one: Mapping[str, Any], lang: str) -> Line:
    if one["ok"] is None:
        word = say(lang, "Could not be judged")
    elif one["ok"]:
        word = say(lang, "Right")
    else:
        word = say(lang, "Not right yet") if one["given"] else say(lang, "Not answered")
    ways = [f"{say(lang, 'Accepted')}: {way['value']} – {way['title']}" for way in one["accepted"]]
    given = [f"{say(lang, 'Given')}: {one['given']}"] if one["given"] else []
    return Line("found" if one["ok"] else "missed", word, one["text"], more=(*given, *ways))


def _set_right(
    lang: str, tone: str, word: str, one: Mapping[str, Any], *, detail: str | None = None, label: str = ""
) -> Line:
    """A wrong wording with the right one; without a right one, only what is said about it."""
    return Line(
        tone,
        word,
        one.get("right") or "",
        detail or "",
        earlier=one["text"],
        label=label or say(lang, "WRONG"),
        more=_some(one["why"]),
    )


def _some(*texts: str | None) -> tuple[str, ...]:
    return tuple(text for text in texts if text)
