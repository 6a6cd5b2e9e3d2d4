"""Limits of groups of companies, and what each payment has taken of its budget."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the table and the index; until now a payment with a budget had taken its whole amount."""
    op.create_table(
        "group_limits",
        sa.Column("group_id", sa.String(length=64), nullable=False),
        sa.Column("limit_minor", BIG, autoincrement=False, nullable=False),
        sa.Column("expires_at_us", BIG, nullable=True),
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("group_id", name=op.f("pk_group_limits")),
        comment="Limits of groups of companies that a person set, and until when.",
    )
    named = sa.text("budget_id IS NOT NULL")
    op.create_index(
        "ix_documents_budget_id",
        "documents",
        ["budget_id", "seq"],
        sqlite_where=named,
        postgresql_where=named,
    )
    op.execute(
        "UPDATE documents SET reserved_minor = amount_minor "
        "WHERE budget_id IS NOT NULL AND document LIKE 'payment:%'"
    )
