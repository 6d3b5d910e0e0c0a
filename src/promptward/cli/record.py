"""What commands on the record share: which record, and one question to it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from promptward.errors import PromptwardError
from promptward.text import LANGUAGES

if TYPE_CHECKING:
    from promptward.settings import Settings
    from promptward.store import Store, Workshop
    from promptward.store.workshops import Workshops

T = TypeVar("T")


def language(lang: str) -> str:
    """`lang`, when it is one of ours."""
    if lang not in LANGUAGES:
        raise PromptwardError(f"{lang}: the languages are {' and '.join(LANGUAGES)}")
    return lang


DataDir = Annotated[Path | None, typer.Option(help="Where the record is kept.")]
Database = Annotated[str | None, typer.Option(help="SQLAlchemy address; SQLite when left out.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Lang = Annotated[str, typer.Option(callback=language, help="Language of what is printed: vi or en.")]


def settings_for(data_dir: Path | None, database: str | None) -> Settings:
    """The settings of this machine with what the command line says instead."""
    from promptward.settings import Settings

    given: dict[str, Any] = {"data_dir": data_dir, "database": database}
    return Settings(**{name: value for name, value in given.items() if value is not None})


@contextlib.contextmanager
def opened(settings: Settings, *, new: bool = False) -> Iterator[Store]:
    """The record, until the block ends. Raises PromptwardError when there is none and none is to be made."""
    from promptward.store import Store
    from promptward.store.schema import record_age

    if not new and record_age(settings) == "none":
        where = "this database" if settings.database else settings.data_dir
        raise PromptwardError(f"there is no record in {where}; name the --data-dir that `serve` has printed")
    store = Store.open(settings)
    try:
        yield store
    finally:
        store.close()


def ask(settings: Settings, question: Callable[[Workshops], Awaitable[T]], *, new: bool = False) -> T:
    """Open the record, ask, close it; see `opened`."""
    with opened(settings, new=new) as store:

        async def asked() -> T:
            return await question(store.workshops)

        return asyncio.run(asked())


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
