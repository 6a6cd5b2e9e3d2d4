"""Special approvals of payments, and who granted them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let an approval name a payment instead of a customer; of those from before it is not known who granted."""
    with op.batch_alter_table("approvals") as approvals:
        approvals.alter_column("customer", existing_type=sa.String(length=64), nullable=True)
        approvals.add_column(sa.Column("payment", sa.String(length=64), nullable=True))
        approvals.add_column(sa.Column("approved_by", sa.String(length=64), nullable=True))
