import pytest

from riskdesk.cli.days import begin_of
from riskdesk.core.clock import DAY_US
from riskdesk.core.errors import TimeInvalid

BEGIN_US = 631_238_400_000_000
"""1990-01-02 in UTC."""


def test_a_day_has_to_have_begun_where_that_is_asked() -> None:
    """From its first moment on it counts; before, the option is named rather than nothing found."""
    assert BEGIN_US == begin_of("1990-01-02", "UTC", field="since", now_us=BEGIN_US)
    assert BEGIN_US == begin_of("1990-01-02", "UTC", field="since")
    assert begin_of(None, "UTC", field="since", now_us=BEGIN_US) is None
    with pytest.raises(TimeInvalid, match="has begun") as caught:
        begin_of("1990-01-02", "UTC", field="since", now_us=BEGIN_US - DAY_US)
    assert "since" == caught.value.field
