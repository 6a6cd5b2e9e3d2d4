"""Dormant, then active: half a year without a movement, then a large order or payment."""

from typing import Final

from training.synth import orders, purchases
from training.synth.amounts import priced
from training.synth.anomalies import account_change
from training.synth.documents import Purchase
from training.synth.hours import work_moment
from training.synth.parties import Customer, Supplier
from training.synth.world import World, anomaly_mark

NAME = "dormant_active"
DORMANT_DAYS: Final = 180
_WITH_NEW_ACCOUNT: Final = 0.3


def plant_order(world: World, day: int) -> bool:
    """Plant one large order of a customer that has slept."""
    customer = sleeping_customer(world, day)
    if customer is None:
        return False
    dice = world.dice.anomalies
    order = orders.draft(world, customer)
    order.amount = priced(dice, customer.typical * dice.between(2.5, 6.0))
    order.marks = anomaly_mark(NAME, world.new_episode())
    world.at(work_moment(world, day, order.salesperson), orders.place, order)
    return True


def plant_payment(world: World, day: int) -> bool:
    """Plant one large bill of a supplier that has slept, some of them paid to a redirected account."""
    supplier = sleeping_supplier(world, day)
    if supplier is None:
        return False
    dice = world.dice.anomalies
    if dice.chance(_WITH_NEW_ACCOUNT):
        account_change.redirect(world, day, supplier)
    amount = priced(dice, supplier.typical * dice.between(2.5, 7.0))
    purchase = Purchase(supplier, amount, supplier.contract_id, anomaly_mark(NAME, world.new_episode()))
    purchases.acquire(world, day, purchase, purchases.order_chance(supplier))
    return True


def sleeping_customer(world: World, day: int) -> Customer | None:
    """Return a customer whose sleep ends about `day`, and let it wake."""
    for customer in world.customers:
        silent = day - customer.last_order_day >= DORMANT_DAYS
        if (
            _ends(customer.pause, day)
            and customer.orders
            and silent
            and not (customer.left or customer.woken)
        ):
            customer.woken = True
            return customer
    return None


def sleeping_supplier(world: World, day: int) -> Supplier | None:
    """Return a supplier whose sleep ends about `day`, and let it wake."""
    for supplier in world.suppliers:
        silent = day - supplier.last_payment_day >= DORMANT_DAYS
        if (
            _ends(supplier.pause, day)
            and supplier.payments
            and silent
            and not (supplier.left or supplier.woken)
        ):
            supplier.woken = True
            return supplier
    return None


def _ends(pause: tuple[int, int] | None, day: int) -> bool:
    return pause is not None and pause[1] <= day <= pause[1] + 10
