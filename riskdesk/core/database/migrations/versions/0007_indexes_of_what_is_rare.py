"""Indexes of what is held and of what switches decisions: few rows among many."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_INDEXES = (
    ("ix_events_control", "events", ["kind", "seq"], "kind = 63 OR kind = 64 OR kind = 71"),
    ("ix_reservations_held_document", "reservations", ["document"], "state = 'held'"),
    ("ix_reservations_held_customer", "reservations", ["customer", "expires_at_us"], "state = 'held'"),
)


def upgrade() -> None:
    """Add them in place of those that SQLite chose wrongly, or that grew with all that was ever held."""
    op.drop_index("ix_reservations_document", table_name="reservations")
    op.drop_index("ix_reservations_expires_at_us", table_name="reservations")
    for name, table, columns, rare in _INDEXES:
        where = sa.text(rare)
        op.create_index(name, table, columns, unique=False, sqlite_where=where, postgresql_where=where)
