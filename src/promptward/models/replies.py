"""What comes back: the end of a stream, and an authored reply in the shape that was asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from promptward.course.exercises import Reply, Sentence
from promptward.grading.verification import reply_name
from promptward.models.asked import Asked, Shape


@dataclass(frozen=True, slots=True)
class ReplyEnd:
    """The last thing of a stream: which reply it was, its sentences, and who gave it.

    `reply_id` and `sentences` belong to an authored reply. A live one has neither: nobody knows
    what in it is true.
    """

    reply_id: str | None
    sentences: tuple[dict[str, str], ...]
    shape: Shape
    model: str
    live: bool
    notice: str | None = None
    opening: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Rendering:
    """An authored reply as it is shown: the same sentences, whatever the shape."""

    reply_id: str
    sentences: tuple[dict[str, str], ...]
    shape: Shape
    opening: str
    text: str


def rendered(reply: Reply, asked: Asked, lang: str) -> Rendering:
    """`reply` in the shape that was asked for, in `lang`."""
    shown: tuple[Sentence, ...] = tuple(each for each in reply.sentences if each.brief or not asked.brief)
    brief = asked.brief and len(shown) < len(reply.sentences)
    texts = [each.text.get(lang) for each in shown]
    opening = reply.opening.get(lang) if reply.opening else ""
    if asked.shape == "table":
        body = "\n".join(f"| {number} | {text} |" for number, text in enumerate(texts, 1))
    elif asked.shape == "bullets":
        body = "\n".join(f"- {text}" for text in texts)
    else:
        body = " ".join(texts)
    sentences = tuple({"id": each.id, "text": text} for each, text in zip(shown, texts, strict=True))
    text = f"{opening}\n{body}" if opening else body
    return Rendering(reply_name(reply.level, brief=brief), sentences, asked.shape, opening, text)


def reply_for(replies: Iterable[Reply], level: int) -> Reply | None:
    """The best reply up to `level`, else the weakest there is."""
    ordered = sorted(replies, key=lambda reply: reply.level)
    reached = [reply for reply in ordered if reply.level <= level]
    return reached[-1] if reached else next(iter(ordered), None)
