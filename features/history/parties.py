"""Small questions about parties and approvals, asked inside a transaction."""

from typing import Any, Final

import sqlalchemy as sa

from riskdesk.core.database.prepared import Prepared, any_of
from riskdesk.core.database.tables import PARTY_COLUMNS, approvals, events, reservations
from riskdesk.core.database.tables import customers as members


def _heard(entity: str) -> Prepared:
    key = sa.bindparam("key", type_=sa.String)
    return Prepared(lambda _dialect: sa.select(events.c.seq).where(events.c[entity] == key).limit(1))


def _expired(dialect: str) -> sa.Executable:
    own, kin = members.alias("own"), members.alias("kin")
    named = any_of(dialect, own.c.customer, "customers")
    # one list of customers: for two lists joined by OR SQLite takes no index
    concerned = sa.union(
        sa.select(own.c.customer).where(named),
        sa.select(kin.c.customer).join(own, own.c.group_id == kin.c.group_id).where(named),
    )
    return sa.select(reservations.c.reservation_id, reservations.c.document, reservations.c.customer).where(
        _HELD,
        reservations.c.expires_at_us <= sa.bindparam("now_us", type_=sa.BigInteger),
        reservations.c.customer.in_(concerned),
    )


def _any_expired(_dialect: str) -> sa.Executable:
    kept = reservations.c
    return (
        sa.select(kept.reservation_id, kept.document, kept.customer)
        .where(_HELD, kept.expires_at_us <= sa.bindparam("now_us", type_=sa.BigInteger))
        .limit(sa.bindparam("most", type_=sa.Integer))
    )


_HELD: Final = reservations.c.state == sa.literal_column("'held'")
_HEARD: Final = {entity: _heard(entity) for entity in PARTY_COLUMNS}
_EXPIRED: Final = Prepared(_expired)
_ANY_EXPIRED: Final = Prepared(_any_expired)
_COUNT_HELD: Final = Prepared(
    lambda _dialect: sa.select(sa.func.count()).select_from(reservations).where(_HELD)
)


def heard_of(connection: sa.Connection, entity: str, key: str) -> bool:
    """Tell whether any fact of the log speaks of this party."""
    if entity not in PARTY_COLUMNS:
        raise ValueError(f"no entity {entity!r}")
    return _HEARD[entity].first(connection, key=key) is not None


def approval_of(
    connection: sa.Connection, approval_id: str, customer: str, document: str
) -> tuple[int, int] | None:
    """Return cap and expiry (us) of a special approval that this document may use, or None.

    It must be this customer's and not be used by another document.
    """
    row = _approval(connection, approval_id)
    if row is None or row.customer != customer or row.used_by not in (None, document):
        return None
    return int(row.cap_minor), int(row.expires_at_us)


def approval_of_payment(
    connection: sa.Connection, approval_id: str, payment_id: str, requester: str
) -> tuple[int, int] | None:
    """Return cap and expiry (us) of a special approval that this payment may use, or None.

    It must name this payment, and not be granted by who asks for the payment.
    """
    row = _approval(connection, approval_id)
    if row is None or row.payment != payment_id or row.approved_by == requester:
        return None
    return int(row.cap_minor), int(row.expires_at_us)


def _approval(connection: sa.Connection, approval_id: str) -> sa.Row[Any] | None:
    return connection.execute(
        sa.select(approvals).where(approvals.c.special_approval_id == approval_id)
    ).one_or_none()


def use_approval(connection: sa.Connection, approval_id: str, document: str) -> None:
    """Note that a special approval carried this document; it carries no other one."""
    connection.execute(
        sa.update(approvals).where(approvals.c.special_approval_id == approval_id).values(used_by=document)
    )


def expired_reservations(
    connection: sa.Connection, customers: list[str], now_us: int
) -> list[tuple[str, str, str]]:
    """Return (reservation, document, customer) of held reservations whose time is over.

    Those of these customers, and of all that belong to one group of companies with one of them.
    """
    if not customers:
        return []
    rows = _EXPIRED.all(connection, customers=customers, now_us=now_us)
    return [(row[0], row[1], row[2]) for row in rows]


def all_expired(connection: sa.Connection, now_us: int, *, most: int) -> list[tuple[str, str, str]]:
    """Return (reservation, document, customer) of held reservations whose time is over, whoever's, so many at most."""
    rows = _ANY_EXPIRED.all(connection, now_us=now_us, most=most)
    return [(row[0], row[1], row[2]) for row in rows]


def count_held(connection: sa.Connection) -> int:
    """Return how many reservations hold exposure."""
    return int(_COUNT_HELD.all(connection)[0][0])


def reservation(connection: sa.Connection, reservation_id: str) -> tuple[str, str, str] | None:
    """Return (document, customer, state) of a reservation, or None."""
    row = connection.execute(
        sa.select(reservations.c.document, reservations.c.customer, reservations.c.state).where(
            reservations.c.reservation_id == reservation_id
        )
    ).one_or_none()
    return None if row is None else (row[0], row[1], row[2])
