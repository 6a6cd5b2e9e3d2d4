import pytest

from features.catalogue.feature import Feature
from features.catalogue.program import CATALOGUE, FEATURES, NAMES
from features.catalogue.reasons import REASONS
from riskdesk.cli.reference.feature import render
from riskdesk.cli.reference.measured import current_of, read_measurements
from riskdesk.cli.reference.pages import DOCS
from riskdesk.cli.reference.usage import made_of, reasons_showing, rules_of, sets_limit, typologies_of
from riskdesk.cli.reference.words import ENTITIES

MEASUREMENTS = read_measurements(DOCS)


@pytest.mark.parametrize("feature", CATALOGUE, ids=NAMES)
def test_a_page_says_what_its_definition_says(feature: Feature) -> None:
    """Both texts, both texts of the reason, the models, the operands, and who is spoken of."""
    page = render(feature, current_of(MEASUREMENTS, feature), MEASUREMENTS)
    said = [feature.text.en, feature.text.zh, *feature.models, *feature.operands]
    reason = REASONS[feature.reason].text
    assert [] == [text for text in [*said, reason.en, reason.zh] if text not in page]
    assert feature.entity in ENTITIES


def test_an_unmeasured_feature_says_so() -> None:
    """Its page stands all the same, and names the command."""
    page = render(FEATURES["document_hour"], None, MEASUREMENTS)
    assert "Not measured yet: `python -m riskdesk.cli.reference measure`" in page
    assert ".svg" not in page


def test_users_are_those_that_the_program_has() -> None:
    """A typology with its thresholds, a rule, the limit, a reason and a composition."""
    assert [("payment", "odd_hours"), ("payment", "account_change"), ("payment", "amount_jump")] == [
        (place, one.code) for place, one in typologies_of("payee_payment_amount_jump")
    ]
    assert ["past_due"] == rules_of("customer_past_due_60_amount")
    assert ["new_payee"] == rules_of("payee_payment_age_days")
    assert sets_limit("customer_monthly_sales_amount")
    assert not sets_limit("document_hour")
    assert "fictitious_supplier" in reasons_showing("payee_age_days")
    assert ["customer_exposure_amount"] == made_of("customer_open_amount")
    assert "≥ 3.5, ≥ 6" in render(FEATURES["payee_payment_amount_jump"], None, None)
