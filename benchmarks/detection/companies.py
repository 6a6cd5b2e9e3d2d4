"""A synthetic company as the product sees it: parsed, appended to a log, read back, with the truth beside it."""

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.detection.counting import Planted
from features.events.parse import EventParser
from features.history.encode import code_of
from features.history.log import Log
from riskdesk.core.crypto import Vault
from riskdesk.core.database import migrate
from riskdesk.core.database.engine import open_engine
from riskdesk.core.database.unit import write_unit
from riskdesk.core.keys import create_keys
from riskdesk.core.settings import load_settings
from training.pipelines.snapshot import Snapshot, read_snapshot
from training.synth.company import CompanySpec, make_company
from training.synth.journal import Row
from training.synth.truth import Truth

_CHUNK = 500


@dataclass(frozen=True, slots=True, eq=False)
class KnownCompany:
    """A company whose truth is known.

    Attributes
    ----------
    snapshot
        Its log, read.
    truth
        Code of a document -> what is planted there.
    """

    snapshot: Snapshot
    truth: dict[int, list[Planted]]


def known_company(spec: CompanySpec) -> KnownCompany:
    """Generate a company and import it; the database is gone when this returns."""
    company = make_company(spec)
    return KnownCompany(import_rows(company.rows), _planted(company.truth))


def import_rows(rows: Sequence[Row]) -> Snapshot:
    """Append rows to a log of their own, 500 a transaction, and read it.

    Raises
    ------
    ValueError
        A row was refused: figures of a log with holes would say nothing.
    """
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(home=Path(folder), database_url=None)
        parser = EventParser(Vault(create_keys(settings)), ZoneInfo(settings.zone))
        engine = open_engine(settings.url)
        migrate.upgrade(engine)
        for begin in range(0, len(rows), _CHUNK):
            batch = [
                parser.parse(row, source="bench", origin="import") for row in rows[begin : begin + _CHUNK]
            ]
            with write_unit(engine) as connection:
                log = Log(connection, settings.base_currency)
                fates = log.append(batch, recorded_at_us=batch[-1].known_at_us)
                log.flush()
            refused = [fate.detail for fate in fates if fate.status != "taken"]
            if refused:
                raise ValueError(f"{len(refused)} rows were not taken, the first: {refused[0]}")
        snapshot = read_snapshot(engine, settings)
        engine.dispose()
    return snapshot


def _planted(truth: Iterable[Truth]) -> dict[int, list[Planted]]:
    known: dict[int, list[Planted]] = defaultdict(list)
    for one in truth:
        known[code_of(one.subject)].append(Planted(one.typology, one.is_anomaly, one.episode, one.position))
    return dict(known)
