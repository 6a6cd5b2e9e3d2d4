"""The parties of an event: those it names, and what the log knows of them by then."""

from typing import Final, Protocol

from features.booking.document import Document
from features.events.event import Event

FIXED: Final = frozenset({"order", "invoice", "payment", "claim", "bill"})
"""Documents whose parties stay what their first event said; master data may change its own."""

_MASTERS: Final = (("customer", "customer"), ("payee", "supplier"))
"""Column of the log, and the document that holds the master data of the party it names."""


class Masters(Protocol):
    """What `enrich` reads."""

    def document(self, document: str) -> Document | None:
        """Return the document, or None."""
        ...

    def attributes(self, party: str, at_us: int) -> dict[str, str]:
        """Return group, industry and namesake of a registered party as they were known at a moment.

        Parameters
        ----------
        party
            `customer:C1042` or `supplier:S0031`.
        at_us
            Only what was known by this moment counts.

        Returns
        -------
        dict
            Column of the log -> key; without those that are not known.
        """
        ...


def masters_of(event: Event) -> list[str]:
    """Return the registered parties from which an event may take attributes."""
    if event.kind.document not in FIXED:
        return []
    return [f"{sort}:{event.parties[column]}" for column, sort in _MASTERS if column in event.parties]


def enrich(event: Event, books: Masters) -> dict[str, str]:
    """Return the parties that the log stores with an event, as serving asks of them too.

    The first event of an order, invoice, payment, claim or bill takes the group of companies, the
    industry and the namesake of its customer and payee as they were known when it occurred: what is
    learned of a party later changes no document that stands, and shows nothing to a moment before. Later
    events carry what their document carries, so that a debt leaves the group under which it was booked.
    """
    if event.kind.document not in FIXED:
        return dict(event.parties)
    document = books.document(event.document)
    if document is not None:
        return {**document.parties, **event.parties}
    known: dict[str, str] = {}
    for party in masters_of(event):
        known |= books.attributes(party, event.occurred_at_us)
    return {**known, **event.parties}
