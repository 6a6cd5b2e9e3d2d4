"""The tables of riskdesk, one schema for SQLite and PostgreSQL.

Columns that end in `_us` hold microseconds since the epoch (UTC), those in `_minor` integer
minor units; texts named `body`, `conclusion`, `request` hold canonical JSON. The log is
append-only; `documents`, `customers` and `budgets` are projections of it that the appending
transaction keeps.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    or_,
)

NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = MetaData(naming_convention=NAMING)


_BIG: Final = BigInteger().with_variant(Integer, "sqlite")
"""64 bits on both; SQLite sorts the table itself by a key of this type, without a second index."""


def _big(name: str, *, key: bool = False) -> Column[int]:
    return Column(name, _BIG, primary_key=key, nullable=False, autoincrement=False)


log_head = Table(
    "log_head",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    _big("seq"),
    Column("chain", LargeBinary(32), nullable=False),
    comment="One row: the last seq and the chain's last hash, held by the transaction that appends.",
)

events = Table(
    "events",
    metadata,
    _big("seq", key=True),
    Column("kind", SmallInteger, nullable=False),
    Column("source", String(64), nullable=False),
    Column("event_id", String(160), nullable=False),
    _big("occurred_at_us"),
    _big("known_at_us"),
    Column("known_assumed", Boolean, nullable=False),
    _big("recorded_at_us"),
    Column("document", String(96), nullable=False),
    Column("reference", String(96)),
    Column("customer", String(64)),
    Column("salesperson", String(64)),
    Column("payee", String(64)),
    Column("account", String(64)),
    Column("requester", String(64)),
    Column("approver", String(64)),
    Column("address", String(64)),
    Column("corporate_group", String(64)),
    Column("industry", String(200)),
    Column("namesake", String(64)),
    Column("currency", String(3)),
    _big("amount_minor"),
    _big("base_minor"),
    _big("delta_minor"),
    Column("count_delta", SmallInteger, nullable=False),
    _big("open_delta_minor"),
    _big("delivered_delta_minor"),
    _big("due_at_us"),
    _big("ref_at_us"),
    _big("near_at_us"),
    Column("tag", String(64)),
    Column("voucher", String(64)),
    Column("flags", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("body_hash", LargeBinary(32), nullable=False),
    Column("chain", LargeBinary(32), nullable=False),
    UniqueConstraint("source", "kind", "event_id"),
)

PARTY_COLUMNS: Final = (
    "customer",
    "salesperson",
    "payee",
    "account",
    "requester",
    "approver",
    "address",
    "corporate_group",
    "industry",
    "namesake",
)
"""Columns of `events` that hold the key of a party."""

for _party in PARTY_COLUMNS:
    if _party == "industry":  # read through baselines only
        continue
    Index(
        f"ix_events_{_party}",
        events.c[_party],
        events.c.seq,
        sqlite_where=events.c[_party].is_not(None),
        postgresql_where=events.c[_party].is_not(None),
    )

Index(
    "ix_events_baseline",
    events.c.seq,
    sqlite_where=events.c.kind == 67,
    postgresql_where=events.c.kind == 67,
)

# A policy published, a bundle activated or named a challenger: asked for whenever one of them comes.
# SQLite proves one kind to be among them by `OR`, not by `IN`.
_control = or_(*(events.c.kind == kind for kind in (63, 64, 71)))
Index(
    "ix_events_control",
    events.c.kind,
    events.c.seq,
    sqlite_where=_control,
    postgresql_where=_control,
)

marks = Table(
    "marks",
    metadata,
    Column("mark", String(96), primary_key=True),
    Column("party", String(96), primary_key=True),
    _big("from_us"),
    _big("seq"),
    comment="Which registered parties share a phone, an address, a legal person or a registry id.",
)

attributes = Table(
    "attributes",
    metadata,
    Column("party", String(96), primary_key=True),
    Column("name", String(16), primary_key=True),
    _big("from_us", key=True),
    Column("value", String(200)),
    _big("seq"),
    comment="Group, industry and namesake of registered parties, from the moment each was known.",
)

names = Table(
    "names",
    metadata,
    Column("block", String(32), primary_key=True),
    Column("party", String(96), primary_key=True),
    _big("from_us", key=True),
    Column("name", String(200), nullable=False),
    Column("namesake", String(64), nullable=False),
    Index("ix_names_party", "party"),
    comment="Normalised names of suppliers under the blocks in which likeness is looked for.",
)

documents = Table(
    "documents",
    metadata,
    Column("document", String(96), primary_key=True),
    Column("status", String(16), nullable=False),
    Column("customer", String(64)),
    Column("salesperson", String(64)),
    Column("payee", String(64)),
    Column("account", String(64)),
    Column("requester", String(64)),
    Column("approver", String(64)),
    Column("address", String(64)),
    Column("corporate_group", String(64)),
    Column("industry", String(200)),
    Column("namesake", String(64)),
    Column("currency", String(3)),
    _big("amount_minor"),
    _big("open_minor"),
    _big("delivered_minor"),
    _big("reserved_minor"),
    _big("fulfilled_minor"),
    _big("owed_minor"),
    _big("rate_micro"),
    Column("budget_id", String(64)),
    Column("bills", String(96)),
    _big("opened_at_us"),
    _big("due_at_us"),
    _big("near_at_us"),
    _big("known_at_us"),
    _big("seq"),
    Column("tag", String(64)),
    Column("voucher", String(64)),
    Column("flags", Integer, nullable=False),
    comment="The state of each document after the last event of the log that spoke of it.",
)

Index(
    "ix_documents_budget_id",
    documents.c.budget_id,
    documents.c.seq,
    sqlite_where=documents.c.budget_id.is_not(None),
    postgresql_where=documents.c.budget_id.is_not(None),
)

customers = Table(
    "customers",
    metadata,
    Column("customer", String(64), primary_key=True),
    Column("group_id", String(64)),
    Column("strategic", Boolean, nullable=False),
    _big("open_minor"),
    _big("delivered_minor"),
    _big("invoiced_minor"),
    Column("limit_minor", _BIG),
    Column("limit_expires_at_us", _BIG),
    _big("seq"),
    Index("ix_customers_group_id", "group_id"),
    comment="Exposure of each customer; per order the larger of reserved and open counts.",
)

group_limits = Table(
    "group_limits",
    metadata,
    Column("group_id", String(64), primary_key=True),
    _big("limit_minor"),
    Column("expires_at_us", _BIG),
    _big("seq"),
    comment="Limits of groups of companies that a person set, and until when.",
)

rates = Table(
    "rates",
    metadata,
    Column("currency", String(3), primary_key=True),
    _big("from_us", key=True),
    _big("rate_micro"),
    _big("seq"),
    comment="Rates of exchange into the base currency, from a moment on.",
)

budgets = Table(
    "budgets",
    metadata,
    Column("budget_id", String(64), primary_key=True),
    _big("amount_minor"),
    _big("used_minor"),
    _big("seq"),
)

approvals = Table(
    "approvals",
    metadata,
    Column("special_approval_id", String(64), primary_key=True),
    Column("customer", String(64)),
    Column("payment", String(64)),
    Column("approved_by", String(64)),
    _big("cap_minor"),
    _big("expires_at_us"),
    Column("used_by", String(96)),
    _big("seq"),
)

reservations = Table(
    "reservations",
    metadata,
    Column("reservation_id", String(40), primary_key=True),
    Column("document", String(96), nullable=False),
    Column("customer", String(64), nullable=False),
    Column("decision_id", String(40), nullable=False),
    _big("amount_minor"),
    _big("expires_at_us"),
    Column("state", String(16), nullable=False),
)

# Of what was ever reserved little is held. An index by state would be chosen by SQLite in place of one by document.
_held = reservations.c.state == "held"
Index("ix_reservations_held_document", reservations.c.document, sqlite_where=_held, postgresql_where=_held)
_blocked = reservations.c.state == "blocked"
Index("ix_reservations_blocked", reservations.c.document, sqlite_where=_blocked, postgresql_where=_blocked)
Index(
    "ix_reservations_held_customer",
    reservations.c.customer,
    reservations.c.expires_at_us,
    sqlite_where=_held,
    postgresql_where=_held,
)

decisions = Table(
    "decisions",
    metadata,
    Column("decision_id", String(40), primary_key=True),
    _big("seq"),
    _big("horizon"),
    Column("caller", String(64), nullable=False),
    Column("place", String(16), nullable=False),
    Column("subject_id", String(64), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("checkpoint", String(16), nullable=False),
    _big("as_of_us"),
    _big("decided_at_us"),
    Column("outcome", String(8), nullable=False),
    Column("customer", String(64)),
    Column("payee", String(64)),
    Column("request", Text, nullable=False),
    Column("request_hash", LargeBinary(32), nullable=False),
    Column("query", LargeBinary, nullable=False),
    Column("vector", LargeBinary, nullable=False),
    Column("conclusion", Text, nullable=False),
    Column("versions", Text, nullable=False),
    UniqueConstraint("caller", "place", "subject_id", "revision", "checkpoint"),
    Index("ix_decisions_outcome_seq", "outcome", "seq"),
    Index("ix_decisions_seq", "seq", unique=True),
    comment="The ledger: what was answered, on what, by which versions.",
)

artifacts = Table(
    "artifacts",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("sort", String(16), nullable=False),
    _big("stored_at_us"),
    Column("content", LargeBinary, nullable=False),
    comment="Bytes of bundles and policies under the hash of their content.",
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("key_id", String(16), primary_key=True),
    Column("secret_hash", LargeBinary(32), nullable=False),
    Column("caller", String(64), nullable=False),
    Column("scopes", String(200), nullable=False),
    _big("created_at_us"),
    Column("revoked_at_us", _BIG),
)

shadow_scores = Table(
    "shadow_scores",
    metadata,
    Column("decision_id", String(40), primary_key=True),
    Column("bundle_hash", String(64), primary_key=True),
    Column("place", String(16), nullable=False),
    Column("probability", Double),
    Column("pd", Double),
    Column("outcome", String(8), nullable=False),
    _big("took_us"),
    _big("recorded_at_us"),
    Index("ix_shadow_scores_bundle_hash", "bundle_hash", "recorded_at_us"),
    comment="What a bundle in shadow would have said of a decision that another bundle took.",
)

webhook_endpoints = Table(
    "webhook_endpoints",
    metadata,
    Column("endpoint_id", String(16), primary_key=True),
    Column("url", String(500), nullable=False),
    Column("secret", Text, nullable=False),
    Column("kinds", String(200), nullable=False),
    Column("caller", String(64)),
    Column("private", Boolean, nullable=False),
    _big("created_at_us"),
    Column("disabled_at_us", _BIG),
    comment="Who is told of decisions and verdicts; the secret is ciphertext.",
)

webhook_outbox = Table(
    "webhook_outbox",
    metadata,
    Column("event_id", String(40), primary_key=True),
    Column("endpoint_id", String(16), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("decision_id", String(40), nullable=False),
    Column("body", Text, nullable=False),
    _big("created_at_us"),
    Column("next_try_us", _BIG),
    Column("tries", Integer, nullable=False),
    Column("last_status", Integer),
    Column("last_error", String(32)),
    Column("delivered_at_us", _BIG),
    Column("dead_at_us", _BIG),
    comment="What endpoints are told, kept in the transaction that made it; delivered or dead, it waits no more.",
)

# A row stands in one of them: it waits, is dead, or was delivered and will be removed.
for _state in ("next_try_us", "dead_at_us", "delivered_at_us"):
    Index(
        f"ix_webhook_outbox_{_state}",
        webhook_outbox.c[_state],
        sqlite_where=webhook_outbox.c[_state].is_not(None),
        postgresql_where=webhook_outbox.c[_state].is_not(None),
    )
