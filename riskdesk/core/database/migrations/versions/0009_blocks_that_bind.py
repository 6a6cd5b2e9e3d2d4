"""What reviewers blocked and released before such a word was binding; an index of what a block gave back."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_REFUSED = 1 << 16
_RELEASED = 1 << 17
_PART = 2_000


def upgrade() -> None:
    """Set the flags of documents and of decisions that the verdicts in the log ask for, the latest of each."""
    where = sa.text("state = 'blocked'")
    op.create_index(
        "ix_reservations_blocked", "reservations", ["document"], sqlite_where=where, postgresql_where=where
    )
    connection = op.get_bind()
    verdicts = connection.execute(
        sa.text("SELECT document, reference, body FROM events WHERE kind = 62 ORDER BY seq")
    )
    flags: dict[str, int] = {}
    for part in verdicts.partitions(_PART):
        for decision, subject, body in part:
            flags |= _flags(str(decision), subject, json.loads(body).get("action", "none"))
    rows = [{"document": document, "flag": flag} for document, flag in flags.items() if flag]
    if rows:
        connection.execute(
            sa.text("UPDATE documents SET flags = flags | :flag WHERE document = :document"), rows
        )


def _flags(decision: str, subject: str | None, action: str) -> dict[str, int]:
    if action == "none":
        return {}
    found = {decision: _RELEASED if action == "release" else 0}
    if subject is not None and subject.startswith(("order:", "payment:")):
        found[subject] = _REFUSED if action == "block" else 0
    return found
