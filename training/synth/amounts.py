"""Amounts of money as people write them: integers of minor units, often round."""

from typing import Final

from training.synth.dice import Dice

YUAN: Final = 100
APPROVAL_LIMITS: Final = (50_000 * YUAN, 200_000 * YUAN)
"""From these amounts on a second and a third signature are needed, in minor units."""

_GRIDS: Final = ((100 * YUAN, 0.22), (10 * YUAN, 0.28), (YUAN, 0.25), (1, 0.25))


def priced(dice: Dice, amount: float) -> int:
    """Return an amount in minor units, rounded as prices are: to 100, 10, 1 or 0.01."""
    grid = dice.weighted(_GRIDS)
    if grid * 20 > amount:
        grid = YUAN if amount > 100 * YUAN else 1
    return max(YUAN, round(amount / grid) * grid)


def just_below(dice: Dice, limit: int) -> int:
    """Return an amount below an approval limit, most of them by a few per cent."""
    while True:
        amount = priced(dice, limit * (1 - dice.exponential(0.035) - 0.001))
        if 0.8 * limit <= amount < limit:
            return amount


def parts_of(dice: Dice, total: int, count: int) -> list[int]:
    """Return `count` amounts that sum to `total`, none of them tiny, round as prices are."""
    weights = [dice.between(0.6, 1.4) for _ in range(count)]
    parts = [priced(dice, total * weight / sum(weights)) for weight in weights[:-1]]
    return [*parts, total - sum(parts)]


def text(minor: int) -> str:
    """Return an amount of a currency with two decimals as a decimal string.

    >>> text(8_500_005)
    '85000.05'
    """
    return f"{minor // 100}.{minor % 100:02d}"
