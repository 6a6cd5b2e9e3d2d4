from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

from features.catalogue.program import index
from features.catalogue.reasons import render
from models.decision.clear import clear
from models.decision.decide import decide
from models.policy.outcome import Outcome
from models.policy.policy import Policy
from models.policy.relief import GreenChannel
from models.policy.thresholds import Thresholds
from models.role import Role
from models.scoring.loaded import LoadedBundle
from models.scoring.score import score_many
from riskdesk.core.i18n import LANGUAGES

Loaded = Mapping[Role, LoadedBundle]
Make = Callable[..., Any]


def test_nothing_clears_what_is_approved(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy
) -> None:
    """An approval needs no step."""
    subject, where = order(), standing()
    assert () == clear(decide(subject, calm(), where, loaded, lenient), subject, calm(), where, lenient)


@pytest.mark.parametrize("exposure_minor", [99_500_000, 99_000_001, 150_000_000])
def test_the_amount_that_fits_fits(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy, exposure_minor: int
) -> None:
    """An order over the limit passes at the amount named and not one minor unit above, or after paying the rest."""
    subject, where = order(), standing(exposure_minor=exposure_minor)
    (step,) = clear(decide(subject, calm(), where, loaded, lenient), subject, calm(), where, lenient)
    fits, pay = step.params["fits_minor"], step.params["pay_minor"]
    assert "over_limit" == step.code
    assert isinstance(fits, int)
    assert isinstance(pay, int)
    paid = replace(where, exposure_minor=exposure_minor - pay)
    assert Outcome.APPROVE == decide(subject, calm(), paid, loaded, lenient).outcome
    assert Outcome.REVIEW == decide(subject, calm(), replace(paid, exposure_minor=exposure_minor - pay + 1),
                                    loaded, lenient).outcome  # fmt: skip
    for amount, outcome in ((fits, Outcome.APPROVE), (fits + 1, Outcome.REVIEW)):
        if fits > 0:
            smaller = replace(subject, amount_minor=amount)
            assert outcome == decide(smaller, calm(), where, loaded, lenient).outcome


def test_a_group_over_its_limit_is_cleared_by_its_own_figures(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy
) -> None:
    """Where the group is what passes the limit, the amount that fits is the group's."""
    subject, where = order(), standing(group_exposure_minor=99_400_000)
    (step,) = clear(decide(subject, calm(), where, loaded, lenient), subject, calm(), where, lenient)
    assert ("group", 600_000) == (step.params["scope"], step.params["fits_minor"])


def test_paying_what_is_past_due_clears_it(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy
) -> None:
    """After the payment named the order passes, one minor unit less does not."""
    subject, where = order(), standing()
    vector = calm(customer_past_due_60_amount=3_000_000.0)
    (step,) = [
        one
        for one in clear(decide(subject, vector, where, loaded, lenient), subject, vector, where, lenient)
        if one.code == "past_due_block"
    ]
    pay = step.params["pay_minor"]
    assert isinstance(pay, int)
    column = index("customer_past_due_60_amount")
    for paid, outcome in ((pay, Outcome.APPROVE), (pay - 1, Outcome.BLOCK)):
        vector[column] = 3_000_000.0 - paid
        assert outcome == decide(subject, vector, where, loaded, lenient).outcome


def test_a_missing_special_approval_names_what_it_has_to_cover(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy
) -> None:
    """An approval that was relied on and does not exist has to cover the whole order."""
    subject, where = order(special_approval_id="S1"), standing(exposure_minor=10**9)
    steps = clear(decide(subject, calm(), where, loaded, lenient), subject, calm(), where, lenient)
    assert {"special_approval_missing": 1_000_000} == {
        one.code: one.params["amount_minor"] for one in steps if one.code == "special_approval_missing"
    }


def test_everything_that_holds_is_cleared(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy
) -> None:
    """Reasons name four, steps name all, rendered in both languages; the lot has none."""
    subject = order(known_party=False, backdated_s=10**6, amount_minor=10**9, missing=("fx_rate",))
    where = standing(exposure_minor=10**9)
    vector = calm(customer_past_due_60_amount=3e6, customer_order_split_parts_36h=2.0)
    found = decide(subject, vector, where, loaded, lenient)
    steps = clear(found, subject, vector, where, lenient)
    assert 4 == len(found.reasons)
    assert found.forced == tuple(step.code for step in steps)
    assert 7 == len(steps)
    texts = [render(step.code, language, step.params).clears for step in steps for language in LANGUAGES]
    assert all(text and "{" not in text for text in texts)


def test_a_model_that_holds_is_cleared_by_its_reasons(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy, vectors: NDArray[np.float64]
) -> None:
    """The steps are those of the model's own features, not those of a model that would have let pass."""
    cuts = {**lenient.models, "credit": Thresholds(review_at=0.0)}
    policy = msgspec.structs.replace(lenient, models=cuts, green=GreenChannel(grades=()))
    subject, where, vector = order(), standing(), calm()
    columns = loaded["credit"].columns
    vector[columns] = vectors[np.argmax(score_many(loaded["credit"], vectors).log_odds), columns]
    vector[index("customer_invoice_age_days")] = vector[index("customer_invoice_count_365d")] = 90.0
    found = decide(subject, vector, where, loaded, policy)
    names = set(loaded["credit"].bundle.names)
    expected = [
        reason.code for reason in found.reasons if reason.contribution > 0 and names & set(reason.features)
    ]
    assert "credit" in found.forced
    assert expected
    steps = [step.code for step in clear(found, subject, vector, where, policy)]
    assert expected == [code for code in steps if code in expected]
    assert set(steps) <= {*expected, *found.forced}
