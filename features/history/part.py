"""What the parts of an appending transaction's books have in common."""

from abc import ABC, abstractmethod

import sqlalchemy as sa


class Part(ABC):
    """One sort of state: loaded when it is first asked for, written back at once.

    Parameters
    ----------
    connection
        In the transaction that appends, or that reads for a query.
    """

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def use(self, connection: sa.Connection) -> None:
        """Go on with another connection that sees the same."""
        self._connection = connection

    @abstractmethod
    def write_back(self) -> None:
        """Write what was changed, in few statements."""
