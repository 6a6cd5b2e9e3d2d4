"""What kind of company is asked for."""

from dataclasses import dataclass
from datetime import date

from riskdesk.core.errors import SettingInvalid
from riskdesk.core.money import format_amount


@dataclass(frozen=True, slots=True)
class CompanySpec:
    """The parameters of a synthetic company.

    Parameters
    ----------
    seed
        Any integer from 0; the same seed and parameters give the same bytes.
    events
        Target number of rows, 1,000 to 10,000,000; the company's size follows from it, and the
        rows given lie within some 15 % of it, below 5,000 within some 30 %.
    months
        Length of the daily history in months, at least 18, up to `end_day`.
    end_day
        The last day told, of the company's zone; facts known later are left out.
    zone, currency
        The company's zone and its currency, one with two decimals.
    anomaly_rate
        Share of orders, payments and claims that belong to planted anomalies, 0 to 0.2.
    twin_rate
        Share that belongs to planted innocent look-alikes, 0 to 0.2.
    noise
        Share of verdicts that are wrong, 0 to 0.5.

    Raises
    ------
    SettingInvalid
        A parameter is out of its range.
    """

    seed: int = 7
    events: int = 20_000
    months: int = 18
    end_day: date = date(2026, 10, 31)
    zone: str = "Asia/Shanghai"
    currency: str = "CNY"
    anomaly_rate: float = 0.01
    twin_rate: float = 0.015
    noise: float = 0.03

    def __post_init__(self) -> None:
        """Refuse what cannot be simulated."""
        _within("seed", self.seed, 0, 2**63 - 1)
        _within("events", self.events, 1_000, 10_000_000)
        _within("months", self.months, 18, 60)
        _within("end_day", self.end_day.year, 2016, 2030)
        _within("anomaly_rate", self.anomaly_rate, 0, 0.2)
        _within("twin_rate", self.twin_rate, 0, 0.2)
        _within("noise", self.noise, 0, 0.5)
        if format_amount(100, self.currency) != "1.00":
            raise SettingInvalid("expected a currency of two decimals", field="currency")

    @property
    def days(self) -> int:
        """Length of the daily history in days."""
        return round(self.months * 30.4375)

    @property
    def months_over(self) -> float:
        """How much longer than 18 months the history is, as a factor."""
        return self.months / 18


def _within(field: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise SettingInvalid(f"expected {low} to {high}, got {value}", field=field)
