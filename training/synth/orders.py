"""Orders: how they come in, change, are cancelled, delivered and billed."""

from typing import Any, Final

from training.synth import receivables, reviews, seasons
from training.synth.amounts import priced, text
from training.synth.customers import paused
from training.synth.documents import Order, OrderDraft
from training.synth.hours import comes_in, is_odd, office_after, office_moment, work_moment
from training.synth.names import REGIONS
from training.synth.parties import Customer, Health
from training.synth.salespeople import who_sells
from training.synth.staff import usual_address
from training.synth.truth import Mark
from training.synth.world import World, twin_mark

_AFTER_PAUSE: Final = 0.15
"""How much of its former self a customer is after a long silence."""


def day_of_orders(world: World, day: int) -> None:
    """Let the customers order what a day brings."""
    factor = seasons.day_factor(world.timeline, day)
    for index, count in world.dice.orders.counts(world.order_rates * factor):
        customer = world.customers[index]
        if customer.left or paused(customer, day) or not _wants(world, customer, day):
            continue
        for _ in range(count):
            _order(world, customer, day)


def draft(world: World, customer: Customer) -> OrderDraft:
    """Return an ordinary order of a customer."""
    dice = world.dice.orders
    salesperson = who_sells(world, customer)
    return OrderDraft(
        customer=customer,
        salesperson=salesperson,
        amount=priced(dice, dice.lognormal(customer.typical, customer.spread)),
        terms_days=customer.terms_days if dice.chance(0.93) else dice.pick((0, 15, 30, 45, 60, 90)),
        ip=usual_address(dice, salesperson),
        contract_id=customer.contract_id,
    )


def place(world: World, moment: int, order: OrderDraft) -> None:
    """Write an order that is placed now, and let the rest of its life follow."""
    customer = order.customer
    day = world.timeline.day_of(moment)
    order_id = world.counters.next(f"{world.timeline.day_text(day)[2:4]}{REGIONS[customer.region]}", 5)
    known = world.tell(moment, _placed(world, order_id, order))
    customer.orders += 1
    customer.last_order_day = day
    marks = order.marks + _habit_marks(world, moment, order)
    reviews.consider(world, f"order:{order_id}", known, marks)
    _live(world, moment, Order(order_id, order, order.amount, known))


def _wants(world: World, customer: Customer, day: int) -> bool:
    """Whether a customer that has slept, or may not buy on credit any more, orders after all."""
    if customer.pause is not None and day >= customer.pause[1]:
        return world.dice.orders.chance(_AFTER_PAUSE)
    if customer.health is Health.DEFAULTED and customer.defaulted_on is not None:
        return day - customer.defaulted_on < 30
    return True


def _order(world: World, customer: Customer, day: int) -> None:
    if customer.buys_in_batches:
        _order_batch(world, customer, day)
        return
    order = draft(world, customer)
    if comes_in(world, day, order.salesperson):
        world.at(work_moment(world, day, order.salesperson), place, order)


def _order_batch(world: World, customer: Customer, day: int) -> None:
    """Order for several sites at once, each on its own: a habit, and no split."""
    if not world.timeline.is_workday(day):
        return
    episode = world.new_episode()
    for position in range(1, world.dice.orders.whole(3, 4) + 1):
        order = draft(world, customer)
        order.salesperson = customer.salesperson
        order.marks = twin_mark("split_order", episode, position, habitual=True)
        world.at(work_moment(world, day, order.salesperson), place, order)


def _placed(world: World, order_id: str, order: OrderDraft) -> dict[str, Any]:
    row = {
        "kind": "order_placed",
        "order_id": order_id,
        "customer_id": order.customer.customer_id,
        "amount": text(order.amount),
        "currency": world.spec.currency,
        "salesperson_id": order.salesperson.employee_id,
        "terms_days": order.terms_days,
        "ip": order.ip,
    }
    if order.contract_id is not None:
        row["contract_id"] = order.contract_id
    return row


def _habit_marks(world: World, moment: int, order: OrderDraft) -> tuple[Mark, ...]:
    if order.salesperson.works_late and is_odd(world, moment):
        return twin_mark("odd_hours", world.new_episode(), habitual=True)
    return ()


def _live(world: World, moment: int, order: Order) -> None:
    dice = world.dice.orders
    wait = dice.whole(1, 9)
    if dice.chance(0.03):
        world.at(office_after(world, moment, 1), _cancel, order)
        wait += 3
        if dice.chance(0.2):
            world.at(office_after(world, moment, 2), _reopen, order)
    elif dice.chance(0.04):
        world.at(office_after(world, moment, 1), _amend, order)
        wait += 1
    ships = office_after(world, moment, wait)
    world.at(ships, _deliver, order)


def _cancel(world: World, moment: int, order: Order) -> None:
    order.cancelled = True
    order.known = world.tell(moment, {"kind": "order_cancelled", "order_id": order.order_id}, order.known)


def _reopen(world: World, moment: int, order: Order) -> None:
    order.cancelled = False
    _change(world, moment, order, "order_reopened")


def _amend(world: World, moment: int, order: Order) -> None:
    _change(world, moment, order, "order_amended")


def _change(world: World, moment: int, order: Order, kind: str) -> None:
    dice = world.dice.orders
    order.amount = priced(dice, order.amount * dice.between(0.7, 1.2))
    row = {
        "kind": kind,
        "order_id": order.order_id,
        "amount": text(order.amount),
        "currency": world.spec.currency,
    }
    order.known = world.tell(moment, row, order.known)


def _deliver(world: World, moment: int, order: Order) -> None:
    """Deliver an order that stands, now and then in two parts."""
    if order.cancelled:
        return
    dice = world.dice.orders
    if dice.chance(0.12):
        part = int(order.amount * dice.between(0.3, 0.7))
        world.at(office_after(world, moment, dice.whole(2, 8)), _deliver_part, (order, order.amount - part))
        _deliver_part(world, moment, (order, part))
    else:
        _deliver_part(world, moment, (order, order.amount))


def _deliver_part(world: World, moment: int, item: tuple[Order, int]) -> None:
    order, amount = item
    series = f"DN{world.timeline.text(moment)[2:4]}"
    row = {
        "kind": "order_delivered",
        "order_id": order.order_id,
        "delivery_id": world.counters.next(series),
        "amount": text(amount),
        "currency": world.spec.currency,
    }
    order.known = world.tell(moment, row, order.known)
    world.at(_billing_moment(world, moment, order), receivables.issue_invoice, (order, amount))


def _billing_moment(world: World, moment: int, order: Order) -> int:
    day = world.timeline.day_of(moment)
    if order.draft.customer.bills_monthly:
        day += 1
        while world.timeline.date(day).day != 1:
            day += 1
        return office_moment(world, world.timeline.workday_from(day))
    return office_after(world, moment, 1 + int(world.dice.orders.exponential(1.2)))
