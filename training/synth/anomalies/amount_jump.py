"""Jumps of the amount: far above what a customer orders, or a supplier bills, otherwise."""

from training.synth import orders, purchases
from training.synth.amounts import priced
from training.synth.anomalies.choose import customer_for, supplier_for
from training.synth.dice import Dice
from training.synth.documents import Purchase
from training.synth.hours import work_moment
from training.synth.world import World, anomaly_mark

NAME = "amount_jump"
_WITH_ORDER = 0.2


def jumped(dice: Dice, typical: float) -> int:
    """Return an amount 7 to 20 times the typical one, in minor units."""
    return priced(dice, typical * dice.between(7.0, 20.0))


def plant_order(world: World, day: int) -> bool:
    """Plant one order that is far too large for its customer."""
    dice = world.dice.anomalies
    customer = customer_for(world, dice, lambda one: one.spread < 0.7)
    if customer is None:
        return False
    order = orders.draft(world, customer)
    order.amount = jumped(dice, customer.typical)
    order.marks = anomaly_mark(NAME, world.new_episode())
    world.at(work_moment(world, day, order.salesperson), orders.place, order)
    return True


def plant_payment(world: World, day: int) -> bool:
    """Plant one payment of a bill that is far too large for its supplier and seldom has an order behind it."""
    dice = world.dice.anomalies
    supplier = supplier_for(world, dice, lambda one: one.spread < 0.7)
    if supplier is None:
        return False
    marks = anomaly_mark(NAME, world.new_episode())
    purchase = Purchase(supplier, jumped(dice, supplier.typical), supplier.contract_id, marks)
    purchases.acquire(world, day, purchase, _WITH_ORDER)
    return True
