"""The list of held orders and payments, in the reader's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import urlencode

import msgspec

from serving import names
from serving.desk.formats import Formats
from serving.desk.ranking import MOST_RANKED
from serving.desk.schemas import Choice, HeldPage, HeldRow
from serving.desk.store import Held, State
from serving.desk.words import moment, reason_words, verdict_view

PAGE_SIZE: Final = 50
HELD: Final = ("review", "block")
_STATES: Final[tuple[State, ...]] = ("open", "done")
Sort = Literal["newest", "urgency"]
SORTS: Final[tuple[Sort, ...]] = ("newest", "urgency")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader asked the list for; None is all.

    Pages of the newest go on `before` a seq, those by urgency after so many that are to `skip`.
    """

    place: str | None = None
    outcome: str | None = None
    state: State | None = None
    before: int | None = None
    sort: Sort = "newest"
    skip: int = 0

    def query(self, **changes: object) -> str:
        """Return the address's query with some filters replaced."""
        asked = {"place": self.place, "outcome": self.outcome, "state": self.state, "before": self.before}
        asked |= {"sort": None if self.sort == "newest" else self.sort, "skip": self.skip or None}
        return urlencode({name: value for name, value in (asked | changes).items() if value is not None})


def read_filters(asked: Mapping[str, str]) -> Filters:
    """Read filters from an address; what is none of the choices means all, or the newest first."""
    place, outcome = asked.get("place"), asked.get("outcome")
    wanted: Sort | None = next((one for one in SORTS if one == asked.get("sort")), None)
    return Filters(
        place=place if place in names.PLACES else None,
        outcome=outcome if outcome in HELD else None,
        state=next((one for one in _STATES if one == asked.get("state")), None),
        before=_whole(asked.get("before", "")),
        sort=wanted or "newest",
        skip=_whole(asked.get("skip", "")) or 0,
    )


def _whole(digits: str) -> int | None:
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= 18 else None


def held_page(
    held: Sequence[Held], waiting: tuple[int, bool], filters: Filters, formats: Formats
) -> HeldPage:
    """Return the page of the list.

    Parameters
    ----------
    held
        One decision more than a page holds, where there are older ones.
    waiting
        How many wait for a verdict, and whether there are more than that.
    """
    shown = held[:PAGE_SIZE]
    following = _following(shown, filters) if len(held) > PAGE_SIZE else ""
    first = filters.query(before=None, skip=None)
    return HeldPage(
        rows=tuple(_row(one, formats) for one in shown),
        waiting=formats.text("waiting", count=f"{waiting[0]}{'+' if waiting[1] else ''}"),
        places=_choices([(c, formats.words(names.PLACES[c])) for c in names.PLACES], filters.place, formats),
        outcomes=_choices([(c, formats.words(names.OUTCOMES[c])) for c in HELD], filters.outcome, formats),
        states=_choices([(c, formats.text(f"state_{c}")) for c in _STATES], filters.state, formats),
        sorts=tuple(Choice(one, formats.text(f"sort_{one}"), one == filters.sort) for one in SORTS),
        note=formats.text("sort_note", count=MOST_RANKED) if filters.sort == "urgency" else "",
        next_href=f"/desk/?{following}" if following else "",
        next_label=formats.text("next_page" if filters.sort == "newest" else "next_urgent"),
        first_href=f"/desk/?{first}" if filters.before is not None or filters.skip else "",
        first_label=formats.text("first_page" if filters.sort == "newest" else "first_urgent"),
    )


def _following(shown: Sequence[Held], filters: Filters) -> str:
    if filters.sort == "urgency":
        return filters.query(before=None, skip=filters.skip + PAGE_SIZE)
    return filters.query(before=shown[-1].entry.seq, skip=None)


def amount_of(request: dict[str, Any], formats: Formats) -> str:
    """Return the amount of a kept request as the caller stated it."""
    return formats.stated(request["amount"], request["currency"])


def _choices(options: list[tuple[str, str]], chosen: str | None, formats: Formats) -> tuple[Choice, ...]:
    everything = Choice("", formats.text("all"), chosen is None)
    return (everything, *(Choice(code, label, code == chosen) for code, label in options))


def _row(held: Held, formats: Formats) -> HeldRow:
    entry = held.entry
    said = msgspec.json.decode(entry.conclusion)
    reasons, credit = said["reasons"], said["credit"]
    return HeldRow(
        decision_id=entry.decision_id,
        decided=moment(entry.decided_at_us, formats),
        document=names.document_name(f"{entry.place}:{entry.subject_id}", formats.language),
        revision=formats.text("revision", n=entry.revision) if entry.revision else "",
        party=entry.customer or entry.payee or "",
        amount=amount_of(msgspec.json.decode(entry.request), formats),
        outcome=entry.outcome,
        outcome_label=names.word(names.OUTCOMES, entry.outcome, formats.language),
        reason=reason_words(reasons[0], formats).text if reasons else "",
        probability=formats.probability(said["anomaly"]["probability"]),
        grade=(credit or {}).get("grade") or "",
        verdict=None if held.verdict is None else verdict_view(held.verdict, formats),
    )
