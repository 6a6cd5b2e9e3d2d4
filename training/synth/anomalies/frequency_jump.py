"""Jumps of the frequency: many orders of a customer, or payments to a supplier, within days."""

from training.synth import orders, payments, purchases
from training.synth.anomalies.choose import customer_for, supplier_for
from training.synth.documents import BillDraft
from training.synth.hours import office_moment, work_moment
from training.synth.parties import Customer, Supplier
from training.synth.truth import Mark
from training.synth.world import World, anomaly_mark, twin_mark

NAME = "frequency_jump"
SELDOM_A_DAY = 0.16
"""A customer or supplier that comes less often than this, per day, has a rhythm that can jump."""


def plant_order(world: World, day: int) -> bool:
    """Plant 6 to 9 orders within four working days of a customer that seldom orders."""
    customer = customer_for(world, world.dice.anomalies, lambda one: one.orders_a_day < SELDOM_A_DAY)
    if customer is None:
        return False
    burst_of_orders(world, day, customer, None, is_anomaly=True)
    return True


def plant_payment(world: World, day: int) -> bool:
    """Plant 5 to 7 bills, paid within four working days, of a supplier that seldom bills."""
    supplier = supplier_for(
        world, world.dice.anomalies, lambda one: one.bills_a_day < SELDOM_A_DAY and one.trade == "services"
    )
    if supplier is None:
        return False
    burst_of_payments(world, day, supplier, None, is_anomaly=True)
    return True


def burst_of_orders(
    world: World, day: int, customer: Customer, contract_id: str | None, *, is_anomaly: bool
) -> None:
    """Let a customer order 6 to 9 times within four working days from `day`."""
    dice = world.dice.anomalies if is_anomaly else world.dice.twins
    episode = world.new_episode()
    days = sorted(world.timeline.workdays_after(day, dice.whole(0, 3)) for _ in range(dice.whole(6, 9)))
    for position, one in enumerate(days, 1):
        order = orders.draft(world, customer)
        order.contract_id = contract_id or order.contract_id
        order.marks = _mark(episode, position, is_anomaly=is_anomaly)
        world.at(work_moment(world, one, order.salesperson), orders.place, order)


def burst_of_payments(
    world: World, day: int, supplier: Supplier, contract_id: str | None, *, is_anomaly: bool
) -> None:
    """Let a supplier bill 5 to 7 times and be paid within four working days, from about two weeks on."""
    dice = world.dice.anomalies if is_anomaly else world.dice.twins
    episode = world.new_episode()
    first = world.timeline.workdays_after(day, dice.whole(5, 12))
    days = sorted(world.timeline.workdays_after(first, dice.whole(0, 3)) for _ in range(dice.whole(5, 7)))
    for position, pay_day in enumerate(days, 1):
        amount = purchases.usual_amount(world, supplier)
        payment = payments.to_supplier(world, supplier, amount)
        payment.contract_id = contract_id or payment.contract_id
        payment.marks = _mark(episode, position, is_anomaly=is_anomaly)
        arrives = office_moment(world, world.timeline.workdays_after(day, dice.whole(0, 3)))
        bill = BillDraft(supplier, amount, [(work_moment(world, pay_day, payment.requester), payment)])
        world.at(arrives, purchases.receive_bill, bill)


def _mark(episode: int, position: int, *, is_anomaly: bool) -> tuple[Mark, ...]:
    return anomaly_mark(NAME, episode, position) if is_anomaly else twin_mark(NAME, episode, position)
