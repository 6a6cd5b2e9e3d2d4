"""A made history in the place of the database, so that the service's own in-memory path is measured."""

from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa

from features.history.encode import BASELINE_KIND, code_of
from features.history.reader import Reader
from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.kernel.tables import EVENT_COLUMN


@dataclass(frozen=True, slots=True)
class MadeReader(Reader):
    """Reads a made history as if it were the log; the connection is not used."""

    events: Ints

    def of_key(self, connection: sa.Connection, entity: str, key: str, *, upto: int) -> Ints:  # noqa: ARG002
        """Return the events that name one key."""
        return np.ascontiguousarray(self.events[:, self.events[EVENT_COLUMN[entity]] == code_of(key)])

    def baselines(self, connection: sa.Connection, *, upto: int) -> Ints:  # noqa: ARG002
        """Return the company's daily baselines."""
        return np.ascontiguousarray(self.events[:, self.events[L.E_KIND] == BASELINE_KIND])
