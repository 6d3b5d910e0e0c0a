"""A browser's empty cache: every file of a page is fetched once, with all that it names."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from promptward.load.browser import Answer, AnswerError, Browser
from promptward.load.page import extensions, formulas, imported, pieces

_NAMED: dict[str, tuple[str, ...]] = {}
"""Every trainee fetches every file; which others a file names is read once."""


class Cache:
    """What one browser has fetched. `foreign` counts files that a page wants from another host."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._cached: set[str] = set()
        self.foreign = 0

    async def fetch(self, addresses: Iterable[str]) -> None:
        """Fetch files and what they name in turn. Raises AnswerError when one does not come."""
        wanted = list(addresses)
        while wanted:
            answers = await asyncio.gather(*map(self._file, wanted))
            for address, answer in zip(wanted, answers, strict=True):
                if answer is not None and address not in _NAMED:
                    packed = address.endswith("voila.js")
                    _NAMED[address] = () if packed else imported(address, answer.text)
            named = [name for address in wanted for name in _NAMED.get(address, ())]
            wanted = [name for name in dict.fromkeys(named) if name not in self._cached]

    async def fetch_notebook(self, config: dict[str, Any]) -> None:
        """Fetch what Voilà's bundle asks for beside itself. Raises AnswerError."""
        starts = extensions(config)
        await asyncio.gather(
            self.fetch(formulas(config)), *(self._extension(name, starts[name]) for name in starts)
        )

    async def _extension(self, name: str, address: str) -> None:
        source = await self._file(address)
        if source is not None and address not in _NAMED:
            _NAMED[address] = pieces(name, address, source.text)
        await asyncio.gather(*map(self._file, _NAMED.get(address, ())))

    async def _file(self, address: str) -> Answer | None:
        if address in self._cached:
            return None
        self._cached.add(address)
        if urlsplit(address).netloc:
            self.foreign += 1
            return None
        answer = await self._browser.get(address)
        if answer.status != 200:
            raise AnswerError(f"file {address[-60:]}: {answer.status}")
        return answer
