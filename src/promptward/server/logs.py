"""The log: to the terminal and to rotating files, without anything a person wrote or is known by.

Handlers name ids and keys only in addresses, which `redacted` cleans. Errors are the danger: a database or
a validator likes to quote the value it could not digest. So of an exception the log has its type and where
it happened, and its words only where they are ours.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import traceback
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from promptward.server.base import redacted

BYTES = 2_000_000
FILES = 5
"""As many with the one being written."""
FORMAT = "%(asctime)s %(levelname)s %(message)s"
HARMLESS = (OSError, sqlite3.OperationalError)
"""Errors of others whose words name files and tables, never values: a full disk must be readable."""
Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Formatter(logging.Formatter):
    """Lines without ids and keys; errors without the values they are about."""

    def format(self, record: logging.LogRecord) -> str:
        """One entry. What other libraries cached of a traceback is not used."""
        record.exc_text = None
        return super().format(record)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        """The line itself."""
        return redacted(super().formatMessage(record))

    def formatException(self, ei: Raised) -> str:  # noqa: N802 - logging's own name
        """Types and places of an exception and of those behind it, the first cause first."""
        lines: list[str] = []
        error: BaseException | None = ei[1]
        seen: set[int] = set()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            lines = [*_told(error), *lines]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)


def _told(error: BaseException) -> list[str]:
    places = [
        f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}'
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    speaks = type(error).__module__.startswith("promptward.") or isinstance(error, HARMLESS)
    return [*places, f"{name}: {redacted(str(error))}" if speaks else name]


class PrivateFiles(RotatingFileHandler):
    """`FILES` files of `BYTES` at most, each its owner's alone from its first byte."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=BYTES, backupCount=FILES - 1, encoding="utf-8", delay=True)

    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return os.fdopen(handle, "a", encoding="utf-8")


def start_log(folder: Path) -> None:
    """Log to the terminal and to `folder/logs/promptward.log`."""
    shelf = folder / "logs"
    shelf.mkdir(mode=0o700, exist_ok=True)
    handlers: list[logging.Handler] = [logging.StreamHandler(), PrivateFiles(shelf / "promptward.log")]
    for handler in handlers:
        handler.setFormatter(Formatter(FORMAT))
    logging.basicConfig(level=logging.INFO, handlers=handlers)
    logging.getLogger("alembic").setLevel(logging.WARNING)
