from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa

from features.history.attributes import Attributes
from riskdesk.core.database.tables import events
from riskdesk.core.database.unit import read_unit


def known(engine: sa.Engine, party: str, at_us: int) -> dict[str, str]:
    """Return what was known of a party at a moment."""
    with read_unit(engine) as connection:
        return Attributes(connection).of(party, at_us)


def groups(engine: sa.Engine) -> dict[str, str | None]:
    """Return the group booked with the first event of each order and invoice."""
    query = sa.select(events.c.document, events.c.corporate_group).where(events.c.kind.in_([12, 20]))
    with read_unit(engine) as connection:
        return {str(document): group for document, group in connection.execute(query)}


def test_each_moment_has_what_was_known_then(database: sa.Engine, company: ModuleType) -> None:
    """Groups change and end, an industry that is not stated again stays, each from when it was known."""
    rows = [
        company.row("customer_registered", 1, industry="food"),
        company.row("group_membership_set", 2, event_id="a", group_id="G1"),
        company.row("customer_registered", 3, event_id="b", industry=None, name="Acme B"),
        company.row("group_membership_set", 4, event_id="c", group_id="G2", known=6),
        company.row("group_membership_set", 8, event_id="d", group_id=None),
    ]
    company.append(database, rows[:2])
    company.append(database, rows[2:])
    expected = {0: {}, 1: {}, 2: {"corporate_group": "G1"}, 5: {"corporate_group": "G1"}, 6: {"corporate_group": "G2"}, 8: {}}  # fmt: skip
    industry = {day: {"industry": "food"} if day >= 1 else {} for day in expected}
    found = {day: known(database, "customer:C1", company.at_us(day)) for day in expected}
    assert {day: industry[day] | expected[day] for day in expected} == found
    assert {} == known(database, "customer:C2", company.at_us(9))


@pytest.mark.parametrize("cut", [1, 2, 3, 9])
def test_an_event_takes_what_was_known_when_it_occurred(
    database: sa.Engine, company: ModuleType, cut: int
) -> None:
    """Promise 2: a group of day 9 that stands in the log already is not the group of an order of day 5."""
    rows = [
        company.row("group_membership_set", 1, event_id="a", group_id="G1"),
        company.row("group_membership_set", 9, event_id="b", group_id="G2"),
        company.row("order_placed", 5, order_id="late"),
        company.row("order_placed", 5, order_id="later", known=12),
        company.row("order_placed", 0, order_id="before"),
        company.row("invoice_issued", 10),
    ]
    for begin in range(0, len(rows), cut):
        company.append(database, rows[begin : begin + cut])
    expected = {"order:late": "G1", "order:later": "G1", "order:before": None, "invoice:I1": "G2"}
    assert expected == groups(database)


def test_a_refused_change_is_not_kept(database: sa.Engine, company: ModuleType) -> None:
    """The same event id with another group changes nothing."""
    company.append(database, [company.row("group_membership_set", 1, event_id="a")])
    fates = company.append(database, [company.row("group_membership_set", 1, event_id="a", group_id="G9")])
    assert ["refused"] == [fate.status for fate in fates]
    assert {"corporate_group": "G1"} == known(database, "customer:C1", company.at_us(5))


def namesakes(engine: sa.Engine) -> dict[str, str | None]:
    """Return the namesake booked with each payment."""
    query = sa.select(events.c.document, events.c.namesake).where(events.c.kind == 44)
    with read_unit(engine) as connection:
        return {str(document): namesake for document, namesake in connection.execute(query)}


def registered(
    company: ModuleType, day: float, supplier: str, name: str | None, **more: Any
) -> dict[str, Any]:
    """Return the row of a supplier."""
    row: dict[str, Any] = company.row(
        "supplier_registered", day, supplier_id=supplier, name=name, phone=None, account=None,
        event_id=f"{supplier}@{day}", **more,
    )  # fmt: skip
    return row


@pytest.mark.parametrize("cut", [1, 20])
def test_names_alike_have_one_namesake(database: sa.Engine, company: ModuleType, cut: int) -> None:
    """The first gives its id to those after it; others and those without a name keep to themselves."""
    rows = [
        registered(company, 1, "S1", "深圳市鑫源电子有限公司"),
        registered(company, 2, "S2", "深圳鑫源电子（集团）股份有限公司"),
        registered(company, 3, "S3", "上海宏达机械有限公司"),
        registered(company, 4, "S4", None),
        registered(company, 5, "S5", "深圳市鑫源电子科技有限公司"),
        registered(company, 6, "S3", "深圳市鑫源电子有限公司"),
        registered(company, 7, "S1", "深圳市鑫源电子有限公司"),
    ]
    rows += [
        company.row("payment_executed", day, payment_id=f"P{day}-{i}", payee_id=f"S{i}")
        for day in (5.5, 8)
        for i in range(1, 6)
    ]
    for begin in range(0, len(rows), cut):
        company.append(database, rows[begin : begin + cut])
    before = {"P5.5-1": "S1", "P5.5-2": "S1", "P5.5-3": "S3", "P5.5-4": None, "P5.5-5": "S5"}
    after = {"P8-1": "S1", "P8-2": "S1", "P8-3": "S1", "P8-4": None, "P8-5": "S5"}
    assert {f"payment:{name}": one for name, one in (before | after).items()} == namesakes(database)


def test_a_name_that_was_not_known_yet_is_no_namesake(database: sa.Engine, company: ModuleType) -> None:
    """Promise 2: a supplier known on day 9 stands in the log, and one of day 5 is not called after it."""
    rows = [
        registered(company, 1, "S1", "深圳市鑫源电子有限公司", known=9),
        registered(company, 5, "S2", "深圳市鑫源电子有限公司"),
        registered(company, 10, "S3", "深圳市鑫源电子有限公司"),
        *(company.row("payment_executed", 11, payment_id=f"P{i}", payee_id=f"S{i}") for i in (1, 2, 3)),
    ]
    company.append(database, rows)
    assert {"payment:P1": "S1", "payment:P2": "S2", "payment:P3": "S2"} == namesakes(database)
