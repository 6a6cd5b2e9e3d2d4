"""Odd hours: an order or a payment at night or on a day off, by somebody who only works by day."""

from training.synth import orders, payments, purchases
from training.synth.anomalies.choose import customer_for, supplier_for
from training.synth.documents import BillDraft, Purchase
from training.synth.hours import odd_moment
from training.synth.world import World, anomaly_mark

NAME = "odd_hours"


def plant_order(world: World, day: int) -> bool:
    """Plant one order at an odd hour."""
    dice = world.dice.anomalies
    customer = customer_for(world, dice, lambda one: not one.salesperson.works_late)
    if customer is None:
        return False
    order = orders.draft(world, customer)
    order.salesperson = customer.salesperson
    order.marks = anomaly_mark(NAME, world.new_episode())
    world.at(odd_moment(world, day, dice), orders.place, order)
    return True


def plant_payment(world: World, day: int) -> bool:
    """Plant one payment of an ordinary bill at an odd hour."""
    dice = world.dice.anomalies
    supplier = supplier_for(world, dice, lambda one: not one.buyer.works_late)
    if supplier is None:
        return False
    amount = purchases.usual_amount(world, supplier)
    marks = anomaly_mark(NAME, world.new_episode())

    def bill(arrives: int) -> BillDraft:
        payment = payments.to_supplier(world, supplier, amount)
        payment.requester, payment.marks = supplier.buyer, marks
        due = world.timeline.day_of(arrives) + max(1, supplier.terms_days + dice.whole(-2, 5))
        return BillDraft(supplier, amount, [(odd_moment(world, due, dice), payment)])

    purchase = Purchase(supplier, amount, bill=bill)
    purchases.acquire(world, day, purchase, purchases.order_chance(supplier))
    return True
