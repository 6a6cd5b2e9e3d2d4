"""Numbers that things are called by: documents in sequence, accounts, addresses, registry numbers."""

from dataclasses import dataclass, field
from typing import Final

from training.synth.dice import Dice

_REGISTRY_SIGNS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_BANKS: Final = ("621700", "622848", "622202", "621661", "622588", "621483", "622262")


@dataclass(slots=True)
class Counters:
    """Sequences of document numbers; a number is drawn when its document is written."""

    _last: dict[str, int] = field(default_factory=dict)

    def next(self, series: str, width: int = 6) -> str:
        """Return the next number of a series, such as `25SH` -> `25SH00137`."""
        number = self._last.get(series, 0) + 1
        self._last[series] = number
        return f"{series}{number:0{width}d}"


def account_number(dice: Dice) -> str:
    """Return a bank account number of 19 digits."""
    return dice.pick(_BANKS) + dice.digits(13)


def phone_number(dice: Dice) -> str:
    """Return a telephone number in a range that is not given out."""
    return f"+86 100 {dice.digits(4)} {dice.digits(4)}"


def outside_address(dice: Dice) -> str:
    """Return an IP address of a home, a hotel or a telephone (100.64.0.0/10, never routed)."""
    return f"100.{dice.whole(64, 127)}.{dice.whole(0, 255)}.{dice.whole(1, 254)}"


def gateway_address(region: int) -> str:
    """Return the IP address that everybody in an office shares."""
    return f"10.{20 + region}.0.1"


def registry_id(dice: Dice) -> str:
    """Return a unified social credit code whose check sign is right (GB 32100-2015)."""
    body = f"91{dice.digits(6)}" + "".join([dice.pick(_REGISTRY_SIGNS) for _ in range(9)])
    return body + check_sign(body)


def check_sign(body: str) -> str:
    """Return the check sign of the first 17 signs of a unified social credit code.

    >>> check_sign("91350100M000100Y4")
    '3'
    """
    total = sum(_REGISTRY_SIGNS.index(sign) * pow(3, at, 31) for at, sign in enumerate(body))
    return _REGISTRY_SIGNS[(31 - total % 31) % 31]
