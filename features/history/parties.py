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
    own = any_of(dialect, members.c.customer, "customers")
    groups = sa.select(members.c.group_id).where(own, members.c.group_id.is_not(None))
    kin = sa.select(members.c.customer).where(members.c.group_id.in_(groups))
    over = reservations.c.expires_at_us <= sa.bindparam("now_us", type_=sa.BigInteger)
    concerned = sa.or_(
        any_of(dialect, reservations.c.customer, "customers"), reservations.c.customer.in_(kin)
    )
    return sa.select(reservations.c.reservation_id, reservations.c.document, reservations.c.customer).where(
        reservations.c.state == "held", over, concerned
    )


_HEARD: Final = {entity: _heard(entity) for entity in PARTY_COLUMNS}
_EXPIRED: Final = Prepared(_expired)


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


def reservation(connection: sa.Connection, reservation_id: str) -> tuple[str, str, str] | None:
    """Return (document, customer, state) of a reservation, or None."""
    row = connection.execute(
        sa.select(reservations.c.document, reservations.c.customer, reservations.c.state).where(
            reservations.c.reservation_id == reservation_id
        )
    ).one_or_none()
    return None if row is None else (row[0], row[1], row[2])
