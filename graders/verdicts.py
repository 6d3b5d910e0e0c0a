"""From cues to a verdict: verbatim evidence when they are meant, advice in terms of this prompt when not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from promptward.findings import Verdict, met, missed
from promptward.text import Localized

from .hits import Hit, find, meant
from .reading import Reading, reading
from .wording import cues, read, search

QUOTES_SHOWN = 3
TASK_WORDS = 9
WORDS_QUOTED, MOST_QUOTED = 6, 8  # a shorter cue is quoted with some of its clause, a longer one cut
CLAUSE = 80
WORD = re.compile(r"[^\s\"“”()\[\]]+")
AFTER = re.compile(r"(?:(?<=\w)\w*)?(?:[ \t]+[^\s,.:;!?\"“”()\[\]]+)*")
BEFORE = re.compile(r"(?:[^\s,.:;!?\"“”()\[\]]+[ \t]+)*\Z")


def decide(name: str, prompt: str) -> Verdict:
    """Met when `cues/<name>.yaml` has a cue that is meant."""
    hits = meant(name, prompt)
    return met(*quotes(prompt, hits)) if hits else refuse(name, prompt)


def refuse(name: str, prompt: str, reason: str = "") -> Verdict:
    """Missed, with advice for the reason a cue was lost, and the words that looked like it."""
    lost = [hit for hit in find(name, prompt) if hit.lost]
    block = _block(name, prompt)
    kinds = [reason, block, *(hit.lost for hit in lost), "default"]
    advice: Mapping[str, Mapping[str, str]] = read(name)["advice"]
    kind = next(kind for kind in kinds if kind in advice)
    phrase = task_phrase(prompt)
    texts = advice[kind] if phrase or "{task}" not in advice[kind]["vi"] else advice["bare"]
    return missed(filled(texts, task=phrase, topic=topic(prompt)), *quotes(prompt, lost))


def filled(texts: Mapping[str, str], **values: str) -> Localized:
    """Advice with `{name}` replaced; a value is never read as a template."""
    out = {}
    for lang, text in texts.items():
        out[lang] = text
        for name, value in values.items():
            out[lang] = out[lang].replace("{" + name + "}", value)
    return Localized(**out)


def quotes(prompt: str, hits: Sequence[Hit]) -> tuple[str, ...]:
    """The prompt's own words behind the longest hits, in the order of the text, overlapping ones once."""
    page = reading(prompt)
    taken: list[tuple[int, int]] = []
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start)):
        if len(taken) == QUOTES_SHOWN:  # the rest would only cost time
            break
        if any(left < hit.end and hit.start < right for left, right in taken):
            continue
        start, end = _phrase(page, hit.start, hit.end)
        if not any(left < end and start < right for left, right in taken):
            taken.append((start, end))
    return tuple(dict.fromkeys(filter(None, (page.quote(*place) for place in sorted(taken)))))


def _phrase(page: Reading, start: int, end: int) -> tuple[int, int]:
    """A cue of few words with the words after it, or else before it, in its clause."""
    left, right = page.sentence(start, end)
    words = list(WORD.finditer(page.text, start, end))
    missing = WORDS_QUOTED - len(words)
    if missing <= 0:
        return start, words[:MOST_QUOTED][-1].end()
    after = AFTER.match(page.text[end:right])
    words = list(WORD.finditer(after.group() if after else ""))[:missing]
    end += words[-1].end() if words else 0
    missing -= len(words)
    before = BEFORE.search(page.text[max(left, start - CLAUSE) : start])
    words = list(WORD.finditer(before.group() if before else ""))[-missing:] if missing > 0 else []
    return start - (len(before.group()) - words[0].start() if before and words else 0), end


def task_phrase(prompt: str) -> str:
    """What the prompt asks for, in its own words and shortened; empty when it asks for nothing."""
    hits = meant("task", prompt)
    return _shortened(prompt, hits[0].start) if hits else ""


def topic(prompt: str) -> str:
    """The first words of the prompt, to stand where a task is missing."""
    return _shortened(prompt, 0)


def _shortened(prompt: str, start: int) -> str:
    page = reading(prompt)
    end = page.sentence(start, start)[1]
    words = page.quote(start, end).split()
    return " ".join(words[:TASK_WORDS]).rstrip(",;:.") + (" …" if len(words) > TASK_WORDS else "")


def _block(name: str, prompt: str) -> str:
    page = reading(prompt)
    for cue in cues(name, "blocks"):
        if next(search(cue.wordings, page.asked, page.asked_words), None):
            return cue.id
    return ""
