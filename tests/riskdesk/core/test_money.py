from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from babel import Locale
from babel.numbers import parse_pattern
from hypothesis import given
from hypothesis import strategies as st

from riskdesk.core.currencies import EXPONENTS
from riskdesk.core.errors import AmountInvalid
from riskdesk.core.i18n import Language
from riskdesk.core.money import (
    MAX_MINOR,
    RATE_ONE_MICRO,
    convert,
    currency_exponent,
    format_amount,
    parse_amount,
    show_amount,
)

CURRENCIES = st.sampled_from(sorted(EXPONENTS))
AMOUNTS = st.integers(-MAX_MINOR, MAX_MINOR)


@given(minor=AMOUNTS, currency=CURRENCIES)
def test_amount_survives_text(minor: int, currency: str) -> None:
    """What is written is read back as the same integer, in every currency."""
    text = format_amount(minor, currency)
    assert minor == parse_amount(text, currency, field="amount", allow_zero=True, allow_negative=True)
    assert Decimal(minor).scaleb(-EXPONENTS[currency]) == Decimal(text)


@pytest.mark.parametrize(
    ("text", "currency", "expected"),
    [
        ("85000.00", "CNY", 8_500_000),
        ("85000", "CNY", 8_500_000),
        ("0.1", "CNY", 10),
        ("0.29", "CNY", 29),
        ("7", "JPY", 7),
        ("1.005", "KWD", 1005),
        ("100000000000.00", "CNY", MAX_MINOR),
        ("10000000000000", "JPY", MAX_MINOR),
    ],
)
def test_reads_decimal_strings(text: str, currency: str, expected: int) -> None:
    """Digits become minor units of the currency's own exponent."""
    assert expected == parse_amount(text, currency, field="amount")


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        (85000.0, "CNY"),
        (85000, "CNY"),
        (True, "CNY"),
        (None, "CNY"),
        (Decimal(1), "CNY"),
        ("", "CNY"),
        ("NaN", "CNY"),
        ("Infinity", "CNY"),
        ("1e5", "CNY"),
        ("\N{FULLWIDTH DIGIT ONE}2", "CNY"),
        ("١٢", "CNY"),
        ("1,000.00", "CNY"),
        ("1_000", "CNY"),
        ("¥5", "CNY"),
        (" 5", "CNY"),
        ("5\n", "CNY"),
        ("+5", "CNY"),
        ("007", "CNY"),
        (".5", "CNY"),
        ("5.", "CNY"),
        ("1.000", "CNY"),
        ("1.0", "JPY"),
        ("1.0000", "KWD"),
        ("100000000000.01", "CNY"),
        ("9" * 5000, "CNY"),
        ("0", "CNY"),
        ("-0.00", "CNY"),
        ("-5.00", "CNY"),
    ],
)
def test_anything_else_is_refused(text: object, currency: str) -> None:
    """A number that is no decimal string of the currency, nothing, or less than nothing is refused."""
    with pytest.raises(AmountInvalid) as caught:
        parse_amount(text, currency, field="amount")
    assert "amount" == caught.value.field


@pytest.mark.parametrize("currency", ["cny", "RMB", "XXX", "", None, 156, ["CNY"]])
def test_unknown_currency_is_refused_by_its_own_field(currency: object) -> None:
    """The field that is wrong is the one that is named, also within a nested object."""
    with pytest.raises(AmountInvalid) as caught:
        parse_amount("5.00", currency, field="lines.0.amount")
    assert "lines.0.currency" == caught.value.field


def test_zero_and_less_only_where_allowed() -> None:
    """A credit note may be negative, an opening balance zero; each has to be asked for."""
    assert 0 == parse_amount("0.00", "CNY", field="a", allow_zero=True)
    assert -500 == parse_amount("-5.00", "CNY", field="a", allow_negative=True)
    with pytest.raises(AmountInvalid, match="zero"):
        parse_amount("0", "CNY", field="a", allow_negative=True)
    with pytest.raises(AmountInvalid, match="larger"):
        parse_amount("-100000000000.01", "CNY", field="a", allow_negative=True)


@pytest.mark.parametrize(
    ("currency", "exponent"), [("CNY", 2), ("JPY", 0), ("KWD", 3), ("IQD", 3), ("ALL", 2)]
)
def test_exponents_are_those_of_iso(currency: str, exponent: int) -> None:
    """Books follow ISO 4217, where CLDR says how people write (IQD and ALL without decimals)."""
    assert exponent == currency_exponent(currency)


@pytest.mark.parametrize(
    ("minor", "currency", "language", "expected"),
    [
        (8_500_000, "CNY", "zh", "¥85,000.00"),
        (8_500_000, "CNY", "en", "CN¥85,000.00"),
        (8_500_000, "JPY", "zh", "JP¥8,500,000"),
        (-1_234_567, "KWD", "en", "-KWD1,234.567"),
        (1_234_567, "IQD", "en", "IQD1,234.567"),
    ],
)
def test_shown_as_people_write(minor: int, currency: str, language: Language, expected: str) -> None:
    """Localised, with all decimals of the minor unit."""
    assert expected == show_amount(minor, currency, language).replace("\xa0", "")


@given(minor=AMOUNTS, currency=CURRENCIES, language=st.sampled_from(["zh", "en"]))
def test_shown_as_the_library_of_locales_writes(minor: int, currency: str, language: Language) -> None:
    """Digits are grouped here, for speed; Babel gives the same for every amount."""
    exponent = EXPONENTS[currency]
    locale = Locale.parse({"zh": "zh_Hans_CN", "en": "en"}[language])
    pattern = parse_pattern(locale.currency_formats["standard"].pattern)
    pattern.frac_prec = (exponent, exponent)
    value = Decimal(minor).scaleb(-exponent)
    expected = pattern.apply(value, locale, currency=currency, currency_digits=False)
    assert expected == show_amount(minor, currency, language)


@given(minor=AMOUNTS, here=CURRENCIES, there=CURRENCIES, rate=st.integers(1, 10**12))
def test_conversion_equals_decimal_arithmetic(minor: int, here: str, there: str, rate: int) -> None:
    """Integers give what exact decimals rounded half to even give, or refuse what is too large."""
    exact = Decimal(minor).scaleb(-EXPONENTS[here] + EXPONENTS[there] - 6) * Decimal(rate)
    expected = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_EVEN)) if abs(exact) < 10**20 else 10**20
    if abs(expected) > MAX_MINOR:
        with pytest.raises(AmountInvalid):
            convert(minor, here, there, rate)
    else:
        assert expected == convert(minor, here, there, rate)


@pytest.mark.parametrize(("minor", "expected"), [(1, 0), (3, 2), (5, 2), (-1, 0), (-3, -2), (-5, -2)])
def test_halves_go_to_even(minor: int, expected: int) -> None:
    """Rounding favours neither side, whatever the sign."""
    assert expected == convert(minor, "CNY", "CNY", RATE_ONE_MICRO // 2)


@pytest.mark.parametrize("rate", [0, -1])
def test_rate_must_be_positive(rate: int) -> None:
    """A rate of nothing would make debts vanish."""
    with pytest.raises(AmountInvalid, match="rate"):
        convert(100, "CNY", "USD", rate)
