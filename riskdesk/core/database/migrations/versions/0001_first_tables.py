"""The first tables: the log with its head, the projections, the ledger, keys and artifacts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables and the log's one head row."""
    op.create_table(
        "api_keys",
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("caller", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.String(length=200), nullable=False),
        sa.Column("created_at_us", BIG, autoincrement=False, nullable=False),
        sa.Column("revoked_at_us", BIG, nullable=True),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_api_keys")),
    )
    op.create_table(
        "approvals",
        sa.Column("special_approval_id", sa.String(length=64), nullable=False),
        sa.Column("customer", sa.String(length=64), nullable=False),
        sa.Column("cap_minor", BIG, autoincrement=False, nullable=False),
        sa.Column("expires_at_us", BIG, autoincrement=False, nullable=False),
        sa.Column("used_by", sa.String(length=96), nullable=True),
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("special_approval_id", name=op.f("pk_approvals")),
    )
    op.create_table(
        "artifacts",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("sort", sa.String(length=16), nullable=False),
        sa.Column("stored_at_us", BIG, autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_artifacts")),
        comment="Bytes of bundles and policies under the hash of their content.",
    )
    op.create_table(
        "budgets",
        sa.Column("budget_id", sa.String(length=64), nullable=False),
        sa.Column("amount_minor", BIG, autoincrement=False, nullable=False),
        sa.Column("used_minor", BIG, autoincrement=False, nullable=False),
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("budget_id", name=op.f("pk_budgets")),
    )
    op.create_table(
        "customers",
        sa.Column("customer", sa.String(length=64), nullable=False),
        sa.Column("group_id", sa.String(length=64), nullable=True),
        sa.Column("strategic", sa.Boolean(), nullable=False),
        sa.Column("open_minor", BIG, autoincrement=False, nullable=False),
        sa.Column("delivered_minor", BIG, autoincrement=False, nullable=False),
        sa.Column("invoiced_minor", BIG, autoincrement=False, nullable=False),
        sa.Column("limit_minor", BIG, nullable=True),
        sa.Column("limit_expires_at_us", BIG, nullable=True),
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("customer", name=op.f("pk_customers")),
        comment="Exposure of each customer; per order the larger of reserved and open counts.",
    )
    op.create_index("ix_customers_group_id", "customers", ["group_id"], unique=False)
    op.create_table(
        "decisions",
        sa.Column("decision_id", sa.String(length=40), nullable=False),
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        sa.Column("horizon", BIG, autoincrement=False, nullable=False),
        sa.Column("caller", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("checkpoint", sa.String(length=16), nullable=False),
        sa.Column("as_of_us", BIG, autoincrement=False, nullable=False),
        sa.Column("decided_at_us", BIG, autoincrement=False, nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("customer", sa.String(length=64), nullable=True),
        sa.Column("payee", sa.String(length=64), nullable=True),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("query", sa.LargeBinary(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("conclusion", sa.Text(), nullable=False),
        sa.Column("versions", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_decisions")),
        sa.UniqueConstraint(
            "caller",
            "place",
            "subject_id",
            "revision",
            "checkpoint",
            name=op.f("uq_decisions_caller_place_subject_id_revision_checkpoint"),
        ),
        comment="The ledger: what was answered, on what, by which versions.",
    )
    op.create_index("ix_decisions_outcome_seq", "decisions", ["outcome", "seq"], unique=False)
    op.create_index("ix_decisions_seq", "decisions", ["seq"], unique=True)
    op.create_table(
        "documents",
        sa.Column("document", sa.String(length=96), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("customer", sa.String(length=64), nullable=True),
        sa.Column("salesperson", sa.String(length=64), nullable=True),
        sa.Column("payee", sa.String(length=64), nullable=True),
        sa.Column("account", sa.String(length=64), nullable=True),
        sa.Column("requester", sa.String(length=64), nullable=True),
        sa.Column("approver", sa.String(length=64), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("amount_minor", BIG, autoincrement=False, nullable=False),
        sa.Column("open_minor", BIG, autoincrement=False, nullable=False),
        sa.Column("delivered_minor", BIG, autoincrement=False, nullable=False),
        sa.Column("reserved_minor", BIG, autoincrement=False, nullable=False),
        sa.Column("fulfilled_minor", BIG, autoincrement=False, nullable=False),
        sa.Column("owed_minor", BIG, autoincrement=False, nullable=False),
        sa.Column("rate_micro", BIG, autoincrement=False, nullable=False),
        sa.Column("budget_id", sa.String(length=64), nullable=True),
        sa.Column("opened_at_us", BIG, autoincrement=False, nullable=False),
        sa.Column("due_at_us", BIG, autoincrement=False, nullable=False),
        sa.Column("known_at_us", BIG, autoincrement=False, nullable=False),
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        sa.Column("tag", sa.String(length=64), nullable=True),
        sa.Column("flags", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("document", name=op.f("pk_documents")),
        comment="The state of each document after the last event of the log that spoke of it.",
    )
    op.create_table(
        "events",
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("event_id", sa.String(length=160), nullable=False),
        sa.Column("occurred_at_us", BIG, autoincrement=False, nullable=False),
        sa.Column("known_at_us", BIG, autoincrement=False, nullable=False),
        sa.Column("known_assumed", sa.Boolean(), nullable=False),
        sa.Column("recorded_at_us", BIG, autoincrement=False, nullable=False),
        sa.Column("document", sa.String(length=96), nullable=False),
        sa.Column("reference", sa.String(length=96), nullable=True),
        sa.Column("customer", sa.String(length=64), nullable=True),
        sa.Column("salesperson", sa.String(length=64), nullable=True),
        sa.Column("payee", sa.String(length=64), nullable=True),
        sa.Column("account", sa.String(length=64), nullable=True),
        sa.Column("requester", sa.String(length=64), nullable=True),
        sa.Column("approver", sa.String(length=64), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("amount_minor", BIG, autoincrement=False, nullable=False),
        sa.Column("base_minor", BIG, autoincrement=False, nullable=False),
        sa.Column("delta_minor", BIG, autoincrement=False, nullable=False),
        sa.Column("count_delta", sa.SmallInteger(), nullable=False),
        sa.Column("open_delta_minor", BIG, autoincrement=False, nullable=False),
        sa.Column("delivered_delta_minor", BIG, autoincrement=False, nullable=False),
        sa.Column("due_at_us", BIG, autoincrement=False, nullable=False),
        sa.Column("ref_at_us", BIG, autoincrement=False, nullable=False),
        sa.Column("tag", sa.String(length=64), nullable=True),
        sa.Column("flags", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("chain", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_events")),
        sa.UniqueConstraint("source", "kind", "event_id", name=op.f("uq_events_source_kind_event_id")),
    )
    op.create_index(
        "ix_events_account",
        "events",
        ["account", "seq"],
        unique=False,
        sqlite_where=sa.text("account IS NOT NULL"),
        postgresql_where=sa.text("account IS NOT NULL"),
    )
    op.create_index(
        "ix_events_address",
        "events",
        ["address", "seq"],
        unique=False,
        sqlite_where=sa.text("address IS NOT NULL"),
        postgresql_where=sa.text("address IS NOT NULL"),
    )
    op.create_index(
        "ix_events_approver",
        "events",
        ["approver", "seq"],
        unique=False,
        sqlite_where=sa.text("approver IS NOT NULL"),
        postgresql_where=sa.text("approver IS NOT NULL"),
    )
    op.create_index(
        "ix_events_customer",
        "events",
        ["customer", "seq"],
        unique=False,
        sqlite_where=sa.text("customer IS NOT NULL"),
        postgresql_where=sa.text("customer IS NOT NULL"),
    )
    op.create_index(
        "ix_events_payee",
        "events",
        ["payee", "seq"],
        unique=False,
        sqlite_where=sa.text("payee IS NOT NULL"),
        postgresql_where=sa.text("payee IS NOT NULL"),
    )
    op.create_index(
        "ix_events_requester",
        "events",
        ["requester", "seq"],
        unique=False,
        sqlite_where=sa.text("requester IS NOT NULL"),
        postgresql_where=sa.text("requester IS NOT NULL"),
    )
    op.create_index(
        "ix_events_salesperson",
        "events",
        ["salesperson", "seq"],
        unique=False,
        sqlite_where=sa.text("salesperson IS NOT NULL"),
        postgresql_where=sa.text("salesperson IS NOT NULL"),
    )
    log_head = op.create_table(
        "log_head",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        sa.Column("chain", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_head")),
        comment="One row: the last seq and the chain's last hash, held by the transaction that appends.",
    )
    op.create_table(
        "rates",
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("from_us", BIG, autoincrement=False, nullable=False),
        sa.Column("rate_micro", BIG, autoincrement=False, nullable=False),
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("currency", "from_us", name=op.f("pk_rates")),
        comment="Rates of exchange into the base currency, from a moment on.",
    )
    op.create_table(
        "reservations",
        sa.Column("reservation_id", sa.String(length=40), nullable=False),
        sa.Column("document", sa.String(length=96), nullable=False),
        sa.Column("customer", sa.String(length=64), nullable=False),
        sa.Column("decision_id", sa.String(length=40), nullable=False),
        sa.Column("amount_minor", BIG, autoincrement=False, nullable=False),
        sa.Column("expires_at_us", BIG, autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("reservation_id", name=op.f("pk_reservations")),
    )
    op.create_index("ix_reservations_document", "reservations", ["document"], unique=False)
    op.create_index("ix_reservations_expires_at_us", "reservations", ["state", "expires_at_us"], unique=False)
    op.bulk_insert(log_head, [{"id": 1, "seq": 0, "chain": bytes(32)}])
