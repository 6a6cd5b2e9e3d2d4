"""Twins in the books of suppliers: changed banks, contractors, first clients."""

from training.synth import claims, purchases, staff, suppliers
from training.synth.amounts import priced
from training.synth.anomalies.choose import colleague_for, supplier_for
from training.synth.contracts import sign_contract
from training.synth.documents import Purchase
from training.synth.hours import office_moment, work_moment
from training.synth.ids import account_number
from training.synth.parties import Person, Supplier
from training.synth.staff import second_person
from training.synth.twins.papers import PAPERED, SLOPPY
from training.synth.world import World, twin_mark


def account_change(world: World, day: int) -> bool:
    """Plant a supplier that truly changed banks, with two persons."""
    dice = world.dice.twins
    supplier = supplier_for(world, dice, lambda _: True)
    if supplier is None:
        return False
    clerk = dice.pick(world.departments["purchasing"])
    world.at(work_moment(world, day, clerk), _change_bank, (supplier, clerk))
    return True


def related_party(world: World, day: int) -> bool:
    """Plant an employee who leaves and works on under a contract, paid to the same account."""
    dice = world.dice.twins
    team = world.departments["operations"]
    person = colleague_for(dice, team, lambda one: not one.works_late) if len(team) > 2 else None
    if person is None:
        return False
    staff.leave(world, person, day)
    claims.refresh_rates(world)
    started = world.timeline.workdays_after(day, dice.whole(3, 15))
    supplier = suppliers.new_supplier(world, started, "services", dice)
    supplier.account, supplier.bills_a_day = person.account, 0.0
    moment = office_moment(world, started)
    world.at(moment, _register_contractor, (supplier, person.name))
    return True


def fictitious_supplier(world: World, day: int) -> bool:
    """Plant a true new supplier that soon bills often, with numbers in a row: we are its first client."""
    dice = world.dice.twins
    supplier = suppliers.new_supplier(world, day, dice.pick(("materials", "services")), dice)
    supplier.number_step, supplier.bills_a_day = 1, 0.0
    suppliers.register(world, work_moment(world, day, supplier.buyer), supplier, alone=dice.chance(SLOPPY))
    episode, at = world.new_episode(), world.timeline.workdays_after(day, dice.whole(1, 12))
    for position in range(1, dice.whole(3, 5) + 1):
        amount = purchases.usual_amount(world, supplier)
        marks = twin_mark("fictitious_supplier", episode, position)
        purchases.acquire(world, at, Purchase(supplier, amount, supplier.contract_id, marks), PAPERED)
        at = world.timeline.workdays_after(at, dice.whole(2, 9))
    return True


def _change_bank(world: World, moment: int, item: tuple[Supplier, Person]) -> None:
    supplier, clerk = item
    dice = world.dice.twins
    if supplier.account_is_fraud:
        return
    approver = None if dice.chance(SLOPPY) else second_person(world, dice, clerk)
    suppliers.change_account(world, moment, supplier, account_number(dice), clerk, approver)
    supplier.account_episode = world.new_episode()


def _register_contractor(world: World, moment: int, item: tuple[Supplier, str]) -> None:
    supplier, name = item
    dice = world.dice.twins
    suppliers.register(world, moment, supplier, legal_person=name)
    fee = priced(dice, supplier.typical)
    if dice.chance(PAPERED):
        supplier.contract_id = sign_contract(
            world, moment + dice.whole(300, 5_000), payee_id=supplier.supplier_id, amount=fee, recurring=True
        )
    episode, day = world.new_episode(), world.timeline.day_of(moment)
    for position in range(1, dice.whole(2, 4) + 1):
        arrives = office_moment(world, world.timeline.workday_from(day + 30 * position))
        bill = purchases.settled(world, arrives, supplier, fee)
        bill.payments[0][1].marks = twin_mark("related_party", episode, position)
        world.at(arrives, purchases.receive_bill, bill)
