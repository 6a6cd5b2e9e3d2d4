"""Split orders: one sale cut into orders that each stay just below an approval limit."""

from typing import Final

from training.synth import orders
from training.synth.amounts import APPROVAL_LIMITS, just_below
from training.synth.anomalies.choose import customer_for
from training.synth.anomalies.split_times import within_36_hours
from training.synth.dice import Dice
from training.synth.parties import Customer
from training.synth.world import World, anomaly_mark

NAME = "split_order"
_PARTS: Final = ((3, 0.5), (4, 0.32), (5, 0.18))


def plant(world: World, day: int) -> bool:
    """Plant one sale of 3 to 5 orders, same customer and salesperson, within 36 hours."""
    dice = world.dice.anomalies
    limit = dice.weighted(((APPROVAL_LIMITS[0], 0.75), (APPROVAL_LIMITS[1], 0.25)))
    customer = customer_to_split(world, dice, limit)
    if customer is None:
        return False
    episode = world.new_episode()
    moments = within_36_hours(world, day, customer.salesperson, dice.weighted(_PARTS))
    for position, moment in enumerate(moments, 1):
        order = orders.draft(world, customer)
        order.salesperson, order.amount = customer.salesperson, just_below(dice, limit)
        order.marks = anomaly_mark(NAME, episode, position)
        world.at(moment, orders.place, order)
    return True


def customer_to_split(world: World, dice: Dice, limit: int) -> Customer | None:
    """Return a customer whose ordinary orders are near enough to a limit."""
    return customer_for(world, dice, lambda one: 0.25 * limit < one.typical < 1.1 * limit)
