"""Budgets as one appending transaction sees and changes them: set, taken from by payments, given back."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Final

import sqlalchemy as sa

from features.booking.document import Document
from features.history.part import Part
from features.history.statements import parts, upsert
from riskdesk.core.database.prepared import Prepared, any_of
from riskdesk.core.database.tables import budgets, documents


@dataclass(slots=True)
class Budget:
    """One budget, base currency minor units.

    Parameters
    ----------
    amount_minor
        What was set; 0 where it was spent from before it was set.
    used_minor
        What payments that stand have taken of it, those that are only submitted included.
    """

    budget_id: str
    amount_minor: int = 0
    used_minor: int = 0
    seq: int = 0


class Budgets(Part):
    """Budgets, loaded when first asked for, written back at once.

    Parameters
    ----------
    connection
        In the transaction that appends.
    """

    def __init__(self, connection: sa.Connection) -> None:
        super().__init__(connection)
        self._budgets: dict[str, Budget | None] = {}
        self._changed: set[str] = set()

    def expect(self, wanted: Iterable[str]) -> None:
        """Fetch these budgets in one query."""
        missing = [name for name in dict.fromkeys(wanted) if name not in self._budgets]
        for name in missing:
            self._budgets[name] = None
        for part in parts(missing):
            for row in _OF_IDS.all(self._connection, ids=part):
                self._budgets[row[0]] = Budget(*row)

    def of(self, budget_id: str) -> Budget | None:
        """Return the budget as it stands in this transaction; None for one that nobody set or spent from."""
        if budget_id not in self._budgets:
            self.expect([budget_id])
        return self._budgets[budget_id]

    def set(self, budget_id: str, amount_minor: int, seq: int) -> None:
        """Set how much may be spent; what is spent already stays."""
        self._open(budget_id, seq).amount_minor = amount_minor

    def take(self, payment: Document, budget_id: str | None, minor: int, seq: int) -> None:
        """Let a payment stand with this amount in this budget, and nowhere else; 0 gives back what it had taken."""
        if payment.budget_id is not None and payment.reserved_minor:
            self._open(payment.budget_id, seq).used_minor -= payment.reserved_minor
        if budget_id is not None and minor:
            self._open(budget_id, seq).used_minor += minor
        payment.budget_id = budget_id
        payment.reserved_minor = 0 if budget_id is None else minor

    def payments_of(self, budget_id: str) -> list[str]:
        """Return the latest payments that have taken from a budget, as the database has them, latest first."""
        return [name for (name,) in _PAYMENTS.all(self._connection, budget_id=budget_id)]

    def write_back(self) -> None:
        """Write what was changed, in one statement."""
        if self._changed:
            changed = (self._budgets[name] for name in sorted(self._changed))
            rows = [asdict(budget) for budget in changed if budget is not None]
            upsert(self._connection, budgets, rows, key=("budget_id",))
            self._changed.clear()

    def _open(self, budget_id: str, seq: int) -> Budget:
        budget = self.of(budget_id) or Budget(budget_id)
        self._budgets[budget_id] = budget
        budget.seq = seq
        self._changed.add(budget_id)
        return budget


MOST_SHOWN: Final = 20
"""Payments that stand for what was taken from a budget."""

_PAYMENTS: Final = Prepared(
    lambda _dialect: (
        sa.select(documents.c.document)
        .where(
            documents.c.budget_id == sa.bindparam("budget_id", type_=sa.String),
            documents.c.reserved_minor > sa.literal_column("0"),
        )
        .order_by(documents.c.seq.desc())
        .limit(sa.literal_column(str(MOST_SHOWN)))
    )
)
_OF_IDS: Final = Prepared(
    lambda dialect: sa.select(
        budgets.c.budget_id, budgets.c.amount_minor, budgets.c.used_minor, budgets.c.seq
    ).where(any_of(dialect, budgets.c.budget_id, "ids"))
)
