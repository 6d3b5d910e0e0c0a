"""Words as people write them, and the word lists of the pattern file found among them.

The lists are spelled with marks. A word without marks stands for any of them where people write so; a word
with marks must carry the same ones, in whatever order and place they were typed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from promptward.privacy.letters import Letters, bare
from promptward.privacy.patterns import patterns

WORD = re.compile(r"[A-Za-z]+(?:'(?!s(?![A-Za-z]))[A-Za-z]*)*|[0-9]+", re.ASCII)
SYLLABLES = (
    "families",
    "common_families",
    "highland",
    "central",
    "everyday",
    "everyday_bare",
    "middles",
    "given",
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word: bare place and form, and `key`, the form with its marks; `strict`: none are missing."""

    start: int
    end: int
    plain: str
    key: str
    capital: bool
    caps: bool
    strict: bool

    def means(self, key: str) -> bool:
        """Whether this is the listed word that has the same bare form and `key`."""
        return self.key == key or (not self.strict and self.key == self.plain)


def key_of(source: str, plain: str) -> str:
    """`plain` with the marks of `source`, sorted: equal for NFC, NFD, old and new tone placement."""
    if source.isascii():
        return plain
    return plain + marks_of(source)


@lru_cache(maxsize=4096)
def marks_of(source: str) -> str:
    """The marks of a word in a fixed order, `đ` among them."""
    pieces = unicodedata.normalize("NFD", source.lower())
    return "".join(sorted(p for p in pieces if unicodedata.category(p) == "Mn" or p == "đ"))


def words(letters: Letters) -> list[Word]:
    """The words of a text. In a text written with marks, a small word without them means itself."""
    found = [(m.start(), m.end()) for m in WORD.finditer(letters.cased)]
    sources = []
    for start, end in found:
        a, b = letters.original(start, end)
        sources.append(letters.text[a:b])
    marked = [not source.isascii() for source in sources]
    careful = sum(marked) * 5 >= len(sources)
    bare_names = unmarked_runs(letters, found, marked) if careful else set(range(len(found)))
    out = []
    for at, ((start, end), source) in enumerate(zip(found, sources, strict=True)):
        cased, plain = letters.cased[start:end], letters.plain[start:end]
        caps = len(cased) > 1 and cased.isupper()
        out.append(
            Word(start, end, plain, key_of(source, plain), cased[0].isupper(), caps, at not in bare_names)
        )
    return out


def unmarked_runs(letters: Letters, found: list[tuple[int, int]], marked: list[bool]) -> set[int]:
    """The words of capitalised runs of two and more that carry no mark: a name typed in haste."""
    out: set[int] = set()
    run: list[int] = []
    for at, (start, _) in enumerate(found):
        joined = bool(run) and letters.plain[found[run[-1]][1] : start] == " "
        if letters.cased[start].isupper() and (joined or not run):
            run.append(at)
            continue
        if len(run) > 1 and not any(marked[k] for k in run):
            out.update(run)
        run = [at] if letters.cased[start].isupper() else []
    if len(run) > 1 and not any(marked[k] for k in run):
        out.update(run)
    return out


Phrase = tuple[str, tuple[tuple[str, str], ...]]


@cache
def phrases() -> dict[str, tuple[Phrase, ...]]:
    """First word → the phrases that begin with it: the list's name and each word with its key."""
    out: dict[str, list[Phrase]] = {}
    for group, lines in patterns().names.items():
        if group in SYLLABLES:
            continue
        for phrase in ", ".join(lines).split(", "):
            parts = tuple(plain_and_key(part) for part in re.split(r"[ /]", phrase))
            out.setdefault(parts[0][0], []).append((group, parts))
    return {first: tuple(entries) for first, entries in out.items()}


@cache
def syllables(group: str) -> dict[str, frozenset[str]]:
    """Bare syllable → the spellings that stand in the list `group`."""
    out: dict[str, set[str]] = {}
    for entry in ", ".join(patterns().names[group]).split(", "):
        for part in entry.split(" "):
            plain, key = plain_and_key(part)
            out.setdefault(plain, set()).add(key)
    return {plain: frozenset(keys) for plain, keys in out.items()}


def plain_and_key(spelled: str) -> tuple[str, str]:
    plain = "".join(bare(c) for c in spelled).lower()
    return plain, key_of(spelled, plain)


def listed(word: Word, group: str) -> bool:
    """Whether `word` is one of the syllables of `group`."""
    keys = syllables(group).get(word.plain)
    return bool(keys) and any(word.means(key) for key in keys or ())


def mentions(text: list[Word], letters: Letters) -> list[tuple[str, int, int]]:
    """Every listed phrase of the text: its list, and the indices of its first and last word."""
    index = phrases()
    out = []
    for first, word in enumerate(text):
        for group, parts in index.get(word.plain, ()):
            last = first + len(parts) - 1
            if group == "stop" and len(parts) == 1 and listed(word, "given"):
                continue
            if (
                last < len(text)
                and all(
                    text[first + k].plain == plain and text[first + k].means(key)
                    for k, (plain, key) in enumerate(parts)
                )
                and closely(text, letters, first, last)
            ):
                out.append((group, first, last))
    return out


def closely(text: list[Word], letters: Letters, first: int, last: int) -> bool:
    """Whether the words from `first` to `last` follow each other without a break."""
    return all(
        text[k + 1].start - text[k].end <= 3 and "\n" not in letters.plain[text[k].end : text[k + 1].start]
        for k in range(first, last)
    )
