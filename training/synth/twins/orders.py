"""Twins of orders."""

from training.synth import orders
from training.synth.amounts import APPROVAL_LIMITS, just_below
from training.synth.anomalies import amount_jump, dormant_active, frequency_jump
from training.synth.anomalies.choose import customer_for
from training.synth.anomalies.split_order import customer_to_split
from training.synth.anomalies.split_times import within_36_hours
from training.synth.hours import work_moment
from training.synth.twins.papers import PAPERED, approve_specially, contract
from training.synth.world import World, twin_mark


def split_order(world: World, day: int) -> bool:
    """Plant orders just below a limit that call off a recurring contract."""
    dice = world.dice.twins
    limit = APPROVAL_LIMITS[0]
    customer = customer_to_split(world, dice, limit)
    if customer is None:
        return False
    amount, episode = just_below(dice, limit), world.new_episode()
    contract_id = contract(world, day, customer=customer, amount=amount)
    moments = within_36_hours(world, day, customer.salesperson, dice.whole(3, 4))
    for position, moment in enumerate(moments, 1):
        order = orders.draft(world, customer)
        order.salesperson, order.amount, order.contract_id = customer.salesperson, amount, contract_id
        order.marks = twin_mark("split_order", episode, position)
        world.at(moment, orders.place, order)
    return True


def order_amount(world: World, day: int) -> bool:
    """Plant a very large order, most with a contract behind it, half of them with a special approval."""
    dice = world.dice.twins
    customer = customer_for(world, dice, lambda one: one.spread < 0.7)
    if customer is None:
        return False
    order = orders.draft(world, customer)
    order.amount = amount_jump.jumped(dice, customer.typical)
    if dice.chance(PAPERED):
        order.contract_id = contract(world, day, customer=customer, amount=order.amount)
    order.marks = twin_mark("amount_jump", world.new_episode())
    if dice.chance(0.5):
        approve_specially(world, day, customer, order.amount)
    world.at(work_moment(world, day, order.salesperson), orders.place, order)
    return True


def order_frequency(world: World, day: int) -> bool:
    """Plant a burst of orders for a project, most of them under its contract."""
    dice = world.dice.twins
    customer = customer_for(world, dice, lambda one: one.orders_a_day < frequency_jump.SELDOM_A_DAY)
    if customer is None:
        return False
    contract_id = contract(world, day, customer=customer, amount=None) if dice.chance(0.75) else None
    frequency_jump.burst_of_orders(world, day, customer, contract_id, is_anomaly=False)
    return True


def order_dormant(world: World, day: int) -> bool:
    """Plant an order of ordinary size of a customer that has slept."""
    customer = dormant_active.sleeping_customer(world, day)
    if customer is None:
        return False
    order = orders.draft(world, customer)
    order.marks = twin_mark("dormant_active", world.new_episode())
    world.at(work_moment(world, day, order.salesperson), orders.place, order)
    return True
