from dataclasses import replace

import pytest

from features.catalogue.feature import Feature
from features.catalogue.lineup import decode, encode, lineup
from features.catalogue.parameters import DEFAULT_PARAMETERS, FeatureParameters
from features.catalogue.program import CATALOGUE, FEATURES, NAMES
from features.catalogue.sets import SETS, fingerprint
from features.catalogue.versions import digest, reads_limits, versions_of, with_operands
from riskdesk.core.i18n import Text

DBT = FEATURES["customer_paid_dbt_days_90d"]
OTHER_LIMITS = FeatureParameters(*[(200_000, 900_000)] * 5)


def test_each_feature_has_a_digest_of_its_own() -> None:
    """16 hexadecimal digits that no two share, beside the name and version of the definition."""
    found = lineup(DEFAULT_PARAMETERS).features
    assert [(one.name, one.version) for one in CATALOGUE] == [(one.name, one.version) for one in found]
    assert len(NAMES) == len({one.digest for one in found})
    assert all(16 == len(one.digest) and int(one.digest, 16) >= 0 for one in found)
    assert f"{DBT.name}@1" == found[NAMES.index(DBT.name)].label


@pytest.mark.parametrize(
    "changed",
    [
        replace(DBT, version=2),
        replace(DBT, number=2),
        replace(DBT, place="order"),
        replace(DBT, window="30d"),
    ],
    ids=["version", "number", "place", "window"],
)
def test_a_changed_definition_is_another_digest(changed: Feature) -> None:
    """Whatever the value depends on, the version among it."""
    assert digest(DBT, DEFAULT_PARAMETERS) != digest(changed, DEFAULT_PARAMETERS)


def test_words_and_users_are_no_part_of_it() -> None:
    """A better wording changes no value."""
    worded = replace(DBT, text=Text(zh="超期", en="late"), reason="overdue_now", models=(), direction=0)
    assert digest(DBT, DEFAULT_PARAMETERS) == digest(worded, DEFAULT_PARAMETERS)


def test_a_mended_operand_is_another_definition_of_what_is_made_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its version stays, its value does not."""
    first = DBT.operands[0]
    assert {DBT.name, *DBT.operands} == set(with_operands([DBT]))
    before = digest(DBT, DEFAULT_PARAMETERS)
    mended = {**FEATURES, first: replace(FEATURES[first], version=2)}
    monkeypatch.setattr("features.catalogue.versions.FEATURES", mended)
    assert before != digest(DBT, DEFAULT_PARAMETERS)


def test_limits_matter_to_those_that_read_them() -> None:
    """Another company's limits leave the rest as it is."""
    here, there = (versions_of(CATALOGUE, one) for one in (DEFAULT_PARAMETERS, OTHER_LIMITS))
    differing = {one.name for one, other in zip(here, there, strict=True) if one != other}
    readers = {one.name for one in CATALOGUE if any(map(reads_limits, with_operands([one]).values()))}
    assert readers == differing
    assert "document_below_limit_share" in differing
    assert DBT.name not in differing


def test_a_lineup_travels() -> None:
    """What stands in each column comes back with the limits of then, and names the fingerprint of decisions."""
    one = lineup(OTHER_LIMITS)
    assert one == decode(encode(one))
    assert (OTHER_LIMITS, fingerprint(CATALOGUE, OTHER_LIMITS)) == (one.parameters, one.fingerprint)


def test_a_set_says_which_definitions_it_means() -> None:
    """In the order of its names."""
    known = SETS["credit"]
    assert known.names == tuple(one.name for one in known.versions)
    assert set(known.versions) <= set(lineup(DEFAULT_PARAMETERS).features)
