"""The state of documents and exposures while one transaction appends.

Loaded for a batch in one query a table, changed in memory while the batch is booked, written
back in one statement a table. Whoever appends keeps the projections, so that they can never
say anything else than the log.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

import sqlalchemy as sa

from features.booking.document import Document
from features.booking.enrich import masters_of
from features.events.event import Event
from features.history.attributes import Attributes
from features.history.exposure import Exposure
from features.history.fates import Fates
from features.history.group_limits import GroupLimits
from features.history.held import Reservations
from features.history.marks import Marks
from features.history.names import Names
from features.history.rows import (
    DOCUMENT_COLUMNS,
    EXPOSURE_COLUMNS,
    customer_row,
    document_of,
    document_row,
    exposure_of,
)
from features.history.spending import MOST_SHOWN, Budgets
from features.history.statements import parts, upsert
from riskdesk.core.database.prepared import Prepared, any_of
from riskdesk.core.database.tables import customers, documents, rates

_DOCUMENTS: Final = Prepared(
    lambda dialect: sa.select(*DOCUMENT_COLUMNS).where(any_of(dialect, documents.c.document, "documents"))
)
_CUSTOMERS: Final = Prepared(
    lambda dialect: sa.select(*EXPOSURE_COLUMNS).where(any_of(dialect, customers.c.customer, "customers"))
)
_MEMBERS: Final = Prepared(
    lambda _dialect: sa.select(customers.c.customer).where(
        customers.c.group_id == sa.bindparam("group_id", type_=sa.String)
    )
)
_RATE: Final = Prepared(
    lambda _dialect: (
        sa.select(rates.c.rate_micro)
        .where(
            rates.c.currency == sa.bindparam("currency", type_=sa.String),
            rates.c.from_us <= sa.bindparam("at_us", type_=sa.BigInteger),
        )
        .order_by(rates.c.from_us.desc())
        .limit(sa.literal_column("1"))
    )
)
_SUBMISSIONS: Final = frozenset({"order_submitted", "payment_submitted"})


class OpenBooks:
    """Documents, customers and rates of one appending transaction.

    Parameters
    ----------
    connection
        In the transaction that appends.
    base_currency
        Currency of all `_minor` values that features see.
    """

    def __init__(self, connection: sa.Connection, base_currency: str) -> None:
        self.base_currency = base_currency
        self._connection = connection
        self._documents: dict[str, Document | None] = {}
        self._before: dict[str, tuple[str | None, int, int, int]] = {}
        self._customers: dict[str, Exposure | None] = {}
        self._changed_customers: set[str] = set()
        self._changed_documents: set[str] = set()
        self.fates = Fates(connection)
        self.known = Attributes(connection)
        self.names = Names(connection)
        self.marks = Marks(connection)
        self.reservations = Reservations(connection)
        self.budgets = Budgets(connection)
        self.group_limits = GroupLimits(connection)
        held = (self.reservations, self.budgets, self.group_limits)
        self._parts = (self.fates, self.known, self.names, self.marks, *held)

    def use(self, connection: sa.Connection) -> None:
        """Go on with another connection; what was read on the one before must be true there too."""
        self._connection = connection
        for part in self._parts:
            part.use(connection)

    def expect(self, batch: Sequence[Event]) -> None:
        """Fetch in few queries what booking these events will read."""
        names = [name for event in batch for name in (event.document, event.reference) if name]
        spent = [budget for event in batch if (budget := event.body.get("budget_id"))]
        self.load([*names, *(f"budget:{budget}" for budget in spent)])
        self.fates.expect([event for event in batch if not self._is_first(event)])
        standing = (document for name in names if (document := self.document(name)) is not None)
        parties = [*(event.parties for event in batch), *(document.parties for document in standing)]
        self.load_customers(one["customer"] for one in parties if "customer" in one)
        fresh = [event for event in batch if self.document(event.document) is None]
        masters = [event.document for event in batch if event.kind.document in ("customer", "supplier")]
        self.known.load([*masters, *(party for event in fresh for party in masters_of(event))])
        self.names.expect(batch)
        self.marks.expect(batch)
        orders = [event.document for event in batch if event.kind.document == "order"]
        self.reservations.expect(orders, fresh=[name for name in orders if self.document(name) is None])
        self.budgets.expect(spent)

    def _is_first(self, event: Event) -> bool:
        """Tell whether a submission is the first that the log hears of its document: none can stand there."""
        return event.kind.name in _SUBMISSIONS and self.document(event.document) is None

    def attributes(self, party: str, at_us: int) -> dict[str, str]:
        """Return what was known of a party at a moment; see `features.booking.enrich.Masters`."""
        return self.known.of(party, at_us)

    # -- documents ------------------------------------------------------------------------
    def load(self, wanted: Iterable[str]) -> None:
        """Fetch these documents in few queries."""
        missing = [name for name in dict.fromkeys(wanted) if name not in self._documents]
        for name in missing:
            self._documents[name] = None
        for part in parts(missing):
            for row in _DOCUMENTS.all(self._connection, documents=part):
                document = document_of(row)
                self._documents[document.document] = document
                self._before[document.document] = _held(document)

    def document(self, document: str) -> Document | None:
        """Return the document, or None; see `features.booking.book.Books`."""
        if document not in self._documents:
            self.load([document])
        return self._documents[document]

    def open(self, document: Document) -> None:
        """Take in a new document."""
        self._documents[document.document] = document
        self._before.setdefault(document.document, (None, 0, 0, 0))

    def touch(self, document: str, seq: int) -> None:
        """Note that the event `seq` changed a document, and carry the change to its customer."""
        changed = self._documents[document]
        if changed is None:  # an event may name a document that the log has not heard of
            return
        changed.seq = seq
        self._changed_documents.add(document)
        _, open_before, delivered_before, invoiced_before = self._before[document]
        now = _held(changed)
        self._before[document] = now
        if now[0] is not None and (open_before, delivered_before, invoiced_before) != now[1:]:
            held = self.customer(now[0])
            held.open_minor += now[1] - open_before
            held.delivered_minor += now[2] - delivered_before
            held.invoiced_minor += now[3] - invoiced_before
            self.change(now[0], seq)

    # -- customers ------------------------------------------------------------------------
    def load_customers(self, wanted: Iterable[str]) -> None:
        """Fetch the exposures of these customers in few queries."""
        missing = [name for name in dict.fromkeys(wanted) if name not in self._customers]
        for name in missing:
            self._customers[name] = None
        for part in parts(missing):
            for customer, *row in _CUSTOMERS.all(self._connection, customers=part):
                self._customers[customer] = exposure_of(row)

    def customer(self, customer: str) -> Exposure:
        """Return the customer's exposure as it stands in this transaction."""
        if customer not in self._customers:
            self.load_customers([customer])
        found = self._customers[customer]
        if found is None:
            found = Exposure()
            self._customers[customer] = found
        return found

    @property
    def customers(self) -> Collection[str]:
        """Customers whose exposure was asked for, those of their groups among them."""
        return self._customers.keys()

    def known_customer(self, customer: str) -> bool:
        """Tell whether the log has heard of this customer."""
        if customer not in self._customers:
            self.load_customers([customer])
        found = self._customers[customer]
        return found is not None and found.seq > 0

    def change(self, customer: str, seq: int) -> None:
        """Note that the event `seq` changed a customer."""
        self.customer(customer).seq = seq
        self._changed_customers.add(customer)

    def group_total_minor(self, group_id: str) -> int:
        """Return the exposure of a group of companies, this transaction's changes included."""
        self.load_customers(str(name) for (name,) in _MEMBERS.all(self._connection, group_id=group_id))
        inside = {
            name for name, held in self._customers.items() if held is not None and held.group_id == group_id
        }
        return sum(self.customer(name).total_minor for name in inside)

    # -- budgets --------------------------------------------------------------------------
    def spenders(self, budget_id: str) -> list[str]:
        """Return payments that have taken from a budget, the latest first, this transaction's changes included."""
        own = {
            name: document.budget_id == budget_id and document.reserved_minor > 0
            for name, document in reversed(self._documents.items())
            if document is not None and name.startswith("payment:")
        }
        kept = [name for name in self.budgets.payments_of(budget_id) if name not in own]
        return [*(name for name, takes in own.items() if takes), *kept][:MOST_SHOWN]

    # -- rates ----------------------------------------------------------------------------
    def rate_micro(self, currency: str, at_us: int) -> int | None:
        """Return base units for one unit of `currency`, times 10**6, as booked at a moment."""
        found = _RATE.first(self._connection, currency=currency, at_us=at_us)
        return None if found is None else int(found[0])

    # -- reservations ---------------------------------------------------------------------
    def holds(self, document: str, reservation_id: str) -> bool:
        """Tell whether this reservation is the one that holds exposure for a document."""
        return self.reservations.of(document) == reservation_id

    # -- writing back ---------------------------------------------------------------------
    def write_back(self) -> None:
        """Write what was changed; one statement a table."""
        if self._changed_documents:
            changed = (self._documents[name] for name in sorted(self._changed_documents))
            rows = [document_row(document) for document in changed if document is not None]
            upsert(self._connection, documents, rows, key=("document",))
            self._changed_documents.clear()
        if self._changed_customers:
            rows = [customer_row(name, self.customer(name)) for name in sorted(self._changed_customers)]
            upsert(self._connection, customers, rows, key=("customer",))
            self._changed_customers.clear()
        for part in self._parts:
            part.write_back()


def _held(document: Document) -> tuple[str | None, int, int, int]:
    """Return customer, and what the document adds to open, delivered and invoiced exposure."""
    customer = document.parties.get("customer")
    if document.document.startswith("order:"):
        return customer, document.held_minor, document.delivered_minor, 0
    if document.document.startswith("invoice:"):
        return customer, 0, 0, document.open_minor
    return customer, 0, 0, 0
