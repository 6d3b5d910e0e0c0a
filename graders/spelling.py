"""One spelling for words that Vietnamese keyboards write in several ways."""

from __future__ import annotations

import re

TONES = {"a": "àáảãạ", "e": "èéẻẽẹ", "o": "òóỏõọ", "u": "ùúủũụ", "y": "ỳýỷỹỵ", "i": "ìíỉĩị"}
# The mark of an open oa, oe, uy may stand on either vowel: hoà and hòa, khoẻ and khỏe, thuỷ and thủy.
OLD = {
    first + TONES[second][tone]: TONES[first][tone] + second
    for first, second in ("oa", "oe", "uy")
    for tone in range(5)
}
# Names that are another word in small letters; printed with a letter of their own.
CAPITALS = {"WHO": "ᴡho", "DOI": "ᴅoi"}
NEW_TONE = re.compile("|".join(OLD))
# bác sĩ and bác sỹ, kĩ and kỹ: a lone y after these letters is written i by half of the country.
LONE_Y = re.compile(r"(?<!\w)(?P<first>[hklmstv]|qu)(?P<y>[yỳýỷỹỵ])(?!\w)")
I_FOR_Y = dict(zip("yỳýỷỹỵ", "iìíỉĩị", strict=True))


def settle(text: str) -> str:
    """`text` (NFC, lower case) in one spelling; its length stays the same."""
    text = NEW_TONE.sub(lambda found: OLD[found.group()], text)
    return LONE_Y.sub(lambda found: found["first"] + I_FOR_Y[found["y"]], text)
