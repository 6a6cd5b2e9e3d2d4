from collections import Counter
from types import ModuleType
from typing import Any

import pytest


def asked(process: Any, bodies: list[dict[str, Any]]) -> list[tuple[int, Any]]:
    """Score orders one after the other."""
    with process.caller() as caller:
        return [caller.post("/v1/orders/score", body) for body in bodies]


def race(world: ModuleType, house: Any, *, clients: int, each: int) -> None:
    """Put orders before two processes at once that fit a limit one by one and not together."""
    house.append(world.registered("C-NEW"), world.limit("C-NEW", "10000.00"))
    world.publish(house.engine, world.LENIENT)
    with world.running(house, processes=2) as processes:
        calls = [
            lambda k=k: asked(
                processes[k % 2], [world.order(f"O-{k}-{j}", "C-NEW", amount="900.00") for j in range(each)]
            )
            for k in range(clients)
        ]
        replies = [reply for answers in world.at_once(calls) for reply in answers]
    assert Counter({200: clients * each}) == Counter(status for status, _ in replies)
    approved = [answer for _, answer in replies if answer["outcome"] == "approve"]
    assert 11 == len(approved)
    assert all(float(answer["credit"]["exposure"]) + 900.0 <= 10_000.0 for answer in approved)
    exposures = sorted(float(answer["credit"]["exposure"]) for _, answer in replies)
    assert [900.0 * k for k in range(clients * each)] == exposures
    assert 90_000 * clients * each == house.exposure_minor("C-NEW")
    house.is_proven()


def test_orders_that_fit_one_by_one_are_not_all_approved(any_house: Any, world: ModuleType) -> None:
    """Two processes and eight callers at once: eleven orders pass, each sees all before it, none is lost."""
    race(world, any_house, clients=8, each=4)


@pytest.mark.prove
def test_many_orders_that_fit_one_by_one_are_not_all_approved(any_house: Any, world: ModuleType) -> None:
    """The same with hundreds of orders."""
    race(world, any_house, clients=16, each=25)
