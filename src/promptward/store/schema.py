"""Bringing a record up to date: the migrations travel in the package and run whenever it is opened."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from promptward.errors import StoreError
from promptward.settings import Settings
from promptward.store.engines import FILE, address, read_engine

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


def record_age(settings: Settings) -> Literal["none", "older", "current", "newer"]:
    """How a record stands to this version, without making or changing it. Raises StoreError."""
    if not settings.database and not (settings.data_dir / FILE).exists():
        return "none"
    engine = read_engine(address(settings))
    try:
        with engine.connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError as error:
        raise StoreError(f"{getattr(error, 'orig', None) or error}") from error
    finally:
        engine.dispose()
    script = ScriptDirectory.from_config(config())
    if found is None or found == script.get_current_head():
        return "current" if found else "none"
    return "older" if found in {each.revision for each in script.walk_revisions()} else "newer"


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, without a file: it works from an installed wheel."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made
