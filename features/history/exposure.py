"""What one customer stands for, as the appending transaction keeps it."""

from dataclasses import dataclass


@dataclass(slots=True)
class Exposure:
    """What one customer stands for, base currency minor units.

    Parameters
    ----------
    open_minor
        Ordered or reserved, not delivered: per order the larger of the two.
    delivered_minor
        Delivered, not billed.
    invoiced_minor
        Billed, unpaid.
    group_id
        The group of companies, or None.
    limit_minor, limit_expires_at_us
        A limit set by a person, and until when (None: without end).
    strategic
        Handled by special approval only.
    """

    open_minor: int = 0
    delivered_minor: int = 0
    invoiced_minor: int = 0
    group_id: str | None = None
    limit_minor: int | None = None
    limit_expires_at_us: int | None = None
    strategic: bool = False
    seq: int = 0

    @property
    def total_minor(self) -> int:
        """All of it."""
        return self.open_minor + self.delivered_minor + self.invoiced_minor
