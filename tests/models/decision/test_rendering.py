"""Everything that a decision can say is a reason with texts in both languages."""

import numpy as np
import pytest

from features.catalogue.program import FEATURES, NAMES
from features.catalogue.reasons import REASONS, render, units_of
from models.decision.params import params_of
from models.typologies.catalogue import DEFAULT_RULES
from riskdesk.core.i18n import LANGUAGES, Language

RULES: dict[str, dict[str, str | int | float | None]] = {
    "unknown_customer": {},
    "unknown_payee": {},
    "new_customer": {"limit_minor": 5_000_000},
    "new_payee": {"amount_minor": 6_000_000, "above_minor": 5_000_000},
    "over_limit": {
        "scope": "group",
        "amount_minor": 1,
        "exposure_minor": None,
        "group_exposure_minor": 2,
        "limit_minor": 3,
        "over_minor": 4,
    },
    "over_budget": {
        "budget_id": "B1",
        "amount_minor": 1,
        "budget_minor": 2,
        "used_minor": 2,
        "over_minor": 1,
    },
    "budget_use": {
        "budget_id": "B1",
        "amount_minor": 1,
        "budget_minor": 4,
        "used_minor": 2,
        "share": 0.75,
        "tell_at": 0.75,
        "hold_at": 0.9,
    },
    "unknown_budget": {"budget_id": "B1", "amount_minor": 1},
    "reviewer_block": {},
    "held_before": {"checkpoint": "order"},
    "self_approved": {},
    "past_due_block": {"past_due_minor": 5, "days": 60, "material_minor": 6},
    "credit_grade": {"grade": "D", "pd": 0.2},
    "large_amount": {"amount_minor": 7, "level_minor": 8},
    "backdated": {"backdated_s": 90_000, "allowed_s": 86_400},
    "special_approval_missing": {},
    "strategic_customer": {"amount_minor": 1_000_000},
    "random_review": {"rate_ppm": 10_000},
    "degraded_input": {"inputs": "exposure, fx_rate"},
    "calendar_uncertain": {"inputs": "calendar"},
}
"""Parameters as the rules of `models.decision` supply them."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted({*RULES, *DEFAULT_RULES, *(f.reason for f in FEATURES.values())}))
def test_every_code_has_words(code: str, language: Language) -> None:
    """Each rule, typology and reason of a feature renders, and leaves no parameter open."""
    vector = np.ones(len(NAMES))
    shown = render(code, language, {**params_of(code, vector), **RULES.get(code, {})})
    for text in (shown.text, shown.value, shown.normal, shown.clears or "-"):
        assert text
        assert "{" not in text


@pytest.mark.parametrize("code", sorted(RULES))
def test_rules_supply_what_their_texts_name(code: str) -> None:
    """No parameter that a rule's text names is left unknown."""
    supplied = {*params_of(code, np.ones(len(NAMES))), *RULES[code]}
    assert set(units_of(REASONS[code])) <= supplied


def test_unknown_values_are_none() -> None:
    """A value that is not known is None among the parameters, never NaN."""
    assert {None} == set(params_of("odd_hours", np.full(len(NAMES), np.nan)).values())
