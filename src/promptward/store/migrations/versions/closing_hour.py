"""Joining a workshop ends by itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the hour."""
    op.add_column("workshops", sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True))
