"""The first record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

APPEND_ONLY = ("attempts", "grades", "overrides")


def upgrade() -> None:
    """Make every table."""
    _people()
    _texts()
    _choices()
    _attempts()
    _second_looks()
    _traces()
    for table in APPEND_ONLY:
        _forbid_changes(table)


def _people() -> None:
    """Who is there."""
    op.create_table(
        "workshops",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("join_code", sa.String(length=16), nullable=True),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("exercises", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshops")),
        sa.UniqueConstraint("join_code", name=op.f("uq_workshops_join_code")),
    )
    op.create_table(
        "instructors",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("workshop", sa.String(length=32), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _belongs_to("instructors", "workshop", "workshops"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instructors")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_instructors_code_hash")),
    )
    op.create_index(op.f("ix_instructors_workshop"), "instructors", ["workshop"], unique=False)
    op.create_table(
        "seats",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("workshop", sa.String(length=32), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column("facility", sa.Text(), nullable=False),
        sa.Column("shared_phone", sa.Boolean(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _belongs_to("seats", "workshop", "workshops"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seats")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_seats_code_hash")),
    )
    op.create_index(op.f("ix_seats_workshop"), "seats", ["workshop"], unique=False)


def _texts() -> None:
    """What a trainee is writing, and asked."""
    op.create_table(
        "drafts",
        sa.Column("seat", sa.String(length=32), nullable=False),
        sa.Column("exercise", sa.String(length=80), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("submitted_rev", sa.Integer(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("response", sa.JSON(), nullable=False),
        sa.Column("masked", sa.JSON(), nullable=False),
        sa.Column("displaced", sa.JSON(), nullable=False),
        _belongs_to("drafts", "seat", "seats"),
        sa.PrimaryKeyConstraint("seat", "exercise", name=op.f("pk_drafts")),
    )
    op.create_table(
        "turns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=32), nullable=False),
        sa.Column("exercise", sa.String(length=80), nullable=False),
        sa.Column("turn", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("reply", sa.JSON(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        _belongs_to("turns", "seat", "seats"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turns")),
        sa.UniqueConstraint("seat", "exercise", "turn", name=op.f("uq_turns_seat_exercise_turn")),
        sqlite_autoincrement=True,
    )


def _choices() -> None:
    """What a trainee believes to have met, and has opened."""
    op.create_table(
        "self_ticks",
        sa.Column("seat", sa.String(length=32), nullable=False),
        sa.Column("exercise", sa.String(length=80), nullable=False),
        sa.Column("ticks", sa.JSON(), nullable=False),
        sa.Column("ticked_at", sa.DateTime(timezone=True), nullable=False),
        _belongs_to("self_ticks", "seat", "seats"),
        sa.PrimaryKeyConstraint("seat", "exercise", name=op.f("pk_self_ticks")),
    )
    op.create_table(
        "revealed",
        sa.Column("seat", sa.String(length=32), nullable=False),
        sa.Column("exercise", sa.String(length=80), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        _belongs_to("revealed", "seat", "seats"),
        sa.PrimaryKeyConstraint("seat", "exercise", "what", "number", name=op.f("pk_revealed")),
    )


def _attempts() -> None:
    """What was handed in, and its grades."""
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=32), nullable=False),
        sa.Column("exercise", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column("exercise_digest", sa.String(length=64), nullable=False),
        sa.Column("reply", sa.String(length=80), nullable=True),
        sa.Column("response", sa.JSON(), nullable=False),
        sa.Column("masked", sa.JSON(), nullable=False),
        sa.Column("after_answer", sa.Boolean(), nullable=False),
        _belongs_to("attempts", "seat", "seats"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
        sa.UniqueConstraint("seat", "exercise", "number", name=op.f("uq_attempts_seat_exercise_number")),
        sa.UniqueConstraint("seat", "key", name=op.f("uq_attempts_seat_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "grades",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("graded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("grader_hash", sa.String(length=64), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("band", sa.String(length=16), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("grade", sa.JSON(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        _belongs_to("grades", "attempt", "attempts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grades")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_grades_attempt"), "grades", ["attempt"], unique=False)


def _second_looks() -> None:
    """What people said about a grade."""
    op.create_table(
        "overrides",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("instructor", sa.String(length=32), nullable=True),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _belongs_to("overrides", "attempt", "attempts"),
        sa.ForeignKeyConstraint(
            ["instructor"], ["instructors.id"], name=op.f("fk_overrides_instructor"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overrides")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_overrides_attempt"), "overrides", ["attempt"], unique=False)
    op.create_index(op.f("ix_overrides_instructor"), "overrides", ["instructor"], unique=False)
    op.create_table(
        "disputes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=80), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        _belongs_to("disputes", "attempt", "attempts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
        sa.UniqueConstraint("attempt", "criterion", name=op.f("uq_disputes_attempt_criterion")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_disputes_attempt"), "disputes", ["attempt"], unique=False)


def _traces() -> None:
    """What it cost and what happened."""
    op.create_table(
        "usage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=32), nullable=False),
        sa.Column("exercise", sa.String(length=80), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("tokens_in", sa.Integer(), nullable=False),
        sa.Column("tokens_out", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        _belongs_to("usage", "seat", "seats"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usage")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_usage_seat"), "usage", ["seat"], unique=False)
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop", sa.String(length=32), nullable=True),
        sa.Column("seat", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        _belongs_to("events", "seat", "seats"),
        _belongs_to("events", "workshop", "workshops"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_events_seat"), "events", ["seat"], unique=False)
    op.create_index(op.f("ix_events_workshop"), "events", ["workshop"], unique=False)


def _belongs_to(table: str, column: str, owners: str) -> sa.ForeignKeyConstraint:
    """A reference that goes with the row it names: deleting a trainee deletes everywhere."""
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{owners}.id"], name=name, ondelete="CASCADE")


def _forbid_changes(table: str) -> None:
    """Let the database itself refuse to change a row; deleting a trainee stays possible."""
    words = f"{table} are only added to"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {table}_stay BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {table}_stay() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{words}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_stay BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_stay()"
    )
