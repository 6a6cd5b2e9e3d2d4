from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import pytest

from models.credit.grades import GradeBands
from models.decision.decide import decide
from models.policy.outcome import Outcome
from models.policy.policy import Policy
from models.policy.relief import GreenChannel, Sampling, SpecialApproval
from models.policy.thresholds import IsolationThreshold, Thresholds
from models.role import Role
from models.scoring.loaded import LoadedBundle

Loaded = Mapping[Role, LoadedBundle]
Make = Callable[..., Any]
NOW_US = 1_790_000_000_000_000
"""As in the fixture `order`."""


def _suspicious(policy: Policy, *, block: bool = False) -> Policy:
    """Return the policy with a model that flags every order, and bands in which everybody is an A."""
    cuts = Thresholds(review_at=0.0, block_at=0.0 if block else None)
    credit = msgspec.structs.replace(
        policy.credit, bands=GradeBands(a_below=0.9999, b_below=0.99995, c_up_to=0.99999)
    )
    return msgspec.structs.replace(policy, models={**policy.models, "order_anomaly": cuts}, credit=credit)


def test_the_green_channel_lifts_a_models_review(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy
) -> None:
    """A small order of an A passes although a model would hold it, and the answer says so."""
    found = decide(order(), calm(), standing(), loaded, _suspicious(lenient))
    assert (Outcome.APPROVE, ("order_anomaly",)) == (found.outcome, found.lifted)


NOT_GREEN: list[tuple[dict[str, Any], dict[str, float], GreenChannel]] = [
    ({"amount_minor": 2_000_001}, {}, GreenChannel()),
    ({}, {}, GreenChannel(grades=())),
    ({}, {}, GreenChannel(grades=("B",))),
    ({}, {"customer_invoice_count_365d": 0.0}, GreenChannel()),
    ({"known_party": False}, {}, GreenChannel()),
]


@pytest.mark.parametrize(("subject", "features", "green"), NOT_GREEN)
def test_the_green_channel_is_narrow(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy,
    subject: dict[str, Any], features: dict[str, float], green: GreenChannel,
) -> None:  # fmt: skip
    """A larger order, another grade, a customer without history or name does not come through it."""
    policy = msgspec.structs.replace(_suspicious(lenient), green=green)
    found = decide(order(**subject), calm(**features), standing(), loaded, policy)
    assert (Outcome.REVIEW, ()) == (found.outcome, found.lifted)
    assert "order_anomaly" in found.forced


def test_the_green_channel_never_lifts_a_refusal(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy
) -> None:
    """What a model refuses stays refused."""
    found = decide(order(), calm(), standing(), loaded, _suspicious(lenient, block=True))
    assert (Outcome.BLOCK, ()) == (found.outcome, found.lifted)


@pytest.mark.parametrize(
    ("subject", "stands", "features"),
    [
        ({"backdated_s": 10**6}, {}, {}),
        ({}, {"exposure_minor": 10**9}, {}),
        ({}, {}, {"customer_order_split_parts_36h": 2.0}),
        ({"missing": ("fx_rate",)}, {}, {}),
    ],
)
def test_the_green_channel_lifts_nothing_else(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy,
    subject: dict[str, Any], stands: dict[str, Any], features: dict[str, float],
) -> None:  # fmt: skip
    """A rule, a typology, a missing input hold a small order of an A as any other."""
    found = decide(order(**subject), calm(**features), standing(**stands), loaded, _suspicious(lenient))
    assert (Outcome.REVIEW, ("order_anomaly",)) == (found.outcome, found.lifted)
    assert "order_anomaly" not in found.forced


def test_the_isolation_forest_holds(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy
) -> None:
    """The forest holds from its percentile on, never refuses, and names a reason from its own attributions."""
    policy = msgspec.structs.replace(
        lenient, isolation=IsolationThreshold(review_at_percentile=0.0), green=GreenChannel(grades=())
    )
    found = decide(order(), calm(), standing(), loaded, policy)
    assert (Outcome.REVIEW, ("order_anomaly_isolation",)) == (found.outcome, found.forced)
    assert found.reasons


APPROVED = {"special_approval_cap_minor": 1_000_000, "special_approval_expires_us": NOW_US + 1}


def test_a_special_approval_lifts_over_limit(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy
) -> None:
    """An order over the limit passes under a special approval that covers it."""
    where = standing(exposure_minor=10**9, **APPROVED)
    found = decide(order(special_approval_id="S1"), calm(), where, loaded, lenient)
    assert (Outcome.APPROVE, ("over_limit",)) == (found.outcome, found.lifted)


@pytest.mark.parametrize(
    "stands",
    [
        {"special_approval_cap_minor": 999_999},
        {"special_approval_expires_us": NOW_US},
        {"special_approval_cap_minor": None},
        {"special_approval_expires_us": None},
    ],
)
def test_a_special_approval_that_does_not_hold_is_named(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy, stands: dict[str, Any]
) -> None:
    """Too small, expired or unknown: the order stays over the limit, and the approval is missing."""
    where = standing(**{"exposure_minor": 10**9, **APPROVED, **stands})
    found = decide(order(special_approval_id="S1"), calm(), where, loaded, lenient)
    expected = (Outcome.REVIEW, ("over_limit", "special_approval_missing"), ())
    assert expected == (found.outcome, found.forced, found.lifted)


def test_dating_back_does_not_revive_a_special_approval(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy
) -> None:
    """An approval that expired an hour ago does not carry an order dated two hours back."""
    hour_us, subject = 3_600_000_000, order(special_approval_id="S1", backdated_s=7_200)
    for expires_us, outcome in ((NOW_US + hour_us, Outcome.REVIEW), (NOW_US + 3 * hour_us, Outcome.APPROVE)):
        where = standing(exposure_minor=10**9, **{**APPROVED, "special_approval_expires_us": expires_us})
        assert outcome == decide(subject, calm(), where, loaded, lenient).outcome


def test_a_special_approval_must_be_asked_for(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy
) -> None:
    """An approval in the log lifts nothing unless the caller relies on it."""
    found = decide(order(), calm(), standing(exposure_minor=10**9, **APPROVED), loaded, lenient)
    assert ("over_limit",) == found.forced


def test_the_policy_caps_special_approvals(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy
) -> None:
    """No special approval carries an order larger than the policy allows."""
    policy = msgspec.structs.replace(lenient, special_approval=SpecialApproval(most_minor=999_999))
    where = standing(exposure_minor=10**9, **APPROVED)
    found = decide(order(special_approval_id="S1"), calm(), where, loaded, policy)
    assert ("over_limit", "special_approval_missing") == found.forced


def test_a_special_approval_lifts_nothing_else(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy
) -> None:
    """What is past due for too long stays refused."""
    where = standing(exposure_minor=10**9, **APPROVED)
    vector = calm(customer_past_due_60_amount=10**8)
    found = decide(order(special_approval_id="S1"), vector, where, loaded, lenient)
    assert (Outcome.BLOCK, ("past_due_block",)) == (found.outcome, found.forced)


def test_the_lot_falls_on_the_share_that_the_policy_says(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy
) -> None:
    """Of many that pass a tenth is reviewed, each with that chance on record, and the same again."""
    policy = msgspec.structs.replace(lenient, sampling=Sampling(rate_ppm=100_000))
    found = [decide(order(document=f"order:{k}"), calm(), standing(), loaded, policy) for k in range(500)]
    drawn = [one for one in found if one.sampled]
    assert 30 < len(drawn) < 70
    assert {(Outcome.REVIEW, ("random_review",))} == {(one.outcome, one.forced) for one in drawn}
    assert {0.1} == {one.propensity for one in found}
    assert all("random_review" == one.reasons[0].code for one in drawn)
    again = [
        decide(order(document=f"order:{k}"), calm(), standing(), loaded, policy).sampled for k in range(500)
    ]
    assert again == [one.sampled for one in found]


def test_the_lot_never_falls_on_what_is_held(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy
) -> None:
    """What is reviewed or refused anyway was certain to be, and is no sample."""
    policy = msgspec.structs.replace(lenient, sampling=Sampling(rate_ppm=1_000_000))
    found = decide(order(known_party=False), calm(), standing(), loaded, policy)
    assert (1.0, False) == (found.propensity, found.sampled)
