"""On whom a story is planted: somebody with a past, in good standing, to whom nothing else happens."""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from training.synth.dice import Dice
from training.synth.parties import Customer, Health, Person, Supplier
from training.synth.world import World

T = TypeVar("T")

_TRIES: Final = 150
_PAST_ORDERS: Final = 6
_PAST_PAYMENTS: Final = 4


def customer_for(world: World, dice: Dice, fits: Callable[[Customer], bool]) -> Customer | None:
    """Return an established customer that fits, or None after many tries."""
    return _search(dice, world.customers, lambda one: _established(one) and fits(one))


def supplier_for(world: World, dice: Dice, fits: Callable[[Supplier], bool]) -> Supplier | None:
    """Return an established supplier that fits, or None after many tries."""
    return _search(dice, world.suppliers, lambda one: _trusted(one) and fits(one))


def colleague_for(dice: Dice, team: Sequence[Person], fits: Callable[[Person], bool]) -> Person | None:
    """Return an employee who fits, or None after many tries."""
    return _search(dice, team, lambda one: not one.left and fits(one))


def _established(customer: Customer) -> bool:
    return (
        customer.orders >= _PAST_ORDERS
        and customer.health is Health.SOUND
        and customer.pause is None
        and not (customer.left or customer.buys_in_batches)
    )


def _trusted(supplier: Supplier) -> bool:
    return (
        supplier.payments >= _PAST_PAYMENTS
        and supplier.fixed_amount is None
        and supplier.pause is None
        and supplier.account_episode is None
        and not supplier.left
    )


def _search(dice: Dice, among: Sequence[T], fits: Callable[[T], bool]) -> T | None:
    for _ in range(_TRIES):
        one = dice.pick(among)
        if fits(one):
            return one
    return None
