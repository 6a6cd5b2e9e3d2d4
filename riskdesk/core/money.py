"""Money: an integer of minor units and an ISO 4217 currency; a float never touches an amount."""

import re
from decimal import Decimal
from functools import cache
from typing import Final

from riskdesk.core.currencies import EXPONENTS
from riskdesk.core.errors import AmountInvalid
from riskdesk.core.i18n import Language

MAX_MINOR: Final = 10**13
"""The largest amount that is accepted, in minor units of whatever currency."""

RATE_ONE_MICRO: Final = 10**6
"""The rate of one unit for one unit."""

_DECIMAL = re.compile(r"(-?)(0|[1-9][0-9]{0,18})(?:\.([0-9]{1,18}))?", re.ASCII)
_LOCALES: Final[dict[Language, str]] = {"zh": "zh_Hans_CN", "en": "en"}


def currency_exponent(currency: object, *, field: str = "currency") -> int:
    """Return how many decimals the currency's minor unit has: 2 for CNY, 0 for JPY, 3 for KWD.

    Raises
    ------
    AmountInvalid
        The code is not one of ISO 4217 in capitals.
    """
    exponent = EXPONENTS.get(currency) if isinstance(currency, str) else None
    if exponent is None:
        raise AmountInvalid("expected a currency of ISO 4217 such as CNY", field=field)
    return exponent


def parse_amount(
    text: object, currency: object, *, field: str, allow_zero: bool = False, allow_negative: bool = False
) -> int:
    """Read a decimal string as minor units, exactly.

    Parameters
    ----------
    text
        Digits with at most one point, such as `85000.00`: no sign but `-`, no exponent, no separators.
    currency
        ISO 4217 code; at most as many decimals as it has are accepted.
    field
        Name of the input field, for the error; a wrong currency is named as that field's neighbour
        `currency`.
    allow_zero, allow_negative
        Whether nothing, or less than nothing, makes sense here.

    Returns
    -------
    int
        Minor units, within plus and minus `MAX_MINOR`.

    Raises
    ------
    AmountInvalid
        Any other text or type, too many decimals, out of range, or an unknown currency.

    >>> parse_amount("85000.5", "CNY", field="amount")
    8500050
    """
    exponent = currency_exponent(currency, field=_currency_field(field))
    match = _DECIMAL.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise AmountInvalid('expected a decimal in a string, such as "85000.00"', field=field)
    sign, whole, fraction = match[1], match[2], match[3] or ""
    if len(fraction) > exponent:
        raise AmountInvalid(f"{currency} has {exponent} decimals, this has {len(fraction)}", field=field)
    minor = int(sign + whole + fraction.ljust(exponent, "0"))
    if abs(minor) > MAX_MINOR:
        raise AmountInvalid("the amount is larger than 10^13 minor units", field=field)
    if minor == 0 and not allow_zero:
        raise AmountInvalid("the amount must not be zero", field=field)
    if sign and not allow_negative:
        raise AmountInvalid("the amount must not be negative", field=field)
    return minor


def _currency_field(field: str) -> str:
    prefix, dot, _ = field.rpartition(".")
    return f"{prefix}{dot}currency"


def format_amount(minor: int, currency: str) -> str:
    """Return minor units as the decimal string that `parse_amount` reads.

    >>> format_amount(8500000, "CNY"), format_amount(-5, "KWD"), format_amount(7, "JPY")
    ('85000.00', '-0.005', '7')
    """
    exponent = currency_exponent(currency)
    sign = "-" if minor < 0 else ""
    digits = str(abs(minor)).rjust(exponent + 1, "0")
    return f"{sign}{digits[:-exponent]}.{digits[-exponent:]}" if exponent else sign + digits


def show_amount(minor: int, currency: str, language: Language) -> str:
    """Return minor units as a person of that language writes them, with all decimals of the currency.

    >>> show_amount(8500000, "CNY", "zh")
    '¥85,000.00'
    """
    before, after, exponent = _affixes(currency, language, "-" if minor < 0 else "")
    if not exponent:
        return f"{before}{abs(minor):,}{after}"
    whole, rest = divmod(abs(minor), 10**exponent)
    return f"{before}{whole:,}.{rest:0{exponent}}{after}"


@cache
def _affixes(currency: str, language: Language, sign: str) -> tuple[str, str, int]:
    """Return what stands before and after the digits of an amount, and how many decimals it has.

    Both languages group by thousands; `sign` is `-` or nothing.
    """
    from babel import Locale  # here, for babel reads its locale data from disk
    from babel.numbers import parse_pattern

    exponent = currency_exponent(currency)
    locale = Locale.parse(_LOCALES[language])
    # CLDR's own decimals differ from ISO 4217 for some currencies and would hide minor units.
    pattern = parse_pattern(locale.currency_formats["standard"].pattern)
    pattern.frac_prec = (exponent, exponent)
    value = Decimal(f"{sign}1")
    shown = str(pattern.apply(value, locale, currency=currency, currency_digits=False))
    number = f"1.{'0' * exponent}" if exponent else "1"
    before, _, after = shown.partition(number)
    return before, after, exponent


def convert(minor: int, from_currency: str, to_currency: str, rate_micro: int) -> int:
    """Return an amount in another currency, rounded half to even, in integers throughout.

    Parameters
    ----------
    minor
        Minor units of `from_currency`.
    rate_micro
        Units of `to_currency` for one unit of `from_currency`, times 10^6; more than 0.

    Raises
    ------
    AmountInvalid
        A rate that is not positive, an unknown currency, or a result larger than `MAX_MINOR`.

    >>> convert(10000, "USD", "JPY", 155_250_000)  # 100 USD at 155.25
    15525
    """
    if rate_micro <= 0:
        raise AmountInvalid("the rate must be more than 0", field="rate")
    shift = currency_exponent(to_currency) - currency_exponent(from_currency)
    numerator = minor * rate_micro * 10 ** max(shift, 0)
    denominator = RATE_ONE_MICRO * 10 ** max(-shift, 0)
    converted = _divide_half_even(numerator, denominator)
    if abs(converted) > MAX_MINOR:
        raise AmountInvalid("the converted amount is larger than 10^13 minor units")
    return converted


def _divide_half_even(numerator: int, denominator: int) -> int:
    quotient, rest = divmod(numerator, denominator)
    doubled = 2 * rest
    return quotient + (doubled > denominator or (doubled == denominator and quotient % 2 == 1))
