"""Which order an invoice billed, so that what it billed is open again when it is voided."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of invoices from before the log tells what they took out of their orders.

    Where one in another currency went beyond what was open, the log does not know by how much.
    """
    op.add_column("documents", sa.Column("bills", sa.String(length=96), nullable=True))
    op.execute(
        "UPDATE documents SET bills = issued.reference, delivered_minor = -issued.delivered_delta_minor, "
        "fulfilled_minor = CASE WHEN documents.rate_micro = 0 "
        "THEN issued.base_minor + issued.delivered_delta_minor ELSE -issued.open_delta_minor END "
        "FROM events AS issued WHERE issued.kind = 20 AND issued.reference IS NOT NULL "
        "AND issued.ref_at_us <> 0 AND issued.document = documents.document"
    )
