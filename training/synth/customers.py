"""The customers: who they are, how they come and go, how their means of paying drift and fail."""

import math
from typing import Any, Final

import numpy as np

from training.synth import seasons
from training.synth.amounts import YUAN, priced, text
from training.synth.contracts import sign_contract
from training.synth.dice import Dice
from training.synth.hours import office_moment
from training.synth.ids import account_number, phone_number, registry_id
from training.synth.names import REGIONS, company_name, person_name, street_address
from training.synth.parties import Customer, Health
from training.synth.salespeople import salesperson_for
from training.synth.timeline import DAY_SECONDS
from training.synth.world import HABITS_FROM_EVENTS, World

_TERMS: Final = ((0, 0.06), (15, 0.10), (30, 0.40), (45, 0.14), (60, 0.22), (90, 0.08))
_PAY_DAYS: Final = (((), 0.55), ((10, 25), 0.15), ((15,), 0.12), ((28,), 0.10), ((5, 15, 25), 0.08))
_ARRIVALS_A_YEAR: Final = 0.16
_LEAVE_A_MONTH: Final = 0.004
_GROUPED: Final = 0.16
_AFTER_WAKING: Final = 20
_FRAMEWORK: Final = 0.08


def found_customers(world: World) -> None:
    """Register the customers with whom the daily history begins, and their groups of companies."""
    dice = world.dice.customers
    for _ in range(world.scale.customers):
        start = world.timeline.workday_from(-1 - int(dice.exponential(500)) % 2_200)
        moment = world.timeline.moment(start, 0) + int(dice.between(0.35, 0.75) * DAY_SECONDS)
        customer = _add(world, start, moment, dice.normal())
        if dice.chance(_FRAMEWORK):
            customer.contract_id = sign_contract(
                world, moment + DAY_SECONDS, customer_id=customer.customer_id
            )
    for customer, pause in zip(_sleepers(world), world.customer_pauses, strict=False):
        customer.pause, customer.terms_days, customer.quality = pause, 15, max(0.3, customer.quality)
        customer.habit_days = min(customer.habit_days, 5.0)
    _found_batch_buyers(world)
    _settle_rates(world)
    _form_groups(world)


def month_passes(world: World, day: int) -> None:
    """Let a month work on the customers: means drift, strain comes and goes, some leave, some arrive."""
    for customer in world.customers:
        if not customer.left:
            _drift(world, customer, day)
    for _ in range(world.dice.customers.rounded(world.scale.customers * _ARRIVALS_A_YEAR / 12)):
        _arrive(world, world.timeline.workday_from(day + world.dice.customers.whole(1, 26)))
    refresh_rates(world, day)


def refresh_rates(world: World, day: int) -> None:
    """Recompute how often each customer orders in the month of `day`."""
    month = world.timeline.date(day).month
    world.order_rates = np.array([_rate(customer, month) for customer in world.customers])


def paused(customer: Customer, day: int) -> bool:
    """Return whether a customer sleeps on a day; what wakes it is planted, and for a while it stays alone."""
    return customer.pause is not None and customer.pause[0] <= day < customer.pause[1] + _AFTER_WAKING


def default_on(customer: Customer, day: int) -> None:
    """Let a customer stop paying."""
    customer.health, customer.strain, customer.defaulted_on = Health.DEFAULTED, 1.0, day


def _rate(customer: Customer, month: int) -> float:
    return 0.0 if customer.left else customer.orders_a_day * seasons.industry_factor(customer.industry, month)


def _drift(world: World, customer: Customer, day: int) -> None:
    dice = world.dice.customers
    customer.quality = 0.97 * customer.quality + dice.normal(0.0, 0.2)
    if customer.health is Health.SOUND:
        _maybe_strain(world, customer, day)
    elif customer.health is Health.STRAINED:
        _live_with_strain(world, customer, day)
    elif customer.defaulted_on is not None and day - customer.defaulted_on > 45:
        customer.left = True  # no more orders; what is owed lives on in its invoices
    if customer.health is Health.SOUND and dice.chance(_LEAVE_A_MONTH):
        customer.left = True


def _maybe_strain(world: World, customer: Customer, day: int) -> None:
    """Strain comes to weak payers more often; where a group strains, its members do."""
    dice = world.dice.customers
    hazard = 0.0055 * math.exp(-1.35 * customer.quality)
    if customer.group_id is not None and _group_strains(world, customer):
        hazard *= 4
    if dice.chance(min(0.2, hazard)):
        customer.health, customer.strain = Health.STRAINED, dice.between(0.2, 0.5)
    elif dice.chance(0.0004):
        default_on(customer, day)


def _live_with_strain(world: World, customer: Customer, day: int) -> None:
    dice = world.dice.customers
    customer.strain = min(1.0, customer.strain + dice.between(-0.05, 0.25))
    if dice.chance(0.42 * customer.strain**3):
        default_on(customer, day)
    elif dice.chance(0.11):
        customer.health, customer.strain = Health.SOUND, 0.0


def _group_strains(world: World, customer: Customer) -> bool:
    return any(
        other.group_id == customer.group_id and other.health is not Health.SOUND
        for other in world.customers[max(0, customer.index - 4) : customer.index + 5]
    )


def _arrive(world: World, day: int) -> None:
    world.at(
        world.timeline.moment(day, 8 * 3_600) - 60 * world.dice.customers.whole(1, 50), _register_new, None
    )


def _register_new(world: World, moment: int, _: Any) -> None:
    day = world.timeline.day_of(moment)
    customer = _add(world, day, moment, world.dice.customers.normal(-0.25, 1.1))
    rate = _rate(customer, world.timeline.date(day).month)
    world.order_rates = np.append(world.order_rates, rate)


def _add(world: World, started: int, moment: int, quality: float) -> Customer:
    dice = world.dice.customers
    region = min(dice.whole(0, 7), dice.whole(0, 7))
    size = dice.normal()
    terms_days = dice.weighted(_TERMS)
    customer = Customer(
        index=len(world.customers),
        customer_id=world.counters.next("C", 4),
        name=company_name(dice),
        account=account_number(dice),
        industry=dice.whole(0, len(seasons.INDUSTRIES) - 1),
        region=region,
        salesperson=salesperson_for(world, region),
        typical=18_000 * YUAN * math.exp(0.75 * size + dice.normal(0.0, 0.35)),
        spread=dice.between(0.25, 0.85),
        orders_a_day=_orders_a_day(world, size),
        terms_days=terms_days,
        quality=quality,
        habit_days=_habit(dice),
        pay_days=dice.weighted(_PAY_DAYS) if terms_days else (),
        buys_in_batches=False,
        bills_monthly=dice.chance(0.15),
        started=started,
    )
    world.customers.append(customer)
    world.tell_promptly(moment, _registration(world, customer, size))
    return customer


def _orders_a_day(world: World, size: float) -> float:
    """Larger customers order more often; the mean over customers is what the scale asks for."""
    dice = world.dice.customers
    mean_factor = math.exp(0.35**2 / 2 + 0.6**2 / 2)
    mean = world.scale.orders / world.scale.customers / world.busy_days
    return mean * math.exp(0.35 * size + dice.normal(0.0, 0.6)) / mean_factor


def _habit(dice: Dice) -> float:
    """How many days after the due date a customer is used to pay; a few are always slow and never fail."""
    if dice.chance(0.10):
        return dice.between(14, 32)
    return dice.normal(0.5, 2.0)


def _registration(world: World, customer: Customer, size: float) -> dict[str, Any]:
    dice = world.dice.customers
    return {
        "kind": "customer_registered",
        "customer_id": customer.customer_id,
        "name": customer.name,
        "industry": seasons.INDUSTRIES[customer.industry],
        "region": REGIONS[customer.region],
        "registry_id": registry_id(dice),
        "registered_capital": text(priced(dice, 3_000_000 * YUAN * math.exp(size + dice.normal(0.0, 0.8)))),
        "currency": world.spec.currency,
        "account": customer.account,
        "phone": phone_number(dice),
        "address": street_address(dice),
        "legal_person": person_name(dice),
        "salesperson_id": customer.salesperson.employee_id,
        "strategic": dice.chance(0.12 if size > 0.5 else 0.03),
    }


def _sleepers(world: World) -> list[Customer]:
    return world.dice.customers.some(world.customers, len(world.customer_pauses))


def _found_batch_buyers(world: World) -> None:
    """A few customers always order for several sites at once: innocent twins of split orders."""
    dice = world.dice.customers
    if not world.spec.twin_rate:
        return
    least = 1 if world.spec.events >= HABITS_FROM_EVENTS else 0
    count = max(least, dice.rounded(0.012 * len(world.customers)))
    free = [one for one in world.customers if one.pause is None]
    for customer in dice.some(free, count):
        customer.buys_in_batches = True
        customer.typical, customer.spread = dice.between(36_000, 43_000) * YUAN, 0.05
        customer.orders_a_day = 0.45 * world.scale.orders / world.scale.customers / world.busy_days


def _settle_rates(world: World) -> None:
    """Scale the founders' rates so that their sum is what the size asks for, whatever the draws."""
    expected = sum(one.orders_a_day * _presence(world, one) for one in world.customers)
    factor = world.scale.orders / world.busy_days / expected
    for customer in world.customers:
        customer.orders_a_day *= factor


def _presence(world: World, customer: Customer) -> float:
    """Return how many orders one decision to order brings, sleep counted in."""
    if customer.pause is not None:
        return (world.spec.days - (customer.pause[1] - customer.pause[0])) / world.spec.days
    return 3.5 if customer.buys_in_batches else 1.0


def _form_groups(world: World) -> None:
    dice = world.dice.customers
    at = 0
    while at < len(world.customers) - 4:
        size = dice.whole(2, 4) if dice.chance(_GROUPED / 3) else 1
        if size > 1:
            group_id = world.counters.next("G", 3)
            for customer in world.customers[at : at + size]:
                customer.group_id = group_id
                _join(world, customer)
        at += size


def _join(world: World, customer: Customer) -> None:
    day = max(customer.started + 1, -world.dice.customers.whole(1, 900))
    row = {"kind": "group_membership_set", "customer_id": customer.customer_id, "group_id": customer.group_id}
    world.tell_promptly(office_moment(world, day), row)
