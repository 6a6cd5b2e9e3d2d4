"""The log as one training sees it, read once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from features.catalogue.parameters import FeatureParameters
from features.history.industries import industry_names
from features.history.labels import (
    Engine,
    Reviews,
    Verdicts,
    chain_at,
    no_reviews,
    read_reviews,
    read_verdicts,
)
from features.history.reader import Reader
from features.kernel import layout as L
from features.offline import History
from riskdesk.core.calendar import WorkingCalendar
from riskdesk.core.database.unit import read_unit
from riskdesk.core.errors import HistoryTooThin
from riskdesk.core.settings import Settings

Progress = Callable[[str, float], None]
"""Is told the stage that begins, and the share of the run that is done, 0 to 1."""


def silent(_stage: str, _done: float) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """All facts up to a `seq`.

    Parameters
    ----------
    history
        The event array, ready to be asked for vectors.
    verdicts
        What reviewers said.
    chain
        The log's chain hash at its last `seq`, hex.
    reader, zone
        The company's calendar and zone.
    reviews
        Decisions of the ledger: what a person was sent to look at, and why.
    industries
        Code of an industry -> its name.
    """

    history: History
    verdicts: Verdicts
    chain: str
    reader: Reader
    zone: ZoneInfo
    reviews: Reviews = field(default_factory=no_reviews)
    industries: Mapping[int, str] = field(default_factory=dict)

    @property
    def known_by_us(self) -> int:
        """The latest moment at which a fact became known: the cut of labels."""
        return int(self.history.events[L.E_KNOWN].max())

    @property
    def first_us(self) -> int:
        """When dense history begins: master data may be older by years."""
        business = self.history.events[L.E_KIND] >= 11
        return int(self.history.events[L.E_OCCURRED, business].min())


def read_snapshot(
    engine: Engine,
    settings: Settings,
    *,
    upto: int | None = None,
) -> Snapshot:
    """Read the log up to `upto`, or to its head.

    Raises
    ------
    HistoryTooThin
        The log holds no order, invoice or payment.
    """
    reader = Reader(WorkingCalendar(settings.calendar, settings.zone))
    with read_unit(engine) as connection:
        history = History.read(connection, reader, FeatureParameters.of(settings), upto=upto)
        verdicts = read_verdicts(connection, upto=history.horizon)
        reviews = read_reviews(connection, upto=history.horizon)
        chain = chain_at(connection, history.horizon)
        industries = industry_names(connection)
    if not (history.events[L.E_KIND] >= 11).any():
        raise HistoryTooThin("the log holds no order, invoice or payment yet")
    return Snapshot(history, verdicts, chain, reader, ZoneInfo(settings.zone), reviews, industries)
