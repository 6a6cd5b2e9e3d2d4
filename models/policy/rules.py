"""Rules: what holds or refuses whatever the models say."""

from typing import Literal

import msgspec

from models.policy.outcome import Outcome
from models.role import Place


class OverLimit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Exposure with this order is above the limit plus a tolerance in parts per million of it."""

    outcome: Outcome = Outcome.REVIEW
    tolerance_ppm: int = 0


class BudgetUse(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """With this payment a budget is nearly used: told from one share of it on, held from a higher one on.

    Percent of the budget; up to all of it.
    """

    outcome: Outcome = Outcome.REVIEW
    tell_at_percent: int = 75
    hold_at_percent: int = 90


class OverBudget(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """With this payment more than the budget is used, plus a tolerance in parts per million of it."""

    outcome: Outcome = Outcome.REVIEW
    tolerance_ppm: int = 0


class GradeRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Minimum outcome of an order by the customer's grade."""

    a: Outcome = Outcome.APPROVE
    b: Outcome = Outcome.APPROVE
    c: Outcome = Outcome.APPROVE
    d: Outcome = Outcome.REVIEW


class PastDue(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """More than a material amount is past due by more than so many days; base currency, minor units."""

    outcome: Outcome = Outcome.BLOCK
    more_than_days: Literal[0, 30, 60, 90] = 60
    material_minor: int = 1_000_000


class LargeAmount(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The amount is so large that a person looks at it; base currency, minor units."""

    outcome: Outcome = Outcome.REVIEW
    order_minor: int = 100_000_000
    payment_minor: int = 100_000_000

    def level_minor(self, place: Place) -> int:
        """Return the level of a place."""
        return self.order_minor if place == "order" else self.payment_minor


class Backdated(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The moment named lies too far before, or ahead of, the clock that answers."""

    outcome: Outcome = Outcome.REVIEW
    allowed_s: int = 86_400
    ahead_s: int = 300


class NewPayee(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The first payment to a payee is above an amount; base currency, minor units."""

    outcome: Outcome = Outcome.REVIEW
    above_minor: int = 5_000_000


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All rules; each can only make an outcome stricter.

    Attributes
    ----------
    unknown_customer, unknown_payee
        The log knows nothing of the party.
    unknown_budget
        Nobody has set the budget that a payment names.
    new_customer
        A customer with too little history for the model: the application route.
    reviewer_block
        A reviewer blocked the order or payment and none released it, at whatever revision; always block.
    held_before
        An earlier checkpoint held the same revision and nobody released it; review at least.
    self_approved
        Who approved a payment is who requested it.
    """

    over_limit: OverLimit = OverLimit()
    over_budget: OverBudget = OverBudget()
    budget_use: BudgetUse = BudgetUse()
    grade: GradeRule = GradeRule()
    past_due: PastDue = PastDue()
    large_amount: LargeAmount = LargeAmount()
    backdated: Backdated = Backdated()
    new_payee: NewPayee = NewPayee()
    unknown_customer: Outcome = Outcome.REVIEW
    unknown_payee: Outcome = Outcome.REVIEW
    unknown_budget: Outcome = Outcome.REVIEW
    new_customer: Outcome = Outcome.REVIEW
    reviewer_block: Outcome = Outcome.BLOCK
    held_before: Outcome = Outcome.REVIEW
    self_approved: Outcome = Outcome.REVIEW
