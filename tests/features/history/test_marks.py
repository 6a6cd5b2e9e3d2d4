import json
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa

from features.history.marks import MOST_LINKS
from riskdesk.core.database.tables import events
from riskdesk.core.database.unit import read_unit

Link = tuple[str, str, int, int]
"""Supplier, other party, who it is, bits."""


def links(engine: sa.Engine) -> list[Link]:
    """Return the links of the log in its order."""
    columns = (events.c.payee, events.c.reference, events.c.base_minor, events.c.delta_minor)
    query = sa.select(*columns).where(events.c.kind == 68).order_by(events.c.seq)
    with read_unit(engine) as connection:
        return [tuple(row) for row in connection.execute(query)]


def moments(engine: sa.Engine) -> list[tuple[int, int]]:
    """Return when links occurred and were known."""
    query = sa.select(events.c.occurred_at_us, events.c.known_at_us).where(events.c.kind == 68)
    with read_unit(engine) as connection:
        return [tuple(row) for row in connection.execute(query)]


def supplier(company: ModuleType, day: float, name: str, **fields: Any) -> dict[str, Any]:
    """Return the row of a supplier that states these fields alone."""
    row: dict[str, Any] = company.row(
        "supplier_registered", day, supplier_id=name, event_id=f"{name}@{day}", **{"account": None, "phone": None, **fields},
    )  # fmt: skip
    return row


def test_who_shares_what(database: sa.Engine, company: ModuleType) -> None:
    """Staff, customers and suppliers by phone, address, legal person and registry id; each supplier is told."""
    rows = [
        company.row("employee_registered", 0, employee_id="E9", phone="13800000001"),
        company.row(
            "customer_registered", 1, customer_id="C9", phone="138 0000 0001", legal_person="Wang Qi"
        ),
        supplier(company, 2, "S1", phone="13800000001", address="1 Long Street", legal_person="wang qi"),
        supplier(company, 3, "S2", registry_id="91350100m000100y43", address="7 Short Street"),
        supplier(company, 4, "S3", registry_id="91350100M000100Y43", address="7 SHORT  STREET"),
        company.row("customer_registered", 5, customer_id="C8", phone=None, address="7 Short Street"),
    ]
    company.append(database, rows)
    expected = [
        ("S1", "employee:E9", 1, 3), ("S1", "customer:C9", 2, 5),
        ("S3", "supplier:S2", 3, 10), ("S2", "supplier:S3", 3, 10),
        ("S2", "customer:C8", 2, 2), ("S3", "customer:C8", 2, 2),
    ]  # fmt: skip
    assert expected == links(database)


def test_parties_without_a_supplier_and_one_party_in_two_roles_are_not_linked(
    database: sa.Engine, company: ModuleType
) -> None:
    """Two customers of one phone, and a customer that is a supplier under the same id."""
    rows = [
        company.row("customer_registered", 0, customer_id="C1"),
        company.row("customer_registered", 0, customer_id="C2"),
        supplier(company, 1, "C1", phone="13800138000"),
    ]
    company.append(database, rows)
    assert [("C1", "customer:C2", 2, 1)] == links(database)


@pytest.mark.parametrize("cut", [1, 9])
def test_a_link_is_made_once(database: sa.Engine, company: ModuleType, cut: int) -> None:
    """Registered again with the same phone nothing is new; a second mark in common is."""
    rows = [
        company.row("employee_registered", 0),
        supplier(company, 1, "S1", address="1 Long Street"),
        supplier(company, 2, "S1", address="1 Long Street"),
        company.row("employee_registered", 3, event_id="again", phone="13900000002"),
        supplier(company, 4, "S1", address="1 Long Street", phone="13900000002"),
    ]
    for begin in range(0, len(rows), cut):
        company.append(database, rows[begin : begin + cut])
    assert [("S1", "employee:E1", 1, 2), ("S1", "employee:E1", 1, 1)] == links(database)


def test_a_link_is_known_when_both_are(database: sa.Engine, company: ModuleType) -> None:
    """Promise 2: of a record known on day 9 nothing is said before, and of two statements the earlier counts."""
    rows = [
        company.row("employee_registered", 1, known=9),
        supplier(company, 2, "S1", address="1 Long Street"),
        company.row("employee_registered", 5, event_id="again"),
        company.row("employee_registered", 6, event_id="more"),
    ]
    company.append(database, rows)
    assert [(company.at_us(day), company.at_us(day)) for day in (9, 5)] == moments(database)


def test_a_switchboard_links_few(database: sa.Engine, company: ModuleType) -> None:
    """Of many that share a phone the first known are named."""
    staff = [
        company.row(
            "employee_registered",
            20 - i,
            employee_id=f"E{i}",
            phone="13900139000",
            address=None,
            account=None,
        )
        for i in range(20)
    ]
    company.append(database, [*staff, supplier(company, 30, "S1", phone="13900139000")])
    assert [f"employee:E{19 - i}" for i in range(MOST_LINKS)] == [other for _, other, *_ in links(database)]


def test_links_follow_what_made_them(database: sa.Engine, company: ModuleType) -> None:
    """Right after the registration, by riskdesk, under an id that its content gives."""
    company.append(database, [company.row("employee_registered"), supplier(company, 1, "S1", address="1 Long Street"),
                              company.row("order_placed", 1)])  # fmt: skip
    columns = (events.c.kind, events.c.source, events.c.event_id, events.c.document, events.c.body)
    with read_unit(database) as connection:
        rows = connection.execute(sa.select(*columns).order_by(events.c.seq)).all()
    assert [3, 2, 68, 12] == [row.kind for row in rows]
    body = json.loads(rows[2].body)
    assert ("riskdesk", body["link_id"], f"link:{body['link_id']}") == rows[2][1:4]


def test_marks_known_at_different_times_are_links_of_their_own(
    database: sa.Engine, company: ModuleType
) -> None:
    """A phone in common from day 2 is said from day 2, whatever is learned of the address on day 9."""
    rows = [
        company.row("employee_registered", 1, phone="13900139000", address=None),
        company.row("employee_registered", 9, event_id="later"),
        supplier(company, 2, "S1", phone="13900139000", address="1 Long Street"),
    ]
    company.append(database, rows)
    assert [("S1", "employee:E1", 1, 1), ("S1", "employee:E1", 1, 2)] == links(database)
    assert [(company.at_us(day), company.at_us(day)) for day in (2, 9)] == moments(database)
