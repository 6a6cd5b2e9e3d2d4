"""What the log knows of parties reaches the answers, and history gives it again."""

from datetime import timedelta
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from features.history.encode import code_of
from features.kernel import layout as at_query
from riskdesk.cli.demo.company import at


def score(client: TestClient, place: str, body: dict[str, Any]) -> dict[str, Any]:
    """Score an order or payment; return the answer."""
    reply = client.post(f"/v1/{place}s/score", json=body)
    assert 200 == reply.status_code, reply.text
    found: dict[str, Any] = reply.json()
    return found


def asked(house: Any, answer: dict[str, Any]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return the query that the ledger keeps of a decision."""
    rows = house.ask("SELECT query FROM decisions WHERE decision_id = :d", d=answer["decision_id"])
    return np.frombuffer(bytes(rows[0][0]), np.int64)


def booked(house: Any, document: str, kind: int) -> tuple[Any, ...]:
    """Return what the log holds of a document's first event of a kind."""
    found: tuple[Any, ...] = house.ask(
        "SELECT corporate_group, industry, namesake, voucher, flags, near_at_us, customer FROM events"
        " WHERE document = :d AND kind = :k ORDER BY seq",
        d=document,
        k=kind,
    )[0]
    return found


def joined(customer: str, group: str, hour: int = 8) -> dict[str, Any]:
    """Return the row by which a customer joins a group."""
    return {"kind": "group_membership_set", "occurred_at": at(hour, 45), "customer_id": customer, "group_id": group,
            "event_id": f"{customer}/{group}/{hour}"}  # fmt: skip


def test_an_order_is_asked_with_group_and_industry(house: Any, world: ModuleType) -> None:
    """As the log books them with it, revision and later placement included."""
    house.append({**world.registered("C-NEW"), "industry": "food"}, joined("C-NEW", "G-1"))
    with house.open() as client:
        first = score(
            client, "order", world.order("O-G", "C-NEW", occurred_at=at(9, 0), delivery_date="2027-03-01")
        )
        house.append(joined("C-NEW", "G-2", 9))
        again = score(client, "order", world.order("O-G", "C-NEW", occurred_at=at(10, 0), revision=1))
        other = score(client, "order", world.order("O-H", "C-NEW", occurred_at=at(10, 10)))
    groups = [asked(house, answer)[at_query.Q_GROUP] for answer in (first, again, other)]
    assert [code_of("G-1"), code_of("G-1"), code_of("G-2")] == groups
    assert {code_of("food")} == {
        asked(house, answer)[at_query.Q_INDUSTRY] for answer in (first, again, other)
    }
    group, industry, _, _, _, near, _ = booked(house, "order:O-G", 11)
    assert ("G-1", "food") == (group, industry)
    assert near > 0
    house.is_proven()


def test_a_group_that_changes_between_look_and_commit_is_seen(house: Any, world: ModuleType) -> None:
    """Another process writes it while the call waits: the answer is computed again."""
    house.append(world.registered("C-NEW"))
    with house.open() as client:
        appender = client.app.state.appender
        look = appender._look_at

        def interrupted(group: list[Any]) -> Any:
            good = look(group)
            house.append(joined("C-NEW", "G-1"))
            return good

        appender._look_at = interrupted
        answer = score(client, "order", world.order("O-G", "C-NEW"))
    assert code_of("G-1") == asked(house, answer)[at_query.Q_GROUP]
    assert "G-1" == booked(house, "order:O-G", 11)[0]
    house.is_proven()


def test_a_payment_is_asked_with_voucher_kind_customer_and_namesake(house: Any, world: ModuleType) -> None:
    """A refund to a supplier whose name is like another's, on a customer's account."""
    for supplier, name in (("S-A", "Meadow Tools Ltd"), ("S-B", "MEADOW TOOLS Inc.")):
        house.append(
            {"kind": "supplier_registered", "occurred_at": at(8, 0), "supplier_id": supplier, "name": name}
        )
    with house.open() as client:
        answer = score(
            client, "payment", world.payment("P-V", payee_id="S-B", kind="refund", voucher_no="V-7", customer_id="C-NEW")
        )  # fmt: skip
    query = asked(house, answer)
    columns = (at_query.Q_NAMESAKE, at_query.Q_MARK, at_query.Q_CUSTOMER)
    assert [code_of("S-A"), code_of("V-7"), code_of("C-NEW")] == query[list(columns)].tolist()
    assert 2 == query[at_query.Q_FLAGS] >> at_query.SHIFT_PAYMENT_KIND
    _, _, namesake, voucher, flags, _, customer = booked(house, "payment:P-V", 43)
    assert ("S-A", "V-7", 2, "C-NEW") == (
        namesake,
        voucher,
        flags >> at_query.SHIFT_PAYMENT_KIND & 3,
        customer,
    )
    assert [("S-B", None)] == house.ask("SELECT payee, customer FROM decisions WHERE subject_id = 'P-V'")
    house.is_proven()


def test_a_verdict_concerns_the_people_of_the_decision(house: Any, world: ModuleType) -> None:
    """Recorded on a decision, it is booked for customer and salesperson; a second one counts its change."""
    house.append(world.registered("C-NEW"))
    with house.open() as client:
        answer = score(client, "order", world.order("O-V", "C-NEW", salesperson_id="E77", amount="100.00"))
        for verdict in ("confirmed", "cleared"):
            reply = client.post(f"/v1/decisions/{answer['decision_id']}/verdict", json={"verdict": verdict})
            assert 200 == reply.status_code, reply.text
        score(client, "order", world.order("O-W", "C-NEW", salesperson_id="E77"))
    rows = house.ask(
        "SELECT reference, customer, salesperson, base_minor, count_delta, delta_minor FROM events WHERE kind = 62 ORDER BY seq"
    )
    subject = ("order:O-V", "C-NEW", "E77", 10_000)
    assert [(*subject, 1, 1), (*subject, 0, -1)] == [tuple(row) for row in rows[-2:]]
    house.is_proven()


@pytest.mark.parametrize("processes", [1, 2])
def test_the_day_changes_and_its_baseline_is_taken_once(
    house: Any, world: ModuleType, processes: int
) -> None:
    """The first group of a new day begins it, in whatever process; all decisions are proven after it."""
    before = house.count("events")
    house.append(world.registered("C-NEW"))
    for k in range(processes):
        with house.open() as client:
            score(client, "order", world.order(f"O-{k}", "C-NEW"))
            house.clock.advance(timedelta(days=1))
            score(client, "order", world.order(f"P-{k}", "C-NEW"))
    taken = house.ask(
        "SELECT event_id, known_at_us FROM events WHERE kind = 67 AND seq > :s ORDER BY seq", s=before
    )
    assert processes == len(taken) == len({row[0] for row in taken})
    with house.open() as client:
        score(client, "order", world.order("O-LAST", "C-NEW"))
    house.is_proven()
