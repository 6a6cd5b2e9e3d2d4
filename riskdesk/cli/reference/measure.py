"""Measuring every feature on the synthetic company: the slow step, whose result is kept beside the pages."""

import tempfile
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from features.catalogue.feature import Feature
from features.catalogue.program import CATALOGUE, index
from features.imports.mapping_file import load_mapping
from features.imports.run import import_files
from features.kernel import layout as L
from riskdesk.cli.demo.company import MONTHS, make
from riskdesk.cli.reference.distribution import Floats, bars_of, spread_of
from riskdesk.cli.reference.measured import PLACES, Measured, Measurements, fingerprint_of
from riskdesk.core.crypto import Vault
from riskdesk.core.database import migrate
from riskdesk.core.database.engine import open_engine
from riskdesk.core.keys import create_keys
from riskdesk.core.settings import load_settings
from training.labels.default import month_ends
from training.pipelines.snapshot import Snapshot, read_snapshot

SEED: Final = 7
EVENTS: Final = 60_000
_MONTH_ENDS: Final = 12
"""Customers are looked at on so many of the latest month-ends."""


def measure(*, seed: int = SEED, events: int = EVENTS) -> Measurements:
    """Make a company in a folder that is removed again, and measure every feature on it."""
    with tempfile.TemporaryDirectory(prefix="riskdesk-measure-") as home:
        snapshot = _company(Path(home), seed=seed, events=events)
    vectors = _vectors(snapshot)
    measured = {feature.name: _measure_one(feature, vectors) for feature in CATALOGUE}
    return Measurements(seed=seed, events=events, months=MONTHS, features=measured)


def _company(home: Path, *, seed: int, events: int) -> Snapshot:
    settings = load_settings(home=home)
    vault = Vault(create_keys(settings))
    engine = open_engine(settings.url)
    try:
        migrate.upgrade(engine)
        made = make(settings, events=events, seed=seed)
        import_files(engine, vault, settings, [made.file], load_mapping("canonical"), source="books")
        return read_snapshot(engine, settings)
    finally:
        engine.dispose()


def _vectors(snapshot: Snapshot) -> dict[str, Floats]:
    history = snapshot.history
    customers, moments = _customers(snapshot)
    queries = {place: getattr(history, f"{place}_queries") for place in PLACES if place != "customer"}
    vectors = {place: history.vectors(ask()) for place, ask in queries.items()}
    graded = history.customer_queries(customers, moments.tolist(), snapshot.reader)
    return {**vectors, "customer": history.vectors(graded)}


def _customers(snapshot: Snapshot) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return every customer that was known at each of the latest month-ends, and the moment."""
    events = snapshot.history.events
    known = events[:, events[L.E_CUSTOMER] != L.NOBODY]
    moments = month_ends(snapshot.first_us, snapshot.known_by_us, snapshot.zone)[-_MONTH_ENDS:]
    found = [np.unique(known[L.E_CUSTOMER, known[L.E_KNOWN] <= moment]) for moment in moments]
    return np.concatenate(found), np.repeat(moments, [len(one) for one in found])


def _measure_one(feature: Feature, vectors: dict[str, Floats]) -> Measured:
    values = {place: rows[:, index(feature.name)] for place, rows in vectors.items()}
    spreads = {place: spread_of(values[place]) for place in PLACES}
    place = next((one for one in _preferred(feature) if spreads[one].low is not None), None)
    return Measured(
        fingerprint=fingerprint_of(feature),
        spreads=spreads,
        place=place,
        bars=None if place is None else bars_of(values[place]),
    )


def _preferred(feature: Feature) -> tuple[str, ...]:
    """Return the places to draw, best first: what grades customers is drawn of customers."""
    own = "customer" if "credit" in feature.models else feature.place
    return tuple(sorted(PLACES, key=lambda place: place != own))
