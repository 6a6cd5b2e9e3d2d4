"""Fictitious suppliers: entered by one person, billing soon, with round sums and numbers in a row."""

from typing import Final

from training.synth import payments, purchases, suppliers
from training.synth.amounts import YUAN
from training.synth.dice import Dice
from training.synth.documents import BillDraft, Purchase
from training.synth.hours import work_moment
from training.synth.ids import registry_id
from training.synth.parties import Person, Supplier
from training.synth.world import World, anomaly_mark

NAME = "fictitious_supplier"
_ALONE: Final = 0.75
_WITH_ORDER: Final = 0.07
_BAD_REGISTRY: Final = 0.35


def plant(world: World, day: int) -> bool:
    """Plant a supplier that does not exist and 3 to 5 bills of it within weeks, hardly any with an order."""
    dice = world.dice.anomalies
    culprit = dice.pick(world.departments["purchasing"])
    supplier = suppliers.new_supplier(world, day, "services", dice)
    supplier.buyer, supplier.bills_a_day, supplier.number_step = culprit, 0.0, 1
    registry = _spoilt(dice, registry_id(dice)) if dice.chance(_BAD_REGISTRY) else None
    moment = work_moment(world, day, culprit)
    suppliers.register(
        world, moment, supplier, changed_by=culprit, alone=dice.chance(_ALONE), registry=registry
    )
    at = world.timeline.workday_from(day + dice.whole(3, 24))
    episode = world.new_episode()
    for position in range(1, dice.whole(3, 5) + 1):
        _bill(world, at, supplier, culprit, episode, position)
        at = world.timeline.workday_from(at + dice.whole(2, 12))
    return True


def _bill(world: World, day: int, supplier: Supplier, culprit: Person, episode: int, position: int) -> None:
    dice = world.dice.anomalies
    amount = max(2, round(dice.lognormal(14.0, 0.6))) * 1_000 * YUAN
    marks = anomaly_mark(NAME, episode, position)

    def bill(arrives: int) -> BillDraft:
        payment = payments.to_supplier(world, supplier, amount)
        payment.requester, payment.marks = culprit, marks
        pay_day = world.timeline.workdays_after(world.timeline.day_of(arrives), dice.whole(1, 6))
        return BillDraft(supplier, amount, [(work_moment(world, pay_day, culprit), payment)])

    purchases.acquire(world, day, Purchase(supplier, amount, bill=bill), _WITH_ORDER)


def _spoilt(dice: Dice, registry: str) -> str:
    """Return a registry number whose check sign is wrong."""
    while True:
        sign = dice.pick("0123456789ABCDEFGHJKLMNPQRTUWXY")
        if sign != registry[-1]:
            return registry[:-1] + sign
