"""What stands in a page: its files, its kernel, its widgets, or the place of somebody who waits."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

PAGE_JSON = re.compile(r'<script type="application/json" id="pw-page">(.*?)</script>', re.DOTALL)
CONFIG = re.compile(r'<script id="jupyter-config-data" type="application/json">(.*?)</script>', re.DOTALL)
WIDGET = re.compile(r'"application/vnd\.jupyter\.widget-view\+json": \{"model_id": "([0-9a-f]+)"')
TAGS = re.compile(r'<(?:script|link|img)\b[^>]*?\b(?:src|href)="([^"]+)"')
LATE = re.compile(r'\bscript\.src = "([^"]+)"')
"""A script that a page fetches when it has become usable."""
REFRESH = re.compile(r'<meta http-equiv="refresh" content="([\d.]+)(?:;\s*url=([^"]+))?"', re.IGNORECASE)
PLACE = re.compile(r'data-place="(\d+)"|role="status"[^>]*>[^<]*?(\d+)')
MODULES = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.{1,2}/[^"']+)["']""")
BESIDE = re.compile(r"""new URL\(\s*["'](\.{1,2}/[^"']+)["'],\s*import\.meta\.url""")
IN_STYLE = re.compile(r"""url\(\s*["']?(?!data:)([^"')]+)["']?\s*\)""")
CHUNK = re.compile(r'"?(\d+)"?:\s*"([0-9a-f]{8,20})"')
# Which pieces of an extension a page with one widget asks for cannot be read off its start script: there are
# three times as many. These are what Chromium fetched; numbers that a version does not have are left out.
PIECES = {
    "anywidget": (2, 528),
    "@jupyter-widgets/jupyterlab-manager": (7, 32, 84, 160, 170, 452, 704, 967),
    "@voila-dashboards/widgets-manager8": (496, 883),
}
FORMULAS = ("4486.voila.js", "6305.voila.js", "1996.voila.js")
"""Voilà's formula renderer, fetched unless the page names another or an empty one."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A page to read while waiting: `place` in the queue (0: unknown), where to go on and after how long."""

    place: int
    seconds: float
    address: str


@dataclass(frozen=True, slots=True)
class ExercisePage:
    """A page with its exercise."""

    about: dict[str, Any]
    config: dict[str, Any]
    widgets: tuple[str, ...]
    files: tuple[str, ...]

    @property
    def kernel_url(self) -> str:
        """Where its kernel answers."""
        return str(self.about["kernel_url"])


def read_page(html: str) -> ExercisePage | Waiting | None:
    """What an answer to an exercise's address is; `None` for anything else, such as an error page."""
    about, config = PAGE_JSON.search(html), CONFIG.search(html)
    if about and config:
        return ExercisePage(
            json.loads(about[1]), json.loads(config[1]), tuple(WIDGET.findall(html)), linked(html)
        )
    if again := REFRESH.search(html):
        place = PLACE.search(html)
        where = (again[2] or "").replace("&amp;", "&")
        return Waiting(int(place[1] or place[2]) if place else 0, float(again[1]), where)
    return None


def linked(html: str) -> tuple[str, ...]:
    """The files a page's head and body name."""
    found = TAGS.findall(html) + LATE.findall(html)
    return tuple(dict.fromkeys(address for address in found if not address.startswith("data:")))


def imported(address: str, source: str) -> tuple[str, ...]:
    """The files that a module or style sheet at `address` names, as addresses."""
    if address.partition("?")[0].endswith(".css"):
        found = IN_STYLE.findall(source)
    else:
        found = MODULES.findall(source) + BESIDE.findall(source)
    return tuple(dict.fromkeys(urljoin(address, name) for name in found))


def extensions(config: dict[str, Any]) -> dict[str, str]:
    """The start script of each front-end extension of a page, by the extension's name."""
    folder = str(config["fullLabextensionsUrl"])
    return {
        entry["name"]: f"{folder}/{entry['name']}/{entry['load'].removeprefix('./')}"
        for entry in config.get("federated_extensions", ())
    }


def pieces(name: str, address: str, source: str) -> tuple[str, ...]:
    """What the start script at `address` of extension `name` loads on a page with a widget."""
    known = {int(number): digest for number, digest in CHUNK.findall(source)}
    mark = "?v=" in source
    return tuple(
        urljoin(address, f"{number}.{known[number]}.js" + f"?v={known[number]}" * mark)
        for number in PIECES.get(name, ())
        if number in known
    )


def formulas(config: dict[str, Any]) -> tuple[str, ...]:
    """What Voilà fetches to show formulas, whether there are any or not."""
    named = str(config.get("fullMathjaxUrl", "null"))
    if named.endswith(".js"):
        return (named,)
    return tuple(f"{config['fullStaticUrl']}/{name}" for name in FORMULAS)
