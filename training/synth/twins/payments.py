"""Twins of payments to suppliers that are known."""

from training.synth import payments, purchases
from training.synth.amounts import APPROVAL_LIMITS, YUAN, just_below
from training.synth.anomalies import amount_jump, dormant_active, frequency_jump
from training.synth.anomalies.choose import supplier_for
from training.synth.anomalies.split_payment import supplier_to_split
from training.synth.documents import BillDraft, Purchase, Voucher
from training.synth.hours import office_moment
from training.synth.parties import Supplier
from training.synth.staff import second_person
from training.synth.twins.papers import PAPERED, contract
from training.synth.world import World, twin_mark


def split_payment(world: World, day: int) -> bool:
    """Plant one large bill that is paid in parts below a limit, posted under one voucher."""
    dice = world.dice.twins
    limit = APPROVAL_LIMITS[0]
    supplier = supplier_to_split(world, dice, limit)
    if supplier is None:
        return False
    parts = [just_below(dice, limit) for _ in range(dice.whole(3, 4))]
    _pay_in_parts(world, day, supplier, parts, "split_payment")
    return True


def duplicate_payment(world: World, day: int) -> bool:
    """Plant a bill that is paid in equal parts, posted under one voucher."""
    dice = world.dice.twins
    supplier = supplier_for(world, dice, lambda _: True)
    if supplier is None:
        return False
    part = max(YUAN, purchases.usual_amount(world, supplier) // 2)
    _pay_in_parts(world, day, supplier, [part] * dice.whole(2, 3), "duplicate_payment")
    return True


def payment_amount(world: World, day: int) -> bool:
    """Plant a very large bill, most with an order and a contract behind it."""
    dice = world.dice.twins
    supplier = supplier_for(world, dice, lambda one: one.spread < 0.7)
    if supplier is None:
        return False
    amount = amount_jump.jumped(dice, supplier.typical)
    contract_id = contract(world, day, supplier=supplier, amount=amount) if dice.chance(PAPERED) else None
    purchase = Purchase(supplier, amount, contract_id, twin_mark("amount_jump", world.new_episode()))
    purchases.acquire(world, day, purchase, 0.9)
    return True


def payment_frequency(world: World, day: int) -> bool:
    """Plant a burst of payments for a project, most of them under its contract."""
    dice = world.dice.twins
    supplier = supplier_for(
        world, dice, lambda one: one.bills_a_day < frequency_jump.SELDOM_A_DAY and one.trade == "services"
    )
    if supplier is None:
        return False
    contract_id = contract(world, day, supplier=supplier, amount=None) if dice.chance(0.75) else None
    frequency_jump.burst_of_payments(world, day, supplier, contract_id, is_anomaly=False)
    return True


def payment_dormant(world: World, day: int) -> bool:
    """Plant an ordinary purchase from a supplier that has slept."""
    supplier = dormant_active.sleeping_supplier(world, day)
    if supplier is None:
        return False
    marks = twin_mark("dormant_active", world.new_episode())
    purchase = Purchase(supplier, purchases.usual_amount(world, supplier), supplier.contract_id, marks)
    purchases.acquire(world, day, purchase, purchases.order_chance(supplier))
    return True


def _pay_in_parts(world: World, day: int, supplier: Supplier, parts: list[int], typology: str) -> None:
    episode, voucher = world.new_episode(), Voucher()
    moment = office_moment(world, day)
    planned = []
    draft = payments.to_supplier(world, supplier, sum(parts))
    at = purchases.due_moment(world, moment, supplier, draft)
    for position, part in enumerate(parts, 1):
        payment = payments.to_supplier(world, supplier, part)
        payment.requester, payment.voucher = draft.requester, voucher
        payment.approver = second_person(world, world.dice.twins, draft.requester)
        payment.marks = twin_mark(typology, episode, position)
        planned.append((at, payment))
        at += world.dice.twins.whole(20, 900)
    world.at(moment, purchases.receive_bill, BillDraft(supplier, sum(parts), planned))
