import pytest

from features.catalogue.program import CATALOGUE
from riskdesk.cli.reference.distribution import Bars
from riskdesk.cli.reference.measure import measure
from riskdesk.cli.reference.measured import PLACES, Measured, Measurements, read_measurements
from riskdesk.cli.reference.pages import DOCS


@pytest.fixture(scope="module")
def small() -> Measurements:
    """Every feature on a small company."""
    return measure(seed=3, events=2_000)


def test_every_feature_is_measured_in_every_place(small: Measurements) -> None:
    """Each has its share of what is not known, of as many vectors as the place has."""
    rows = {place: small.features[CATALOGUE[0].name].spreads[place].rows for place in PLACES}
    assert [one.name for one in CATALOGUE] == list(small.features)
    assert all(count > 10 for count in rows.values())
    for one in small.features.values():
        assert rows == {place: spread.rows for place, spread in one.spreads.items()}


def test_a_feature_of_one_place_is_unknown_elsewhere(small: Measurements) -> None:
    """What means something for payments only has no value of orders."""
    for feature in CATALOGUE:
        if feature.place == "payment":
            assert 1.0 == small.features[feature.name].spreads["order"].missing


def test_the_picture_is_of_the_place_where_values_are_known(small: Measurements) -> None:
    """Its bars hold all that is known there, and what grades customers is drawn of customers."""
    for one in small.features.values():
        if one.place is not None:
            assert round(_known(one)) == _drawn(one.bars)
    assert "customer" == small.features["customer_past_due_amount"].place


def _known(one: Measured) -> float:
    spread = one.spreads[str(one.place)]
    return spread.rows * (1.0 - spread.missing)


def _drawn(bars: Bars | None) -> int:
    return 0 if bars is None else sum(bars.counts) + bars.zeros


@pytest.mark.prove
def test_what_stands_is_what_is_measured() -> None:
    """The figures of the pages come out again, digit by digit."""
    assert measure() == read_measurements(DOCS)
