"""How a prompt wants its answer to look: as a table, as bullets, short."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from promptward.text import nfc

Shape = Literal["prose", "bullets", "table", "short"]

FEW_WORDS = 150
"""A limit up to here asks for the short reply; a full one has about this many words."""


def _any(*wordings: str) -> str:
    return "(?:" + "|".join(wordings) + ")"


LIMIT = _any(
    *("dưới", "tối đa", "không quá", "khoảng", "gói trong", "duoi", "toi da", "khong qua", "khoang"),
    *("under", "at most", "no more than", "up to", "within", "max", "maximum", "about", "in"),
)
WORDS = _any("chữ", "từ", "âm tiết", "chu", "tu", "words?")
LINES = _any("dòng", "câu", "ý", "dong", "cau", "lines?", "sentences?", "bullets?", "bullet points?")
TABLE = re.compile(
    _any(
        r"\bbảng\b(?! (?:điểm|kiểm)\b)",
        r"\btables?\b",
        # without marks, `bang` may be bằng (by, in) or băng (dressing): only with a word that settles it
        r"\b(?:lap|ke|dang|thanh|trong|theo|tao) bang\b(?! (?:cach|tieng|chu|loi|giay|mat))",
        r"\bbang (?:gom|co|so sanh|theo doi|\d)",
    )
)
BULLETS = re.compile(
    _any(
        *(r"gạch đầu dòng", r"gach dau dong", r"\bđầu dòng\b", r"\btừng ý\b", r"\btung y\b"),
        *(r"\bliệt kê\b", r"\bliet ke\b", r"\bdanh sách \d", r"\bdanh sách (?:gồm|các ý)"),
        *(r"\bbullet(?:s|ed)?\b", r"\bbullet[- ]points?\b", r"\bas a list\b", r"\bnumbered list\b"),
    )
)
SHORT = re.compile(
    _any(
        *(r"\bngắn\b(?! hạn)", r"\bngan gon\b", r"\bvắn tắt\b", r"\bsúc tích\b", r"\bcô đọng\b"),
        *(r"\bshort(?:er)?\b(?! of\b|[- ]acting|[- ]term)", r"\bbrief(?:ly)?\b", r"\bconcise(?:ly)?\b"),
        rf"\b{LIMIT}(?: of)? (\d{{1,3}}) ?{WORDS}\b",
        rf"\b{LIMIT} [1-8] ?{LINES}\b",
    )
)
WAIVED = re.compile(
    _any(
        "không",
        "đừng",
        "chớ",
        "khỏi",
        "tránh",
        "khong",
        "dung",
        "do not",
        "don't",
        "no",
        "not",
        "without",
        "avoid",
    )
    + r"(?: "
    + _any(
        *("cần", "phải", "nên", "dùng", "viết", "kẻ", "lập", "trả lời", "trình bày", "bằng", "dạng", "quá"),
        *("can", "phai", "nen", "dung", "viet", "ke", "lap", "tra loi", "trinh bay", "dang", "qua"),
        *("need", "use", "make", "write", "give", "want", "be", "as", "in", "a", "an", "any", "the", "too"),
    )
    + r"){0,5} ?$"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The shape that was asked for, and whether the short reply was."""

    shape: Shape
    brief: bool

    @classmethod
    def by(cls, prompt: str) -> Asked:
        """What `prompt` asks for; what it waives ("no table, please") is not asked for."""
        text = nfc(prompt).casefold()
        brief = any(not found[1] or int(found[1]) <= FEW_WORDS for found in _meant(SHORT, text))
        if any(_meant(TABLE, text)):
            return cls("table", brief)
        if any(_meant(BULLETS, text)):
            return cls("bullets", brief)
        return cls("short" if brief else "prose", brief)


def _meant(cue: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    for found in cue.finditer(text):
        if not WAIVED.search(text[max(0, found.start() - 40) : found.start()]):
            yield found
