"""Reservations as one appending transaction sees and changes them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from features.history.part import Part
from features.history.statements import parts
from riskdesk.core.database.prepared import Prepared, any_of, insert_into
from riskdesk.core.database.tables import reservations


@dataclass(slots=True)
class _Held:
    reservation_id: str
    document: str
    amount_minor: int
    fresh: bool


class Reservations(Part):
    """Which reservation holds exposure for a document; written back at once.

    Parameters
    ----------
    connection
        In the transaction that appends.
    """

    def __init__(self, connection: sa.Connection) -> None:
        super().__init__(connection)
        self._held: dict[str, _Held | None] = {}
        self._made: dict[str, dict[str, Any]] = {}
        self._ended: dict[str, dict[str, Any]] = {}

    def expect(self, documents: Iterable[str], fresh: Iterable[str] = ()) -> None:
        """Fetch in one query what holds exposure for these documents; for `fresh` ones nothing can."""
        for document in fresh:
            self._held.setdefault(document, None)
        missing = [name for name in dict.fromkeys(documents) if name not in self._held]
        for name in missing:
            self._held[name] = None
        for part in parts(missing):
            for reservation_id, document, amount in _OF_DOCUMENTS.all(self._connection, documents=part):
                self._held[document] = _Held(reservation_id, document, amount, fresh=False)

    def of(self, document: str) -> str | None:
        """Return the reservation that holds exposure for a document, or None."""
        if document not in self._held:
            self.expect([document])
        held = self._held[document]
        return None if held is None else held.reservation_id

    def amount_of(self, document: str) -> int:
        """Return what was reserved for a document, minor units of the base currency; 0 where nothing is held."""
        self.of(document)
        held = self._held[document]
        return 0 if held is None else held.amount_minor

    def make(self, row: dict[str, Any]) -> None:
        """Keep a new reservation; one that the document had is replaced."""
        self.end(row["document"], "replaced")
        self._made[row["reservation_id"]] = row
        self._held[row["document"]] = _Held(
            row["reservation_id"], row["document"], row["amount_minor"], fresh=True
        )

    def end(self, document: str, state: str) -> None:
        """Bring what holds exposure for a document, if anything does, to its end."""
        self.of(document)
        held = self._held[document]
        if held is None:
            return
        if held.fresh:
            self._made[held.reservation_id]["state"] = state
        else:
            self._ended[held.reservation_id] = {"of": held.reservation_id, "to": state}
        self._held[document] = None

    def resume(self, document: str, amount_minor: int, now_us: int) -> int:
        """Hold exposure for a document again, if a reviewer's block ended what did, until its time is over.

        Parameters
        ----------
        amount_minor
            What is held from now on, minor units of the base currency.

        Returns
        -------
        int
            The amount; 0 where nothing is held again.
        """
        self.write_back()
        found = _BLOCKED.first(self._connection, document=document)
        if found is None:
            return 0
        again = found[1] > now_us
        state = "held" if again else "expired"
        _RESUME.run(self._connection, of=found[0], to=state, minor=amount_minor)
        self._held[document] = _Held(found[0], document, amount_minor, fresh=False) if again else None
        return amount_minor if again else 0

    def waive(self, document: str) -> None:
        """Give up what a reviewer's block ended: it is never held again."""
        self.write_back()
        _WAIVE.run(self._connection, document=document)

    def write_back(self) -> None:
        """Write what was made and ended, in two statements."""
        if self._ended:
            _END.many(self._connection, list(self._ended.values()))
            self._ended.clear()
        if self._made:
            _MAKE.many(self._connection, list(self._made.values()))
            for held in self._held.values():
                if held is not None:
                    held.fresh = False
            self._made.clear()


_OF_DOCUMENTS: Final = Prepared(
    lambda dialect: sa.select(
        reservations.c.reservation_id, reservations.c.document, reservations.c.amount_minor
    ).where(
        any_of(dialect, reservations.c.document, "documents"),
        reservations.c.state == sa.literal_column("'held'"),
    )
)
_END: Final = Prepared(
    lambda _dialect: (
        sa.update(reservations)
        .where(reservations.c.reservation_id == sa.bindparam("of", type_=sa.String))
        .values(state=sa.bindparam("to", type_=sa.String))
    )
)
# the condition is that of an index of few rows
_OF_BLOCKED: Final = (
    reservations.c.document == sa.bindparam("document", type_=sa.String),
    reservations.c.state == sa.literal_column("'blocked'"),
)
_BLOCKED: Final = Prepared(
    lambda _dialect: sa.select(reservations.c.reservation_id, reservations.c.expires_at_us).where(
        *_OF_BLOCKED
    )
)
_WAIVE: Final = Prepared(
    lambda _dialect: sa.update(reservations).where(*_OF_BLOCKED).values(state=sa.literal_column("'released'"))
)
_RESUME: Final = Prepared(
    lambda _dialect: (
        sa.update(reservations)
        .where(reservations.c.reservation_id == sa.bindparam("of", type_=sa.String))
        .values(
            state=sa.bindparam("to", type_=sa.String), amount_minor=sa.bindparam("minor", type_=sa.BigInteger)
        )
    )
)
_MAKE: Final = insert_into(reservations)
