"""Facts that features need beside the parties: voucher, group, industry, names alike, delivery horizon."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns, their indexes, and the tables by which parties are recognised."""
    for table in ("events", "documents"):
        op.add_column(table, sa.Column("corporate_group", sa.String(length=64), nullable=True))
        op.add_column(table, sa.Column("industry", sa.String(length=200), nullable=True))
        op.add_column(table, sa.Column("namesake", sa.String(length=64), nullable=True))
        op.add_column(table, sa.Column("near_at_us", BIG, nullable=False, server_default="0"))
    op.add_column("events", sa.Column("voucher", sa.String(length=64), nullable=True))
    op.add_column("documents", sa.Column("voucher", sa.String(length=64), nullable=True))
    for party in ("corporate_group", "namesake"):
        held = sa.text(f"{party} IS NOT NULL")
        op.create_index(
            f"ix_events_{party}", "events", [party, "seq"], sqlite_where=held, postgresql_where=held
        )
    baseline = sa.text("kind = 67")
    op.create_index("ix_events_baseline", "events", ["seq"], sqlite_where=baseline, postgresql_where=baseline)
    op.create_table(
        "marks",
        sa.Column("mark", sa.String(length=96), nullable=False),
        sa.Column("party", sa.String(length=96), nullable=False),
        sa.Column("from_us", BIG, autoincrement=False, nullable=False),
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("mark", "party", name=op.f("pk_marks")),
        comment="Which registered parties share a phone, an address, a legal person or a registry id.",
    )
    op.create_table(
        "attributes",
        sa.Column("party", sa.String(length=96), nullable=False),
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("from_us", BIG, autoincrement=False, nullable=False),
        sa.Column("value", sa.String(length=200), nullable=True),
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("party", "name", "from_us", name=op.f("pk_attributes")),
        comment="Group, industry and namesake of registered parties, from the moment each was known.",
    )
    op.create_table(
        "names",
        sa.Column("block", sa.String(length=32), nullable=False),
        sa.Column("party", sa.String(length=96), nullable=False),
        sa.Column("from_us", BIG, autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("namesake", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("block", "party", "from_us", name=op.f("pk_names")),
        comment="Normalised names of suppliers under the blocks in which likeness is looked for.",
    )
    op.create_index("ix_names_party", "names", ["party"], unique=False)
