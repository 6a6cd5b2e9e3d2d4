"""Parties that share a phone, an address, a legal person or a registry id: found when one is registered.

Names of staff are no marks: persons of one name are many. An account that is shared needs none either:
its table of owners tells.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, Final

import sqlalchemy as sa

from features.events.event import Event
from features.events.plain import plain_event
from features.history.part import Part
from features.history.statements import parts, upsert
from riskdesk.core.database.prepared import Prepared, any_of
from riskdesk.core.database.tables import marks

SHARED: Final = ("phone", "address", "legal_person", "registry_id")
"""Fields of master data whose values are marks."""

_HOLDERS: Final = Prepared(
    lambda dialect: sa.select(marks.c.mark, marks.c.party, marks.c.from_us).where(
        any_of(dialect, marks.c.mark, "marks")
    )
)
MOST_LINKS: Final = 8
"""Parties that one registration is linked with, those known first: a switchboard or an office tower is
shared by many, and eight say it."""

_SUPPLIER: Final = "supplier:"
_SORTS: Final = ("customer", "supplier", "employee")


class Marks(Part):
    """Marks of registered parties as one appending transaction sees and adds them.

    Parameters
    ----------
    connection
        In the transaction that appends.
    """

    def __init__(self, connection: sa.Connection) -> None:
        super().__init__(connection)
        self._holders: dict[str, dict[str, int]] = {}
        self._fresh: dict[tuple[str, str], dict[str, Any]] = {}

    def expect(self, batch: Iterable[Event]) -> None:
        """Fetch in few queries who holds the marks that these registrations state."""
        self._load(mark for event in batch for mark in _marks_of(event).values())

    def take(self, event: Event, seq: int) -> list[Event]:
        """Keep the marks that a registration states; return the links that follow from it.

        One for each side that is a supplier. A link is known from when both had stated the mark; what was
        stated before, and known no later, makes no link again.
        """
        shared: dict[tuple[int, str], list[str]] = {}
        first: dict[str, int] = {}
        for name, mark in _marks_of(event).items():
            holders = self._held_by(mark)
            if holders.get(event.document, event.known_at_us + 1) <= event.known_at_us:
                continue
            for other, from_us in holders.items():
                if _may_be_linked(event.document, other):
                    shared.setdefault((max(event.known_at_us, from_us), other), []).append(name)
                    first[other] = min(first.get(other, from_us), from_us)
            self._keep(mark, event, seq)
        # those known by a moment come before all others, so that what is learned later displaces none
        nearest = sorted(shared, key=lambda link: (link[0], first[link[1]], link[1]))[:MOST_LINKS]
        return [
            link
            for at_us, other in nearest
            for link in _links(event.document, other, shared[at_us, other], at_us)
        ]

    def write_back(self) -> None:
        """Write what was kept, in one statement."""
        if self._fresh:
            upsert(self._connection, marks, list(self._fresh.values()), key=("mark", "party"))
            self._fresh.clear()

    def _held_by(self, mark: str) -> dict[str, int]:
        self._load([mark])
        return self._holders[mark]

    def _keep(self, mark: str, event: Event, seq: int) -> None:
        self._holders[mark][event.document] = event.known_at_us
        row = {"mark": mark, "party": event.document, "from_us": event.known_at_us, "seq": seq}
        self._fresh[mark, event.document] = row

    def _load(self, wanted: Iterable[str]) -> None:
        missing = [mark for mark in dict.fromkeys(wanted) if mark not in self._holders]
        for mark in missing:
            self._holders[mark] = {}
        for part in parts(missing):
            for mark, party, from_us in _HOLDERS.all(self._connection, marks=part):
                self._holders[mark][party] = from_us


def _marks_of(event: Event) -> dict[str, str]:
    """Return the marks that a registration states: field -> mark; nothing for other events."""
    if event.kind.document not in _SORTS:
        return {}
    found = {}
    for name in SHARED:
        said = event.body.get(name)
        if isinstance(said, dict):
            found[name] = f"{name}:{said['digest']}"
        elif isinstance(said, str):
            found[name] = f"{name}:{''.join(said.upper().split())}"
    return found


def _may_be_linked(one: str, other: str) -> bool:
    """Tell whether two parties are worth a link: one is a supplier, and they are not one by their id."""
    is_same = one.partition(":")[2] == other.partition(":")[2]
    return not is_same and (one.startswith(_SUPPLIER) or other.startswith(_SUPPLIER))


def _links(one: str, other: str, by: list[str], at_us: int) -> Iterator[Event]:
    for supplier, party in ((one, other), (other, one)):
        if supplier.startswith(_SUPPLIER):
            name = "|".join((supplier, party, *by, str(at_us)))
            fields = {
                "link_id": hashlib.blake2b(name.encode(), digest_size=16).hexdigest(),
                "supplier_id": supplier.removeprefix(_SUPPLIER),
                "other": party,
                "by": by,
            }
            yield plain_event("party_linked", fields, occurred_at_us=at_us, known_at_us=at_us)
