"""Split payments: bills of one supplier that one requester has paid in parts just below a limit."""

from typing import Final

from training.synth import payments, purchases
from training.synth.amounts import APPROVAL_LIMITS, just_below
from training.synth.anomalies.choose import supplier_for
from training.synth.anomalies.split_times import within_36_hours
from training.synth.dice import Dice
from training.synth.documents import BillDraft
from training.synth.hours import office_moment
from training.synth.parties import Supplier
from training.synth.world import World, anomaly_mark

NAME = "split_payment"
_PARTS: Final = ((3, 0.5), (4, 0.32), (5, 0.18))


def plant(world: World, day: int) -> bool:
    """Plant 3 to 5 bills of a supplier without an order, paid within 36 hours by one requester."""
    dice = world.dice.anomalies
    limit = dice.weighted(((APPROVAL_LIMITS[0], 0.8), (APPROVAL_LIMITS[1], 0.2)))
    supplier = supplier_to_split(world, dice, limit)
    if supplier is None:
        return False
    episode = world.new_episode()
    pay_day = world.timeline.workdays_after(day, dice.whole(5, 12))
    moments = within_36_hours(world, pay_day, supplier.buyer, dice.weighted(_PARTS))
    for position, moment in enumerate(moments, 1):
        payment = payments.to_supplier(world, supplier, just_below(dice, limit))
        payment.requester = supplier.buyer
        payment.marks = anomaly_mark(NAME, episode, position)
        arrives = world.timeline.workdays_after(day, dice.whole(0, 3))
        bill = BillDraft(supplier, payment.amount, [(moment, payment)])
        world.at(office_moment(world, arrives), purchases.receive_bill, bill)
    return True


def supplier_to_split(world: World, dice: Dice, limit: int) -> Supplier | None:
    """Return a supplier of services whose ordinary bills are near enough to a limit."""
    return supplier_for(
        world, dice, lambda one: one.trade == "services" and 0.08 * limit < one.typical < 1.3 * limit
    )
