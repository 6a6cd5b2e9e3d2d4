"""What may pass: the green channel and special approvals; and the lot that checks on what passes."""

from typing import Literal

import msgspec

from models.credit.grades import Grade

PaymentLift = Literal["budget_use", "large_amount", "new_payee", "over_budget"]
"""Rules of payments that a policy may let a special approval lift: never that a payee or a budget is unknown, that
a date is far from the clock, a typology, a model or a missing input."""


class GreenChannel(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Small orders of good customers: lifts a review that only a model asked for, nothing else.

    Never a rule, a typology, a missing input, or a model's refusal. Base currency, minor units; an empty
    list of grades closes the channel.
    """

    grades: tuple[Grade, ...] = ("A",)
    most_minor: int = 2_000_000


class SpecialApproval(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Lifts what it may, nothing else, while it has not expired, up to its own amount.

    Of an order that is `over_limit` and `strategic_customer`; of a payment `payment_lifts`, whatever outcome these
    rules have, and none where the list is empty, as in policies that were written before it. `most_minor` is the largest document that any special approval can
    carry; base currency, minor units; 0 switches them off.
    """

    most_minor: int = 1_000_000_000
    payment_lifts: tuple[PaymentLift, ...] = ()


class Sampling(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Share of what would be approved that is reviewed all the same, in parts per million, by lot.

    Reviewers otherwise see only what was flagged, and the models would learn from that alone.
    """

    rate_ppm: int = 10_000
    salt: str = "riskdesk"
