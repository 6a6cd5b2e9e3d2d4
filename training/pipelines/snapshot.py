"""The log as one training sees it, read once."""

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from features.catalogue.parameters import FeatureParameters
from features.history.labels import Engine, Verdicts, chain_at, read_verdicts
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
    """

    history: History
    verdicts: Verdicts
    chain: str
    reader: Reader
    zone: ZoneInfo

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
        chain = chain_at(connection, history.horizon)
    if not (history.events[L.E_KIND] >= 11).any():
        raise HistoryTooThin("the log holds no order, invoice or payment yet")
    return Snapshot(history, verdicts, chain, reader, ZoneInfo(settings.zone))
