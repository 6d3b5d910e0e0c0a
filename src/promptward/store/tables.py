"""The record, table by table. `migrations/` builds exactly this; a test holds the two together."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)


class Moment(TypeDecorator[datetime]):
    """A point in time: aware, UTC, also where the database knows no time zones (SQLite)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC; SQLite would write the offset away silently, so it is dropped here on purpose."""
        if value is None:
            return None
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware UTC, whatever the server's own time zone is."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _seat() -> Column[str]:
    # Everything a trainee left goes with the seat: deleting a person is one statement.
    return Column("seat", ForeignKey("seats.id", ondelete="CASCADE"), nullable=False)


workshops = Table(
    "workshops",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", Text, nullable=False),
    Column("mode", String(16), nullable=False),
    Column("join_code", String(16), unique=True),
    Column("locked", Boolean, nullable=False),
    Column("opened_at", Moment, nullable=False),
    # When joining ends by itself: a code that was read out in a hall is known to the whole hospital.
    Column("closes_at", Moment),
    Column("closed_at", Moment),
    Column("exercises", JSON, nullable=False),
)

instructors = Table(
    "instructors",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("workshop", ForeignKey("workshops.id", ondelete="CASCADE"), index=True),
    Column("name", Text, nullable=False),
    Column("code_hash", String(64), nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
)

seats = Table(
    "seats",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("workshop", ForeignKey("workshops.id", ondelete="CASCADE"), index=True),
    Column("name", Text, nullable=False),
    Column("role", String(32), nullable=False),
    Column("lang", String(8), nullable=False),
    Column("facility", Text, nullable=False),
    Column("shared_phone", Boolean, nullable=False),
    # Only a keyed hash: whoever reads the database cannot sit down on anybody's seat.
    Column("code_hash", String(64), nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    _seat(),
    Column("exercise", String(80), nullable=False),
    Column("rev", Integer, nullable=False),
    # The revision that the last attempt left behind: equal to `rev` while nothing new was written.
    Column("submitted_rev", Integer, nullable=False),
    Column("device", Text, nullable=False),
    Column("saved_at", Moment, nullable=False),
    Column("response", JSON, nullable=False),
    Column("masked", JSON, nullable=False),
    # Texts that lost a conflict, each with device, revision and time; emptied by the next submit.
    Column("displaced", JSON, nullable=False),
    PrimaryKeyConstraint("seat", "exercise"),
)

turns = Table(
    "turns",
    metadata,
    Column("id", Integer, primary_key=True),
    _seat(),
    Column("exercise", String(80), nullable=False),
    Column("turn", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("reply", JSON),
    Column("error", Text, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    UniqueConstraint("seat", "exercise", "turn"),
    sqlite_autoincrement=True,
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    _seat(),
    Column("exercise", String(80), nullable=False),
    Column("number", Integer, nullable=False),
    Column("key", String(64), nullable=False),
    Column("submitted_at", Moment, nullable=False),
    Column("role", String(32), nullable=False),
    Column("lang", String(8), nullable=False),
    Column("exercise_digest", String(64), nullable=False),
    Column("reply", String(80)),
    Column("response", JSON, nullable=False),
    Column("masked", JSON, nullable=False),
    Column("after_answer", Boolean, nullable=False),
    UniqueConstraint("seat", "exercise", "number"),
    UniqueConstraint("seat", "key"),
    sqlite_autoincrement=True,
)


def _attempt() -> Column[int]:
    return Column("attempt", ForeignKey("attempts.id", ondelete="CASCADE"), nullable=False, index=True)


grades = Table(
    "grades",
    metadata,
    Column("id", Integer, primary_key=True),
    _attempt(),
    Column("graded_at", Moment, nullable=False),
    Column("grader_hash", String(64), nullable=False),
    Column("score", Float),
    Column("band", String(16)),
    Column("passed", Boolean, nullable=False),
    Column("provisional", Boolean, nullable=False),
    # NULL when the attempt could not be graded; `reason` then says why.
    Column("grade", JSON(none_as_null=True)),
    Column("reason", Text, nullable=False),
    sqlite_autoincrement=True,
)

overrides = Table(
    "overrides",
    metadata,
    Column("id", Integer, primary_key=True),
    _attempt(),
    Column("instructor", ForeignKey("instructors.id", ondelete="SET NULL"), index=True),
    Column("score", Float, nullable=False),
    Column("reason", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

disputes = Table(
    "disputes",
    metadata,
    Column("id", Integer, primary_key=True),
    _attempt(),
    Column("criterion", String(80), nullable=False),
    Column("words", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("settled_at", Moment),
    Column("outcome", Text, nullable=False),
    UniqueConstraint("attempt", "criterion"),
    sqlite_autoincrement=True,
)

self_ticks = Table(
    "self_ticks",
    metadata,
    _seat(),
    Column("exercise", String(80), nullable=False),
    Column("ticks", JSON, nullable=False),
    Column("ticked_at", Moment, nullable=False),
    PrimaryKeyConstraint("seat", "exercise"),
)

revealed = Table(
    "revealed",
    metadata,
    _seat(),
    Column("exercise", String(80), nullable=False),
    Column("what", String(16), nullable=False),
    Column("number", Integer, nullable=False),
    Column("opened_at", Moment, nullable=False),
    PrimaryKeyConstraint("seat", "exercise", "what", "number"),
)

usage = Table(
    "usage",
    metadata,
    Column("id", Integer, primary_key=True),
    _seat(),
    Column("exercise", String(80), nullable=False),
    Column("model", Text, nullable=False),
    Column("tokens_in", Integer, nullable=False),
    Column("tokens_out", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("used_at", Moment, nullable=False),
    Index(None, "seat"),
    sqlite_autoincrement=True,
)

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("workshop", String(32)),
    Column("seat", String(32)),
    Column("kind", String(32), nullable=False),
    Column("data", JSON, nullable=False),
    Column("happened_at", Moment, nullable=False),
    ForeignKeyConstraint(["workshop"], ["workshops.id"], ondelete="CASCADE"),
    ForeignKeyConstraint(["seat"], ["seats.id"], ondelete="CASCADE"),
    Index(None, "workshop"),
    Index(None, "seat"),
    sqlite_autoincrement=True,
)
