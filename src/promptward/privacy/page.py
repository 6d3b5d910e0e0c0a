"""A text as the name detectors read it: its words, and what the word lists say about them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from promptward.privacy.letters import Letters
from promptward.privacy.tables import cells
from promptward.privacy.vocabulary import Word, mentions, words

GAP = re.compile(r"[ .:,(\"*_\t=/;-]{0,5}\n?[ *_\t-]{0,3}")
AGE = re.compile(
    r"[ ,(.:;|\t-]{0,4}(?:nam|nu|male|female|m|f|gioi|sn|sinh)?[ ,(.:;|\t-]{0,4}"
    r"(?:sinh )?(?:nam )?[0-9]{1,4} ?"
    r"(?:tuoi|t(?![a-z])|thang|th(?![a-z])|ngay tuoi|tuan|years?|months?|weeks?|days?|y/?o|yrs?|-year"
    r"|m(?![a-z])|f(?![a-z])|[,.;)|\t\n]|(?<=(?:19|20)[0-9][0-9]) )",
    re.ASCII,
)

LABEL = re.compile(r"(?:^|[^a-z])(?:ten|name|named)(?: (?:la|is|chau|em|be|toi|bn))*[ :]{1,3}$", re.ASCII)
CALLING = frozenset({"patient", "kin", "official"})
"""Lists whose phrases call somebody; their later words begin no name: *BỆNH NHÂN VÕ HOÀI NAM*."""
PERSONAL = frozenset({"birth_date", "citizen_id", "insurance", "record"})
LONGEST = 5
"""Syllables of the longest name looked for."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words `first` to `last` that may be a name; `certain` when their form alone leaves little doubt."""

    first: int
    last: int
    certain: bool


def misread(word: Word) -> bool:
    """Whether a word without marks is rather another one than a place: *cho* is seldom *chợ*."""
    return not word.strict and word.plain in {
        "cho",
        "den",
        "chua",
        "song",
        "cau",
        "hang",
        "ban",
        "ho",
        "ga",
        "lang",
    }


@dataclass(slots=True)
class Page:
    """A text with its words and what the word lists say about them."""

    letters: Letters
    words: list[Word]
    numbers: list[tuple[int, int, str]]
    named: list[tuple[int, int]]
    ends: dict[int, set[str]] = field(default_factory=dict)
    begins: dict[int, set[str]] = field(default_factory=dict)
    whole: dict[tuple[int, int], set[str]] = field(default_factory=dict)
    starts: dict[str, list[int]] = field(default_factory=dict)
    lengths: dict[tuple[int, str], set[int]] = field(default_factory=dict)
    inside: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, letters: Letters, numbers: list[tuple[int, int, str]]) -> Page:
        named = [(cell.start, cell.end) for cell in cells(letters.plain) if cell.kind == "name"]
        page = cls(letters, words(letters), numbers, named)
        longest: dict[int, int] = {}
        for group, first, last in mentions(page.words, letters):
            page.begins.setdefault(first, set()).add(group)
            page.lengths.setdefault((first, group), set()).add(last - first + 1)
            page.starts.setdefault(group, []).append(page.words[first].start)
            if group == "place_before" and first == last and misread(page.words[first]):
                continue
            if group in CALLING:
                page.inside.update(range(first + 1, last + 1))
            if group == "lower_stop":
                continue
            if first < longest.get(last, first):
                page.ends[last] = set()
            if first <= longest.setdefault(last, first):
                longest[last] = first
                page.ends.setdefault(last, set()).add(group)
            page.whole.setdefault((first, last), set()).add(group)
        return page

    def gap(self, at: int) -> str:
        """What stands between word `at` and the one before it."""
        return self.letters.plain[self.words[at - 1].end : self.words[at].start]

    def near(self, group: str, start: int, end: int) -> bool:
        """Whether a phrase of `group` begins between two bare indices."""
        places = self.starts.get(group, [])
        at = bisect_left(places, start)
        return at < len(places) and places[at] < end

    def number_near(self, start: int, end: int, kinds: frozenset[str] | None = None) -> bool:
        """Whether one of the numbers (of `kinds`) shares a place with `start` to `end`."""
        at = bisect_left(self.numbers, (start, 0, ""))
        for k in range(max(0, at - 1), len(self.numbers)):
            a, b, kind = self.numbers[k]
            if a >= end:
                return False
            if b > start and (kinds is None or kind in kinds):
                return True
        return False

    def cell(self, word: Word) -> tuple[int, int] | None:
        """The cell of a column of names in which `word` stands."""
        at = bisect_right(self.named, (word.start, len(self.letters.plain))) - 1
        return self.named[at] if at >= 0 and word.start < self.named[at][1] else None

    def in_cell(self, word: Word) -> bool:
        """Whether `word` stands in a column of names."""
        return self.cell(word) is not None

    def aged(self, last: int) -> bool:
        """Whether an age, a year of birth or a personal number follows word `last`."""
        end = self.words[last].end
        if AGE.match(self.letters.plain[end : end + 60]):
            return True
        found = bisect_left(self.numbers, (end, 0, ""))
        if found == len(self.numbers):
            return False
        start, _, kind = self.numbers[found]
        return kind in PERSONAL and start - end <= 25 and "\n" not in self.letters.plain[end:start]

    def starting(self, at: int, group: str) -> set[int]:
        """The lengths, in words, of the phrases of `group` that begin with word `at`."""
        return self.lengths.get((at, group), set())

    def labelled(self, first: int) -> bool:
        """Whether word `first` follows *tên*, *họ tên là* and the like."""
        start = self.words[first].start
        return bool(LABEL.search(self.letters.plain[max(0, start - 24) : start]))

    def cues(self, first: int) -> set[str]:
        """The lists whose phrases stand directly before word `first`; small words between are passed over."""
        found: set[str] = set()
        at = first
        for _ in range(4):
            if at == 0 or not GAP.fullmatch(self.gap(at)):
                break
            at -= 1
            groups = self.ends.get(at, set())
            found |= groups - {"health", "stop", "fillers", "never_first"}
            if found or not ("fillers" in groups or (self.words[at].plain.isdigit() and at + 1 == first)):
                break
        return found
