"""The way in: generate a company's rows, its truth, or both."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from training.synth import claims, customers, orders, payroll, plan, purchases, seasons, staff, suppliers
from training.synth.journal import Row
from training.synth.spec import CompanySpec
from training.synth.timeline import Timeline
from training.synth.truth import Truth
from training.synth.world import Scale, World, open_dices

__all__ = ["Company", "CompanySpec", "Row", "Truth", "generate", "make_company"]

_ROWS_PER_ORDER: Final = 5.2
_ROWS_PER_BILL: Final = 3.3
_ROWS_PER_CLAIM: Final = 2.05
_ROWS_OF_BUDGETS: Final = 40
_BILLS_PER_ORDER: Final = 0.45
_CLAIMS_PER_ORDER: Final = 0.35
_LABELS: Final = 1.012
"""Rows per row that is no verdict."""


@dataclass(frozen=True, slots=True)
class Company:
    """A whole company in memory.

    Parameters
    ----------
    rows
        Flat rows as `EventParser.parse` takes them, in order of `known_at`.
    truth
        What was planted; what is not listed is ordinary.
    """

    rows: list[Row]
    truth: list[Truth]


def make_company(spec: CompanySpec) -> Company:
    """Return the company of a spec, all of it in memory."""
    truth: list[Truth] = []
    return Company(list(generate(spec, truth)), truth)


def generate(spec: CompanySpec, truth: list[Truth] | None = None) -> Iterator[Row]:
    """Yield the company's rows in order of `known_at`, never holding more than what is under way.

    Parameters
    ----------
    spec
        The company.
    truth
        A list that takes what was planted, complete when the rows are exhausted.

    Yields
    ------
    dict
        A row: `kind`, `occurred_at`, `known_at` (ISO 8601 with offset) and the kind's fields.
    """
    world = World(spec, Timeline(spec), _scale(spec), open_dices(spec.seed))
    world.busy_days = sum(seasons.day_factor(world.timeline, day) for day in range(spec.days))
    if truth is not None:
        world.truth = truth
    stories = _found(world)
    yield from world.journal.until(-1)
    for day in range(spec.days):
        _live(world, day, stories)
        yield from world.journal.until(day)


def _found(world: World) -> dict[int, list[plan.Episode]]:
    stories = plan.draw_plan(world)
    staff.found_staff(world)
    customers.found_customers(world)
    suppliers.found_suppliers(world)
    customers.refresh_rates(world, 0)
    claims.refresh_rates(world)
    claims.set_budgets(world, 0)
    return stories


def _live(world: World, day: int, stories: dict[int, list[plan.Episode]]) -> None:
    """Let one day pass."""
    today = world.timeline.date(day)
    if today.day == 1 and day:
        customers.month_passes(world, day)
        suppliers.month_passes(world, day)
        purchases.month_of_recurring(world, day)
        payroll.month_begins(world, day)
        if today.month % 3 == 1:
            claims.set_budgets(world, day)
    plan.plant_due(world, stories, day)
    orders.day_of_orders(world, day)
    purchases.day_of_purchases(world, day)
    claims.day_of_claims(world, day)
    world.agenda.run(day, world)


def _scale(spec: CompanySpec) -> Scale:
    """Return the size of company that gives about the rows asked for."""
    size = spec.events / 20_000 / spec.months_over
    staff_count = max(12, round(26 * size**0.7))
    customer_count = max(12, round(75 * size**0.75))
    supplier_count = max(9, round(42 * size**0.75))
    fixed = (
        1.02 * staff_count * spec.months
        + customer_count
        + supplier_count
        + _ROWS_OF_BUDGETS * spec.months_over
    )
    per_order = _ROWS_PER_ORDER + _BILLS_PER_ORDER * _ROWS_PER_BILL + _CLAIMS_PER_ORDER * _ROWS_PER_CLAIM
    order_count = max(30.0, (spec.events / _LABELS - fixed) / per_order)
    bill_count, claim_count = _BILLS_PER_ORDER * order_count, _CLAIMS_PER_ORDER * order_count
    return Scale(
        customers=customer_count,
        suppliers=supplier_count,
        staff=staff_count,
        orders=order_count,
        payments=bill_count + claim_count + staff_count * math.floor(spec.months),
        claims=claim_count,
        bills=bill_count,
    )
