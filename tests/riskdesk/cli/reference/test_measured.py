import dataclasses
from pathlib import Path

import pytest

from features.catalogue.program import CATALOGUE, FEATURES
from riskdesk.cli.reference.distribution import Bars, Spread
from riskdesk.cli.reference.measured import (
    Measured,
    Measurements,
    current_of,
    fingerprint_of,
    not_measured,
    read_measurements,
    write_measurements,
)
from riskdesk.cli.reference.pages import DOCS

FEATURE = FEATURES["customer_order_amount_sum_30d"]


@pytest.fixture
def measurements() -> Measurements:
    """Of one feature, as it is defined now."""
    one = Measured(
        fingerprint=fingerprint_of(FEATURE),
        spreads={"order": Spread(rows=2, missing=0.5, low=1.0, median=1.0, p90=1.0, p99=1.0, high=1.0)},
        place="order",
        bars=Bars(scale="each", edges=(1.0,), counts=(1,)),
    )
    return Measurements(seed=7, events=60_000, months=24, features={FEATURE.name: one})


def test_every_feature_is_measured() -> None:
    """Named here are features to measure; `python -m riskdesk.cli.reference measure` does, in half a minute."""
    assert [] == not_measured(DOCS)


def test_nothing_is_measured_that_is_no_feature() -> None:
    """The file holds the catalogue and no more."""
    found = read_measurements(DOCS)
    assert found is not None
    assert {one.name for one in CATALOGUE} == set(found.features)


def test_what_is_written_is_read(tmp_path: Path, measurements: Measurements) -> None:
    """The file keeps all of it, one feature a line."""
    write_measurements(tmp_path, measurements)
    assert measurements == read_measurements(tmp_path)
    assert 1 == (tmp_path / "features/measured.json").read_text("utf-8").count(f'\n"{FEATURE.name}"')


def test_without_a_file_nothing_is_measured(tmp_path: Path) -> None:
    """All features are to be measured then."""
    assert read_measurements(tmp_path) is None
    assert [one.name for one in CATALOGUE] == not_measured(tmp_path)


def test_a_definition_that_changed_is_to_be_measured_again(measurements: Measurements) -> None:
    """Figures of an earlier definition are not shown as those of the new one."""
    mended = dataclasses.replace(FEATURE, version=FEATURE.version + 1)
    assert measurements.features[FEATURE.name] == current_of(measurements, FEATURE)
    assert current_of(measurements, mended) is None
