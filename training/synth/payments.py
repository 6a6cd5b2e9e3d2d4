"""Payments: what the bank executes for us."""

from typing import Any, Final

from training.synth import reviews
from training.synth.amounts import YUAN, text
from training.synth.documents import PaymentDraft
from training.synth.hours import is_odd, office_after
from training.synth.parties import PaidBill, Person, Supplier
from training.synth.staff import another, second_person, usual_address
from training.synth.truth import Mark
from training.synth.world import World, anomaly_mark, twin_mark

_NEEDS_APPROVAL: Final = 2_000 * YUAN
_RETURNED: Final = 0.004
_REMEMBERED: Final = 24
_FIRST_ON_ACCOUNT: Final = 3
_STAND_IN: Final = 0.12


def to_supplier(world: World, supplier: Supplier, amount: int) -> PaymentDraft:
    """Return an ordinary payment of a supplier's bill, to the account that is its own on that day."""
    dice = world.dice.payments
    team = world.departments["purchasing"]
    requester = dice.pick(team) if dice.chance(_STAND_IN) else supplier.buyer
    return PaymentDraft(
        kind="supplier",
        payee_id=supplier.supplier_id,
        account=None,
        amount=amount,
        requester=requester,
        approver=second_person(world, dice, requester) if amount >= _NEEDS_APPROVAL else None,
        ip=usual_address(dice, requester),
        supplier=supplier,
        contract_id=supplier.contract_id,
    )


def to_person(world: World, kind: str, person: Person, amount: int, requester: Person) -> PaymentDraft:
    """Return a payment to an employee: an expense or a salary."""
    dice = world.dice.payments
    return PaymentDraft(
        kind=kind,
        payee_id=person.employee_id,
        account=person.account,
        amount=amount,
        requester=requester,
        approver=another(dice, world.departments["finance"], requester),
        ip=usual_address(dice, requester),
    )


def execute(world: World, moment: int, payment: PaymentDraft) -> None:
    """Write a payment that the bank executes now."""
    year_month = world.timeline.text(moment)[2:7].replace("-", "")
    payment_id = world.counters.next(f"PM{year_month[:2]}")
    if payment.voucher.number is None:
        payment.voucher.number = world.counters.next(f"JZ{year_month}-", 4)
    known = world.tell(moment, _executed(world, payment_id, payment), payment.known)
    marks = payment.marks + _natural_marks(world, moment, payment)
    reviews.consider(world, f"payment:{payment_id}", known, marks)
    if payment.supplier is not None:
        _remember(world, moment, payment.supplier, payment)
    if world.dice.payments.chance(_RETURNED):
        world.at(office_after(world, moment, 1), _return, (payment_id, payment, known))


def _executed(world: World, payment_id: str, payment: PaymentDraft) -> dict[str, Any]:
    account = payment.account
    if account is None and payment.supplier is not None:
        account = payment.supplier.account
    row: dict[str, Any] = {
        "kind": "payment_executed",
        "payment_id": payment_id,
        "kind_of_payment": payment.kind,
        "payee_id": payment.payee_id,
        "payee_account": account,
        "amount": text(payment.amount),
        "currency": world.spec.currency,
        "requester_id": payment.requester.employee_id,
        "voucher_no": payment.voucher.number,
        "ip": payment.ip,
    }
    approver = None if payment.approver is None else payment.approver.employee_id
    optional = {
        "approver_id": approver,
        "invoice_no": payment.invoice_no,
        "contract_id": payment.contract_id,
        "budget_id": payment.budget_id,
    }
    return row | {name: value for name, value in optional.items() if value is not None}


def _natural_marks(world: World, moment: int, payment: PaymentDraft) -> tuple[Mark, ...]:
    """Return what a payment is by the way things stand: a late worker's, on a changed account, recurring."""
    marks: tuple[Mark, ...] = ()
    if payment.requester.works_late and is_odd(world, moment):
        marks += twin_mark("odd_hours", world.new_episode(), habitual=True)
    supplier = payment.supplier
    if supplier is None:
        return marks
    if supplier.fixed_amount is not None and supplier.payments:
        marks += twin_mark("duplicate_payment", world.new_episode(), habitual=True)
    return marks + _account_marks(supplier)


def _account_marks(supplier: Supplier) -> tuple[Mark, ...]:
    """Return the mark of a payment that goes to an account changed not long ago."""
    if supplier.account_episode is None:
        return ()
    position = supplier.payments_on_account + 1
    if supplier.account_is_fraud:
        return anomaly_mark("account_change", supplier.account_episode, position)
    if position <= _FIRST_ON_ACCOUNT:
        return twin_mark("account_change", supplier.account_episode, position)
    return ()


def _remember(world: World, moment: int, supplier: Supplier, payment: PaymentDraft) -> None:
    supplier.payments += 1
    supplier.payments_on_account += 1
    supplier.last_payment_day = world.timeline.day_of(moment)
    if payment.invoice_no is not None and not payment.marks:
        supplier.paid.append(
            PaidBill(payment.invoice_no, payment.amount, supplier.last_payment_day, payment.known)
        )
        del supplier.paid[:-_REMEMBERED]


def _return(world: World, moment: int, item: tuple[str, PaymentDraft, int]) -> None:
    """The bank sends a payment back; it is paid again, an innocent twin of a duplicate."""
    payment_id, payment, known = item
    known = world.tell(
        moment, {"kind": "payment_returned", "payment_id": payment_id, "reason": "户名账号不符"}, known
    )
    again = PaymentDraft(
        kind=payment.kind,
        payee_id=payment.payee_id,
        account=payment.account,
        amount=payment.amount,
        requester=payment.requester,
        approver=payment.approver,
        ip=payment.ip,
        supplier=payment.supplier,
        invoice_no=payment.invoice_no,
        contract_id=payment.contract_id,
        budget_id=payment.budget_id,
        known=known,
        marks=_anomalies(payment.marks) + twin_mark("duplicate_payment", world.new_episode()),
    )
    world.at(office_after(world, moment, world.dice.payments.whole(1, 4)), execute, again)


def _anomalies(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    return tuple(mark for mark in marks if mark.is_anomaly)
