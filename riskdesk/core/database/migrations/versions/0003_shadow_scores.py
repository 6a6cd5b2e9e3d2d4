"""What bundles in shadow would have said, beside the decisions of the ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the table and its index."""
    op.create_table(
        "shadow_scores",
        sa.Column("decision_id", sa.String(length=40), nullable=False),
        sa.Column("bundle_hash", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=16), nullable=False),
        sa.Column("probability", sa.Double(), nullable=True),
        sa.Column("pd", sa.Double(), nullable=True),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("took_us", BIG, autoincrement=False, nullable=False),
        sa.Column("recorded_at_us", BIG, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("decision_id", "bundle_hash", name=op.f("pk_shadow_scores")),
        comment="What a bundle in shadow would have said of a decision that another bundle took.",
    )
    op.create_index(
        "ix_shadow_scores_bundle_hash", "shadow_scores", ["bundle_hash", "recorded_at_us"], unique=False
    )
