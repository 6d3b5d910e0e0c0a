"""Seat codes open a seat on any device; join codes open a workshop to everybody in the room.

The alphabet of seat codes has no vowels, no Y and no W, because a Vietnamese keyboard turns those into
marked letters; no D, as DD becomes Đ; no 0 and 1, which read like O, I and l. 26 signs in 16 places are
75 bits: they cannot be guessed, so the keyed hash needs no slow function.

Join codes are digits: spoken well over bad sound, typed on every keyboard. They can be guessed with patience,
so they live for hours and guessing is slowed down.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata

ALPHABET = "23456789BCFGHJKLMNPQRSTVXZ"
GROUPS, GROUP = 4, 4
JOIN_DIGITS = 8


def new_code() -> str:
    """A fresh code such as `K7MP-2XHT-9QZB-VF4C`."""
    signs = [secrets.choice(ALPHABET) for _ in range(GROUPS * GROUP)]
    return "-".join("".join(signs[place : place + GROUP]) for place in range(0, len(signs), GROUP))


def normal(code: str) -> str:
    """`code` without dashes, whatever spaces, case or full-width letters it was typed with; else empty."""
    signs = [sign for sign in unicodedata.normalize("NFKC", code[:200]).upper() if sign.isalnum()]
    typed = "".join(signs)
    return typed if len(typed) == GROUPS * GROUP and set(typed) <= set(ALPHABET) else ""


def digest(code: str, key: bytes) -> str:
    """The keyed hash under which a seat is stored."""
    return hmac.new(key, normal(code).encode(), hashlib.sha256).hexdigest()


def new_join_code() -> str:
    """Eight digits, the first not 0: spreadsheets and some people drop it."""
    return str(10 ** (JOIN_DIGITS - 1) + secrets.randbelow(9 * 10 ** (JOIN_DIGITS - 1)))


def normal_join_code(code: str) -> str:
    """The eight digits of `code`, whatever spaces, dashes or full-width digits stand in it; else empty."""
    typed = "".join(sign for sign in unicodedata.normalize("NFKC", code[:200]) if sign.isalnum())
    return typed if len(typed) == JOIN_DIGITS and typed.isascii() and typed.isdigit() else ""


def spoken(join_code: str) -> str:
    """A join code in two groups, as it is read out: `1234 5678`."""
    return f"{join_code[: JOIN_DIGITS // 2]} {join_code[JOIN_DIGITS // 2 :]}"
