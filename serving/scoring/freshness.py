"""Whether history keeps up: how long ago the company's other systems have last told of a fact."""

from datetime import timedelta
from typing import Final

import numpy as np
import numpy.typing as npt

from features.events.kinds import KINDS
from features.kernel import layout as L
from riskdesk.core.database.handles import Connection
from serving.scoring.store import newest_known_us

_FROM_OUTSIDE: Final = tuple(kind.code for kind in KINDS if kind.origin == "anyone")
"""Kinds that other systems send; what the service writes itself says nothing about them."""

_LATE: Final = ("history",)


class Freshness:
    """The newest moment at which a fact from outside was known; used by the appender's thread only.

    Parameters
    ----------
    allowed
        How old it may be before decisions name `history` as a late input; None: never named.
    """

    def __init__(self, allowed: timedelta | None) -> None:
        self._allowed_us = None if allowed is None else int(allowed.total_seconds() * 1_000_000)
        self._newest_us: int | None = None

    def note(self, connection: Connection, came: npt.NDArray[np.int64] | None) -> None:
        """Take in the log's tail as this connection sees it; None, or the first time: ask the whole log.

        Raises
        ------
        DatabaseUnavailable
            Asked, the database did not answer.
        """
        if self._allowed_us is None:
            return
        if came is None or self._newest_us is None:
            self._newest_us = newest_known_us(connection, _FROM_OUTSIDE)
            return
        known_us = came[L.E_KNOWN, np.isin(came[L.E_KIND], _FROM_OUTSIDE)]
        self._newest_us = max(self._newest_us, int(known_us.max(initial=0)))

    def missing(self, now_us: int) -> tuple[str, ...]:
        """Return `history` as a late input where nothing came for too long."""
        if self._allowed_us is None or self._newest_us is None:
            return ()
        return _LATE if now_us - self._newest_us > self._allowed_us else ()
