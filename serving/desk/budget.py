"""The budget that a payment names, in the reader's words: how it stood, how it stands, who has taken from it."""

from collections.abc import Mapping
from typing import Final

from models.decision.budget import Level, level_of
from models.decision.inputs import Standing
from models.policy.policy import Policy
from serving import names
from serving.desk.formats import Formats
from serving.desk.room import RoomView, room_view
from serving.desk.schemas import BudgetView, LevelView, SpenderView
from serving.desk.store import MOST_SPENDERS, Spender
from serving.desk.surroundings import Spending, Surroundings
from serving.desk.words import moment
from serving.ledger.store import Entry

_STYLES: Final[Mapping[Level, str]] = {"calm": "approve", "told": "told", "held": "review", "passed": "block"}


def budget_view(
    entry: Entry, standing: Standing, adds_minor: int, around: Surroundings, formats: Formats
) -> BudgetView | None:
    """Return the box of the budget that a payment was checked against; None where it names none.

    Parameters
    ----------
    standing
        As it was when the payment was decided, without the payment.
    adds_minor
        The payment, base currency.
    """
    if standing.budget_id is None or around.spending is None:
        return None
    used, amount, policy = standing.budget_used_minor, standing.budget_amount_minor, around.policy
    room = room_view(used, adds_minor, amount, formats)
    spenders = around.spending.spenders
    return BudgetView(
        budget_id=standing.budget_id,
        room=room,
        level=None
        if amount is None or policy is None
        else _level(used + adds_minor, amount, room, policy, formats),
        is_set=amount is not None,
        now=_now(around.spending, formats),
        spenders=tuple(_spender(one, entry, formats) for one in spenders[:MOST_SPENDERS]),
        is_cut=len(spenders) > MOST_SPENDERS,
    )


def _level(used_minor: int, amount_minor: int, room: RoomView, policy: Policy, formats: Formats) -> LevelView:
    near = policy.rules.budget_use
    lines = (near.tell_at_percent, near.hold_at_percent)
    level = level_of(used_minor, amount_minor, policy)
    share = formats.tick(_share(used_minor, amount_minor, level)) if amount_minor else ""
    return LevelView(
        style=_STYLES[level],
        label=formats.text(f"level_{level}", tell=lines[0], hold=lines[1]),
        share=formats.text("budget_share", share=share) if share else "",
        marks=() if room.bar is None else tuple(f"{room.bar.limit * line / 100:.2f}%" for line in lines),
    )


def _share(used_minor: int, amount_minor: int, level: Level) -> float:
    """Return the share to a hundredth of a percent, rounded to the side of the line on which it lies."""
    used = used_minor * 10_000
    return (-(-used // amount_minor) if level == "passed" else used // amount_minor) / 10_000


def _now(spending: Spending, formats: Formats) -> str:
    budget = spending.budget
    if budget is None:
        return formats.text("unknown")
    return formats.text(
        "budget_now", used=formats.money(budget.used_minor), amount=formats.money(budget.amount_minor)
    )


def _spender(one: Spender, entry: Entry, formats: Formats) -> SpenderView:
    is_this = one.document == f"{entry.place}:{entry.subject_id}"
    return SpenderView(
        document=names.document_name(one.document, formats.language),
        requester=formats.text("fact_by", who=one.requester) if one.requester else "",
        at=moment(one.opened_at_us, formats),
        amount=formats.money(one.taken_minor),
        is_this=is_this,
        href="" if is_this or one.decision_id is None else f"/desk/decisions/{one.decision_id}",
    )
