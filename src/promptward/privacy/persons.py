"""Finds full names of people whose health is spoken of.

First every run of words that may be a name is collected, then each is judged by what stands around it: a word
for a patient or a relative speaks for it, a street, a hospital, a function or a reference against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from promptward.privacy.letters import Letters
from promptward.privacy.lowercase import HIGHLAND, lower_at
from promptward.privacy.page import CALLING, LONGEST, Candidate, Page
from promptward.privacy.vocabulary import key_of, listed

CLAUSE = re.compile(r"[.;,\n]|(?:ghi|bao|trinh|ban giao|ke|noi|report(?:s|ed)?): ", re.ASCII)
"""Ends of clauses, and words that hand over to what somebody reports: *Y tá trực ghi: Ksor H'Bluêt*."""
SEXES = {"nam": key_of("nam", "nam"), "nu": key_of("nữ", "nu")}
NAMED = re.compile(r"(?:la|:) (?:ong|ba) $", re.ASCII)
"""*Người ký là ông Đỗ Hữu Khang*: here the title belongs to the office."""
LINK = re.compile(r"(?: ?\([^()\n]{0,40}\))?[ ,;&]*(?:va |and )?")


def hits(letters: Letters, numbers: list[tuple[int, int, str]]) -> list[tuple[int, int]]:
    """Bare places of names; `numbers` are what was found before, for what it says about its surroundings."""
    page = Page.of(letters, numbers)
    accepted: list[Candidate] = []
    doubtful: list[Candidate] = []
    office: Candidate | None = None
    for candidate in candidates(page):
        if excluded(page, candidate):
            continue
        cues = page.cues(candidate.first)
        among = office is not None and not cues and follows(page, office, candidate)
        chained = bool(accepted) and follows(page, accepted[-1], candidate)
        told = not among and judged(page, candidate)
        (accepted if chained or told else doubtful).append(candidate)
        office = candidate if among or (not told and official(page, candidate, cues)) else None
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
    if word.plain.isdigit() or (at in page.inside and not page.in_cell(word)):
        return None
    if (whole := whole_cell(page, at)) is not None:
        return whole
    return capitalised_at(page, at) if word.capital else lower_at(page, at)


def capitalised_at(page: Page, at: int) -> Candidate | None:
    """The run of capitalised words that begins with word `at`, if it may be a name."""
    word = page.words[at]
    begins = page.begins.get(at, set())
    if {"never_first", "stop"} & begins and not listed(word, "families"):
        return None
    last = capital_run(page, at)
    if last == at:
        alone = bool(HIGHLAND.fullmatch(word.plain)) and "patient" in page.cues(at)
        return Candidate(at, last, certain=False) if alone else lower_at(page, at)
    doubtful = last == at + 1 and not word.strict and "never_first" in begins and not page.cues(at)
    return None if doubtful or titled(page, at, last) else run_at(page, at, last)


def whole_cell(page: Page, at: int) -> Candidate | None:
    """A cell of a column of names that begins with word `at` and holds two to five words, no title."""
    cell = page.cell(page.words[at])
    if cell is None or page.words[at].start != cell[0]:
        return None
    last = at
    while last + 1 < len(page.words) and page.words[last + 1].end <= cell[1]:
        last += 1
    inside = page.words[at : last + 1]
    title = bool(CALLING & page.begins.get(at, set())) and listed(page.words[at + 1], "families")
    spaced = " ".join(word.plain for word in inside) == page.letters.plain[cell[0] : cell[1]]
    if not 2 <= len(inside) <= LONGEST or title or not spaced or any(w.plain.isdigit() for w in inside):
        return None
    named = listed(inside[0], "families") or all(known(page, k) for k in range(at + 1, last + 1))
    return Candidate(at, last, certain=True) if named else None


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
    likely = western(page, at) or given or middle or any("'" in w.plain for w in page.words[at : last + 1])
    likely = likely or known(page, at) or (last > at and page.aged(last))
    if page.in_cell(word) or ({"patient", "kin"} & page.cues(at) and likely):
        return Candidate(at, last, certain=False)
    return None


def titled(page: Page, at: int, last: int) -> bool:
    """Whether the run only begins with a capitalised title or kind of place: *Ông Đỗ Mạnh Cường*."""
    word, after = page.words[at], page.words[at + 1]
    if not {"kin", "patient", "official", "place_before"} & page.begins.get(at, set()):
        return False
    called = {"kin", "patient"} & page.begins[at] and not {"kin", "patient"} & page.cues(at)
    unsure = bool(called) and not word.strict and last - at >= 2 and listed(after, "families")
    if (listed(word, "common_families") and not unsure) or listed(after, "middles"):
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
        if stops(page, last + 1):
            break
        if last - at >= (2 if first.caps else 3) and not known(page, last + 1):
            break
        last += 1
    word = page.words[last]
    sex = last - at >= 3 and word.plain in SEXES and word.means(SEXES[word.plain])
    numbered = re.match(r"[ ,:-]{1,3}[0-9]", page.letters.plain[page.words[last].end :][:5])
    return last - 1 if sex and numbered else last


def stops(page: Page, at: int) -> bool:
    """Whether a capitalised run ends before word `at`; without marks, *Den* may be a name too."""
    lengths = page.starting(at, "stop")
    if not lengths or listed(page.words[at], "middles"):
        return False
    after = page.words[at + 1] if at + 1 < len(page.words) else None
    alone = max(lengths) == 1 and not page.words[at].strict and not page.words[at].caps
    return not (alone and (after is None or not after.capital))


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
    if page.aged(candidate.last):
        return True
    near = page.number_near(start - 120, end + 120)
    if "kin" in cues:
        return near or page.near("health", start - 300, end + 300)
    if page.near("personal", end, end + 45):
        return True
    inside = page.words[candidate.first : candidate.last + 1]
    if not candidate.certain or (inside[0].caps and not any(listed(word, "middles") for word in inside)):
        return False
    return near or page.near("health", start - 70, end + 110)


def official(page: Page, candidate: Candidate, cues: set[str]) -> bool:
    """Whether the person appears in a function: a title before, or an office after the name."""
    start, end = page.words[candidate.first].start, page.words[candidate.last].end
    if "official" in cues:
        return True
    clause = CLAUSE.split(page.letters.plain[max(0, start - 45) : start])[-1]
    named = "kin" not in cues or NAMED.search(clause)
    if named and page.near("official", start - len(clause), start):
        return True
    near = 4 if "kin" in cues or not page.words[candidate.first].capital else 25
    after = re.split(r"[.;\n]", page.letters.plain[end : end + near])[0]
    return page.near("function_after", end, end + len(after))


def follows(page: Page, before: Candidate, candidate: Candidate) -> bool:
    """Whether `candidate` continues a list of names that was accepted."""
    between = page.letters.plain[page.words[before.last].end : page.words[candidate.first].start]
    return len(between) <= 60 and bool(LINK.fullmatch(between)) and "," in between + ","
