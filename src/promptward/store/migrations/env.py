"""Alembic's entry: runs the migrations on the connection `promptward.store.schema` holds."""

from __future__ import annotations

from alembic import context

from promptward.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a table by copying it
    transactional_ddl=True,  # so can SQLite: an interrupted upgrade leaves the old schema
)
with context.begin_transaction():
    context.run_migrations()
