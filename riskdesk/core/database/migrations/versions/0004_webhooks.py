"""Endpoints that are told of decisions and verdicts, and the outbox of what they are told."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add both tables and the indexes by which the outbox is read."""
    op.create_table(
        "webhook_endpoints",
        sa.Column("endpoint_id", sa.String(length=16), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("kinds", sa.String(length=200), nullable=False),
        sa.Column("caller", sa.String(length=64), nullable=True),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("created_at_us", BIG, autoincrement=False, nullable=False),
        sa.Column("disabled_at_us", BIG, nullable=True),
        sa.PrimaryKeyConstraint("endpoint_id", name=op.f("pk_webhook_endpoints")),
        comment="Who is told of decisions and verdicts; the secret is ciphertext.",
    )
    op.create_table(
        "webhook_outbox",
        sa.Column("event_id", sa.String(length=40), nullable=False),
        sa.Column("endpoint_id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("decision_id", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at_us", BIG, autoincrement=False, nullable=False),
        sa.Column("next_try_us", BIG, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("last_error", sa.String(length=32), nullable=True),
        sa.Column("delivered_at_us", BIG, nullable=True),
        sa.Column("dead_at_us", BIG, nullable=True),
        sa.PrimaryKeyConstraint("event_id", "endpoint_id", name=op.f("pk_webhook_outbox")),
        comment="What endpoints are told, kept in the transaction that made it; "
        "delivered or dead, it waits no more.",
    )
    for column in ("next_try_us", "dead_at_us", "delivered_at_us"):
        held = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_webhook_outbox_{column}",
            "webhook_outbox",
            [column],
            sqlite_where=held,
            postgresql_where=held,
        )
