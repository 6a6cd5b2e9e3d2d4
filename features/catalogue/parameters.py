"""Numbers of the company that definitions depend on; they are part of every fingerprint."""

import json
from dataclasses import asdict, dataclass
from itertools import pairwise

import numpy as np

from features.kernel.arrays import Ints
from riskdesk.core.errors import AmountInvalid, SettingInvalid
from riskdesk.core.money import parse_amount
from riskdesk.core.settings import Settings, variable_name

_THREE_LEVELS = (5_000_000, 20_000_000, 100_000_000)


@dataclass(frozen=True, slots=True)
class FeatureParameters:
    """Approval limits of each type of document: an amount up to the first needs the lowest level.

    Parameters
    ----------
    order_limits, supplier_limits, expense_limits, refund_limits, salary_limits
        Minor units of the base currency, ascending; as many levels as the company has. Claims are held
        against the limits of expenses.

    Raises
    ------
    ValueError
        Limits that are missing, not positive or not ascending.
    """

    order_limits: tuple[int, ...] = _THREE_LEVELS
    supplier_limits: tuple[int, ...] = _THREE_LEVELS
    expense_limits: tuple[int, ...] = _THREE_LEVELS
    refund_limits: tuple[int, ...] = _THREE_LEVELS
    salary_limits: tuple[int, ...] = _THREE_LEVELS

    def __post_init__(self) -> None:
        for limits in self._rows():
            if not limits or limits[0] <= 0 or any(b <= a for a, b in pairwise(limits)):
                raise ValueError("expected positive limits in ascending order")

    @classmethod
    def of(cls, settings: Settings) -> "FeatureParameters":
        """Return the parameters of a company as its settings have them.

        Raises
        ------
        SettingInvalid
            Limits that are no amounts of the base currency, not positive or not ascending.
        """
        given: dict[str, list[str]] = json.loads(settings.approval_limits or "{}")
        try:
            return cls(**{f"{of}_limits": _amounts(of, levels, settings) for of, levels in given.items()})
        except (AmountInvalid, ValueError) as error:
            raise SettingInvalid(str(error), field=variable_name("approval_limits")) from error

    def to_array(self) -> Ints:
        """Return the limits as the kernel takes them: int64 of shape (5, k), orders first.

        A type with fewer levels repeats its last, which no measure can tell from one.
        """
        most = max(len(limits) for limits in self._rows())
        rows = [[*limits, *[limits[-1]] * (most - len(limits))] for limits in self._rows()]
        return np.array(rows, np.int64)

    def to_json(self) -> dict[str, list[int]]:
        """Return the parameters as JSON holds them."""
        return {name: list(limits) for name, limits in asdict(self).items()}

    def _rows(self) -> tuple[tuple[int, ...], ...]:
        return (
            self.order_limits,
            self.supplier_limits,
            self.expense_limits,
            self.refund_limits,
            self.salary_limits,
        )


def _amounts(document: str, levels: list[str], settings: Settings) -> tuple[int, ...]:
    return tuple(parse_amount(level, settings.base_currency, field=document) for level in levels)


DEFAULT_PARAMETERS = FeatureParameters()
