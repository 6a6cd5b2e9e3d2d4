"""Endpoints and the outbox in the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from riskdesk.core.database.tables import webhook_endpoints as endpoints
from riskdesk.core.database.tables import webhook_outbox as outbox


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Who is told.

    Parameters
    ----------
    endpoint_id
        Under which commands name it.
    url
        Where it is told.
    secret
        Ciphertext of what notices to it are signed with: one secret, or two while one is being changed.
    kinds
        Of what it is told.
    caller
        Whose decisions it is told of; None for everybody's.
    private
        Whether its address may be private or this machine's own.
    created_at_us, disabled_at_us
        Since when, and until when it was told.
    """

    endpoint_id: str
    url: str
    secret: str
    kinds: frozenset[str]
    caller: str | None
    private: bool
    created_at_us: int
    disabled_at_us: int | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One notice on its way to one endpoint; see the columns of `webhook_outbox`."""

    event_id: str
    endpoint_id: str
    kind: str
    decision_id: str
    body: str
    created_at_us: int
    next_try_us: int | None
    tries: int
    last_status: int | None
    last_error: str | None
    delivered_at_us: int | None
    dead_at_us: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How the outbox stands: how many wait, how many are dead, since when the oldest waits."""

    waiting: int
    dead: int
    oldest_us: int | None


def insert_endpoint(connection: sa.Connection, endpoint: Endpoint) -> None:
    """Keep a new endpoint."""
    columns: dict[str, Any] = {column.name: getattr(endpoint, column.name) for column in endpoints.columns}
    connection.execute(sa.insert(endpoints).values(columns | {"kinds": " ".join(sorted(endpoint.kinds))}))


def all_endpoints(connection: sa.Connection) -> list[Endpoint]:
    """Return every endpoint, oldest first, those that are told no more included."""
    rows = connection.execute(sa.select(endpoints).order_by(endpoints.c.created_at_us)).mappings()
    return [Endpoint(**{**row, "kinds": frozenset(row["kinds"].split())}) for row in rows]


def told_endpoints(connection: sa.Connection) -> list[Endpoint]:
    """Return the endpoints that are told."""
    return [one for one in all_endpoints(connection) if one.disabled_at_us is None]


def set_secret(connection: sa.Connection, endpoint_id: str, secret: str) -> None:
    """Replace the ciphertext of an endpoint's secrets."""
    chosen = endpoints.c.endpoint_id == endpoint_id
    connection.execute(sa.update(endpoints).where(chosen).values(secret=secret))


def disable_endpoint(connection: sa.Connection, endpoint_id: str, at_us: int) -> bool:
    """Tell an endpoint no more and let die what waits for it; tell whether there was one."""
    done = connection.execute(
        sa.update(endpoints)
        .where(endpoints.c.endpoint_id == endpoint_id, endpoints.c.disabled_at_us.is_(None))
        .values(disabled_at_us=at_us)
    )
    connection.execute(
        sa.update(outbox)
        .where(outbox.c.endpoint_id == endpoint_id, outbox.c.next_try_us.is_not(None))
        .values(next_try_us=None, dead_at_us=at_us, last_error="disabled")
    )
    return done.rowcount == 1


def insert(connection: sa.Connection, deliveries: Sequence[Delivery]) -> None:
    """Keep new deliveries, in one statement."""
    if deliveries:
        connection.execute(sa.insert(outbox), [_row(one) for one in deliveries])


def any_due(connection: sa.Connection, now_us: int, silent: Sequence[str] = ()) -> bool:
    """Tell whether a delivery waits whose time has come, to an endpoint that is not silent."""
    return connection.execute(_due(now_us, silent).limit(1)).first() is not None


def claim(
    connection: sa.Connection, now_us: int, silent: Sequence[str] = (), *, until_us: int, limit: int
) -> list[Delivery]:
    """Take deliveries whose time has come, oldest first; nobody else is given them before `until_us`.

    A process that dies with them loses nothing: from `until_us` on they are due again.
    """
    chosen = _due(now_us, silent).order_by(outbox.c.next_try_us, outbox.c.event_id).limit(limit)
    pairs = [tuple(row) for row in connection.execute(chosen.with_for_update(skip_locked=True))]
    if not pairs:
        return []
    mine = sa.tuple_(outbox.c.event_id, outbox.c.endpoint_id).in_(pairs)
    connection.execute(sa.update(outbox).where(mine).values(next_try_us=until_us))
    return deliveries(connection, mine)


def settle(connection: sa.Connection, settled: Sequence[Delivery]) -> None:
    """Write what came of deliveries, in one statement; one that was ended meanwhile stays ended."""
    if not settled:
        return
    kept = ("next_try_us", "tries", "last_status", "last_error", "delivered_at_us", "dead_at_us")
    query = (
        sa.update(outbox)
        .where(
            outbox.c.event_id == sa.bindparam("of_event"),
            outbox.c.endpoint_id == sa.bindparam("of_endpoint"),
            outbox.c.next_try_us.is_not(None),
        )
        .values({name: sa.bindparam(f"to_{name}") for name in kept})
    )
    rows = [
        {"of_event": one.event_id, "of_endpoint": one.endpoint_id}
        | {f"to_{name}": getattr(one, name) for name in kept}
        for one in settled
    ]
    connection.execute(query, rows)


def dead(connection: sa.Connection, *, limit: int) -> list[Delivery]:
    """Return the deliveries that were given up, latest first."""
    chosen = sa.select(outbox).where(outbox.c.dead_at_us.is_not(None))
    rows = connection.execute(chosen.order_by(outbox.c.dead_at_us.desc(), outbox.c.event_id).limit(limit))
    return [Delivery(**row) for row in rows.mappings()]


def revive(connection: sa.Connection, event_id: str | None, now_us: int) -> int:
    """Let dead deliveries of one event, or of all, be tried anew; return how many.

    Those of endpoints that are told no more stay dead.
    """
    told = sa.select(endpoints.c.endpoint_id).where(endpoints.c.disabled_at_us.is_(None))
    query = sa.update(outbox).where(outbox.c.dead_at_us.is_not(None), outbox.c.endpoint_id.in_(told))
    if event_id is not None:
        query = query.where(outbox.c.event_id == event_id)
    return int(connection.execute(query.values(next_try_us=now_us, tries=0, dead_at_us=None)).rowcount)


def standing(connection: sa.Connection) -> Standing:
    """Return how the outbox stands."""
    waits = sa.select(sa.func.count(), sa.func.min(outbox.c.created_at_us))
    waiting, oldest = connection.execute(waits.where(outbox.c.next_try_us.is_not(None))).one()
    count = sa.select(sa.func.count()).select_from(outbox).where(outbox.c.dead_at_us.is_not(None))
    return Standing(int(waiting), int(connection.execute(count).scalar_one()), oldest)


def any_delivered(connection: sa.Connection, before_us: int) -> bool:
    """Tell whether something was delivered before a moment."""
    query = sa.select(outbox.c.event_id).where(outbox.c.delivered_at_us < before_us)
    return connection.execute(query.limit(1)).first() is not None


def purge(connection: sa.Connection, before_us: int) -> int:
    """Remove what was delivered before a moment; return how many rows."""
    return int(connection.execute(sa.delete(outbox).where(outbox.c.delivered_at_us < before_us)).rowcount)


def deliveries(connection: sa.Connection, chosen: sa.ColumnElement[bool]) -> list[Delivery]:
    """Return deliveries in the order of their events."""
    rows = connection.execute(sa.select(outbox).where(chosen).order_by(outbox.c.event_id)).mappings()
    return [Delivery(**row) for row in rows]


def _due(now_us: int, silent: Sequence[str]) -> sa.Select[Any, Any]:
    query = sa.select(outbox.c.event_id, outbox.c.endpoint_id).where(outbox.c.next_try_us <= now_us)
    return query.where(outbox.c.endpoint_id.not_in(list(silent))) if silent else query


def _row(delivery: Delivery) -> dict[str, Any]:
    return {column.name: getattr(delivery, column.name) for column in outbox.columns}
