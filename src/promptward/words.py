"""What the interface says, Vietnamese first.

The source strings are English; `locale/vi.po` holds the Vietnamese. Translators use their usual tools, Babel
reads the file, nothing is compiled. A page gets the same catalogue as JSON for its scripts.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent / "locale"


@cache
def catalogue(lang: str) -> Mapping[str, str]:
    """Source string → translation for `lang`; English has none, its strings are the source."""
    path = LOCALE / f"{lang}.po"
    if not path.exists():
        return MappingProxyType({})
    with path.open("rb") as file:
        entries = read_po(file, locale=lang)
    translated = {str(entry.id): str(entry.string) for entry in entries if entry.id and entry.string}
    return MappingProxyType(translated)


def say(lang: str, source: str, **values: object) -> str:
    """`source` in `lang`, with `{name}` replaced by `values`; a value is never read as a template."""
    text = catalogue(lang).get(source, source)
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text
