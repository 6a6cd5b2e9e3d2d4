"""What a decision is about, as the caller and the log state it."""

from dataclasses import dataclass

from models.role import Place


@dataclass(frozen=True, slots=True)
class Subject:
    """The order or payment.

    Attributes
    ----------
    place
        Which of the two.
    document
        Its id, such as `order:25SH00137`; the lot is drawn by it.
    amount_minor
        Base currency, minor units.
    currency
        ISO code of the document's own currency.
    known_party
        Whether the log knows the customer or payee.
    as_of_us
        The moment named, microseconds since the epoch, UTC.
    backdated_s
        Seconds that this moment lies before the clock that answers; negative is ahead of it.
    terms_days
        Terms asked for; None where none are.
    checkpoint
        Where in its life the document is.
    special_approval_id
        The special approval that the caller relies on; None without.
    missing
        Inputs that could not be had, by the names of `models.policy.inputs`.
    one_person
        Whether who approved the payment is who requested it.
    """

    place: Place
    document: str
    amount_minor: int
    currency: str
    known_party: bool
    as_of_us: int
    backdated_s: int = 0
    terms_days: int | None = None
    checkpoint: str = "order"
    special_approval_id: str | None = None
    missing: tuple[str, ...] = ()
    one_person: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a customer, or a budget, stands when the order or payment is decided; base currency, minor units.

    Attributes
    ----------
    exposure_minor
        Open, delivered, billed and reserved, without the order being decided; None if unknown.
    group_exposure_minor
        The same of its group of companies; None without a group.
    override_limit_minor
        A limit that a person decided and that has not expired; None without.
    special_approval_cap_minor, special_approval_expires_us
        Of the special approval that `Subject.special_approval_id` names, if the log holds it for this
        customer, or this payment, and it was not used; None otherwise.
    strategic
        Whether the company calls the customer strategic.
    group_limit_minor
        A limit that a person set for the group and that has not expired; None without.
    billed_minor
        Of this order billed before, which exposure, or what was paid, holds already.
    budget_id
        The budget that the payment names; None without.
    budget_amount_minor
        What that budget holds; None where nobody has set it.
    budget_used_minor
        What payments that stand have taken of it, without the payment being decided.
    refused
        Whether a reviewer blocked this order or payment, at whatever revision, and none released it since.
    held_at
        The checkpoint at which this revision, or a later one, was held or refused before and that nobody
        released; None without.
    held_by_lot
        Whether only the lot held it there.
    """

    exposure_minor: int | None
    group_exposure_minor: int | None = None
    override_limit_minor: int | None = None
    special_approval_cap_minor: int | None = None
    special_approval_expires_us: int | None = None
    strategic: bool = False
    group_limit_minor: int | None = None
    billed_minor: int = 0
    budget_id: str | None = None
    budget_amount_minor: int | None = None
    budget_used_minor: int = 0
    refused: bool = False
    held_at: str | None = None
    held_by_lot: bool = False


NO_STANDING = Standing(exposure_minor=None)
"""For payments without a budget, and where exposure could not be read."""
