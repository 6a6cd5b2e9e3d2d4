import math

import pytest

from features.catalogue.units import Scalar, ShownAs, show


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (8_500_000.0, "money", "¥85,000.00", "CN¥85,000.00"),
        (1.0, "days", "1 天", "1 day"),
        (12.34, "days", "12.3 天", "12.3 days"),
        (-0.01, "days", "0 天", "0 days"),
        (1_234.0, "count", "1,234", "1,234"),
        (100.0, "count", "100", "100"),
        (0.0215, "share", "2.1%", "2.1%"),
        (1.0, "share", "100%", "100%"),
        (2.5, "ratio", "2.5 倍", "2.5 times"),
        (3.96, "score", "4", "4"),
        (22.0, "hour", "22:00", "22:00"),
        (1.0, "flag", "是", "yes"),
        (0.0, "flag", "否", "no"),
        ("B", "text", "B", "B"),
        (5_400, "seconds", "1.5 小时", "1.5 h"),
        (2_500, "ppm", "0.25%", "0.25%"),
        (None, "money", "未知", "unknown"),
        (math.nan, "days", "未知", "unknown"),
        (math.inf, "ratio", "未知", "unknown"),
    ],
)
def test_shown_in_both_languages(value: Scalar, unit: ShownAs, zh: str, en: str) -> None:
    """A value with its unit, as a person reads it."""
    assert (zh, en) == (show(value, unit, "zh"), show(value, unit, "en"))
