"""Small questions about parties and approvals, asked inside a transaction."""

import sqlalchemy as sa

from riskdesk.core.database.tables import PARTY_COLUMNS, approvals, events, reservations
from riskdesk.core.database.tables import customers as members


def heard_of(connection: sa.Connection, entity: str, key: str) -> bool:
    """Tell whether any fact of the log speaks of this party."""
    if entity not in PARTY_COLUMNS:
        raise ValueError(f"no entity {entity!r}")
    query = sa.select(events.c.seq).where(events.c[entity] == key).limit(1)
    return connection.execute(query).first() is not None


def approval_of(
    connection: sa.Connection, approval_id: str, customer: str, document: str
) -> tuple[int, int] | None:
    """Return cap and expiry (us) of a special approval that this document may use, or None.

    It must be this customer's and not be used by another document.
    """
    row = connection.execute(
        sa.select(approvals.c.cap_minor, approvals.c.expires_at_us, approvals.c.used_by).where(
            approvals.c.special_approval_id == approval_id, approvals.c.customer == customer
        )
    ).one_or_none()
    if row is None or row.used_by not in (None, document):
        return None
    return int(row.cap_minor), int(row.expires_at_us)


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
    groups = sa.select(members.c.group_id).where(
        members.c.customer.in_(customers), members.c.group_id.is_not(None)
    )
    kin = sa.select(members.c.customer).where(members.c.group_id.in_(groups))
    query = sa.select(reservations.c.reservation_id, reservations.c.document, reservations.c.customer).where(
        reservations.c.state == "held",
        reservations.c.expires_at_us <= now_us,
        sa.or_(reservations.c.customer.in_(customers), reservations.c.customer.in_(kin)),
    )
    return [(row[0], row[1], row[2]) for row in connection.execute(query)]


def held_reservation(connection: sa.Connection, document: str) -> str | None:
    """Return the reservation that holds exposure for a document, or None."""
    found = connection.execute(
        sa.select(reservations.c.reservation_id).where(
            reservations.c.document == document, reservations.c.state == "held"
        )
    ).scalar_one_or_none()
    return None if found is None else str(found)


def reservation(connection: sa.Connection, reservation_id: str) -> tuple[str, str, str] | None:
    """Return (document, customer, state) of a reservation, or None."""
    row = connection.execute(
        sa.select(reservations.c.document, reservations.c.customer, reservations.c.state).where(
            reservations.c.reservation_id == reservation_id
        )
    ).one_or_none()
    return None if row is None else (row[0], row[1], row[2])
