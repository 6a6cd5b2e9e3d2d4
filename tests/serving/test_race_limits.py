"""Orders and payments that race for tight limits, limits of groups and budgets, over two processes."""

import random
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Any

import msgspec
import pytest

from models.policy.codec import write
from models.policy.outcome import Outcome
from models.policy.rules import BudgetUse, OverBudget, OverLimit
from riskdesk.cli.demo.company import at

LIMIT, GROUP_LIMIT, BUDGET = 300_000, 450_000, 800_000
TOLERANCE_PPM = 50_000
CUSTOMERS, BUDGETS = 8, 4
PATIENT = {"X-Deadline-Ms": "60000"}
"""A race on a busy machine is about who gets what is left, not about how soon."""
Call = tuple[str, dict[str, Any]]


def most(minor: int) -> int:
    """Return a limit with its tolerance."""
    return minor + minor * TOLERANCE_PPM // 1_000_000


def strict(world: ModuleType) -> bytes:
    """Return a policy that refuses what passes a limit or a budget, and nothing else."""
    policy = world.lenient()
    rules = msgspec.structs.replace(
        policy.rules,
        over_limit=OverLimit(outcome=Outcome.BLOCK, tolerance_ppm=TOLERANCE_PPM),
        over_budget=OverBudget(outcome=Outcome.BLOCK),
        budget_use=BudgetUse(outcome=Outcome.APPROVE),
    )
    return write(msgspec.structs.replace(policy, rules=rules))


def parties(world: ModuleType) -> list[dict[str, Any]]:
    """Return the rows of customers in groups of two, each with a limit, and of budgets and a supplier."""
    rows = [
        {"kind": "supplier_registered", "occurred_at": at(8, 30), "supplier_id": "S-NEW", "name": "Lamps Ltd"}
    ]
    money = {"occurred_at": at(8, 0), "currency": "CNY"}
    persons = {"decided_by": "E1", "approved_by": "E2", "reason": "agreed"}
    for k in range(CUSTOMERS):
        rows += [world.registered(f"C-{k}"), world.limit(f"C-{k}", f"{LIMIT / 100:.2f}")]
        joins = {"kind": "group_membership_set", "occurred_at": at(8, 40), "group_id": f"G-{k // 2}"}
        rows.append(joins | {"customer_id": f"C-{k}"})
    for k in range(CUSTOMERS // 2):
        limit = money | persons | {"kind": "group_limit_set", "group_id": f"G-{k}"}
        rows.append(limit | {"limit": f"{GROUP_LIMIT / 100:.2f}"})
    for k in range(BUDGETS):
        rows.append(money | {"kind": "budget_set", "budget_id": f"B-{k}", "amount": f"{BUDGET / 100:.2f}"})
    return rows


def calls(world: ModuleType, client: int, count: int) -> list[Call]:
    """Return what one client asks for: orders and payments of any size, every fourth asked for anew at another."""
    draw = random.Random(client)
    found: list[Call] = []
    while len(found) < count:
        k, revision = len(found), 0
        if k % 4 == 3:
            k, revision = k - draw.randrange(1, 3), 1
        amount = f"{draw.choice((draw.randrange(1, 2_000), draw.randrange(1, 90_000))) / 100:.2f}"
        more = {"amount": amount, "revision": revision}
        if (client + k) % 2:
            body = world.order(f"O-{client}-{k}", f"C-{(client * 7 + k // 2) % CUSTOMERS}", **more)
            found.append(("/v1/orders/score", body))
        else:
            body = world.payment(f"P-{client}-{k}", budget_id=f"B-{(client + k // 2) % BUDGETS}", **more)
            found.append(("/v1/payments/score", body))
    return found


def race(world: ModuleType, house: Any, *, clients: int, each: int) -> None:
    """Let clients ask at once, half of them of each process; what was approved fits, and stands as it was said."""
    house.append(*parties(world))
    world.publish(house.engine, strict(world))

    def ask(process: Any, asked: list[Call]) -> list[tuple[dict[str, Any], int, Any]]:
        with process.caller() as caller:
            return [(body, *caller.post(path, body, **PATIENT)) for path, body in asked]

    with world.running(house, processes=2) as processes, ThreadPoolExecutor(clients) as pool:
        asked = [pool.submit(ask, processes[k % 2], calls(world, k, each)) for k in range(clients)]
        replies = [reply for one in asked for reply in one.result()]
    assert Counter({200: clients * each}) == Counter(status for _, status, _ in replies)
    answers = sorted(((body, answer) for body, _, answer in replies), key=lambda pair: pair[1]["as_of_seq"])
    assert {"approve", "block"} == {answer["outcome"] for _, answer in answers}
    last = holdings(answers)
    stands_as_said(house, last)
    house.is_proven()


def holdings(answers: list[tuple[dict[str, Any], Any]]) -> dict[str, dict[str, int]]:
    """Return what the answers, one after the other, let stand: party -> document -> minor units.

    Each answer has to name what those before it had let stand, and none lets more stand than fits.
    """
    held: dict[str, dict[str, int]] = defaultdict(dict)
    for body, answer in answers:
        party = body.get("customer_id") or body["budget_id"]
        others = sum(minor for name, minor in held[party].items() if name != answer["subject"])
        said = answer["credit"]["exposure"] if "customer_id" in body else answer["budget"]["used"]
        assert others == round(float(said) * 100), answer
        approved = answer["outcome"] == "approve"
        held[party][answer["subject"]] = round(float(body["amount"]) * 100) if approved else 0
        assert sum(held[party].values()) <= (most(LIMIT) if "customer_id" in body else BUDGET)
        if "customer_id" in body:
            first = int(party.removeprefix("C-")) // 2 * 2
            together = sum(sum(held[f"C-{k}"].values()) for k in (first, first + 1))
            assert together <= most(GROUP_LIMIT)
    return held


def stands_as_said(house: Any, held: dict[str, dict[str, int]]) -> None:
    """Assert that the projections hold what the answers said, and that the race was tight."""
    used = dict(house.ask("SELECT budget_id, used_minor FROM budgets WHERE budget_id LIKE 'B-%'"))
    for party, documents in held.items():
        stands = used[party] if party.startswith("B-") else house.exposure_minor(party)
        assert sum(documents.values()) == stands, party
    assert max(used.values()) > BUDGET * 9 // 10
    assert max(house.exposure_minor(f"C-{k}") for k in range(CUSTOMERS)) > LIMIT * 9 // 10


def test_what_fits_one_by_one_is_not_all_approved(any_house: Any, world: ModuleType) -> None:
    """Eight clients of two processes, revisions among their calls: limits, groups and budgets hold."""
    race(world, any_house, clients=8, each=60)


@pytest.mark.prove
def test_ten_thousand_never_pass_a_limit(any_house: Any, world: ModuleType) -> None:
    """The same with ten thousand orders and payments."""
    race(world, any_house, clients=16, each=625)
