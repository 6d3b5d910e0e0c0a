"""What grading itself says, in both languages at once: a grade is kept and read in either."""

from __future__ import annotations

from promptward.text import Localized
from promptward.words import say


def both(source: str, **values: Localized | str) -> Localized:
    """`source` from the catalogue in Vietnamese and English, with `{name}` replaced by `values`."""
    vi, en = (
        say(
            lang,
            source,
            **{name: value if isinstance(value, str) else value.get(lang) for name, value in values.items()},
        )
        for lang in ("vi", "en")
    )
    return Localized(vi=vi, en=en)
