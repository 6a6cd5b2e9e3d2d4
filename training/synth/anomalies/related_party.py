"""Related parties: a supplier whose bank account is an employee's."""

from training.synth import purchases, suppliers
from training.synth.anomalies.choose import colleague_for
from training.synth.documents import Purchase
from training.synth.hours import work_moment
from training.synth.world import World, anomaly_mark

NAME = "related_party"


def plant(world: World, day: int) -> bool:
    """Plant a supplier with an employee's account, and 2 to 4 ordinary-looking bills of it."""
    dice = world.dice.anomalies
    insider = colleague_for(
        dice, world.people, lambda one: one.department in {"purchasing", "finance", "operations"}
    )
    if insider is None:
        return False
    supplier = suppliers.new_supplier(world, day, "services", dice)
    supplier.account, supplier.bills_a_day = insider.account, 0.0
    suppliers.register(world, work_moment(world, day, supplier.buyer), supplier)
    episode = world.new_episode()
    at = day
    for position in range(1, dice.whole(2, 4) + 1):
        at = world.timeline.workday_from(at + dice.whole(6, 35))
        marks = anomaly_mark(NAME, episode, position)
        purchase = Purchase(supplier, purchases.usual_amount(world, supplier), supplier.contract_id, marks)
        purchases.acquire(world, at, purchase, purchases.order_chance(supplier))
    return True
