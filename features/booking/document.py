"""The state of a document after the last event that spoke of it."""

from dataclasses import dataclass, field
from typing import Final

FLAG_REFUSED: Final = 1 << 16
"""Of an order or a payment: a reviewer blocked it, and none has released it since."""
FLAG_RELEASED: Final = 1 << 17
"""Of a decision: a reviewer released what it held, and none has blocked it since.

These two stand above all that `features.kernel.layout` uses: no event carries them, and no feature reads them.
"""


@dataclass(slots=True)
class Document:
    """An order, invoice, payment, claim, contract, customer, supplier and the like.

    Parameters
    ----------
    document
        `order:25SH00137` and the like.
    status
        `submitted`, `open`, `cancelled`, `settled`, `void`, `written_off`, `returned`, `withdrawn`.
    parties
        Column of the log -> key of the party; fixed by the document's first events.
    currency
        Its currency, None where it has no amount.
    amount_minor
        Amount as window features count it, base currency. Of a withdrawn payment what was asked, which
        they no longer count.
    open_minor
        Of an order: ordered, neither delivered nor billed. Of an invoice: unpaid.
    delivered_minor
        Of an order: delivered, not billed. Of an invoice: what it billed of that, at the order's rate.
    reserved_minor
        Of an order: exposure held by a reservation, without what was delivered or billed. Of a payment: what
        it has taken of its budget.
    fulfilled_minor
        Of an order: all that was ever delivered or billed of it. Of an invoice: what it billed that was not
        delivered yet, at the order's rate.
    owed_minor
        Of an invoice: unpaid, in minor units of its own currency.
    rate_micro
        The rate at which it was booked, times 10**6; 0 in base currency.
    budget_id
        Of a payment: the budget that it names, whether or not it was given back.
    bills
        Of an invoice: the order that it billed, `order:25SH00137`; None where the log had not heard of one.
    opened_at_us, due_at_us
        When it was opened; from when it is past due (0 without).
    near_at_us
        Of an order: from when it is within the horizon of the dynamic credit check; 0 without a date.
    known_at_us, seq
        Of its last event.
    tag, voucher, flags
        Normalised invoice number; voucher of a payment; the `FLAG_` bits of `features.kernel.layout`
        and of this module.
    """

    document: str
    status: str = "open"
    parties: dict[str, str] = field(default_factory=dict)
    currency: str | None = None
    amount_minor: int = 0
    open_minor: int = 0
    delivered_minor: int = 0
    reserved_minor: int = 0
    fulfilled_minor: int = 0
    owed_minor: int = 0
    rate_micro: int = 0
    budget_id: str | None = None
    bills: str | None = None
    opened_at_us: int = 0
    due_at_us: int = 0
    known_at_us: int = 0
    seq: int = 0
    near_at_us: int = 0
    tag: str | None = None
    voucher: str | None = None
    flags: int = 0

    @property
    def held_minor(self) -> int:
        """Exposure of an order before delivery: the larger of reserved and open."""
        return max(self.reserved_minor, self.open_minor)


@dataclass(slots=True)
class Booked:
    """What the log stores beside an event.

    Parameters
    ----------
    base_minor
        The event's amount in base currency, at the rate of its document.
    ref_minor
        The same at the rate of the document that it refers to.
    delta_minor, count_delta
        Change of the document's amount and of the number of documents.
    open_delta_minor, delivered_delta_minor
        Change of what an order has open, and delivered without a bill.
    due_at_us, ref_at_us
        When the debt falls due; when the referred document was opened.
    near_at_us
        Of an order and what follows it: see `Document`.
    tag, voucher, flags
        As in `Document`, of this event.
    parties
        All parties of the event, those of its document included; see `features.booking.enrich`.
    known_at_us
        Not before the document it changes was known.
    """

    base_minor: int = 0
    ref_minor: int = 0
    delta_minor: int = 0
    count_delta: int = 0
    open_delta_minor: int = 0
    delivered_delta_minor: int = 0
    due_at_us: int = 0
    ref_at_us: int = 0
    near_at_us: int = 0
    tag: str | None = None
    voucher: str | None = None
    flags: int = 0
    parties: dict[str, str] = field(default_factory=dict)
    known_at_us: int = 0
