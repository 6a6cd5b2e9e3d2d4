"""What customers owe: invoices, money that comes in and is matched, disputes, credit notes, losses."""

from typing import Final

from training.synth import refunds
from training.synth.amounts import text
from training.synth.documents import Order
from training.synth.hours import office_after, office_moment
from training.synth.names import short_name
from training.synth.parties import Customer, Health, Invoice
from training.synth.world import World

_VOIDED, _DISPUTED, _CREDITED = 0.007, 0.018, 0.015
_SHORT_NAME: Final = 0.12
_RECOVERED: Final = 0.22
_WRITTEN_OFF: Final = 0.65


def issue_invoice(world: World, moment: int, item: tuple[Order, int]) -> None:
    """Bill a delivery: (order, amount in minor units)."""
    order, amount = item
    invoice = _write_invoice(world, moment, order, amount)
    dice = world.dice.receivables
    u = dice.uniform()
    if u < _VOIDED:
        world.at(office_after(world, moment, 1), _void, invoice)
        world.at(office_after(world, moment, 2), issue_invoice, item)
        return
    if u < _VOIDED + _DISPUTED * (1 + 2 * invoice.customer.strain):
        world.at(office_after(world, moment, dice.whole(4, 15)), _dispute, invoice)
    elif dice.chance(_CREDITED):
        world.at(office_after(world, moment, dice.whole(2, 12)), _credit, invoice)
    _plan_payment(world, invoice, world.timeline.day_of(moment))


def _write_invoice(world: World, moment: int, order: Order, amount: int) -> Invoice:
    customer = order.draft.customer
    due_day = world.timeline.day_of(moment) + order.draft.terms_days
    invoice_id = world.counters.next(f"IN{world.timeline.text(moment)[2:4]}")
    row = {
        "kind": "invoice_issued",
        "invoice_id": invoice_id,
        "customer_id": customer.customer_id,
        "amount": text(amount),
        "currency": world.spec.currency,
        "due_date": world.timeline.day_text(due_day),
        "order_id": order.order_id,
        "salesperson_id": order.draft.salesperson.employee_id,
        "terms_days": order.draft.terms_days,
    }
    return Invoice(invoice_id, customer, amount, due_day, world.tell(moment, row, order.known))


def _plan_payment(world: World, invoice: Invoice, today: int) -> None:
    """Let the customer pay when its habit, its quality and its strain make it."""
    customer = invoice.customer
    dice = world.dice.receivables
    late = customer.habit_days - 3.4 * customer.quality + dice.normal(0.0, 2.5)
    if dice.chance(0.10):
        late += dice.exponential(10.0)
    late += customer.strain * dice.between(8, 36)
    if customer.pay_days:
        late -= 8  # those who pay on fixed days round down as often as up
    _plan_pay_day(world, customer, invoice, max(today + 1, invoice.due_day + round(late)))


def _plan_pay_day(world: World, customer: Customer, invoice: Invoice, day: int) -> None:
    """Pay on the customer's next day of payments; what falls on one day is paid in one sum."""
    if customer.pay_days and invoice.customer.health is not Health.DEFAULTED:
        day = _next_pay_day(world, customer.pay_days, day)
    day = world.timeline.workday_from(day)
    waiting = customer.to_pay.setdefault(day, [])
    if not waiting:
        world.at(world.timeline.moment(day, _bank_second(customer)), _pay, customer)
    waiting.append(invoice)


def _next_pay_day(world: World, days: tuple[int, ...], day: int) -> int:
    for ahead in range(32):
        if world.timeline.date(day + ahead).day in days:
            return day + ahead
    return day


def _bank_second(customer: Customer) -> int:
    """Return the second of the day at which a customer's money comes: its bank's hour, within the day."""
    return 9 * 3_600 + (customer.index * 7_919 + 1_511) % (8 * 3_600)


def _pay(world: World, moment: int, customer: Customer) -> None:
    day = world.timeline.day_of(moment)
    dice = world.dice.receivables
    paid: list[tuple[Invoice, int]] = []
    for invoice in customer.to_pay.pop(day):
        if invoice.closed:
            continue
        if customer.health is Health.DEFAULTED:
            _fail(world, invoice, day)
        elif invoice.contested and dice.chance(0.7):
            invoice.contested = False
            _plan_pay_day(world, customer, invoice, day + dice.whole(8, 30))
        elif customer.health is Health.STRAINED and dice.chance(0.22 * customer.strain):
            _plan_pay_day(world, customer, invoice, day + dice.whole(7, 25))
        else:
            paid.append((invoice, _how_much(world, invoice, day)))
    if paid:
        _receive(world, moment, customer, paid)


def _how_much(world: World, invoice: Invoice, day: int) -> int:
    """Return what is paid now; the rest of a partial payment follows."""
    dice = world.dice.receivables
    customer = invoice.customer
    if invoice.owed < 100_000 or not dice.chance(0.03 + 0.25 * customer.strain):
        return invoice.owed
    _plan_pay_day(world, customer, invoice, day + dice.whole(8, 28))
    return int(invoice.owed * dice.between(0.3, 0.8))


def _receive(world: World, moment: int, customer: Customer, paid: list[tuple[Invoice, int]]) -> None:
    dice = world.dice.receivables
    total = sum(amount for _, amount in paid)
    over = dice.chance(0.006)
    received = total + (round(total * dice.between(0.02, 0.4)) if over else 0)
    receipt_id = world.counters.next(f"RC{world.timeline.text(moment)[2:4]}")
    row = {
        "kind": "money_received",
        "receipt_id": receipt_id,
        "customer_id": customer.customer_id,
        "amount": text(received),
        "currency": world.spec.currency,
        "payer_name": short_name(customer.name) if dice.chance(_SHORT_NAME) else customer.name,
    }
    known = world.tell(moment, row)
    prompt = moment + 600 + int(dice.exponential(3_600))
    matched = prompt if dice.chance(0.75) else office_after(world, moment, dice.whole(1, 3))
    for invoice, amount in paid:
        _match(world, matched, invoice, amount, receipt_id, known)
    if received > total:
        world.at(
            office_after(world, moment, dice.whole(3, 12)),
            refunds.refund,
            (customer, received - total, known),
        )


def _match(world: World, moment: int, invoice: Invoice, amount: int, receipt_id: str, floor: int) -> None:
    amount = min(amount, invoice.owed)
    invoice.owed -= amount
    invoice.closed = invoice.owed == 0
    row = {
        "kind": "money_matched",
        "match_id": world.counters.next("M", 7),
        "invoice_id": invoice.invoice_id,
        "amount": text(amount),
        "currency": world.spec.currency,
        "receipt_id": receipt_id,
    }
    invoice.known = world.tell(moment, row, max(floor, invoice.known))


def _void(world: World, moment: int, invoice: Invoice) -> None:
    invoice.closed, invoice.owed = True, 0
    row = {"kind": "invoice_voided", "invoice_id": invoice.invoice_id}
    invoice.known = world.tell(moment, row, invoice.known)


def _dispute(world: World, moment: int, invoice: Invoice) -> None:
    if invoice.closed:
        return
    dice = world.dice.receivables
    invoice.contested = True
    row = {"kind": "invoice_disputed", "invoice_id": invoice.invoice_id}
    if dice.chance(0.6):
        row |= {
            "amount": text(1 + int(invoice.owed * dice.between(0.1, 0.9))),
            "currency": world.spec.currency,
        }
    row["reason"] = dice.pick(("质量异议", "数量不符", "价格不符", "交货延迟"))
    invoice.known = world.tell(moment, row, invoice.known)
    if dice.chance(0.55):
        world.at(office_after(world, moment, dice.whole(4, 20)), _credit, invoice)


def _credit(world: World, moment: int, invoice: Invoice) -> None:
    """Reduce an invoice that is still owed."""
    if invoice.owed < 10_000:
        return
    amount = int(invoice.owed * world.dice.receivables.between(0.03, 0.4))
    invoice.owed -= amount
    row = {
        "kind": "credit_note_issued",
        "credit_note_id": world.counters.next(f"CN{world.timeline.text(moment)[2:4]}"),
        "invoice_id": invoice.invoice_id,
        "amount": text(amount),
        "currency": world.spec.currency,
    }
    invoice.known = world.tell(moment, row, invoice.known)


def _fail(world: World, invoice: Invoice, day: int) -> None:
    """An invoice of a customer that has stopped paying: recovered late, given up, or left open."""
    dice = world.dice.receivables
    u = dice.uniform()
    if u < _RECOVERED:
        later = world.timeline.workday_from(max(day, invoice.due_day) + dice.whole(95, 240))
        world.at(office_moment(world, later), _recover, invoice)
    elif u < _RECOVERED + _WRITTEN_OFF:
        later = world.timeline.workday_from(max(day, invoice.due_day) + dice.whole(150, 260))
        world.at(office_moment(world, later), _write_off, invoice)


def _recover(world: World, moment: int, invoice: Invoice) -> None:
    if not invoice.closed:
        share = world.dice.receivables.between(0.3, 1.0)
        _receive(world, moment, invoice.customer, [(invoice, max(1, int(invoice.owed * share)))])


def _write_off(world: World, moment: int, invoice: Invoice) -> None:
    if not invoice.closed:
        invoice.closed = True
        row = {"kind": "invoice_written_off", "invoice_id": invoice.invoice_id}
        invoice.known = world.tell(moment, row, invoice.known)
