"""Whether a Chinese company's registry id can be genuine.

Since 2015 a company carries a unified social credit code of 18 signs: authority, category, six digits of
the place, nine signs of the organisation code, a check sign. Older master data holds a registration
number of 15 digits, or a tax number of 15 signs: six digits of the place and the organisation code.

Sources: GB 32100-2015 (unified social credit code), GB 11714-1997 (organisation code), GS 15-2006
(registration number, ISO 7064 MOD 11,10).
"""

from typing import Final

_SIGNS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100: digits and capital letters without I, O, S, V, Z."""
_WEIGHTS: Final = tuple(3**i % 31 for i in range(17))
_ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)


def is_false(registry_id: str) -> bool:
    """Tell whether a registry id has a Chinese form and fails its check sign.

    Ids of other forms, such as those of other countries, are never called false.

    Parameters
    ----------
    registry_id
        As the caller wrote it; blanks and hyphens are passed over, small letters count as capitals.

    >>> is_false("91350100M000100Y43"), is_false("91350100M000100Y44")
    (False, True)
    >>> is_false("440301103097413"), is_false("440301103097414"), is_false("440301D2143569X")
    (False, True, False)
    >>> is_false("HRB 123456"), is_false("27AAPFU0939F1ZV")
    (False, False)
    """
    written = "".join(sign for sign in registry_id.upper() if sign not in " -")
    if len(written) == 18:
        return not _is_credit_code(written)
    if len(written) == 15 and written[:6].isdecimal() and written.isascii() and written.isalnum():
        return not (_is_registration_number(written) or _is_tax_number(written))
    return False


def _is_credit_code(code: str) -> bool:
    """GB 32100: the check sign makes the weighted sum a multiple of 31."""
    if any(sign not in _SIGNS for sign in code) or not code[2:8].isdecimal():
        return False
    total = sum(_SIGNS.index(sign) * weight for sign, weight in zip(code[:17], _WEIGHTS, strict=True))
    return _SIGNS[-total % 31] == code[17]


def _is_registration_number(number: str) -> bool:
    """GS 15-2006: ISO 7064, MOD 11,10, of which the last digit is the check digit."""
    if not number.isdecimal():
        return False
    product = 10
    for digit in number[:14]:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return (int(number[14]) + product) % 10 == 1


def _is_tax_number(number: str) -> bool:
    """GB 11714: the last nine signs are an organisation code, of which the last is its check sign."""
    values = (int(sign, 36) for sign in number[6:14])
    rest = 11 - sum(v * w for v, w in zip(values, _ORGANISATION_WEIGHTS, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest)) == number[14]
