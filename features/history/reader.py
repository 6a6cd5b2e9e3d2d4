"""Reading the log as arrays: all of it, its tail, or all facts of one key."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from features.events.kinds import BY_NAME
from features.history.encode import BASELINE_KIND, SELECTED, encode_rows
from riskdesk.core.calendar import WorkingCalendar
from riskdesk.core.database.prepared import Prepared, any_of
from riskdesk.core.database.tables import PARTY_COLUMNS, events, log_head

CHUNK = 50_000
_PART: Final = 1_000
LINK_KIND: Final = BY_NAME["party_linked"].code


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the log on a connection of the caller's.

    Parameters
    ----------
    calendar
        The company's calendar.
    """

    calendar: WorkingCalendar

    def head(self, connection: sa.Connection) -> int:
        """Return the last `seq` that is visible here; 0 for an empty log."""
        found = _HEAD.first(connection)
        assert found is not None
        return int(found[0])

    def chunks(self, connection: sa.Connection, *, after: int, upto: int) -> Iterator[npt.NDArray[np.int64]]:
        """Yield events with `after` < seq <= `upto` in order, as event arrays of at most 50,000."""
        query = _select().where(events.c.seq > after, events.c.seq <= upto)
        with connection.execute(query, execution_options={"yield_per": CHUNK}) as result:
            for rows in result.partitions(CHUNK):
                yield encode_rows(rows, self.calendar)

    def all(self, connection: sa.Connection, *, upto: int) -> npt.NDArray[np.int64]:
        """Return all events up to `upto` as one event array."""
        parts = list(self.chunks(connection, after=0, upto=upto))
        return np.concatenate(parts, axis=1) if parts else encode_rows([], self.calendar)

    def tail(self, connection: sa.Connection, *, after: int) -> npt.NDArray[np.int64]:
        """Return the events with seq > `after`."""
        return encode_rows(_TAIL.all(connection, after=after), self.calendar)

    def of_key(self, connection: sa.Connection, entity: str, key: str, *, upto: int) -> npt.NDArray[np.int64]:
        """Return the events that touch one key, up to `upto`.

        Parameters
        ----------
        entity
            One of the party columns of the log.
        key
            The key as the log stores it (a digest for accounts and addresses).
        """
        if entity not in PARTY_COLUMNS:
            raise ValueError(f"no entity {entity!r}")
        found = _OF_KEY[entity].parts(connection, _PART, key=key, upto=upto)
        parts = [encode_rows(rows, self.calendar) for rows in found]
        if len(parts) == 1:
            return parts[0]
        return np.concatenate(parts, axis=1) if parts else encode_rows([], self.calendar)

    def baselines(self, connection: sa.Connection, *, upto: int) -> npt.NDArray[np.int64]:
        """Return the company's daily baselines up to `upto`, a column each class."""
        query = _select().where(events.c.kind == sa.literal_column(str(BASELINE_KIND)), events.c.seq <= upto)
        return encode_rows(connection.execute(query).all(), self.calendar)

    def documents_of(self, connection: sa.Connection, seqs: Sequence[int]) -> dict[int, str]:
        """Return the document of each event, such as `order:25SH00131`; of a link the other party's."""
        if not seqs:
            return {}
        return {int(seq): str(document) for seq, document in _DOCUMENTS_OF.all(connection, seqs=list(seqs))}


def _select() -> sa.Select[Any]:
    return sa.select(*SELECTED).order_by(events.c.seq)


def _big(name: str) -> sa.BindParameter[int]:
    return sa.bindparam(name, type_=sa.BigInteger)


def _of_key(entity: str) -> Prepared:
    key = sa.bindparam("key", type_=sa.String)
    return Prepared(lambda _dialect: _select().where(events.c[entity] == key, events.c.seq <= _big("upto")))


_HEAD: Final = Prepared(lambda _dialect: sa.select(log_head.c.seq))
_TAIL: Final = Prepared(lambda _dialect: _select().where(events.c.seq > _big("after")))
_OF_KEY: Final = {entity: _of_key(entity) for entity in PARTY_COLUMNS}
_DOCUMENTS_OF: Final = Prepared(
    lambda dialect: sa.select(
        events.c.seq,
        sa.case(
            (events.c.kind == sa.literal_column(str(LINK_KIND)), events.c.reference), else_=events.c.document
        ),
    ).where(any_of(dialect, events.c.seq, "seqs"))
)
