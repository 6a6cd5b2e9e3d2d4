"""What really happened: the answer key that no model sees."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

Subject = Literal["order", "payment", "claim"]

ORDER_TYPOLOGIES: Final = ("odd_hours", "split_order", "amount_jump", "frequency_jump", "dormant_active")
PAYMENT_TYPOLOGIES: Final = (
    "odd_hours", "split_payment", "account_change", "duplicate_payment", "amount_jump", "frequency_jump",
    "related_party", "fictitious_supplier", "dormant_active",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Truth:
    """One order, payment or claim that is an anomaly, or looks like one and is none.

    Parameters
    ----------
    subject
        Its document, such as `order:25SH00137`. What is not listed is ordinary.
    typology
        The anomaly, or the one it resembles.
    is_anomaly
        True for an anomaly, False for an innocent twin.
    twin_of
        The typology that a twin resembles; None for an anomaly.
    episode
        Number of the story that it belongs to; the parts of one split share it.
    position
        Place within the story, from 1: the first part of a split cannot be recognised yet.
    known_day
        Day on which a reviewer's verdict on it was known, right or wrong; None for never.
    """

    subject: str
    typology: str
    is_anomaly: bool
    twin_of: str | None
    episode: int
    position: int
    known_day: date | None


@dataclass(frozen=True, slots=True)
class Mark:
    """What is planted in a document that is yet to be written.

    `habitual` marks a twin that comes from somebody's ordinary habit: reviewers look at it no
    more often than at anything else.
    """

    typology: str
    is_anomaly: bool
    episode: int
    position: int
    habitual: bool = False
