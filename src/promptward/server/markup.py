"""Our own pages' HTML: compiled once, escaped always."""

from __future__ import annotations

import json
import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from promptward.text import LANGUAGES, Localized
from promptward.words import catalogue, say

PAGES = Path(__file__).parent / "templates" / "pages"
SCRIPTS = Path(__file__).parents[1] / "widgets" / "static"
LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}


@cache
def script_words() -> dict[str, str]:
    """The Vietnamese of the strings our scripts speak: a page need not carry those of the server's pages."""
    spoken = "".join(path.read_text("utf-8") for path in SCRIPTS.glob("*.js"))
    return {source: vi for source, vi in catalogue("vi").items() if source in spoken}


@cache
def page_modules() -> list[str]:
    """The scripts of an exercise page: named in its HTML they come a round trip earlier than by a script."""
    names = re.findall(r'^import .*"\./([\w-]+\.js)"', (SCRIPTS / "page.js").read_text("utf-8"), re.MULTILINE)
    return [*names, "mask.js"]


class Templates:
    """The page templates, all compiled when the server starts."""

    def __init__(self) -> None:
        self._env = Environment(
            loader=FileSystemLoader(PAGES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._env.globals["languages"] = [(code, LANGUAGE_NAMES[code]) for code in LANGUAGES]
        self._pages = {path.name: self._env.get_template(path.name) for path in sorted(PAGES.glob("*.html"))}

    def render(self, template: str, /, *, lang: str, **values: Any) -> str:
        """A page in `lang`: `t` speaks it, `l` picks a content text, `d` writes a moment and `n` a number."""

        def t(source: str, **inner: object) -> str:
            return say(lang, source, **inner)

        def local(text: Localized | dict[str, str | None] | None) -> str:
            return localized(text, lang)

        def moment(when: datetime | str) -> str:
            return written(when)

        def figure(value: float) -> str:
            return f"{value:.4g}".replace(".", "," if lang == "vi" else ".")

        return self._pages[template].render(lang=lang, t=t, l=local, d=moment, n=figure, **values)


def localized(text: Localized | dict[str, str | None] | None, lang: str) -> str:
    """A content text in `lang`, else in Vietnamese."""
    if text is None:
        return ""
    if isinstance(text, Localized):
        return text.get(lang)
    return text.get(lang) or text.get("vi") or ""


def written(when: datetime | str) -> str:
    """A moment as people here write it, in this machine's time: 05/11/2026 14:30."""
    moment = datetime.fromisoformat(when) if isinstance(when, str) else when
    return moment.astimezone().strftime("%d/%m/%Y %H:%M")


def script_json(value: Any) -> Markup:
    """`value` as JSON that cannot end the script element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for char, escaped in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(char, escaped)
    return Markup(text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))  # noqa: S704 - escaped above
