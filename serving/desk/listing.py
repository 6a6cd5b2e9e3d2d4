"""The list of held orders and payments, in the reader's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import msgspec

from serving import names
from serving.desk.formats import Formats
from serving.desk.schemas import Choice, HeldPage, HeldRow
from serving.desk.store import Held, State
from serving.desk.words import moment, reason_words, verdict_view

PAGE_SIZE: Final = 50
HELD: Final = ("review", "block")
_STATES: Final[tuple[State, ...]] = ("open", "done")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader asked the list for; None is all."""

    place: str | None = None
    outcome: str | None = None
    state: State | None = None
    before: int | None = None

    def query(self, **changes: object) -> str:
        """Return the address's query with some filters replaced."""
        asked = {"place": self.place, "outcome": self.outcome, "state": self.state, "before": self.before}
        return urlencode({name: value for name, value in (asked | changes).items() if value is not None})


def read_filters(place: str, outcome: str, state: str, before: str) -> Filters:
    """Read filters from an address; what is none of the choices means all."""
    digits = before.isascii() and before.isdecimal() and len(before) <= 18
    return Filters(
        place if place in names.PLACES else None,
        outcome if outcome in HELD else None,
        next((one for one in _STATES if one == state), None),
        int(before) if digits else None,
    )


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
    older = filters.query(before=shown[-1].entry.seq) if len(held) > PAGE_SIZE else ""
    newest = filters.query(before=None)
    return HeldPage(
        rows=tuple(_row(one, formats) for one in shown),
        waiting=formats.text("waiting", count=f"{waiting[0]}{'+' if waiting[1] else ''}"),
        places=_choices([(c, formats.words(names.PLACES[c])) for c in names.PLACES], filters.place, formats),
        outcomes=_choices([(c, formats.words(names.OUTCOMES[c])) for c in HELD], filters.outcome, formats),
        states=_choices([(c, formats.text(f"state_{c}")) for c in _STATES], filters.state, formats),
        next_href=f"/desk/?{older}" if older else "",
        first_href=f"/desk/?{newest}" if filters.before is not None else "",
    )


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
