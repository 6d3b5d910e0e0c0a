"""Finds full names of people whose health is spoken of.

First every run of words that may be a name is collected, then each is judged by what stands around it: a word
for a patient or a relative speaks for it, a street, a hospital, a function or a reference against it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from promptward.privacy.letters import Letters
from promptward.privacy.tables import cells
from promptward.privacy.vocabulary import Word, listed, mentions, words

LONGEST = 5
GAP = re.compile(r"[ .:,(\"*_\t=/;-]{0,5}\n?[ *_\t-]{0,3}")
AGE = re.compile(
    r"[ ,(.:;|\t-]{0,4}(?:nam|nu|male|female|m|f|gioi|sn|sinh)?[ ,(.:;|\t-]{0,4}"
    r"(?:sinh )?(?:nam )?[0-9]{1,4} ?"
    r"(?:tuoi|t(?![a-z])|thang|th(?![a-z])|years?|y/?o|yrs?|-year|m(?![a-z])|f(?![a-z])|[,.;)|\t\n])",
    re.ASCII,
)
LINK = re.compile(r"(?: ?\([^()\n]{0,40}\))?[ ,;&]*(?:va |and )?")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words `first` to `last` that may be a name; `certain` when their form alone leaves little doubt."""

    first: int
    last: int
    certain: bool


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

    @classmethod
    def of(cls, letters: Letters, numbers: list[tuple[int, int, str]]) -> Page:
        named = [(cell.start, cell.end) for cell in cells(letters.plain) if cell.kind == "name"]
        page = cls(letters, words(letters), numbers, named)
        longest: dict[int, int] = {}
        for group, first, last in mentions(page.words, letters):
            if first < longest.get(last, first):
                page.ends[last] = set()
            if first <= longest.setdefault(last, first):
                longest[last] = first
                page.ends.setdefault(last, set()).add(group)
            page.begins.setdefault(first, set()).add(group)
            page.whole.setdefault((first, last), set()).add(group)
            page.starts.setdefault(group, []).append(page.words[first].start)
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

    def in_cell(self, word: Word) -> bool:
        """Whether `word` stands in a column of names."""
        at = bisect_right(self.named, (word.start, len(self.letters.plain))) - 1
        return at >= 0 and word.start < self.named[at][1]

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


def hits(letters: Letters, numbers: list[tuple[int, int, str]]) -> list[tuple[int, int]]:
    """Bare places of names; `numbers` are what was found before, for what it says about its surroundings."""
    page = Page.of(letters, numbers)
    accepted: list[Candidate] = []
    doubtful: list[Candidate] = []
    for candidate in candidates(page):
        if excluded(page, candidate):
            continue
        chained = bool(accepted) and follows(page, accepted[-1], candidate)
        (accepted if chained or judged(page, candidate) else doubtful).append(candidate)
    known = {spelled(page, candidate) for candidate in accepted}
    accepted += [candidate for candidate in doubtful if spelled(page, candidate) in known]
    return sorted((page.words[c.first].start, page.words[c.last].end) for c in accepted)


def spelled(page: Page, candidate: Candidate) -> str:
    return " ".join(word.plain for word in page.words[candidate.first : candidate.last + 1])


def candidates(page: Page) -> Iterator[Candidate]:
    """Runs of words that may be names, from left to right, none overlapping another."""
    at = 0
    while at < len(page.words):
        found = candidate_at(page, at)
        if found:
            yield found
            at = found.last + 1
        else:
            at += 1


def candidate_at(page: Page, at: int) -> Candidate | None:
    word = page.words[at]
    if word.plain.isdigit():
        return None
    if not word.capital:
        return lower_at(page, at, cell=page.in_cell(word))
    if {"never_first", "stop"} & page.begins.get(at, set()) and not listed(word, "families"):
        return None
    last = capital_run(page, at)
    if last == at:
        alone = "'" in word.plain and "patient" in page.cues(at)
        return Candidate(at, last, certain=False) if alone else None
    return None if titled(page, at, last) else run_at(page, at, last)


def run_at(page: Page, at: int, last: int) -> Candidate | None:
    """The capitalised words `at` to `last` as a name: family name first, last, or vouched for by a cue."""
    word = page.words[at]
    given = all(known(page, k) for k in range(at + 1, last + 1))
    middle = any(listed(page.words[k], "middles") for k in range(at + 1, last))
    if listed(word, "families") or "'" in word.plain:
        return Candidate(at, last, certain=last - at >= 2 and (given or middle))
    turned = listed(page.words[last], "common_families") and all(known(page, k) for k in range(at, last))
    if turned and last - at <= 3:
        return Candidate(at, last, certain=last - at >= 2)
    likely = western(page, at) or given or known(page, at)
    if page.in_cell(word) or ({"patient", "kin"} & page.cues(at) and likely):
        return Candidate(at, last, certain=False)
    return None


def titled(page: Page, at: int, last: int) -> bool:
    """Whether the run only begins with a capitalised title or kind of place: *Ông Đỗ Mạnh Cường*."""
    word, after = page.words[at], page.words[at + 1]
    if not {"kin", "patient", "official", "place_before"} & page.begins.get(at, set()):
        return False
    if listed(word, "common_families") or listed(after, "middles"):
        return False
    return known(page, at + 1) and (last - at >= 2 or not listed(word, "families"))


def western(page: Page, at: int) -> bool:
    """Whether an English title stands before: then any capitalised words are a name."""
    return at > 0 and page.words[at - 1].plain in {"mr", "mrs", "ms", "miss", "name", "is", "named"}


def known(page: Page, at: int) -> bool:
    word = page.words[at]
    return "'" in word.plain or any(listed(word, group) for group in ("given", "families", "middles"))


def capital_run(page: Page, at: int) -> int:
    """The last word of the capitalised run that begins with word `at`."""
    first = page.words[at]
    last = at
    while last + 1 < len(page.words) and last - at + 1 < LONGEST:
        word = page.words[last + 1]
        if page.gap(last + 1) not in {" ", "  "} or not word.capital or (word.caps and not first.caps):
            break
        if first.caps and len(first.plain) > 1 and not word.caps and len(word.plain) > 1:
            break
        if "stop" in page.begins.get(last + 1, set()) and not listed(word, "middles"):
            break
        if last - at >= (2 if first.caps else 3) and not known(page, last + 1):
            break
        last += 1
    sex = page.words[last].plain in {"nam", "nu"} and last - at >= 3
    numbered = re.match(r"[ ,:-]{1,3}[0-9]", page.letters.plain[page.words[last].end :][:5])
    return last - 1 if sex and numbered else last


def lower_at(page: Page, at: int, *, cell: bool) -> Candidate | None:
    """A name in small letters: a common family name, and then *thị*, *văn* or syllables usual in names."""
    if not listed(page.words[at], "common_families"):
        return None
    last = at
    while last + 1 < len(page.words) and last - at < LONGEST - 1:
        word = page.words[last + 1]
        middle = last == at and listed(word, "middles")
        if word.capital or page.gap(last + 1) != " " or not (middle or listed(word, "given")):
            break
        last += 1
    middle = last > at and listed(page.words[at + 1], "middles")
    if last - at >= 2 and (middle or cell or {"patient", "kin"} & page.cues(at)):
        return Candidate(at, last, certain=True)
    return None


def excluded(page: Page, candidate: Candidate) -> bool:
    """Whether this is nobody: a placeholder, part of an address, a place or a famous name."""
    start, end = page.words[candidate.first].start, page.words[candidate.last].end
    inside = page.words[candidate.first : candidate.last + 1]
    groups = page.whole.get((candidate.first, candidate.last), set())
    if page.number_near(start, end, frozenset({"address", "email"})):
        return True
    if "invented" in groups or len(inside[-1].plain) == 1 or sum(len(word.plain) > 1 for word in inside) == 0:
        return True
    if listed(inside[-1], "middles") and len(inside) == 2:
        return True
    return bool({"famous", "places"} & groups) and "patient" not in page.cues(candidate.first)


def judged(page: Page, candidate: Candidate) -> bool:
    """Whether what stands around `candidate` makes it a person whose health is spoken of."""
    start, end = page.words[candidate.first].start, page.words[candidate.last].end
    cues = page.cues(candidate.first)
    if page.in_cell(page.words[candidate.first]):
        return True
    if "place_before" in cues or "place_after" in page.begins.get(candidate.last + 1, set()):
        return False
    if "patient" in cues:
        return True
    if official(page, candidate, cues):
        return page.near("personal", end, end + 20)
    return not page.near("citation", start - 60, end + 60) and concerned(page, candidate, cues)


def concerned(page: Page, candidate: Candidate, cues: set[str]) -> bool:
    """Whether age, illness or a number stands near enough to be the person's own."""
    start, end = page.words[candidate.first].start, page.words[candidate.last].end
    if AGE.match(page.letters.plain[end : end + 60]):
        return True
    near = page.number_near(start - 120, end + 120)
    if "kin" in cues:
        return near or page.near("health", start - 300, end + 300)
    if page.near("personal", end, end + 45):
        return True
    if not candidate.certain or page.words[candidate.first].caps:
        return False
    return near or page.near("health", start - 70, end + 110)


def official(page: Page, candidate: Candidate, cues: set[str]) -> bool:
    """Whether the person appears in a function: a title before, or an office after the name."""
    start, end = page.words[candidate.first].start, page.words[candidate.last].end
    if "official" in cues:
        return True
    clause = re.split(r"[.;,\n]", page.letters.plain[max(0, start - 45) : start])[-1]
    if "kin" not in cues and page.near("official", start - len(clause), start):
        return True
    after = re.split(r"[.;\n]", page.letters.plain[end : end + 25])[0]
    return page.near("function_after", end, end + len(after))


def follows(page: Page, before: Candidate, candidate: Candidate) -> bool:
    """Whether `candidate` continues a list of names that was accepted."""
    between = page.letters.plain[page.words[before.last].end : page.words[candidate.first].start]
    return len(between) <= 60 and bool(LINK.fullmatch(between)) and "," in between + ","
