"""`docs/features/measured.json`: what features look like on the synthetic company, measured once and kept."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from features.catalogue.feature import Feature
from features.catalogue.parameters import DEFAULT_PARAMETERS
from features.catalogue.program import CATALOGUE
from features.catalogue.sets import fingerprint
from features.query import PLACES as PLACE_NUMBERS
from riskdesk.cli.reference.distribution import Bars, Spread

FILE: Final = "features/measured.json"
PLACES: Final = tuple(sorted(PLACE_NUMBERS, key=lambda place: (place == "customer", PLACE_NUMBERS[place])))
"""What vectors are measured of: each kind of document, then customers."""


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """One feature.

    Attributes
    ----------
    fingerprint
        Of the definition that was measured; another definition is not measured yet.
    spreads
        By place, those of `PLACES`: documents as submitted, customers at month-ends.
    place, bars
        The place that is drawn, and its histogram; None where no value is known anywhere.
    """

    fingerprint: str
    spreads: dict[str, Spread]
    place: str | None = None
    bars: Bars | None = None


class Measurements(msgspec.Struct, frozen=True, kw_only=True):
    """All of them, and of which company."""

    seed: int
    events: int
    months: int
    features: dict[str, Measured]


def fingerprint_of(feature: Feature) -> str:
    """Return what a feature's values depend on, as 16 hexadecimal digits."""
    return fingerprint([feature], DEFAULT_PARAMETERS)


def read_measurements(docs: Path) -> Measurements | None:
    """Return the measurements that stand in this folder of documents, or None."""
    path = docs / FILE
    return msgspec.json.decode(path.read_bytes(), type=Measurements) if path.exists() else None


def current_of(measurements: Measurements | None, feature: Feature) -> Measured | None:
    """Return what was measured of a feature as it is defined now, or None."""
    found = None if measurements is None else measurements.features.get(feature.name)
    return found if found is not None and found.fingerprint == fingerprint_of(feature) else None


def not_measured(docs: Path) -> list[str]:
    """Return the features that are to be measured: new ones, and those whose definition changed."""
    measurements = read_measurements(docs)
    return [one.name for one in CATALOGUE if current_of(measurements, one) is None]


def write_measurements(docs: Path, measurements: Measurements) -> None:
    """Write the file, one feature a line, so that a change shows which."""
    path = docs / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_text(measurements), encoding="utf-8")


def _text(measurements: Measurements) -> str:
    head = msgspec.structs.asdict(measurements)
    features: Mapping[str, Measured] = head.pop("features")
    lines = [f"{_json(name)}: {_json(one)}" for name, one in features.items()]
    fields = [f"{_json(name)}: {_json(value)}" for name, value in head.items()]
    return "{\n" + ",\n".join([*fields, '"features": {\n' + ",\n".join(lines) + "\n}"]) + "\n}\n"


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
