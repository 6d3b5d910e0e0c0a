"""The small language of wordings: literal words, `*` for up to four words between them, `#` for a number.

Words are compared folded and whole, numbers by value: `38,5` is `38.5`, `85.000` is `85000`, `ba` is `3`.
`%` counts where a wording has it, other punctuation never; no wording reaches across the end of a sentence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from promptward.text import Folded, nfc

GAP = 4
BREAK = "¶"
PERCENT = "%"
TOKEN = re.compile(
    r"(?P<word>[^\W\d_][^\W_]*)|(?P<number>\d+(?:[.,]\d+)*)|(?P<sign>\([+\-\u2212\u2013]\)|[<>]=?|[≤≥])"
    r"|(?P<wild>[*#])|(?P<percent>%)|(?P<stop>[.!?;](?=\s|$)|\n\s*\n)"
)
SIGNS = {"≤": "<=", "≥": ">=", "(\u2212)": "(-)", "(\u2013)": "(-)"}
NUMBER_WORDS = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
    "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
UNMARKED_NUMBER_WORDS = {"mot": 1, "hai": 2, "bon": 4, "muoi": 10}
"""Without marks only these are read as numbers: `nam` is also a year and a man, `sau` also *after*."""
SCALES = frozenset(
    {"mươi", "trăm", "chục", "nghìn", "ngàn", "rưỡi", "muoi", "tram", "chuc", "nghin", "hundred"}
)


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word, number or sign, what it may count, and its place in the folded text."""

    text: str
    numbers: frozenset[Decimal] = frozenset()
    start: int = 0
    end: int = 0

    @property
    def keys(self) -> frozenset[str | Decimal]:
        """What it may be looked up by."""
        return frozenset((self.text,)) | self.numbers

    def matches(self, other: Word) -> bool:
        return self.text == other.text or not self.numbers.isdisjoint(other.numbers)


@dataclass(frozen=True, slots=True)
class Match:
    """Where a wording was found, as a span of the folded text."""

    start: int
    end: int

    def within(self, other: Match) -> bool:
        """Whether this is a true part of `other`."""
        return self != other and other.start <= self.start and self.end <= other.end


class Words:
    """A text cut into words, ready for many wordings."""

    def __init__(self, folded: Folded) -> None:
        self.folded = folded
        self.words = tuple(_words(folded))
        self._places: defaultdict[str | Decimal, list[int]] = defaultdict(list)
        for place, word in enumerate(self.words):
            for key in word.keys:
                self._places[key].append(place)

    def find(self, wordings: Iterable[str]) -> Iterator[Match]:
        """Every place where one of `wordings` stands; the shortest match from each start."""
        for wording in wordings:
            pattern = _pattern(wording)
            for start in self._starts(pattern):
                end = self._end(pattern, start)
                if end is not None:
                    yield Match(self.words[start].start, self.words[end - 1].end)

    def has(self, wording: str) -> bool:
        """Whether `wording` stands anywhere."""
        return next(self.find((wording,)), None) is not None

    def quote(self, match: Match) -> str:
        """The words as they were written."""
        return self.folded.quote(match.start, match.end)

    def _starts(self, pattern: tuple[Word, ...]) -> Iterable[int]:
        if not pattern:
            return ()
        if pattern[0].text == "#":
            return range(len(self.words))
        return sorted({place for key in pattern[0].keys for place in self._places.get(key, ())})

    def _end(self, pattern: tuple[Word, ...], start: int) -> int | None:
        """Where the match from `start` ends; all ways to fill the gaps are followed at once."""
        ends = {start}
        for item in pattern:
            ends = {after for end in ends for after in self._after(item, end)}
            if not ends:
                return None
        return min(ends)

    def _after(self, item: Word, place: int) -> Iterator[int]:
        if item.text == "*":
            yield from self._gap(place)
            return
        if item.text != PERCENT:
            place = self._past_percents(place)
        if place < len(self.words):
            word = self.words[place]
            if word.numbers if item.text == "#" else item.matches(word):
                yield place + 1

    def _gap(self, place: int) -> Iterator[int]:
        yield place
        left = GAP
        while left and place < len(self.words) and self.words[place].text != BREAK:
            left -= self.words[place].text != PERCENT
            place += 1
            yield place

    def _past_percents(self, place: int) -> int:
        while place < len(self.words) and self.words[place].text == PERCENT:
            place += 1
        return place


@lru_cache(maxsize=4096)
def _pattern(wording: str) -> tuple[Word, ...]:
    words = [word for word in _words(Folded.of(wording), wild=True) if word.text != BREAK]
    while words and words[-1].text == "*":
        words.pop()
    while words and words[0].text == "*":
        words.pop(0)
    return tuple(words)


def _words(folded: Folded, *, wild: bool = False) -> Iterator[Word]:
    found = [match for match in TOKEN.finditer(folded.folded) if wild or match.lastgroup != "wild"]
    quotes = [
        nfc(folded.quote(*match.span())).lower() if match.lastgroup == "word" else "" for match in found
    ]
    unmarked = all(quote.isascii() for quote in quotes)
    for place, match in enumerate(found):
        text, kind = match.group(), match.lastgroup
        numbers: Iterable[Decimal] = ()
        if kind == "number":
            numbers = tuple(readings(text))
            if not numbers:
                yield from _list(text, match.start())
                continue
        elif kind == "word":
            numbers = _counted(quotes, place, unmarked=unmarked)
        elif kind == "stop":
            text = BREAK
        yield Word(SIGNS.get(text, text), frozenset(numbers), *match.span())


def _list(text: str, start: int) -> Iterator[Word]:
    """The numbers of `118,76,48` or `10.12.2026`."""
    for piece in re.finditer(r"\d+", text):
        yield Word(piece[0], frozenset((Decimal(piece[0]),)), start + piece.start(), start + piece.end())


def readings(number: str) -> Iterator[Decimal]:
    """What `number` may mean: `1.500` is one and a half, or fifteen hundred; `1.000` is a thousand."""
    pieces = re.split("[.,]", number)
    marks = re.findall("[.,]", number)
    grouped = [len(piece) == 3 for piece in pieces[1:]]
    leads = len(pieces[0]) <= 3 and not pieces[0].startswith("0")
    if len(pieces) <= 2 and not (leads and pieces[1:] == ["000"]):
        yield Decimal(".".join(pieces))
    if marks and leads and all(grouped) and len(set(marks)) == 1:
        yield Decimal("".join(pieces))
    elif len(marks) > 1 and leads and all(grouped[:-1]) and set(marks[:-1]) == {marks[0]} != {marks[-1]}:
        yield Decimal("".join(pieces[:-1]) + "." + pieces[-1])


def _counted(quotes: list[str], place: int, *, unmarked: bool) -> Iterator[Decimal]:
    """The number a single number word stands for; parts of `mười hai` or `một hai ngày` stand for none."""
    word = quotes[place]
    value = NUMBER_WORDS.get(word) or (UNMARKED_NUMBER_WORDS.get(word) if unmarked else None)
    before = quotes[place - 1] if place else ""
    after = quotes[place + 1] if place + 1 < len(quotes) else ""
    if value is None or _is_counting(before) or (_is_counting(after) and after != "năm"):
        return
    yield Decimal(value)


def _is_counting(word: str) -> bool:
    return word in NUMBER_WORDS or word in SCALES
