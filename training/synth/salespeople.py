"""Who sells to whom: every customer has a salesperson, colleagues stand in now and then."""

from typing import Final

from training.synth.parties import Customer, Person
from training.synth.staff import mostly_day
from training.synth.world import World

_STAND_IN: Final = 0.04


def salesperson_for(world: World, region: int) -> Person:
    """Return a salesperson of a region, or of any where the region has none."""
    sales = world.departments["sales"]
    local = [person for person in sales if person.region == region]
    return mostly_day(world.dice.customers, local or sales)


def who_sells(world: World, customer: Customer) -> Person:
    """Return who takes an order of a customer: its own salesperson nearly always."""
    dice = world.dice.orders
    return dice.pick(world.departments["sales"]) if dice.chance(_STAND_IN) else customer.salesperson
