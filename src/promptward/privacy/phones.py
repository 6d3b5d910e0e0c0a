"""What a phone number can be, asked of the numbering plans rather than guessed.

The pattern file finds what looks like a number and leaves hotlines by the words around them; the plans of
`phonenumbers` then refuse what nobody answers privately: free and shared-cost lines, and lengths that no
country dials.
"""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberType

HOME = "VN"
SERVICES = frozenset(
    {
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.UAN,
        PhoneNumberType.VOICEMAIL,
    }
)


@lru_cache(maxsize=1024)
def dialled(written: str) -> bool:
    """Whether `written` can be a person's number: `0900 000 123`, `+44 20 0000 0000`, spelled-out digits too.

    Ranges that no operator has been given yet pass: an invented number is masked like a real one.
    """
    if not re.search(r"[0-9]", written):
        return True
    spelled = f"+{written}" if written.startswith("84") else written
    try:
        number = phonenumbers.parse(spelled, HOME)
    except phonenumbers.NumberParseException:
        return False
    possible = phonenumbers.is_possible_number(number)
    return possible and phonenumbers.number_type(number) not in SERVICES
