"""The migrations lead to the tables, by one way."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from promptward.errors import StoreError
from promptward.settings import Settings
from promptward.store import Store, engines
from promptward.store.schema import config, upgrade
from promptward.store.tables import metadata


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory.from_config(config()).get_heads()) == 1


def test_the_migrated_schema_is_the_declared_one(settings: Settings) -> None:
    Store.open(settings).close()
    engine = engines.read_engine(engines.address(settings))
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_two_processes_may_open_a_new_record_at_once(settings: Settings) -> None:
    """Each in a thread with engines of its own, as two processes have."""
    with ThreadPoolExecutor(4) as pool:
        for opened in [pool.submit(Store.open, settings) for _ in range(4)]:
            opened.result().close()


def test_an_upgrade_that_fails_leaves_nothing_half_done(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = engines.write_engine(engines.address(settings))
    monkeypatch.setattr("promptward.store.schema.command.upgrade", _upgrade_and_die(engine))
    with pytest.raises(RuntimeError):
        upgrade(engine)
    with engine.connect() as connection:
        assert not engine.dialect.get_table_names(connection)
    engine.dispose()


def _upgrade_and_die(engine: object) -> object:
    from alembic import command

    genuine = command.upgrade

    def run(*arguments: object) -> None:
        genuine(*arguments)  # type: ignore[arg-type]
        raise RuntimeError("power cut")

    return run


@pytest.mark.parametrize("table", ["attempts", "grades"])
async def test_what_was_handed_in_cannot_be_changed(
    store: Store, settings: Settings, seat: str, submission: object, table: str, grade: object
) -> None:
    """Not by our code, and not by a statement either."""
    receipt = await store.submit_attempt(submission(seat))  # type: ignore[operator]
    await store.add_grade(receipt.attempt, grade)  # type: ignore[union-attr,arg-type]
    engine = engines.write_engine(engines.address(settings))
    with pytest.raises(DBAPIError, match="only added to"), engine.begin() as connection:
        connection.execute(text(f"UPDATE {table} SET id = id + 1"))
    engine.dispose()


def test_a_record_of_a_newer_version_is_left_alone(settings: Settings) -> None:
    Store.open(settings).close()
    engine = engines.write_engine(engines.address(settings))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreError, match="newer version"):
        Store.open(settings)


def test_folder_and_files_are_the_owners_alone(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        Store.open(Settings(data_dir=tmp_path / "new" / "data")).close()
    finally:
        os.umask(old)
    folder = tmp_path / "new" / "data"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


@pytest.mark.parametrize(
    "address", ["mysql://x/y", "nonsense", "sqlite://", "postgresql://nobody@/x?host=/nowhere"]
)
def test_an_address_that_leads_nowhere_is_said_in_words(tmp_path: Path, address: str) -> None:
    with pytest.raises(StoreError):
        Store.open(Settings(data_dir=tmp_path / "data", database=address))


def test_a_folder_of_others_is_refused(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    with pytest.raises(StoreError, match="belongs to others"):
        Store.open(Settings(data_dir=shared))
