from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from features.catalogue.program import FEATURES, index
from models.policy.outcome import Outcome
from models.role import PLACES, Place
from models.typologies.catalogue import DEFAULT_RULES, TYPOLOGIES
from models.typologies.detect import detect, judge
from models.typologies.test import Condition, Test, Typology

Make = Callable[..., NDArray[np.float64]]
TESTS = [
    pytest.param(place, typology, test, id=f"{place}-{typology.code}-{k}")
    for place in PLACES
    for typology in TYPOLOGIES[place]
    for k, test in enumerate(typology.tests)
]
CONDITIONS = sorted({
    (place, condition) for place in PLACES for typology in TYPOLOGIES[place]
    for test in (*typology.tests, *typology.doubts) for condition in test.conditions
}, key=repr)  # fmt: skip


def _inside(condition: Condition) -> float:
    return condition.least if np.isfinite(condition.least) else condition.most


def _outside(condition: Condition) -> float:
    return condition.least - 1e-6 if np.isfinite(condition.least) else condition.most + 1e-6


def _held(calm: Make, test: Test) -> NDArray[np.float64]:
    return calm(**{condition.feature: _inside(condition) for condition in test.conditions})


@pytest.mark.parametrize("place", PLACES)
def test_a_calm_vector_shows_nothing(calm: Make, place: Place) -> None:
    """A long, clean history shows no pattern, and none is left undecided."""
    assert ((), ()) == (detect(calm(), place), judge(calm(), place).undecided)


@pytest.mark.parametrize(("place", "typology", "test"), TESTS)
def test_each_test_hits_at_its_thresholds(calm: Make, place: Place, typology: Typology, test: Test) -> None:
    """At the thresholds a pattern is found by name, with its features, a severe one as severe."""
    (hit,) = [one for one in detect(_held(calm, test), place) if one.code == typology.code]
    assert {condition.feature for condition in test.conditions} <= set(hit.features)
    assert 0.0 <= hit.strength <= 1.0
    assert hit.severe or not test.severe


@pytest.mark.parametrize(("place", "typology", "test"), TESTS)
def test_each_condition_is_needed(calm: Make, place: Place, typology: Typology, test: Test) -> None:
    """Just outside any one threshold this test does not hold: fewer features show the pattern, or none."""
    whole = {one.code: one for one in detect(_held(calm, test), place)}[typology.code]
    for condition in test.conditions:
        vector = _held(calm, test)
        vector[index(condition.feature)] = _outside(condition)
        rest = {one.code: one for one in detect(vector, place)}.get(typology.code)
        assert rest is None or rest != whole


@pytest.mark.parametrize(("place", "condition"), CONDITIONS, ids=repr)
def test_conditions_read_features_of_their_place(place: Place, condition: Condition) -> None:
    """A condition names a feature that exists and means something where the pattern is looked for."""
    assert FEATURES[condition.feature].place in {"any", place}


def test_every_code_has_a_rule() -> None:
    """Codes and default rules are the same set, and no code stands twice at one place."""
    codes = {place: [typology.code for typology in TYPOLOGIES[place]] for place in PLACES}
    assert set(DEFAULT_RULES) == {code for place in PLACES for code in codes[place]}
    assert all(len(set(found)) == len(found) for found in codes.values())


def test_a_new_account_of_an_old_payee_needs_no_recorded_change(calm: Make) -> None:
    """Trust is bound to the number: its first use at a payee that was paid before is an account change."""
    hits = detect(calm(payee_account_first_use=1.0), "payment")
    assert [("account_change", False)] == [(hit.code, hit.severe) for hit in hits]


def test_a_change_nobody_checked_is_severe(calm: Make) -> None:
    """A change by one person alone is severe with a large payment, with a bill that waited, or with no payment before."""
    changed = {
        "payee_account_change_idle_days": 2.0,
        "payee_account_change_alone_90d": 1.0,
        "payee_account_first_use": 1.0,
    }
    for sign in (
        {"payment_amount_per_payee_mean": 1.5},
        {"payee_bill_before_change_days": 2.0},
        {"payee_payment_count_365d": 0.0},
        {"payee_number_billed_amount_365d": 0.0},
    ):
        (hit,) = detect(calm(**changed, **sign), "payment")
        assert ("account_change", True) == (hit.code, hit.severe)


@pytest.mark.parametrize(
    ("waited", "mean", "found"), [(2.0, 1.3, 1), (2.0, 1.2, 0), (6.0, 1.3, 0), (np.nan, 3.0, 0)]
)
def test_a_bill_that_waited_when_the_account_changed(
    calm: Make, waited: float, mean: float, found: int
) -> None:
    """Two persons changed the account days after a bill came that is more than usual, and it is paid there."""
    vector = calm(
        payee_account_change_idle_days=3.0,
        payee_account_change_alone_90d=0.0,
        payee_account_change_count_365d=1.0,
        payee_account_first_use=1.0,
        payee_bill_before_change_days=waited,
        payment_amount_per_payee_mean=mean,
    )
    assert found == len(detect(vector, "payment"))


def test_a_small_payment_that_tries_a_changed_account_is_no_block(calm: Make) -> None:
    """It stays undecided, which holds it for review, as does what follows soon; without bills that is a pattern."""
    changed = {
        "payee_account_change_idle_days": 2.0,
        "payee_account_change_alone_90d": 1.0,
        "payee_account_change_count_365d": 1.0,
        "payee_account_change_to_this_90d": 1.0,
        "payment_amount_per_payee_mean": 0.1,
    }
    tried = calm(**changed, payee_account_first_use=1.0, payee_account_age_days=np.nan)
    next_one = calm(**changed, payee_account_age_days=1.0)
    for vector in (tried, next_one):
        assert ((), ("account_change",)) == (detect(vector, "payment"), judge(vector, "payment").undecided)
    unbilled = calm(**changed, payee_account_age_days=1.0, payee_number_billed_amount_365d=0.0)
    assert ["account_change"] == [hit.code for hit in detect(unbilled, "payment")]


@pytest.mark.parametrize(("mean", "days", "open_"), [(1.0, 40.0, 0), (3.0, 40.0, 1), (3.0, 91.0, 0)])
def test_a_large_first_payment_weeks_after_a_change_is_not_ruled_out(
    calm: Make, mean: float, days: float, open_: int
) -> None:
    """Two persons changed the account and nothing was paid there since: an ordinary payment passes, a large one waits."""
    vector = calm(
        payee_account_change_idle_days=days,
        payee_account_change_alone_90d=0.0,
        payee_account_change_to_this_90d=1.0,
        payee_account_change_count_365d=1.0,
        payee_account_first_use=1.0,
        payee_account_age_days=np.nan,
        payment_amount_per_payee_mean=mean,
    )
    assert () == detect(vector, "payment")
    assert open_ == len(judge(vector, "payment").undecided)


@pytest.mark.parametrize(
    ("sign", "found"),
    [("payee_account_change_alone_90d", 1), ("payee_account_change_by_requester_90d", 1), ("other", 0)],
)
def test_without_bills_who_changed_the_account_is_enough(calm: Make, sign: str, found: int) -> None:
    """Where no bill says that the money is owed, a first payment needs a change by two others than who requests it."""
    signs = {"payee_account_change_alone_90d": 0.0, "payee_account_change_by_requester_90d": 0.0} | {
        sign: 1.0
    }
    vector = calm(
        payee_number_billed_amount_365d=0.0,
        payee_account_change_idle_days=30.0,
        payee_account_change_count_365d=1.0,
        payee_account_first_use=1.0,
        payment_amount_per_payee_mean=0.3,
        **{name: value for name, value in signs.items() if name != "other"},
    )
    assert found == len(detect(vector, "payment"))


def test_what_is_undecided_is_held() -> None:
    """No pattern that a doubt may leave open passes by the default rules."""
    doubted = {one.code for place in PLACES for one in TYPOLOGIES[place] if one.doubts}
    assert {"account_change"} == doubted
    assert all(DEFAULT_RULES[code].missing.rank >= Outcome.REVIEW.rank for code in doubted)


@pytest.mark.parametrize(("mean", "found"), [(1.0, 0), (1.5, 1), (0.3, 1)])
@pytest.mark.parametrize("place", PLACES)
def test_one_other_part_counts_where_the_amount_is_unusual(
    calm: Make, place: Place, mean: float, found: int
) -> None:
    """Who always buys for about a limit meets it twice by chance; a third part is no chance."""
    parts = f"{'customer_order' if place == 'order' else 'payee_payment'}_split_parts_36h"
    usual = "order_amount_per_customer_mean" if place == "order" else "payment_amount_per_payee_mean"
    pace = {"customer_order_count_90d": 40.0, "payee_payment_count_30d": 4.0 if mean > 1.0 else 20.0}
    assert found == len(detect(calm(**{parts: 1.0, usual: mean}, **pace), place))
    assert detect(calm(**{parts: 2.0, usual: mean}, **pace), place)


@pytest.mark.parametrize(
    ("mean", "orders", "idle", "found"),
    [(1.3, 45.0, 2.0, 1), (1.3, 46.0, 2.0, 0), (1.2, 45.0, 0.2, 0), (1.0, 13.0, 2.0, 0), (1.0, 12.0, 2.0, 1)],
)
def test_one_other_part_counts_where_orders_are_few(
    calm: Make, mean: float, orders: float, idle: float, found: int
) -> None:
    """Who orders all day is near a limit twice by chance; who seldom orders is not."""
    vector = calm(
        customer_order_split_parts_36h=1.0,
        order_amount_per_customer_mean=mean,
        customer_order_count_90d=orders,
        customer_order_idle_days=idle,
    )
    assert found == len(detect(vector, "order"))


@pytest.mark.parametrize(
    ("mean", "payments", "ordered", "found"),
    [(1.3, 5.0, 1.0, 1), (1.3, 6.0, 1.0, 0), (1.3, 6.0, 0.0, 1), (1.8, 6.0, 1.0, 1), (1.0, 5.0, 0.0, 0)],
)
def test_one_other_part_counts_where_payments_are_few_or_nobody_ordered(
    calm: Make, mean: float, payments: float, ordered: float, found: int
) -> None:
    """Who delivers every other day bills near a limit twice by chance; an order behind the bill says what for."""
    vector = calm(
        payee_payment_split_parts_36h=1.0,
        payment_amount_per_payee_mean=mean,
        payee_payment_count_30d=payments,
        payee_number_ordered_365d=ordered,
    )
    assert found == len(detect(vector, "payment"))


def test_strength_rises_with_the_sign(calm: Make) -> None:
    """More parts of a split are a stronger sign, up to the full one."""
    seldom = {"customer_order_count_90d": 12.0}
    hits = [detect(calm(customer_order_split_parts_36h=n, **seldom), "order") for n in (1.0, 2.0, 4.0, 9.0)]
    strengths = [found[0].strength for found in hits]
    assert [0.0, pytest.approx(1.0 / 3.0), 1.0, 1.0] == strengths


REQUIRED = [
    pytest.param(place, typology.code, test, id=f"{place}-{typology.code}-{k}")
    for place in PLACES
    for typology in TYPOLOGIES[place]
    for k, test in enumerate(typology.tests)
    if any(condition.required for condition in test.conditions)
]


@pytest.mark.parametrize(("place", "code", "test"), REQUIRED)
def test_a_missing_input_is_not_silence(calm: Make, place: Place, code: str, test: Test) -> None:
    """Where everything else holds and a required input is unknown, the pattern is there or undecided."""
    vector = _held(calm, test)
    for condition in test.conditions:
        if condition.required:
            vector[index(condition.feature)] = np.nan
    found = {hit.code for hit in detect(vector, place)} | set(judge(vector, place).undecided)
    assert code in found


@pytest.mark.parametrize("place", PLACES)
def test_nothing_known_shows_nothing_and_says_so(place: Place) -> None:
    """With no input at all no pattern is claimed, and those that need one are undecided."""
    vector = np.full(len(FEATURES), np.nan)
    expected = {
        typology.code
        for typology in TYPOLOGIES[place]
        if any(all(condition.required for condition in test.conditions) for test in typology.tests)
    }
    assert () == detect(vector, place)
    assert expected == set(judge(vector, place).undecided)


@pytest.mark.parametrize(("staff", "open_"), [(0.0, ("fictitious_supplier",)), (1.0, ())])
def test_who_is_no_supplier_is_no_fictitious_one(calm: Make, staff: float, open_: tuple[str, ...]) -> None:
    """Who is paid back an expense was never registered as a supplier, and is not held for that."""
    unknown = {"payee_age_days": np.nan, "payee_registered_alone": np.nan}
    vector = calm(**unknown, document_not_to_supplier=staff)
    found = judge(vector, "payment").undecided
    assert open_ == tuple(code for code in found if code == "fictitious_supplier")
