"""Invoice numbers that differ by a slip of the pen, and numbers that follow each other."""

from typing import Final

from features.kernel.arrays import Ints
from features.kernel.numbers import BASE, MOST_SIGNS, unpack
from features.kernel.scratch import SIGNS_A_AT, SIGNS_B_AT
from riskdesk.core.jit import kernel

SIGNS_LEAST: Final = 5
"""Shorter numbers have too many near ones to tell a slip from another number."""
_DIGITS: Final = 10
_B, _I, _L, _O, _S, _Z = 12, 19, 22, 25, 29, 36
_ZERO, _ONE, _TWO, _FIVE, _EIGHT = 1, 2, 3, 6, 9


@kernel
def _looks(sign: int) -> int:
    """Return the digit that a letter is mistaken for: O 0, I and L 1, S 5, B 8, Z 2; others as they are."""
    if sign == _O:
        return _ZERO
    if sign in (_I, _L):
        return _ONE
    if sign == _Z:
        return _TWO
    if sign == _S:
        return _FIVE
    return _EIGHT if sign == _B else sign


@kernel
def _same(x: Ints, x_at: int, y: Ints, y_at: int, n: int) -> bool:
    """Tell whether `n` signs from here on and from there on are the same."""
    same = 0
    for k in range(n):
        if x[x_at + k] == y[y_at + k]:
            same += 1
    return same == n


@kernel
def _misread(x: Ints, y: Ints, n: int) -> bool:
    """Tell whether two numbers of one length differ only in signs that look alike."""
    alike = 0
    for k in range(n):
        if _looks(x[k]) == _looks(y[k]):
            alike += 1
    return alike == n


@kernel
def _swapped(x: Ints, y: Ints, n: int) -> bool:
    """Tell whether two numbers of one length differ by two neighbours that changed places."""
    k = 0
    while k < n and x[k] == y[k]:
        k += 1
    if k + 1 >= n or x[k] != y[k + 1] or x[k + 1] != y[k]:
        return False
    return _same(x, k + 2, y, k + 2, n - k - 2)


@kernel
def _one_more(longer: Ints, shorter: Ints, n: int) -> bool:
    """Tell whether a number of `n` signs and one more has all signs of the other in their order."""
    k = 0
    while k < n and longer[k] == shorter[k]:
        k += 1
    return _same(longer, k + 1, shorter, k, n - k)


@kernel
def _ends_in_digit(code: int) -> bool:
    return bool(1 <= code % BASE <= _DIGITS)


@kernel
def follows(later: int, earlier: int) -> bool:
    """Tell whether the digits at the end of one packed number are one more than those of another."""
    if later <= 0 or earlier <= 0 or not (_ends_in_digit(later) and _ends_in_digit(earlier)):
        return False
    unit = 1
    step = 0
    a = later
    b = earlier
    while _ends_in_digit(a) or _ends_in_digit(b):
        if _ends_in_digit(a):
            step += (a % BASE - 1) * unit
            a //= BASE
        if _ends_in_digit(b):
            step -= (b % BASE - 1) * unit
            b //= BASE
        unit *= 10
    return bool(a == b and step == 1)


@kernel
def is_slip(one: int, other: int, scratch: Ints) -> bool:
    """Tell whether two packed numbers are different and a slip apart: misread, swapped, or one sign more.

    Numbers that follow each other are two invoices, and numbers below five signs are not compared.
    Source: field notes, duplicate, fuzzy number.
    """
    if one == other or follows(one, other) or follows(other, one):
        return False
    x = scratch[SIGNS_A_AT : SIGNS_A_AT + MOST_SIGNS]
    y = scratch[SIGNS_B_AT : SIGNS_B_AT + MOST_SIGNS]
    n = unpack(one, x)
    m = unpack(other, y)
    if min(n, m) < SIGNS_LEAST:
        return False
    if n == m:
        return _misread(x, y, n) or _swapped(x, y, n)
    if n == m + 1:
        return _one_more(x, y, m)
    return _one_more(y, x, n) if m == n + 1 else False
