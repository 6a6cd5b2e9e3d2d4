"""Numbers of the company that definitions depend on; they are part of every fingerprint."""

from dataclasses import asdict, dataclass
from itertools import pairwise

import numpy as np

from features.kernel.arrays import Ints

_THREE_LEVELS = (5_000_000, 20_000_000, 100_000_000)


@dataclass(frozen=True, slots=True)
class FeatureParameters:
    """Approval limits: an amount up to the first needs the lowest level of approval.

    Parameters
    ----------
    order_limits, payment_limits
        Minor units of the base currency, ascending, the same number of both.

    Raises
    ------
    ValueError
        Limits that are not positive and ascending, or not as many for orders as for payments.
    """

    order_limits: tuple[int, ...] = _THREE_LEVELS
    payment_limits: tuple[int, ...] = _THREE_LEVELS

    def __post_init__(self) -> None:
        for limits in (self.order_limits, self.payment_limits):
            if not limits or limits[0] <= 0 or any(b <= a for a, b in pairwise(limits)):
                raise ValueError("expected positive limits in ascending order")
        if len(self.order_limits) != len(self.payment_limits):
            raise ValueError("expected as many limits for orders as for payments")

    def to_array(self) -> Ints:
        """Return the limits as the kernel takes them: int64 of shape (2, k), orders first."""
        return np.array([self.order_limits, self.payment_limits], np.int64)

    def to_json(self) -> dict[str, list[int]]:
        """Return the parameters as JSON holds them."""
        return {name: list(limits) for name, limits in asdict(self).items()}


DEFAULT_PARAMETERS = FeatureParameters()
