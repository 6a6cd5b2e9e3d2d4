"""Invoice numbers as 64-bit codes that can still be compared sign by sign.

A normalised number of at most twelve letters and digits is packed, five or six bits a sign, so that
equal codes are equal numbers and near-misses can be told; a longer or stranger one is a hash.
"""

from typing import Final

from features.kernel.arrays import Ints
from riskdesk.core.jit import kernel

ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BASE: Final = len(ALPHABET) + 1
MOST_SIGNS: Final = 12
"""37 ** 12 is the largest power of 37 that an int64 holds."""

_VALUE: Final = {sign: i + 1 for i, sign in enumerate(ALPHABET)}


def pack(number: str) -> int | None:
    """Return the code of a normalised number, more than 0, or None where it cannot be packed.

    >>> pack("INV12") == pack("INV12"), pack("发票12") is None
    (True, True)
    """
    if not 0 < len(number) <= MOST_SIGNS:
        return None
    code = 0
    for sign in number:
        value = _VALUE.get(sign)
        if value is None:
            return None
        code = code * BASE + value
    return code


@kernel
def unpack(code: int, signs: Ints) -> int:
    """Write the signs of a packed number, last first, each 1 to 36; return how many. 0 for a hash."""
    count = 0
    while code > 0 and count < MOST_SIGNS:
        signs[count] = code % BASE
        code //= BASE
        count += 1
    return count
