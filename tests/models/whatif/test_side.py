from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from models.decision.inputs import Standing
from models.policy.default import DEFAULT_POLICY
from models.policy.outcome import Outcome
from models.policy.relief import Sampling, SpecialApproval
from models.policy.thresholds import IsolationThreshold, Thresholds
from models.whatif.approvals import Approvals, ending_of
from models.whatif.past import PastDecision, Turnout
from models.whatif.replay import as_then
from models.whatif.report import what_if
from models.whatif.side import side_of
from models.whatif.texts import ENDINGS, FIGURES
from riskdesk.core.errors import HistoryTooThin

Take = Callable[..., PastDecision]
QUIET = msgspec.structs.replace(
    DEFAULT_POLICY,
    models=dict.fromkeys(DEFAULT_POLICY.models, Thresholds(review_at=1.0)),
    isolation=IsolationThreshold(review_at_percentile=101.0),
    sampling=Sampling(rate_ppm=0),
)
LARGE = DEFAULT_POLICY.rules.large_amount.order_minor


def test_one_document_is_stopped_once(take: Take, calm: Any) -> None:
    """An order held at two checkpoints gives two alerts, and its money is stopped once."""
    twice = [
        take(calm(), QUIET, amount_minor=LARGE, checkpoint=point, day=day, verdict="confirmed")
        for point, day in (("order", 20_000), ("delivery", 20_003))
    ]
    side = side_of(twice, as_then(twice))
    assert (2, 0.5, 1) == (side.reviewed, side.alerts_a_day, side.alerts_busiest)
    assert LARGE == side.stopped_minor.value == side.stopped_minor.high
    assert (1.0, 0.0) == (side.precision.value, side.false_alarms.value)


def test_money_is_told_apart(take: Take, calm: Any) -> None:
    """Confirmed money is stopped, cleared orders are delayed sales, cleared payments are false alarms alone."""
    past = [
        take(calm(), QUIET, document="order:1", amount_minor=LARGE, verdict="confirmed"),
        take(calm(), QUIET, document="order:2", amount_minor=LARGE + 1, verdict="cleared"),
        take(
            calm(),
            QUIET,
            place="payment",
            checkpoint="payment",
            document="payment:3",
            amount_minor=LARGE + 2,
            verdict="cleared",
        ),
    ]
    assert [Outcome.REVIEW] * 3 == [one.outcome for one in past]
    side = side_of(past, as_then(past))
    assert (LARGE, LARGE + 1, 2.0) == (
        side.stopped_minor.value,
        side.sales_delayed_minor.value,
        side.false_alarms.value,
    )
    assert (0.0, 0.0) == (side.blocked_minor.value, side.missed_minor.value)
    assert pytest.approx(1 / 3) == side.precision.value


def test_a_day_without_an_alert_is_a_day(take: Take, calm: Any) -> None:
    """Alerts a day are a mean over calendar days, with an interval that a single alert leaves wide."""
    past = [
        take(calm(), QUIET, document="order:1", amount_minor=LARGE, day=20_000),
        take(calm(), QUIET, document="order:2", amount_minor=1_000, day=20_009),
    ]
    side = side_of(past, as_then(past))
    assert (0.1, 0.0, 1) == (side.alerts_a_day, side.alerts_low, side.alerts_busiest)
    assert 0.1 < side.alerts_high <= 0.5


def test_special_approvals_are_followed(take: Take, calm: Any) -> None:
    """Orders over their limit that passed by special approval stand with how they turned out."""
    standing = Standing(
        exposure_minor=0,
        override_limit_minor=1_000,
        special_approval_cap_minor=50_000_000,
        special_approval_expires_us=2_000_000_000_000_000,
    )
    ends = [
        Turnout(billed_minor=9, late_days=-2),
        Turnout(billed_minor=9, late_days=12),
        Turnout(billed_minor=9, past_due_minor=5, late_days=70),
        Turnout(billed_minor=9, written_off_minor=9, late_days=200),
        None,
    ]
    past = [
        take(calm(), QUIET, document=f"order:{k}", special_approval_id="SA", standing=standing, turnout=end)
        for k, end in enumerate(ends)
    ]
    assert all("over_limit" in one.lifted for one in past)
    none_allowed = msgspec.structs.replace(QUIET, special_approval=SpecialApproval(most_minor=0))
    found = what_if(past, none_allowed)
    endings = dict.fromkeys(ENDINGS, 1)
    assert Approvals(5, 5_000_000, endings, 5, 9) == found.then.approvals
    assert Approvals(0, 0, {}, 0, 0) == found.now.approvals
    assert 5 == found.now.reviewed
    assert set(ENDINGS) == {ending_of(end or Turnout()) for end in ends}


def test_special_approvals_of_strategic_customers_are_followed(take: Take, calm: Any) -> None:
    """What a special approval carried is held under a policy that allows none, and passes where grades decide."""
    standing = Standing(
        exposure_minor=0,
        override_limit_minor=10**9,
        special_approval_cap_minor=50_000_000,
        special_approval_expires_us=2_000_000_000_000_000,
        strategic=True,
    )
    carried = take(calm(), QUIET, document="order:1", special_approval_id="SA", standing=standing)
    held = take(calm(), QUIET, document="order:2", standing=standing)
    none_allowed = msgspec.structs.replace(QUIET, special_approval=SpecialApproval(most_minor=0))
    by_grade = msgspec.structs.replace(
        QUIET, credit=msgspec.structs.replace(QUIET.credit, strategic="by_grade")
    )
    found, graded = (what_if([carried, held], policy) for policy in (none_allowed, by_grade))
    assert (1, 1, 1) == (found.then.approved, found.then.reviewed, found.then.approvals.orders)
    assert (0, 2, 0) == (found.now.approved, found.now.reviewed, found.now.approvals.orders)
    assert (2, 0, 0) == (graded.now.approved, graded.now.reviewed, graded.now.approvals.orders)


def test_no_past_is_said() -> None:
    """Nothing is reported of nothing."""
    with pytest.raises(HistoryTooThin):
        what_if([], QUIET)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.text.en)
def test_every_figure_is_of_a_side(take: Take, calm: Any, figure: Any) -> None:
    """Each line of the table reads a figure that is there, and has a name in both languages."""
    past = [take(calm(), QUIET)]
    assert figure.of(side_of(past, as_then(past))) is not None
    assert figure.text.zh != figure.text.en


def test_special_approvals_of_payments_are_followed(take: Take, calm: Any) -> None:
    """What they carried stands with its amount and what a reviewer confirmed of it; no order is among them."""
    standing = Standing(
        exposure_minor=None,
        budget_id="B",
        budget_amount_minor=1,
        special_approval_cap_minor=50_000_000,
        special_approval_expires_us=2_000_000_000_000_000,
    )
    of_payment = {
        "place": "payment",
        "checkpoint": "payment",
        "special_approval_id": "SA",
        "standing": standing,
    }
    past = [
        take(calm(), QUIET, document="payment:1", verdict="confirmed", **of_payment),
        take(calm(), QUIET, document="payment:2", verdict="cleared", **of_payment),
        take(calm(), QUIET, document="payment:3", **(of_payment | {"special_approval_id": None})),
    ]
    none_allowed = msgspec.structs.replace(QUIET, special_approval=SpecialApproval())
    found = what_if(past, none_allowed)
    carried = Approvals(0, 0, {}, 0, 0, payments=2, payments_minor=2_000_000, payments_confirmed=1)
    assert (carried, 2) == (found.then.approvals, found.then.approved)
    assert (Approvals(0, 0, {}, 0, 0), 3) == (found.now.approvals, found.now.reviewed)
