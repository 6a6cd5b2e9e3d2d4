"""Booking one event: the way in, and what all kinds share."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from typing import Final, Protocol

from features.booking import control, masters, orders, payments, receivables
from features.booking.document import Booked, Document
from features.booking.enrich import FIXED, Masters, enrich
from features.events.event import Event
from features.events.fields import PARTIES
from features.events.kinds import KINDS
from features.kernel.layout import FLAG_FIRST
from riskdesk.core.errors import AmountInvalid, EventInvalid
from riskdesk.core.money import convert

Rule = Callable[[Event, Document, Document | None, Booked], None]


class Books(Masters, Protocol):
    """The state that booking reads and changes; the store writes back what was touched.

    A document that is returned may be changed in place.
    """

    base_currency: str

    def open(self, document: Document) -> None:
        """Take in a new document."""
        ...

    def rate_micro(self, currency: str, at_us: int) -> int | None:
        """Return base units for one unit of `currency`, times 10**6, as booked at a moment."""
        ...

    def holds(self, document: str, reservation_id: str) -> bool:
        """Tell whether this reservation is the one that holds exposure for a document."""
        ...


RULES: Final[dict[str, Rule]] = {
    "order_submitted": orders.submit,
    "order_placed": orders.place,
    "order_amended": orders.amend,
    "order_cancelled": orders.cancel,
    "order_reopened": orders.reopen,
    "order_delivered": orders.deliver,
    "reservation_made": orders.reserve,
    "reservation_released": orders.release,
    "invoice_issued": receivables.issue,
    "invoice_voided": receivables.void,
    "invoice_disputed": receivables.dispute,
    "credit_note_issued": receivables.credit,
    "invoice_written_off": receivables.write_off,
    "money_matched": receivables.match,
    "invoice_received": payments.bill,
    "payment_submitted": payments.submit,
    "payment_executed": payments.execute,
    "payment_returned": payments.send_back,
    "payment_withdrawn": payments.withdraw,
    "budget_released": payments.give_back,
    "expense_claimed": payments.claim,
    "supplier_registered": masters.supplier,
    "payee_account_changed": masters.two_persons,
    "contract_signed": masters.sign,
    "limit_overridden": control.limit,
    "verdict_recorded": control.judge,
    "party_linked": control.link,
}
"""Kinds that change more than their document's parties."""


def book(event: Event, books: Books) -> Booked:
    """Book one event: change its document, return what the log stores beside it.

    Raises
    ------
    EventInvalid
        It contradicts what the log knows: a document that is missing, open already, of
        another party; nothing was changed then.
    """
    document = books.document(event.document)
    _check_standing(event, document, books)
    reference = _referred(event, document, books)
    target = document or Document(event.document, status="new", opened_at_us=event.occurred_at_us)
    if (
        document is None
        and event.kind.document in FIXED
        and event.currency not in (None, books.base_currency)
    ):
        target.rate_micro = _rate_micro(str(event.currency), event.occurred_at_us, books)
    booked = Booked(
        base_minor=base_amount(event, target, books),
        ref_minor=0 if reference is None else referred_amount(event, reference, books),
        due_at_us=event.due_at_us,
        flags=FLAG_FIRST if document is None else 0,
        tag=normalise_number(event.body.get("invoice_no")),
        voucher=event.body.get("voucher_no"),
        parties=enrich(event, books),
    )
    booked.known_at_us = max(event.known_at_us, target.known_at_us, reference.known_at_us if reference else 0)
    rule = RULES.get(event.kind.name)
    if rule is not None:
        rule(event, target, reference, booked)
    _settle(event, target, booked)
    if document is None:
        books.open(target)
    return booked


def _referred(event: Event, document: Document | None, books: Books) -> Document | None:
    """Return the document that the event speaks of beside its own: a void of an invoice names no order."""
    name = event.reference
    if document is not None and event.kind.name == "invoice_voided":
        name = document.bills
    return books.document(name) if name else None


def base_amount(event: Event, document: Document, books: Books) -> int:
    """Return the event's amount in base currency.

    A debt keeps the rate at which it was booked, and what settles it is the difference of
    what is owed before and after: a paid invoice leaves nothing open, in however many parts.

    Raises
    ------
    EventInvalid
        No rate is known, or the currency is not that of the document.
    """
    if document.currency is not None and event.currency not in (None, document.currency):
        raise EventInvalid(
            f"expected {document.currency}, the currency of {document.document}", field="currency"
        )
    if event.currency is None or event.amount_minor == 0 or event.currency == books.base_currency:
        return event.amount_minor
    rate = document.rate_micro or _rate_micro(event.currency, event.occurred_at_us, books)
    owed_after = _converted(document.owed_minor - event.amount_minor, event.currency, rate, books)
    return _converted(document.owed_minor, event.currency, rate, books) - owed_after


def referred_amount(event: Event, reference: Document, books: Books) -> int:
    """Return the event's amount at the rate of the document that it refers to, else its own."""
    if event.currency is None or event.currency == books.base_currency:
        return event.amount_minor
    same = event.currency == reference.currency and reference.rate_micro > 0
    rate = reference.rate_micro if same else _rate_micro(event.currency, event.occurred_at_us, books)
    return _converted(event.amount_minor, event.currency, rate, books)


def _rate_micro(currency: str, at_us: int, books: Books) -> int:
    rate = books.rate_micro(currency, at_us)
    if rate is None:
        raise EventInvalid(f"no rate from {currency} to {books.base_currency} is known", field="currency")
    return rate


def _converted(minor: int, currency: str, rate_micro: int, books: Books) -> int:
    try:
        return convert(minor, currency, books.base_currency, rate_micro)
    except AmountInvalid as error:
        raise EventInvalid(error.detail, field="amount") from None


def normalise_number(number: object) -> str | None:
    """Return an invoice number without case, punctuation, leading zeros and blanks.

    >>> normalise_number("inv-000_123")
    'INV123'
    """
    if not isinstance(number, str):
        return None
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", number).upper() if sign.isalnum())
    parts = re.findall(r"\d+|\D+", plain)
    return "".join(part.lstrip("0") or "0" if part.isdecimal() else part for part in parts)[:64] or None


def _check_standing(event: Event, document: Document | None, books: Books) -> None:
    """Refuse an event that cannot follow what stands of its document."""
    field = event.kind.document_field
    if document is None:
        if not event.kind.opens:
            raise EventInvalid(f"{event.document} is not in the log", field=field)
        return
    if event.kind.name in _ONLY_ONCE:
        raise EventInvalid(f"{event.document} stands in the log already", field=field)
    _check_parties(event, document)
    if event.kind.name == "reservation_released":
        reservation_id = event.body["reservation_id"]
        if not books.holds(event.document, reservation_id):
            raise EventInvalid(f"{reservation_id} holds nothing for {event.document}", field="reservation_id")


def _check_parties(event: Event, document: Document) -> None:
    for column, key in event.parties.items():
        known = document.parties.get(column)
        if known is not None and known != key and event.kind.document in FIXED:
            raise EventInvalid(
                f"{document.document} belongs to another {column}", field=_field_of(event, column)
            )


_OPENERS: Final = Counter(kind.document for kind in KINDS if kind.opens)
_ONLY_ONCE: Final = frozenset(k.name for k in KINDS if k.once and k.opens and _OPENERS[k.document] == 1)
"""Kinds that alone open their document, and only once, under whatever event ids they come."""


def _field_of(event: Event, column: str) -> str:
    """Return the field of the event that named the party of a column."""
    return next((name for name, of in PARTIES.items() if of == column and name in event.body), column)


def _settle(event: Event, document: Document, booked: Booked) -> None:
    """Bring the document's common state up to date."""
    is_fixed = event.kind.document in FIXED
    document.parties = dict(booked.parties) if is_fixed else {**document.parties, **event.parties}
    if document.status == "new":
        document.status = "open"
    if document.currency is None and is_fixed:
        document.currency = event.currency
    document.known_at_us = booked.known_at_us
    document.tag = booked.tag or document.tag
    booked.tag = booked.tag or document.tag
    document.voucher = booked.voucher or document.voucher
    booked.voucher = booked.voucher or document.voucher
    booked.near_at_us = booked.near_at_us or document.near_at_us
