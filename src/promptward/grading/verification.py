"""The verification part: the planted mistakes of an authored reply against the sentences that were marked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from promptward.course.exercises import PromptExercise, Reply, Sentence, Source
from promptward.findings import Finding, Outcome
from promptward.grading.phrases import both
from promptward.text import Localized

LIVE = "live"
"""The name under which a live model's reply is verified: there is no truth to score against."""
FOUND, SPARED = "errors-found", "sound-spared"


@dataclass(frozen=True, slots=True)
class Shown:
    """An authored reply as the trainee saw it: its level, and the sentences that stood there."""

    level: int
    sentences: tuple[Sentence, ...]


def reply_name(level: int, *, brief: bool = False) -> str:
    """How a response names an authored reply: `level-2`, or `level-2-brief`."""
    return f"level-{level}{'-brief' * brief}"


def shown_reply(exercise: PromptExercise, name: str | None) -> Shown | None:
    """The authored reply called `name`, or `None`."""
    parts = re.fullmatch(r"level-([1-4])(-brief)?", name or "")
    if parts is None:
        return None
    reply: Reply | None = next((each for each in exercise.replies if each.level == int(parts[1])), None)
    if reply is None:
        return None
    return Shown(reply.level, tuple(each for each in reply.sentences if each.brief or not parts[2]))


def agreement(sentences: tuple[Sentence, ...], marks: Mapping[str, str]) -> tuple[float, float]:
    """Hit rate (a hit with another reason is half a hit) and false-alarm rate, each from 0 to 1.

    A rate over no sentence at all is 0.
    """
    planted = [(each.id, each.plant.reason) for each in sentences if each.plant]
    sound = [each.id for each in sentences if not each.plant]
    hits = sum((1.0 if marks[id_] == reason else 0.5) for id_, reason in planted if id_ in marks)
    alarms = sum(id_ in marks for id_ in sound)
    return hits / len(planted) if planted else 0.0, alarms / len(sound) if sound else 0.0


def verification_findings(
    exercise: PromptExercise, reply: str | None, marks: Mapping[str, str]
) -> tuple[Finding, ...]:
    """What was found, and what was suspected without cause.

    The part scores 100 × max(0, hit rate − false-alarm rate): Youden's J (W. J. Youden, Index for rating
    diagnostic tests, Cancer 1950; 3:32–35), so that marking all and marking nothing are both worth 0. A reply
    without plants scores 100 × (1 − false-alarm rate). A live model's reply has no truth and is not scored.
    """
    title = both("Mistakes found in the reply")
    if reply is not None and reply.startswith(LIVE):
        why = both("This reply came from a live model. Nobody knows its mistakes, so it is not scored.")
        return (Finding(FOUND, title, Outcome.UNSCORED, "verification", advice=why),)
    shown = shown_reply(exercise, reply)
    if shown is None:
        how = both("Send the prompt, then check the reply sentence by sentence and mark what is wrong.")
        return (Finding(FOUND, title, Outcome.MISSED, "verification", 0.0, 100.0, advice=how),)
    hit_rate, alarm_rate = agreement(shown.sentences, marks)
    if not any(each.plant for each in shown.sentences):
        nothing_to_find = Finding(FOUND, title, Outcome.NOT_NEEDED, "verification")
        return nothing_to_find, _spared(100 * (1 - alarm_rate), 100.0, alarm_rate)
    advice = None if hit_rate == 1 else _advice(shown, marks)
    outcome = Outcome.MET if hit_rate == 1 else Outcome.MISSED
    found = Finding(FOUND, title, outcome, "verification", 100 * hit_rate, 100.0, advice=advice)
    return found, _spared(-100 * alarm_rate, 0.0, alarm_rate)


def _spared(points: float, possible: float, alarm_rate: float) -> Finding:
    title = both("Sound sentences left alone")
    advice = both("Mark a sentence only when the case or a source speaks against it.")
    if not alarm_rate:
        return Finding(SPARED, title, Outcome.MET, "verification", points + 0.0, possible)
    return Finding(SPARED, title, Outcome.MISSED, "verification", points, possible, advice=advice)


def _advice(shown: Shown, marks: Mapping[str, str]) -> Localized:
    planted = [each.id for each in shown.sentences if each.plant]
    marked = sum(id_ in marks for id_ in planted)
    if marked == len(planted):
        return both("All mistakes marked. Look again at the reason given for each.")
    return both(
        "{count} of {all} mistakes marked. Compare every number, name and source with the case.",
        count=str(marked),
        all=str(len(planted)),
    )


def sentence_details(
    exercise: PromptExercise, reply: str | None, marks: Mapping[str, str]
) -> list[dict[str, object]]:
    """The verified sentences with their truth, for the slip."""
    shown = shown_reply(exercise, reply)
    sources = {source.id: _cited(source) for source in exercise.sources}
    return [
        {
            "id": each.id,
            "text": each.text,
            "planted": each.plant is not None,
            "reason": each.plant.reason if each.plant else None,
            "marked": marks.get(each.id),
            "right": each.plant.right if each.plant else None,
            "why": each.plant.why if each.plant else None,
            "source": sources.get(each.plant.source) if each.plant and each.plant.source else None,
        }
        for each in (shown.sentences if shown else ())
    ]


def _cited(source: Source) -> dict[str, object]:
    return {"title": source.title, "publisher": source.publisher, "year": source.year, "url": source.url}
