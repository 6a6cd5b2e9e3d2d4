"""What the company decided, and what riskdesk noted: limits, verdicts, versions, reservations, baselines."""

from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from features.events.fields import UNSEEN, Amount, Body, Currency, Day, Id, Name
from riskdesk.core.personal import mask_numbers

Count = Annotated[int, Field(ge=0)]
Document = Annotated[str, StringConstraints(min_length=3, max_length=96, pattern=rf"^[a-z]+:[^{UNSEEN}]+$")]
"""A document or a registered party by its whole name, such as `employee:E9`."""
Subject = Annotated[
    str,
    StringConstraints(
        min_length=1, max_length=96, pattern=r"^[^\s\x00-\x1f\x7f]([^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f])?$"
    ),
]
"""What a verdict is about, such as `order:25SH00137`: an id of any length with its kind before it."""
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


def _is_one_person(approver: str, first: object) -> bool:
    """Tell whether both are one person's id; letters of either case are one name."""
    return isinstance(first, str) and approver.casefold() == first.casefold()


class _OfTwoPersons(Body):
    """What one person decides and another approves."""

    @field_validator("approved_by", check_fields=False)
    @classmethod
    def _approved_by_another(cls, approver: str, info: ValidationInfo) -> str:
        if _is_one_person(approver, info.data.get("decided_by")):
            raise ValueError("expected a second person, other than who decided")
        return approver


class LimitOverridden(_OfTwoPersons):
    """A customer's limit is this by decision of one person, approved by another, until it expires."""

    customer_id: Id
    limit: Amount
    currency: Currency
    decided_by: Id
    approved_by: Id
    reason: Name
    expires_at: str | None = None


class GroupLimitSet(_OfTwoPersons):
    """The limit of a group of companies is this by decision of one person, approved by another, until it expires."""

    group_id: Id
    limit: Amount
    currency: Currency
    decided_by: Id
    approved_by: Id
    reason: Name
    expires_at: str | None = None


class SpecialApprovalGranted(Body):
    """One order of a customer, or one payment, may pass beyond policy, once, as one person asked and another approved.

    It names the customer or the payment, up to what amount, and until when.
    """

    special_approval_id: Id
    customer_id: Id | None = None
    payment_id: Id | None = None
    amount: Amount
    currency: Currency
    requested_by: Id
    approved_by: Id
    reason: Name
    expires_at: str

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.customer_id is None) == (self.payment_id is None):
            raise ValueError("expected either customer_id or payment_id")
        return self

    @field_validator("approved_by")
    @classmethod
    def _approved_by_another(cls, approver: str, info: ValidationInfo) -> str:
        if _is_one_person(approver, info.data.get("requested_by")):
            raise ValueError("expected a second person, other than who asked")
        return approver


class VerdictRecorded(Body):
    """A reviewer's conclusion: the label of the anomaly models.

    It speaks of a decision of riskdesk's by `decision_id`; history that never passed
    riskdesk is labelled by `subject`, such as `order:25SH00137`.
    """

    decision_id: Id | None = None
    verdict: Literal["confirmed", "cleared"]
    action: Literal["release", "block", "none"] = "none"
    reviewer_id: Id
    typology: Id | None = None
    note: Annotated[str, StringConstraints(max_length=2_000), AfterValidator(mask_numbers)] | None = None
    subject: Subject | None = None


class PolicyPublished(Body):
    """A policy takes effect from this event's `seq`; two persons."""

    policy_hash: Sha256
    proposed_by: Id
    approved_by: Id


class BundleActivated(Body):
    """A bundle takes effect in its role from this event's `seq`; two persons."""

    role: Literal["credit", "lateness", "order_anomaly", "payment_anomaly"]
    bundle_hash: Sha256
    proposed_by: Id
    approved_by: Id


class BundleShadowed(Body):
    """From this event's `seq` on a bundle speaks in shadow in its role, or no longer does.

    It decides nothing, so one person names it. A role has one bundle in shadow: the next one takes its place.
    """

    role: Literal["credit", "order_anomaly", "payment_anomaly"]
    bundle_hash: Sha256
    action: Literal["start", "stop"]
    named_by: Id


class ReservationMade(Body):
    """Exposure is held for an order until it is booked, released, or expires."""

    reservation_id: Id
    decision_id: Id
    order_id: Id
    customer_id: Id
    amount: Amount
    currency: Currency
    expires_at: str


class ReservationReleased(Body):
    """A reservation was given back."""

    reservation_id: Id
    order_id: Id
    customer_id: Id
    cause: Literal["caller", "cancelled", "replaced", "booked", "expired", "blocked"]


class BudgetReleased(Body):
    """A payment that was not made gives back what it took of its budget: refused, or withdrawn before the bank paid."""

    payment_id: Id
    budget_id: Id
    cause: Literal["blocked", "withdrawn"]


class BaselineTaken(Body):
    """What was usual in the company up to a day: shares of hours and weekdays, lateness of industries.

    Of each place (`order`, `payment`, `claim`) with movements the shares of its 48 classes of hours and
    14 of weekdays, thousand-millionths; of each industry [mean days late, thousandths; share of payments
    more than 15 days late, millionths; payments]. `horizon` is the log's last `seq` when it was taken.
    """

    baseline_id: Id
    day: Day
    horizon: Count
    hours: dict[str, list[Count]]
    weekdays: dict[str, list[Count]]
    movements: dict[str, Count]
    industries: dict[str, list[int]]


class PartyLinked(Body):
    """A supplier shares a phone, an address, a legal person or a registry id with another party."""

    link_id: Id
    supplier_id: Id
    other: Document
    by: list[Literal["phone", "address", "legal_person", "registry_id"]]
