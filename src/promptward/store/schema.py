"""Bringing a record up to date: the migrations travel in the package and run whenever it is opened."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import Connection
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from promptward.errors import StoreError

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 0x50726F6D70  # any number, the same for every process that opens this record


def upgrade(engine: Engine) -> None:
    """Bring the record to the newest schema, whole or not at all; others opening it wait meanwhile.

    Raises StoreError, also for a record that a newer PromptWard has written.
    """
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
            command.upgrade(config(connection), "head")
    except CommandError as error:
        raise StoreError("the record was written by a newer version of PromptWard; upgrade first") from error
    except SQLAlchemyError as error:
        raise StoreError(f"the record cannot be opened: {getattr(error, 'orig', None) or error}") from error


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, without a file: it works from an installed wheel."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made
