"""Names in small letters: *bệnh nhân lò thị pánh*, *me em la pham thi lien*.

Without capitals only order and surroundings are left: a family name first, then *thị* or *văn*, or syllables
usual in names, and before or behind them a word that speaks of a person.
"""

from __future__ import annotations

import re

from promptward.privacy.page import LONGEST, Candidate, Page
from promptward.privacy.vocabulary import Word, key_of, listed

CUES = frozenset({"patient", "kin"})
THI = key_of("thị", "thi")
HIGHLAND = re.compile(r"[a-z]{0,6}[hk]'[a-z]{2,}", re.ASCII)
"""*H'Lan*, *K'Brếp*; not *can't*."""
LINKING = frozenset({"a", "y"})
"""Second syllables of Mông names: *sùng a tủa*, *lầu y mỷ*."""


def lower_at(page: Page, at: int) -> Candidate | None:
    """The name in small letters that begins at word `at`; only its first letter may be a capital."""
    word = page.words[at]
    if HIGHLAND.fullmatch(word.plain) or (word.strict and listed(word, "central")):
        return _highland(page, at)
    if not listed(word, "families"):
        return None
    last = _with_middle(page, at)
    if last is None and not word.capital:
        last = _of_syllables(page, at)
    return None if last is None else Candidate(at, last, certain=True)


def _with_middle(page: Page, at: int) -> int | None:
    """The end of a family name, *thị* or *văn* (or *a*), and one or two syllables of any kind."""
    if at + 2 >= len(page.words) or not _goes_on(page, at + 2):
        return None
    joined = page.gap(at + 1) == " " and max(page.starting(at + 1, "lower_stop"), default=0) < 2
    if not (_goes_on(page, at + 1) or (joined and page.words[at + 1].plain in LINKING)):
        return None
    family, middle, given = page.words[at : at + 3]
    called = bool(CUES & page.cues(at)) or page.in_cell(family) or page.aged(at + 2)
    if middle.key == THI and family.strict:
        called = True
    if not listed(middle, "middles"):
        mong = middle.plain in LINKING and listed(family, "highland")
        return at + 2 if mong and called else None
    if not (called or (listed(family, "common_families") and listed(given, "given"))):
        return None
    more = _goes_on(page, at + 3, taken=3) and listed(page.words[at + 3], "given")
    return at + 3 if more else at + 2


def _of_syllables(page: Page, at: int) -> int | None:
    """The end of a family name and two or three syllables that are usual in names."""
    family = page.words[at]
    if family.plain == "la" and not family.strict:
        return None
    called = bool(CUES & page.cues(at))
    sure = _sure(family)
    last = at
    while last - at < 3 and _goes_on(page, last + 1, taken=last - at + 1):
        if not (_usual(page.words[last + 1]) or (last == at and listed(page.words[last + 1], "families"))):
            break
        last += 1
    if last < at + 2:
        last = _unusual(page, at, last)
    if last < at + 2 or max(page.starting(at, "lower_stop"), default=0) > 1:
        return None
    likely = sure or (page.aged(last) and (family.strict or listed(family, "common_families")))
    if page.labelled(at) or (called and likely):
        return last
    if called:
        return last if family.strict and not listed(family, "everyday") else None
    return last if sure and (page.aged(last) or "personal" in page.begins.get(last + 1, set())) else None


def _unusual(page: Page, at: int, last: int) -> int:
    """The end of a three-syllable name with one or two syllables that nobody listed, else `last`."""
    family = page.words[at]
    if not family.strict or not _goes_on(page, last + 1) or not _goes_on(page, at + 1):
        return last
    called = bool(CUES & page.cues(at))
    near = last == at + 1 and called and _sure(family)
    mong = called and listed(family, "highland") and _goes_on(page, at + 2) and page.aged(at + 2)
    named = page.labelled(at) and _goes_on(page, at + 2)
    long_enough = all(len(word.plain) > 1 for word in page.words[at + 1 : at + 3])
    return at + 2 if (near or mong or named) and long_enough else last


def _usual(word: Word) -> bool:
    return listed(word, "given") or listed(word, "middles")


def _highland(page: Page, at: int) -> Candidate | None:
    """Names such as *h'lan niê* and *ksor h'bia*, behind a word for a person or in a column of names."""
    word = page.words[at]
    if (
        not (CUES & page.cues(at) or page.in_cell(word))
        or max(page.starting(at, "lower_stop"), default=0) > 1
    ):
        return None
    last = at
    while last - at < 2 and _goes_on(page, last + 1) and not page.starting(last + 1, "stop"):
        after = page.words[last + 1]
        if not (listed(after, "families") or "'" in after.plain or (last == at and "'" not in word.plain)):
            break
        last += 1
    return Candidate(at, last, certain=False) if last > at or "'" in word.plain else None


def _sure(word: Word) -> bool:
    """Whether a family name is hardly ever another word, spelled as it stands here."""
    return listed(word, "common_families") and not (
        listed(word, "everyday") or (not word.strict and listed(word, "everyday_bare"))
    )


def _goes_on(page: Page, at: int, taken: int = 0) -> bool:
    """Whether word `at` may belong to a name of which `taken` syllables are known."""
    if at >= len(page.words) or at == 0 or page.gap(at) != " ":
        return False
    word = page.words[at]
    if word.capital or word.plain.isdigit() or len(word.plain) > LONGEST + 2:
        return False
    ending = page.starting(at, "lower_stop") | page.starting(at, "health") | page.starting(at, "stop")
    if not ending:
        return True
    if max(ending) > 1 or word.strict or not listed(word, "given"):
        return False
    return taken < 3 or page.aged(at) or not page.letters.plain[word.end : word.end + 1].strip(".,;:)\n")
