"""Alembic's entry. The connection is handed in by `storage.schema`; there is no alembic.ini."""

from typing import Any, Literal

from alembic import context

from storage.rows import Base
from storage.rows.base import UtcDateTime


def render_item(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Migrations outlive our types: they name only SQLAlchemy's."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
