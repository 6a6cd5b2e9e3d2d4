"""Where an order would take its customer: exposure, this order, limit on one bar; pure geometry."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExposureBar:
    """Places on the bar, 0 to 100 from the left: exposure ends at `exposure`, with this order at `after`."""

    exposure: float
    after: float
    limit: float
    is_over: bool


def build(exposure_minor: int, order_minor: int, limit_minor: int) -> ExposureBar | None:
    """Return the bar, or None where there is nothing to draw; all in base currency.

    >>> build(50, 30, 100)
    ExposureBar(exposure=50.0, after=80.0, limit=100.0, is_over=False)
    """
    exposure, order = max(exposure_minor, 0), max(order_minor, 0)
    whole = max(exposure + order, limit_minor)
    if whole <= 0:
        return None

    def percent(minor: int) -> float:
        return minor * 100.0 / whole

    return ExposureBar(
        percent(exposure), percent(exposure + order), percent(limit_minor), exposure + order > limit_minor
    )
