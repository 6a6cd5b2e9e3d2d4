from dataclasses import replace

import pytest

from features.catalogue.feature import ROLES, Feature, Role
from features.catalogue.parameters import DEFAULT_PARAMETERS, FeatureParameters
from features.catalogue.program import CATALOGUE, FEATURES, NAMES
from features.catalogue.sets import SETS, columns, feature_set, fingerprint
from riskdesk.core.i18n import Text

DBT = FEATURES["customer_paid_dbt_days_90d"]


@pytest.mark.parametrize("role", ROLES)
def test_a_set_holds_what_its_role_uses(role: Role) -> None:
    """In the catalogue's order, each with its column and direction."""
    chosen = [feature for feature in CATALOGUE if role in feature.models]
    assert tuple(feature.name for feature in chosen) == SETS[role].names
    assert [NAMES.index(feature.name) for feature in chosen] == columns(SETS[role]).tolist()
    assert tuple(feature.direction for feature in chosen) == SETS[role].directions


def test_fingerprints_tell_sets_apart() -> None:
    """16 hexadecimal digits, another for each set."""
    prints = {SETS[role].fingerprint for role in ROLES}
    assert len(ROLES) == len(prints)
    assert all(16 == len(one) and int(one, 16) >= 0 for one in prints)


@pytest.mark.parametrize(
    "changed",
    [
        replace(DBT, version=2),
        replace(DBT, number=2),
        replace(DBT, operands=("customer_paid_weighted_sum_365d", "customer_paid_amount_sum_365d")),
        replace(DBT, place="order"),
        replace(DBT, aggregate="difference"),
    ],
    ids=["version", "number", "operands", "place", "aggregate"],
)
def test_a_changed_definition_is_another_set(changed: Feature) -> None:
    """Whatever a value depends on is in the fingerprint."""
    assert fingerprint([DBT], DEFAULT_PARAMETERS) != fingerprint([changed], DEFAULT_PARAMETERS)


def test_window_and_table_are_in_the_fingerprint() -> None:
    """Of a feature that reads postings."""
    count = FEATURES["customer_order_count_30d"]
    other = replace(count, table=FEATURES["customer_invoice_count_365d"].table)
    assert 3 == len(
        {fingerprint([f], DEFAULT_PARAMETERS) for f in (count, other, replace(count, window="31d"))}
    )


def test_the_aggregate_is_in_the_fingerprint_by_name() -> None:
    """Two that the kernel computes by one operation are two definitions; numbers of operations do not matter."""
    count = FEATURES["customer_order_amount_sum_30d"]
    other = replace(count, aggregate="confirmed_count", measure="order_amount")
    assert count.op == other.op
    assert fingerprint([count], DEFAULT_PARAMETERS) != fingerprint([other], DEFAULT_PARAMETERS)
    assert count.op not in count.definition


def test_texts_are_not_in_the_fingerprint() -> None:
    """A better wording changes no score."""
    worded = replace(DBT, text=Text(zh="超期", en="late"), reason="overdue_now", models=())
    assert fingerprint([DBT], DEFAULT_PARAMETERS) == fingerprint([worded], DEFAULT_PARAMETERS)


def test_order_is_in_the_fingerprint() -> None:
    """The same features in another order are another vector."""
    pair = [FEATURES["customer_open_amount"], FEATURES["customer_receivable_amount"]]
    assert fingerprint(pair, DEFAULT_PARAMETERS) != fingerprint(pair[::-1], DEFAULT_PARAMETERS)


def test_limits_are_in_the_fingerprint() -> None:
    """Another company's limits are another set."""
    other = FeatureParameters(order_limits=(1, 2, 3), supplier_limits=(1, 2, 3))
    assert SETS["order_anomaly"].fingerprint != feature_set("order_anomaly", other).fingerprint


def test_limits_as_the_kernel_takes_them() -> None:
    """Orders first, then each kind of payment; fewer levels repeat their last."""
    parameters = FeatureParameters((1, 2, 3), (3, 4), (5,), (6, 7), (8, 9, 10))
    expected = [[1, 2, 3], [3, 4, 4], [5, 5, 5], [6, 7, 7], [8, 9, 10]]
    assert expected == parameters.to_array().tolist()


@pytest.mark.parametrize(
    ("orders", "payments"), [((), ()), ((0,), (1,)), ((2, 1), (1, 2)), ((1, 1), (1, 2)), ((1,), ())]
)
def test_limits_that_make_no_sense_are_refused(orders: tuple[int, ...], payments: tuple[int, ...]) -> None:
    """Empty, not positive, not ascending."""
    with pytest.raises(ValueError, match="limits"):
        FeatureParameters(order_limits=orders, supplier_limits=payments)
