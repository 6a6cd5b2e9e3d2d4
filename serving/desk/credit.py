"""What a customer is granted, and its group of companies, in the reader's words."""

from collections.abc import Mapping
from typing import Any

from models.decision.inputs import Standing
from models.decision.rules import group_limit
from serving import names
from serving.desk.formats import Formats
from serving.desk.room import RoomView, room_view
from serving.desk.schemas import CreditView, Labelled
from serving.desk.surroundings import Surroundings


def credit_view(
    credit: Mapping[str, Any] | None,
    standing: Standing,
    order_minor: int,
    around: Surroundings,
    formats: Formats,
) -> CreditView | None:
    """Return the credit box of an order as it was decided; None where no credit was looked at.

    Parameters
    ----------
    credit
        Of the conclusion.
    standing
        Where customer and group stood then, without the order.
    order_minor
        The order, base currency; what was billed of it before is not counted again.
    """
    if credit is None:
        return None
    language, adds_minor = formats.language, max(order_minor - standing.billed_minor, 0)
    return CreditView(
        grade=credit["grade"] or "—",
        route=names.word(names.ROUTES, credit["route"], language),
        facts=(
            Labelled(formats.text("points"), "—" if credit["points"] is None else str(credit["points"])),
            Labelled(formats.text("default_probability"), _default_probability(credit, formats)),
            Labelled(formats.text("terms"), formats.text("days", count=credit["terms_days"])),
            Labelled(formats.text("shipping"), names.word(names.SHIPPING, credit["shipping"], language)),
            Labelled(formats.text("approval_level"), str(credit["approval_level"])),
        ),
        room=room_view(credit["exposure_minor"], adds_minor, credit["limit_minor"], formats),
        group=around.group_id or "",
        group_room=_group_room(credit["limit_minor"], standing, adds_minor, around, formats),
    )


def _group_room(
    limit_minor: int, standing: Standing, adds_minor: int, around: Surroundings, formats: Formats
) -> RoomView | None:
    if standing.group_exposure_minor is None:
        return None
    most_minor = standing.group_limit_minor
    if around.policy is not None:
        most_minor = group_limit(standing, limit_minor, around.policy)
    return room_view(standing.group_exposure_minor, adds_minor, most_minor, formats)


def _default_probability(credit: Mapping[str, Any], formats: Formats) -> str:
    """Return the probability, and the interval that an application's has."""
    said, low, high = (formats.probability(credit.get(name)) for name in ("pd", "pd_low", "pd_high"))
    return said if credit.get("pd_low") is None else f"{said} ({low} – {high})"
