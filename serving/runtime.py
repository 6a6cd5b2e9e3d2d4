"""What a serving process stands on: opened once, closed once."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from features.catalogue.parameters import FeatureParameters
from features.events.parse import EventParser
from features.history.reader import Reader
from riskdesk.core.calendar import WorkingCalendar
from riskdesk.core.clock import Clock, SystemClock
from riskdesk.core.crypto import Vault
from riskdesk.core.database import migrate
from riskdesk.core.database.engine import assert_durable, open_engine
from riskdesk.core.database.handles import Engine
from riskdesk.core.database.unit import read_unit
from riskdesk.core.keys import load_keys
from riskdesk.core.settings import Settings


@dataclass(frozen=True, slots=True)
class Runtime:
    """Settings and the handles made from them.

    Parameters
    ----------
    settings, clock
        As configured.
    engine
        The database, checked to be migrated and durable.
    vault
        Seals account numbers and persons.
    calendar, reader, parser
        The working calendar, the log's reader, the parser of events.
    parameters
        What features of this company depend on.
    """

    settings: Settings
    clock: Clock
    engine: Engine
    vault: Vault
    calendar: WorkingCalendar
    reader: Reader
    parser: EventParser
    parameters: FeatureParameters


def open_runtime(settings: Settings, clock: Clock | None = None) -> Runtime:
    """Open the database and the keys.

    Raises
    ------
    KeysMissing, SettingInvalid
        Set-up is not complete.
    DatabaseNotMigrated, DatabaseNotDurable, DatabaseUnavailable
        The database cannot be worked on.
    """
    vault = Vault(load_keys(settings))
    engine = open_engine(settings.url)
    migrate.check(engine)
    with read_unit(engine) as connection:
        assert_durable(connection)
    calendar = WorkingCalendar(settings.calendar, settings.zone)
    return Runtime(
        settings=settings,
        clock=clock or SystemClock(),
        engine=engine,
        vault=vault,
        calendar=calendar,
        reader=Reader(calendar),
        parser=EventParser(vault, ZoneInfo(settings.zone)),
        parameters=FeatureParameters.of(settings),
    )
