"""What commands on the record share: which record, and one question to it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from promptward.errors import PromptwardError
from promptward.text import LANGUAGES

if TYPE_CHECKING:
    from promptward.settings import Settings
    from promptward.store import Workshop
    from promptward.store.workshops import Workshops

T = TypeVar("T")
DataDir = Annotated[Path | None, typer.Option(help="Where the record is kept.")]
Database = Annotated[str | None, typer.Option(help="SQLAlchemy address; SQLite when left out.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Lang = Annotated[str, typer.Option(help="Language of what is printed: vi or en.")]


def settings_for(data_dir: Path | None, database: str | None) -> Settings:
    """The settings of this machine with what the command line says instead."""
    from promptward.settings import Settings

    given: dict[str, Any] = {"data_dir": data_dir, "database": database}
    return Settings(**{name: value for name, value in given.items() if value is not None})


def ask(settings: Settings, question: Callable[[Workshops], Awaitable[T]]) -> T:
    """Open the record, ask, close it."""
    from promptward.store import Store

    store = Store.open(settings)

    async def asked() -> T:
        return await question(store.workshops)

    try:
        return asyncio.run(asked())
    finally:
        store.close()


def change(
    settings: Settings, code: str, changed: Callable[[Workshops, Workshop], Awaitable[Workshop]]
) -> Workshop:
    """Change the workshop with this code or id. Raises PromptwardError when there is none."""

    async def find_and_change(record: Workshops) -> Workshop:
        found = await record.find(code)
        if found is None:
            raise PromptwardError(
                f"{code}: no such workshop in {settings.data_dir}; `workshop list` shows them"
            )
        return await changed(record, found)

    return ask(settings, find_and_change)


def find(settings: Settings, code: str) -> Workshop:
    """The workshop with this code or id. Raises PromptwardError when there is none."""
    return change(settings, code, _itself)


async def _itself(_record: Workshops, found: Workshop) -> Workshop:
    return found


def language(lang: str) -> str:
    """`lang`, when it is one of ours."""
    if lang not in LANGUAGES:
        raise PromptwardError(f"{lang}: the languages are {' and '.join(LANGUAGES)}")
    return lang
