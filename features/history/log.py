"""Appending to the log: idempotent, gap-free, hash-chained, inside the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from features.booking.book import book
from features.booking.document import Booked
from features.events.event import Event
from features.events.parse import CANONICAL
from features.history.books import OpenBooks
from features.history.chain import chain_hash, row_digest, verify_chain
from features.history.encode import encode_rows, keys_of_row, selected_of
from features.history.projections import PROJECTIONS
from riskdesk.core.calendar import WorkingCalendar
from riskdesk.core.database.prepared import Prepared, insert_into
from riskdesk.core.database.tables import PARTY_COLUMNS, events, log_head
from riskdesk.core.errors import InputInvalid

__all__ = ["Appended", "Log", "chain_hash", "verify_chain"]

_HEAD: Final = Prepared(lambda _dialect: sa.select(log_head.c.seq, log_head.c.chain).with_for_update())
_APPEND: Final = insert_into(events)
_ADVANCE: Final = Prepared(
    lambda _dialect: sa.update(log_head).values(
        seq=sa.bindparam("seq", type_=sa.BigInteger), chain=sa.bindparam("chain", type_=sa.LargeBinary)
    )
)


@dataclass(frozen=True, slots=True)
class Appended:
    """What became of one event.

    Parameters
    ----------
    status
        `taken`, `repeated` (the same stood there already) or `refused`.
    seq
        Its place in the log; None where refused.
    detail, field
        Why it was refused, and the field that is wrong.
    """

    status: Literal["taken", "repeated", "refused"]
    seq: int | None
    detail: str | None = None
    field: str | None = None
    conflict: bool = False


class Log:
    """The log, open for appending by one transaction.

    Parameters
    ----------
    connection
        In a transaction that was begun to write (`write_unit`).
    base_currency
        Currency that amounts are booked in.
    """

    def __init__(self, connection: sa.Connection, base_currency: str) -> None:
        self.connection = connection
        head = _HEAD.first(connection)
        assert head is not None
        self.seq = int(head[0])
        self._chain = bytes(head[1])
        self.books = OpenBooks(connection, base_currency)
        self._rows: list[dict[str, Any]] = []
        self._appended: list[tuple[Any, ...]] = []

    def use(self, books: OpenBooks) -> None:
        """Go on with books that were read before, on another connection, and that are still true."""
        books.use(self.connection)
        self.books = books

    def append(self, batch: Sequence[Event], *, recorded_at_us: int) -> list[Appended]:
        """Append events in order; each sees those before it.

        Parameters
        ----------
        batch
            Events; one that contradicts the log is refused and the others are taken.
        recorded_at_us
            The moment at which they are appended.

        Returns
        -------
        list of Appended
            One for each event, in its order. Links between parties that follow from a registration are
        appended right after it, and have no fate of their own.
        """
        self.expect(batch)
        return [self._append_one(event, recorded_at_us) for event in batch]

    def append_new(self, batch: Sequence[Event], *, recorded_at_us: int) -> list[Appended]:
        """Append events that were expected before, or whose ids are new: nothing is asked of the database first."""
        return [self._append_one(event, recorded_at_us) for event in batch]

    def expect(self, batch: Sequence[Event]) -> None:
        """Fetch in few queries what appending these events will read; `append` does so for its own."""
        self.books.expect(batch)

    def encoded_after(self, seq: int, calendar: WorkingCalendar) -> npt.NDArray[np.int64]:
        """Return the events beyond `seq` that this transaction appended, as an event array."""
        return encode_rows(self._after(seq), calendar)

    def keys_after(self, seq: int) -> list[list[int]]:
        """Return of each event beyond `seq` that this transaction appended the codes of its parties."""
        return [keys_of_row(row) for row in self._after(seq)]

    def _after(self, seq: int) -> list[tuple[Any, ...]]:
        """Return the rows beyond `seq` that this transaction appended: they follow each other without a gap."""
        return self._appended[max(len(self._appended) - (self.seq - seq), 0) :]

    def flush(self) -> None:
        """Write all that was appended; to be called before the transaction commits."""
        if self._rows:
            _APPEND.many(self.connection, self._rows)
            _ADVANCE.run(self.connection, seq=self.seq, chain=self._chain)
            self._rows = []
        self.books.write_back()

    def _append_one(self, event: Event, recorded_at_us: int) -> Appended:
        known = self.books.fates.of(event)
        if known is not None:
            if known[1] == event.body_hash:
                return Appended("repeated", known[0])
            return Appended(
                "refused", None, "the same event_id came before with other content", "event_id", True
            )
        try:
            booked = book(event, self.books)
        except InputInvalid as error:
            return Appended("refused", None, error.detail, error.field)
        self.seq += 1
        self._take(event, booked, recorded_at_us)
        self.books.fates.take(event, self.seq)
        taken = Appended("taken", self.seq)
        links = self.books.marks.take(event, self.seq)
        if links:
            self.books.expect(links)
            for link in links:
                self._append_one(link, recorded_at_us)
        return taken

    def _take(self, event: Event, booked: Booked, recorded_at_us: int) -> None:
        row = _row(event, booked, self.seq, recorded_at_us)
        self._chain = chain_hash(self._chain, self.seq, row_digest(row))
        self._rows.append(row | {"chain": self._chain})
        self._appended.append(selected_of(row))
        self.books.touch(event.document, self.seq)
        if event.reference is not None:
            self.books.touch(event.reference, self.seq)
        project = PROJECTIONS.get(event.kind.name)
        if project is not None:
            project(self.connection, self.books, event, booked, self.seq)


def _row(event: Event, booked: Booked, seq: int, recorded_at_us: int) -> dict[str, Any]:
    row = {
        "seq": seq,
        "kind": event.kind.code,
        "source": event.source,
        "event_id": event.event_id,
        "occurred_at_us": event.occurred_at_us,
        "known_at_us": booked.known_at_us,
        "known_assumed": event.known_assumed,
        "recorded_at_us": recorded_at_us,
        "document": event.document,
        "reference": event.reference,
        "currency": event.currency,
        "amount_minor": event.amount_minor,
        "base_minor": booked.base_minor,
        "delta_minor": booked.delta_minor,
        "count_delta": booked.count_delta,
        "open_delta_minor": booked.open_delta_minor,
        "delivered_delta_minor": booked.delivered_delta_minor,
        "due_at_us": booked.due_at_us,
        "ref_at_us": booked.ref_at_us,
        "near_at_us": booked.near_at_us,
        "tag": booked.tag,
        "voucher": booked.voucher,
        "flags": booked.flags,
        "body": CANONICAL.encode(event.body),
        "body_hash": event.body_hash,
    }
    return row | {name: booked.parties.get(name) for name in PARTY_COLUMNS}
