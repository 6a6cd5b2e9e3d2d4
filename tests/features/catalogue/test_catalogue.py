"""Contracts that hold for every feature, so that a new one is tested by what stands."""

import re

import pytest

from features.catalogue.aggregates import AGGREGATES
from features.catalogue.feature import ROLES, Feature
from features.catalogue.program import CATALOGUE, NAMES, index
from features.catalogue.reasons import REASONS
from features.kernel.tables import ENTITY_COLUMN, TABLES
from models.typologies.catalogue import TYPOLOGIES

EVERY = pytest.mark.parametrize("feature", CATALOGUE, ids=NAMES)
_MODEL_PLACE = {"order_anomaly": {"any", "order"}, "payment_anomaly": {"any", "payment"}}


def test_names_are_unique() -> None:
    """No two definitions compute the same name."""
    assert len(CATALOGUE) == len(set(NAMES))


def test_names_say_what_they_measure() -> None:
    """The computed names that others rely on."""
    for name in (
        "customer_order_amount_sum_30d",
        "customer_past_due_amount",
        "customer_paid_delay_days_max_90d",
        "payee_account_age_days",
        "requester_hour_surprise",
    ):
        assert name == CATALOGUE[index(name)].name


@EVERY
def test_name_is_plain(feature: Feature) -> None:
    """Lower case, digits and single underscores."""
    assert re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", feature.name)


@EVERY
def test_reason_exists(feature: Feature) -> None:
    """What a feature adds to a score can be said in words."""
    assert feature.reason in REASONS


@EVERY
def test_texts_stand_in_both_languages(feature: Feature) -> None:
    """Chinese has Chinese characters, English has none, and no parameter is left open."""
    assert re.search(r"[\u4e00-\u9fff]", feature.text.zh)
    assert re.fullmatch(r"[\x20-\x7e]+", feature.text.en)
    assert "{" not in feature.text.zh + feature.text.en


@EVERY
def test_reads_a_table_or_earlier_features_or_the_query(feature: Feature) -> None:
    """A definition has exactly the operands that its aggregate asks for, at most one where it reads a table."""
    assert AGGREGATES[feature.aggregate].operands == len(feature.operands)
    if feature.table is not None:
        assert len(feature.operands) <= 1


@EVERY
def test_counterparty_is_one_that_the_table_keeps(feature: Feature) -> None:
    """A restriction to a counterparty names a party of the query that postings of the table hold."""
    if feature.other:
        assert feature.table is not None
        assert feature.other in ENTITY_COLUMN
        assert TABLES[feature.table].other


@EVERY
def test_models_meet_the_feature_where_it_means_something(feature: Feature) -> None:
    """Credit uses only what holds anywhere; the anomaly models nothing of the other place."""
    assert set(feature.models) <= set(ROLES)
    for role in feature.models:
        assert feature.place in _MODEL_PLACE.get(role, {"any"})


@EVERY
def test_an_operand_that_no_model_uses_has_a_user(feature: Feature) -> None:
    """Nothing is computed for nobody."""
    operands = {name for other in CATALOGUE for name in other.operands}
    shown = {name for spec in REASONS.values() for name, _ in spec.params.values()}
    tests = (test for of in TYPOLOGIES.values() for one in of for test in (*one.tests, *one.doubts))
    tested = {condition.feature for test in tests for condition in test.conditions}
    assert feature.models or feature.name in operands | shown | tested
