"""Changed accounts: a payee's account is redirected shortly before a large payment."""

from typing import Final, Literal

from training.synth import payments, purchases, suppliers
from training.synth.amounts import priced
from training.synth.anomalies.choose import supplier_for
from training.synth.documents import BillDraft, Purchase
from training.synth.hours import office_moment, work_moment
from training.synth.ids import account_number
from training.synth.parties import Person, Supplier
from training.synth.staff import another, second_person
from training.synth.world import World

NAME = "account_change"

Manner = Literal["alone", "requester", "collusion"]
_MANNERS: Final[tuple[tuple[Manner, float], ...]] = (
    ("alone", 0.42),
    ("requester", 0.43),
    ("collusion", 0.15),
)


def plant(world: World, day: int) -> bool:
    """Plant one redirected account: every payment to it counts, until it is found and mended."""
    supplier = supplier_for(world, world.dice.anomalies, lambda _: True)
    if supplier is None:
        return False
    redirect(world, day, supplier)
    return True


def redirect(world: World, day: int, supplier: Supplier) -> None:
    """Let a large purchase begin on a day, and somebody redirect the account before it is paid."""
    dice = world.dice.anomalies
    manner = dice.weighted(_MANNERS)
    culprit = dice.pick(world.departments["purchasing"])
    changer = culprit if manner != "collusion" else another(dice, world.departments["purchasing"], culprit)
    approver: Person | None = second_person(world, dice, changer)
    if manner == "alone" or (manner == "requester" and dice.chance(0.5)):
        approver = None
    amount = priced(dice, supplier.typical * dice.between(2.0, 6.0))
    requester = culprit if manner == "requester" else supplier.buyer

    def bill(arrives: int) -> BillDraft:
        changed_on = world.timeline.workdays_after(world.timeline.day_of(arrives), dice.whole(1, 3))
        world.at(work_moment(world, changed_on, changer), _change, (supplier, changer, approver))
        payment = payments.to_supplier(world, supplier, amount)
        payment.requester = requester
        pay_day = world.timeline.workdays_after(changed_on, dice.whole(1, 7))
        return BillDraft(supplier, amount, [(work_moment(world, pay_day, requester), payment)])

    purchase = Purchase(supplier, amount, bill=bill)
    purchases.acquire(world, day, purchase, purchases.order_chance(supplier))


def _change(world: World, moment: int, item: tuple[Supplier, Person, Person | None]) -> None:
    supplier, changer, approver = item
    dice = world.dice.anomalies
    before = supplier.account
    suppliers.change_account(world, moment, supplier, account_number(dice), changer, approver)
    supplier.account_episode, supplier.account_is_fraud = world.new_episode(), True
    found = world.timeline.workday_from(world.timeline.day_of(moment) + dice.whole(25, 55))
    world.at(office_moment(world, found), _mend, (supplier, before))


def _mend(world: World, moment: int, item: tuple[Supplier, str]) -> None:
    """Change the account back, by two persons."""
    supplier, account = item
    clerk = supplier.buyer
    approver = second_person(world, world.dice.anomalies, clerk)
    suppliers.change_account(world, moment, supplier, account, clerk, approver)
    supplier.account_episode, supplier.account_is_fraud = None, False
