import random
from functools import partial
from types import ModuleType
from typing import Any

import pytest

from riskdesk.cli.demo.company import at


def lived(world: ModuleType, process: Any, rng: random.Random, name: str, calls: int) -> int:
    """Let a company live through one process: orders, payments and events of few parties; return the decisions."""
    decided = 0
    with process.caller() as caller:
        for k in range(calls):
            customer, payee, subject = f"C-{rng.randrange(3)}", f"S-{rng.randrange(3)}", f"{name}-{k}"
            moment = at(rng.randrange(1, 10), rng.randrange(60))
            choice = rng.randrange(5)
            if choice < 2:
                body = world.order(subject, customer, amount=f"{rng.randrange(1, 90)}00.00", occurred_at=moment,
                                   salesperson_id=f"E{rng.randrange(2)}", ip=f"10.0.0.{rng.randrange(3)}",
                                   delivery_date=rng.choice(["2027-03-01", None]))  # fmt: skip
                status, answer = caller.post("/v1/orders/score", body)
            elif choice < 4:
                body = world.payment(subject, payee_id=payee, amount=f"{rng.randrange(1, 90)}00.00", occurred_at=moment,
                                     payee_account=f"62220202{rng.randrange(4)}", invoice_no=f"INV-{rng.randrange(9)}",
                                     kind=rng.choice(["supplier", "refund"]), voucher_no=f"V-{rng.randrange(3)}",
                                     customer_id=rng.choice([customer, None]))  # fmt: skip
                status, answer = caller.post("/v1/payments/score", body)
            else:
                rows = [
                    {"kind": "payee_account_changed", "occurred_at": moment, "payee_id": payee,
                     "account": f"62220202{rng.randrange(4)}", "changed_by": "E12", "event_id": subject},
                    {"kind": "invoice_issued", "occurred_at": moment, "invoice_id": subject, "customer_id": customer,
                     "amount": "700.00", "currency": "CNY", "due_date": "2026-11-01"},
                    {"kind": "order_placed", "occurred_at": moment, "order_id": subject, "customer_id": customer,
                     "amount": "300.00", "currency": "CNY"},
                    {"kind": "customer_registered", "occurred_at": moment, "customer_id": customer, "event_id": subject,
                     "industry": rng.choice(["food", "mining"]), "phone": f"1380013800{rng.randrange(3)}"},
                    {"kind": "group_membership_set", "occurred_at": moment, "customer_id": customer, "event_id": subject,
                     "group_id": f"G-{rng.randrange(2)}"},
                    {"kind": "supplier_registered", "occurred_at": moment, "supplier_id": payee, "event_id": subject,
                     "name": rng.choice(["Meadow Tools Ltd", "Meadows Tools Inc", "Harbour Freight"]),
                     "phone": f"1380013800{rng.randrange(3)}"},
                ]  # fmt: skip
                status, answer = caller.post("/v1/events", rows)
                assert len(rows) == answer["taken"]
            assert 200 == status, answer
            decided += "decision_id" in answer
    return decided


def live(world: ModuleType, house: Any, *, calls: int, spells: int) -> None:
    """Run two processes, of which one is restarted between spells; compare all that they served."""
    rng = random.Random(7)
    decided = 0
    processes = [world.Process(house) for _ in range(2)]
    try:
        for spell in range(spells):
            work = [
                partial(lived, world, process.wait(), random.Random(rng.random()), f"L{spell}-{k}", calls)
                for k, process in enumerate(processes)
            ]
            found = world.at_once(work)
            decided += sum(found)
            if spell + 1 < spells:
                processes[spell % 2].stop()
                processes[spell % 2] = world.Process(house)
    finally:
        for process in processes:
            process.stop()
    found = house.parity()
    assert (decided, 0) == (found.decisions, found.differences)
    assert found.compared > 100 * decided
    house.is_proven()


def test_what_two_processes_served_is_what_history_says(any_house: Any, world: ModuleType) -> None:
    """Through HTTP, two processes and a restart in the middle: no value differs from history by a bit."""
    live(world, any_house, calls=20, spells=2)


@pytest.mark.prove
def test_what_two_processes_served_for_long_is_what_history_says(any_house: Any, world: ModuleType) -> None:
    """The same with more of everything."""
    live(world, any_house, calls=250, spells=4)
