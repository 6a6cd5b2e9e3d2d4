import pytest

from serving.desk.formats import Formats

EN = Formats("en", "Asia/Shanghai", "CNY")
ZH = Formats("zh", "Asia/Shanghai", "CNY")


@pytest.mark.parametrize(
    ("probability", "expected"),
    [
        (None, "—"),
        (0.0, "0.00%"),
        (1e-9, "<0.01%"),
        (0.0026, "0.26%"),
        (0.021, "2.1%"),
        (0.41, "41.0%"),
        (0.99995, ">99.9%"),
        (1.0, "100.0%"),
    ],
)
def test_probabilities_never_claim_certainty(probability: float | None, expected: str) -> None:
    """Small ones show two decimals; what is neither nothing nor all is not rounded to it."""
    assert expected == EN.probability(probability)


def test_times_are_those_of_the_company() -> None:
    """Moments are shown in the company's zone, with the reader's months and 24 hours."""
    assert "Jan 1, 1970 08:00" == EN.time(0)
    assert "1970年1月1日 23:59" == ZH.time((16 * 60 - 1) * 60_000_000)
    assert "1970-01-01T08:00:00+08:00" == EN.machine_time(0)


def test_log_odds_carry_a_sign_where_they_are_a_difference() -> None:
    """Minus is a minus sign, plus only where something is added, and what rounds to nothing has none."""
    assert ["−1.25", "1.25", "0.00"] == [EN.log_odds(value) for value in (-1.25, 1.25, -0.001)]
    assert ["−1.25", "+1.25", "0.00"] == [EN.log_odds(value, signed=True) for value in (-1.25, 1.25, 0.001)]


def test_amounts_are_shown_as_stated() -> None:
    """A decimal string keeps its decimals and gets its currency."""
    assert "¥85,000.00" == ZH.stated("85000.00", "CNY")
    assert "-$0.50" == EN.stated("-0.50", "USD")
