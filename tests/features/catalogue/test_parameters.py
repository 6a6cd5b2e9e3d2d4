import pytest

from features.catalogue.parameters import DEFAULT_PARAMETERS, FeatureParameters
from features.catalogue.sets import SETS, feature_set
from riskdesk.core.errors import SettingInvalid
from riskdesk.core.settings import load_settings


def test_without_a_setting_the_defaults_hold() -> None:
    """A company that sets nothing shares every fingerprint with the documentation."""
    assert DEFAULT_PARAMETERS == FeatureParameters.of(load_settings())
    assert SETS["payment_anomaly"] == feature_set("payment_anomaly", FeatureParameters.of(load_settings()))


def test_limits_are_read_in_the_currency_of_the_books() -> None:
    """Minor units of the base currency; what is left out keeps its default."""
    limits = '{"order": ["50000", "70000.5"], "expense": ["800"]}'
    found = FeatureParameters.of(load_settings(approval_limits=limits))
    assert ((5_000_000, 7_000_050), (80_000,)) == (found.order_limits, found.expense_limits)
    assert DEFAULT_PARAMETERS.salary_limits == found.salary_limits
    in_yen = FeatureParameters.of(load_settings(approval_limits='{"refund": ["800"]}', base_currency="JPY"))
    assert (800,) == in_yen.refund_limits


@pytest.mark.parametrize("levels", ['["2", "1"]', '["0"]', "[]", '["1.001"]', '["many"]'])
def test_limits_that_make_no_sense_name_their_variable(levels: str) -> None:
    """Falling, nothing, none, too many decimals, no amount."""
    with pytest.raises(SettingInvalid) as caught:
        FeatureParameters.of(load_settings(approval_limits=f'{{"order": {levels}}}'))
    assert "RISKDESK_APPROVAL_LIMITS" == caught.value.field
