"""Purchases: order, receipt of goods, the supplier's invoice, and the payment that it leads to."""

from typing import Any, Final

from training.synth import payments, seasons
from training.synth.amounts import priced, text
from training.synth.documents import BillDraft, PaymentDraft, Purchase
from training.synth.hours import office_after, office_moment, work_moment
from training.synth.parties import Supplier
from training.synth.staff import second_person
from training.synth.suppliers import next_number
from training.synth.world import World

_WITH_ORDER: Final = {"materials": 0.88, "services": 0.35, "recurring": 0.0}
_AFTER_PAUSE: Final = 0.15


def day_of_purchases(world: World, day: int) -> None:
    """Buy what a working day brings."""
    if not world.timeline.is_workday(day):
        return
    factor = 1.45 * (0.6 + 0.4 * seasons.day_factor(world.timeline, day))
    for index, count in world.dice.purchases.counts(world.bill_rates * factor):
        supplier = world.suppliers[index]
        if _buys(world, supplier, day):
            for _ in range(count):
                buy(world, day, supplier)


def month_of_recurring(world: World, day: int) -> None:
    """Let every supplier with a recurring contract send its bill of the month, always the same sum."""
    for supplier in world.suppliers:
        if supplier.fixed_amount is not None and not supplier.left and supplier.started < day:
            arrives = world.timeline.workday_from(day + supplier.index % 20)
            moment = office_moment(world, arrives)
            world.at(moment, receive_bill, settled(world, moment, supplier, supplier.fixed_amount))


def buy(world: World, day: int, supplier: Supplier) -> None:
    """Begin an ordinary purchase on a working day."""
    purchase = Purchase(supplier, usual_amount(world, supplier), supplier.contract_id)
    acquire(world, day, purchase, order_chance(supplier))


def order_chance(supplier: Supplier) -> float:
    """Return how often a purchase from a supplier has an order behind it."""
    return _WITH_ORDER[supplier.trade]


def acquire(world: World, day: int, purchase: Purchase, with_order: float) -> None:
    """Begin a purchase on a working day: by an order with this chance, else the bill just arrives."""
    if world.dice.purchases.chance(with_order):
        world.at(work_moment(world, day, purchase.supplier.buyer), order_goods, purchase)
    else:
        moment = office_moment(world, day)
        world.at(moment, receive_bill, _bill_of(world, moment, purchase))


def usual_amount(world: World, supplier: Supplier) -> int:
    """Return the amount of an ordinary bill of a supplier, in minor units."""
    dice = world.dice.purchases
    return priced(dice, dice.lognormal(supplier.typical, supplier.spread))


def settled(world: World, moment: int, supplier: Supplier, amount: int) -> BillDraft:
    """Return a bill that arrives at a moment and is paid in one sum when it falls due."""
    payment = payments.to_supplier(world, supplier, amount)
    return BillDraft(supplier, amount, [(due_moment(world, moment, supplier, payment), payment)])


def due_moment(world: World, moment: int, supplier: Supplier, payment: PaymentDraft) -> int:
    """Return the moment at which a bill that arrives at `moment` is paid."""
    dice = world.dice.purchases
    wait = max(1, supplier.terms_days + round(dice.normal(1.0, 3.5)))
    day = world.timeline.workday_from(world.timeline.day_of(moment) + wait)
    return work_moment(world, day, payment.requester, after=moment)


def order_goods(world: World, moment: int, purchase: Purchase) -> None:
    """Order from a supplier; goods, bill and payment follow."""
    dice = world.dice.purchases
    buyer = purchase.supplier.buyer
    purchase.purchase_order_id = world.counters.next(f"PO{world.timeline.text(moment)[2:4]}")
    row = {
        "kind": "purchase_ordered",
        "purchase_order_id": purchase.purchase_order_id,
        "supplier_id": purchase.supplier.supplier_id,
        "amount": text(purchase.amount),
        "currency": world.spec.currency,
        "requester_id": buyer.employee_id,
        "approver_id": second_person(world, dice, buyer).employee_id,
    }
    if purchase.contract_id is not None:
        row["contract_id"] = purchase.contract_id
    purchase.known = world.tell(moment, row)
    world.at(office_after(world, moment, dice.whole(2, 14)), _receive_goods, purchase)


def receive_bill(world: World, moment: int, bill: BillDraft) -> None:
    """Write a supplier's invoice that arrives now, and note its payments."""
    supplier = bill.supplier
    invoice_no = bill.invoice_no or next_number(world, supplier)
    row: dict[str, Any] = {
        "kind": "invoice_received",
        "supplier_invoice_id": world.counters.next(f"AP{world.timeline.text(moment)[2:4]}"),
        "supplier_id": supplier.supplier_id,
        "invoice_no": invoice_no,
        "amount": text(bill.amount),
        "currency": world.spec.currency,
        "due_date": world.timeline.day_text(world.timeline.day_of(moment) + supplier.terms_days),
    }
    if bill.purchase_order_id is not None:
        row["purchase_order_id"] = bill.purchase_order_id
    known = world.tell(moment, row, bill.known)
    for at, payment in bill.payments:
        payment.invoice_no, payment.known = invoice_no, known
        world.at(at, payments.execute, payment)


def _buys(world: World, supplier: Supplier, day: int) -> bool:
    if supplier.left:
        return False
    if supplier.pause is None or day < supplier.pause[0]:
        return True
    return day > supplier.pause[1] + 20 and world.dice.purchases.chance(_AFTER_PAUSE)


def _receive_goods(world: World, moment: int, purchase: Purchase) -> None:
    row = {
        "kind": "goods_received",
        "receipt_id": world.counters.next(f"GR{world.timeline.text(moment)[2:4]}"),
        "supplier_id": purchase.supplier.supplier_id,
        "amount": text(purchase.amount),
        "currency": world.spec.currency,
        "purchase_order_id": purchase.purchase_order_id,
    }
    known = world.tell(moment, row, purchase.known)
    arrives = office_after(world, moment, world.dice.purchases.whole(1, 6))
    bill = _bill_of(world, arrives, purchase)
    bill.purchase_order_id, bill.known = purchase.purchase_order_id, known
    world.at(arrives, receive_bill, bill)


def _bill_of(world: World, arrives: int, purchase: Purchase) -> BillDraft:
    if purchase.bill is not None:
        return purchase.bill(arrives)
    bill = settled(world, arrives, purchase.supplier, purchase.amount)
    for _, payment in bill.payments:
        payment.marks, payment.contract_id = purchase.marks, purchase.contract_id
    return bill
