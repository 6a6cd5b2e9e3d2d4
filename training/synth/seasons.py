"""How busy the company is: month, Spring Festival, the push at a month's end, growth."""

from datetime import date
from typing import Final

from training.synth.timeline import Timeline

INDUSTRIES: Final = ("机械", "电子", "建材", "化工", "食品", "服装", "医疗器械", "包装")
"""What customers make; the index is the row of `_BY_MONTH`."""

_BY_MONTH: Final = (
    (0.95, 0.80, 1.10, 1.08, 1.02, 1.00, 0.96, 0.95, 1.05, 1.02, 1.04, 1.05),
    (0.92, 0.78, 1.02, 0.98, 0.97, 0.98, 1.00, 1.05, 1.12, 1.08, 1.10, 1.02),
    (0.70, 0.55, 1.05, 1.18, 1.20, 1.12, 0.98, 0.98, 1.15, 1.18, 1.08, 0.85),
    (0.98, 0.85, 1.06, 1.05, 1.03, 1.00, 0.95, 0.95, 1.03, 1.03, 1.04, 1.02),
    (1.30, 0.85, 0.90, 0.92, 0.96, 0.98, 0.95, 1.08, 1.18, 0.92, 0.95, 1.05),
    (0.95, 0.80, 1.12, 1.05, 0.95, 0.88, 0.85, 1.10, 1.18, 1.10, 1.05, 0.98),
    (0.98, 0.88, 1.02, 1.00, 1.00, 1.02, 0.98, 0.98, 1.02, 1.00, 1.04, 1.08),
    (1.05, 0.82, 1.00, 0.98, 1.00, 1.00, 0.96, 1.00, 1.10, 1.02, 1.04, 1.04),
)
_SPRING_FESTIVALS: Final = (
    date(2011, 2, 3), date(2012, 1, 23), date(2013, 2, 10), date(2014, 1, 31), date(2015, 2, 19),
    date(2016, 2, 8), date(2017, 1, 28), date(2018, 2, 16), date(2019, 2, 5), date(2020, 1, 25),
    date(2021, 2, 12), date(2022, 2, 1), date(2023, 1, 22), date(2024, 2, 10), date(2025, 1, 29),
    date(2026, 2, 17), date(2027, 2, 6), date(2028, 1, 26), date(2029, 2, 13), date(2030, 2, 3),
    date(2031, 1, 23),
)  # fmt: skip
"""First days of the lunar years; before 2011 nothing is simulated day by day."""

_GROWTH_A_YEAR: Final = 0.08
_DAY_OFF: Final = 0.05


def industry_factor(industry: int, month: int) -> float:
    """Return how much an industry buys in a month (1 to 12), about 1 on average."""
    return _BY_MONTH[industry][month - 1]


def day_factor(timeline: Timeline, day: int) -> float:
    """Return how busy a day is, about 1 on an ordinary working day; holidays are nearly empty."""
    if not timeline.is_workday(day):
        return _DAY_OFF
    today = timeline.date(day)
    growth = 1 + _GROWTH_A_YEAR * day / 365
    return growth * _festival(today) * _month_end(timeline, day)


def month_end_near(timeline: Timeline, day: int) -> bool:
    """Return whether a day is among the last five days of its month."""
    return timeline.date(day + 5).month != timeline.date(day).month


def _festival(today: date) -> float:
    since = min((today - first).days for first in _SPRING_FESTIVALS if (today - first).days > -60)
    if -8 <= since < 0:
        return 0.45
    if 0 <= since <= 12:
        return 0.40
    return 1.20 if -25 <= since < -8 else 1.0


def _month_end(timeline: Timeline, day: int) -> float:
    if month_end_near(timeline, day):
        return 1.45
    return 0.85 if timeline.date(day).day <= 5 else 1.0
