"""How much may be taken of a limit or a budget, in the reader's words: what is taken, what is added, what is left."""

from dataclasses import dataclass

from serving.desk import exposure
from serving.desk.exposure import ExposureBar
from serving.desk.formats import Formats


@dataclass(frozen=True, slots=True)
class RoomView:
    """Amounts as the reader writes them; `bar` is None where one of them is unknown, or where all are nothing."""

    bar: ExposureBar | None
    used: str
    adds: str
    most: str
    left: str
    is_over: bool


def room_view(used_minor: int | None, adds_minor: int, most_minor: int | None, formats: Formats) -> RoomView:
    """Return the room of one limit or budget.

    Parameters
    ----------
    used_minor, most_minor
        Taken without the document at hand, and what may be taken in all; None if unknown.
    adds_minor
        What the document adds.
    """
    unknown = formats.text("unknown")
    bar, left_minor = None, None
    if used_minor is not None and most_minor is not None:
        bar = exposure.build(used_minor, adds_minor, most_minor)
        left_minor = most_minor - used_minor - adds_minor
    return RoomView(
        bar=bar,
        used=unknown if used_minor is None else formats.money(used_minor),
        adds=formats.money(adds_minor),
        most=unknown if most_minor is None else formats.money(most_minor),
        left=unknown if left_minor is None else formats.money(abs(left_minor)),
        is_over=left_minor is not None and left_minor < 0,
    )
