from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from features.history.parties import all_expired, count_held, expired_reservations
from riskdesk.core.database.tables import customers, reservations
from riskdesk.core.database.unit import read_unit, write_unit

NOW_US = 1_000
HELD = {  # reservation -> customer, when it expires, state
    "R-own": ("C1", 900, "held"),
    "R-own-to-come": ("C1", 1_001, "held"),
    "R-own-ended": ("C1", 900, "released"),
    "R-kin": ("C2", 1_000, "held"),
    "R-alone": ("C3", 900, "held"),
}


@pytest.fixture
def connection(database: sa.Engine) -> Iterator[sa.Connection]:
    """A log in which C1 and C2 are of one group, and C3 of none."""
    with write_unit(database) as connection:
        for name, group in (("C1", "G"), ("C2", "G"), ("C3", None)):
            row = {"open_minor": 0, "delivered_minor": 0, "invoiced_minor": 0, "strategic": False, "seq": 1}
            connection.execute(sa.insert(customers).values(customer=name, group_id=group, **row))
        for name, (customer, expires_at_us, state) in HELD.items():
            held = {"document": f"order:{name}", "decision_id": "D", "amount_minor": 5, "state": state}
            said = {"reservation_id": name, "customer": customer, "expires_at_us": expires_at_us}
            connection.execute(sa.insert(reservations).values(**said, **held))
    with read_unit(database) as connection:
        yield connection


def test_what_expired_of_customers_and_of_their_kin(connection: sa.Connection) -> None:
    """Held ones whose time is over, of the customers asked for and of all in a group with one of them, each once."""
    for asked, expected in (
        (["C1"], ["R-kin", "R-own"]),
        (["C1", "C2"], ["R-kin", "R-own"]),
        (["C3", "C-unknown"], ["R-alone"]),
        ([], []),
    ):
        assert expected == sorted(row[0] for row in expired_reservations(connection, asked, NOW_US))


def test_what_expired_of_anybody(connection: sa.Connection) -> None:
    """Whoever's it is, so many at most; what is held counts until it is given back."""
    found = all_expired(connection, NOW_US, most=9)
    assert [("R-alone", "order:R-alone", "C3"), ("R-kin", "order:R-kin", "C2")] == sorted(found)[:2]
    assert [3, 2] == [len(found), len(all_expired(connection, NOW_US, most=2))]
    assert 4 == count_held(connection)
