"""What must hold within one policy."""

from typing import Final

from models.policy.outcome import Outcome
from models.policy.policy import Policy
from models.role import Role
from models.typologies.catalogue import DEFAULT_RULES
from riskdesk.core.errors import InputInvalid

JUDGING_ROLES: Final[tuple[Role, ...]] = ("credit", "order_anomaly", "payment_anomaly")
_MILLION = 1_000_000


def validate(policy: Policy) -> None:
    """Refuse a policy that contradicts itself, or stays silent where it has to speak.

    Raises
    ------
    InputInvalid
        `field` names the first thing that is wrong.
    """
    _require(bool(policy.version), "version", "a policy has a name")
    _check_models(policy)
    _require(policy.isolation.review_at_percentile >= 0.0, "isolation.review_at_percentile", "less than 0")
    _check_typologies(policy)
    silent = policy.fail_default is Outcome.APPROVE
    _require(not silent, "fail_default", "silence is not approval: name the inputs that may be missing")
    _check_rules(policy)
    _check_credit(policy)
    _require(0 <= policy.sampling.rate_ppm <= _MILLION, "sampling.rate_ppm", "expected 0 to 1,000,000")
    _require(policy.green.most_minor >= 0, "green.most_minor", "less than 0")
    _require(policy.special_approval.most_minor >= 0, "special_approval.most_minor", "less than 0")


def _check_models(policy: Policy) -> None:
    _require(set(policy.models) == set(JUDGING_ROLES), "models", f"expected {', '.join(JUDGING_ROLES)}")
    for role, cuts in policy.models.items():
        _require(0.0 <= cuts.review_at <= 1.0, f"models.{role}.review_at", "expected 0 to 1")
        rising = cuts.block_at is None or cuts.review_at <= cuts.block_at
        _require(rising, f"models.{role}.block_at", "refusing begins below holding")


def _check_typologies(policy: Policy) -> None:
    unlike = set(policy.typologies) ^ set(DEFAULT_RULES)
    _require(not unlike, "typologies", f"missing or unknown: {', '.join(sorted(unlike))}")
    for code, rule in policy.typologies.items():
        _require(rule.severe >= rule.minimum, f"typologies.{code}.severe", "softer than the minimum")
        within = 0.0 <= rule.from_strength <= 1.0
        _require(within, f"typologies.{code}.from_strength", "expected 0 to 1")


def _check_rules(policy: Policy) -> None:
    rules = policy.rules
    for field, value in (
        ("over_limit.tolerance_ppm", rules.over_limit.tolerance_ppm),
        ("over_budget.tolerance_ppm", rules.over_budget.tolerance_ppm),
        ("budget_use.tell_at_percent", rules.budget_use.tell_at_percent),
        ("past_due.material_minor", rules.past_due.material_minor),
        ("large_amount.order_minor", rules.large_amount.order_minor),
        ("large_amount.payment_minor", rules.large_amount.payment_minor),
        ("backdated.allowed_s", rules.backdated.allowed_s),
        ("backdated.ahead_s", rules.backdated.ahead_s),
        ("new_payee.above_minor", rules.new_payee.above_minor),
    ):
        _require(value >= 0, f"rules.{field}", "less than 0")
    binds = rules.reviewer_block is Outcome.BLOCK
    _require(binds, "rules.reviewer_block", "a reviewer's block binds until a reviewer releases it")
    silent = rules.held_before is Outcome.APPROVE
    _require(not silent, "rules.held_before", "what nobody released does not pass at its next checkpoint")
    use = rules.budget_use
    rising = use.tell_at_percent <= use.hold_at_percent <= 100
    _require(rising, "rules.budget_use.hold_at_percent", "expected from tell_at_percent to 100")
    softer = rules.over_budget.outcome < use.outcome
    _require(not softer, "rules.over_budget.outcome", "softer than what a nearly used budget forces")


def _check_credit(policy: Policy) -> None:
    bands = policy.credit.bands
    rising = 0.0 < bands.a_below < bands.b_below <= bands.c_up_to < 1.0
    _require(rising, "credit.bands", "the bands' ends do not rise between 0 and 1")
    limits = policy.credit.limits
    percents = (limits.a_percent, limits.b_percent, limits.c_percent, limits.d_percent)
    falling = sorted(percents, reverse=True) == list(percents) and percents[-1] >= 0
    _require(falling, "credit.limits", "a worse grade has a higher coefficient")
    _require(limits.strategic_percent >= 0, "credit.limits.strategic_percent", "less than 0")
    _require(limits.round_to_minor > 0, "credit.limits.round_to_minor", "expected more than 0")
    _require(limits.most_minor >= 0, "credit.limits.most_minor", "less than 0")
    _require(limits.group_percent >= 100, "credit.limits.group_percent", "less than the member's own limit")
    terms = policy.credit.terms
    days = (terms.a_days, terms.b_days, terms.c_days, terms.d_days)
    _require(sorted(days, reverse=True) == list(days), "credit.terms", "a worse grade has longer terms")
    _require(days[-1] >= 0, "credit.terms.d_days", "less than 0")
    application = policy.credit.application
    _require(application.limit_minor >= 0, "credit.application.limit_minor", "less than 0")
    _require(application.terms_days >= 0, "credit.application.terms_days", "less than 0")
    above = policy.credit.strategic_above_minor
    _require(above >= 0, "credit.strategic_above_minor", "less than 0")
    levels = policy.credit.approval.bands_minor
    _require(list(levels) == sorted(set(levels)), "credit.approval.bands_minor", "expected a rising order")


def _require(holds: bool, field: str, otherwise: str) -> None:  # noqa: FBT001 - a condition, read as one
    if not holds:
        raise InputInvalid(otherwise, field=field)
