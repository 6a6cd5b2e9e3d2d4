"""What a feature is: frozen data, from which its name and its row of the program follow."""

from dataclasses import KW_ONLY, dataclass
from typing import Final, Literal

from features.catalogue.aggregates import AGGREGATES
from features.catalogue.operations import operation_of
from features.kernel.layout import DAY, HOUR, PLACE_CLAIM, PLACE_ORDER, PLACE_PAYMENT
from features.kernel.tables import ENTITY_COLUMN, TABLES, Table
from riskdesk.core.i18n import Text

Place = Literal["any", "order", "payment", "claim"]
Direction = Literal[-1, 0, 1]
Unit = Literal["money", "days", "count", "share", "ratio", "score", "hour", "flag"]
Role = Literal["credit", "lateness", "order_anomaly", "payment_anomaly"]

ROLES: Final[tuple[Role, ...]] = ("credit", "lateness", "order_anomaly", "payment_anomaly")
PLACE_NUMBER: Final[dict[Place, int]] = {
    "any": -1,
    "order": PLACE_ORDER,
    "payment": PLACE_PAYMENT,
    "claim": PLACE_CLAIM,
}
_WINDOW_UNITS: Final = {"h": HOUR, "d": DAY}


def window_us(window: str) -> int:
    """Return the length of a window in microseconds; 0 for all of history.

    >>> window_us("36h"), window_us("")
    (129600000000, 0)
    """
    return int(window[:-1]) * _WINDOW_UNITS[window[-1]] if window else 0


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature.

    Parameters
    ----------
    entity, measure, aggregate, window
        What its name is made of: about whom, what, how it is put together (a key of
        `AGGREGATES`), over how long (`36h`, `90d`; empty for all of history).
    text
        What it says, in both languages.
    unit
        Money is minor units of the base currency; days and hours may have fractions.
    reason
        Code of the reason that a high contribution stands for.
    table
        The postings that it reads, or None.
    other
        Party of the query to which the postings are restricted, or empty.
    operands
        Names of the features it is made of; they come before it in the catalogue. One that reads
        postings has at most one.
    number
        An integer of its definition: a ratio's scale, a threshold, a kind, a column.
    direction
        1 where a higher value may only raise the risk, -1 where it may only lower it, 0 free.
    place
        Where it means something; elsewhere it is NaN.
    models
        The roles that use it; none for a mere operand.
    version
        Raised when the definition is mended; the name stays.
    source
        Where the definition is from.
    """

    entity: str
    measure: str
    aggregate: str
    window: str = ""
    _: KW_ONLY
    text: Text
    unit: Unit
    reason: str
    table: Table | None = None
    other: str = ""
    operands: tuple[str, ...] = ()
    number: int = 0
    direction: Direction = 0
    place: Place = "any"
    models: tuple[Role, ...] = ()
    version: int = 1
    source: str = ""

    @property
    def name(self) -> str:
        """The computed name, such as `customer_order_amount_sum_30d`."""
        parts = (self.entity, self.measure, AGGREGATES[self.aggregate].suffix, self.window)
        return "_".join(part for part in parts if part)

    @property
    def op(self) -> int:
        """The kernel's operation."""
        return operation_of(AGGREGATES[self.aggregate])

    @property
    def key_column(self) -> int:
        """Column of the query that holds the key of its table; 0 without a table."""
        return 0 if self.table is None else ENTITY_COLUMN[TABLES[self.table].entity]

    @property
    def definition(self) -> tuple[str | int, ...]:
        """All that its value depends on, for fingerprints: no texts, no models, no numbers of the kernel."""
        table = "" if self.table is None else self.table.name
        shape = (self.name, self.version, self.aggregate, table, window_us(self.window), self.number)
        return (*shape, self.other, self.place, *self.operands)
