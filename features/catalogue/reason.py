"""What a reason consists of: texts, the values they name, and where its evidence stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from features.catalogue.units import ShownAs
from features.kernel.tables import Table
from riskdesk.core.i18n import Text

Match = Literal["moved", "standing", "reversed", "same_tag", "same_amount"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where facts behind a reason stand.

    Parameters
    ----------
    table
        The postings to look at.
    window
        Such as `90d`; empty for all of history.
    other
        Party of the query to which they are restricted, or empty.
    match
        `moved`: each that counts one; `standing`: what has not been settled or taken back;
        `reversed`: what was taken back; `same_tag`, `same_amount`: near-duplicates.
    """

    table: Table
    window: str = ""
    other: str = ""
    match: Match = "moved"


@dataclass(frozen=True, slots=True)
class ReasonSpec:
    """One reason.

    Parameters
    ----------
    code
        Stored with a decision.
    text
        What it is, in one sentence without values.
    value, normal
        What was found, and what is normal here: pieces with parameters. A piece of which a
        parameter is unknown is left out.
    params
        Parameter of a text -> (feature, unit), read from the vector.
    given
        Parameter of a text -> unit, for those that policy supplies.
    evidence
        Where its facts stand; nothing says: the party's own facts.
    clears
        What would clear it, or None.
    only_found
        A piece of `value` of which all counts, flags and amounts are 0 is left out, unless nothing else is said.
    """

    code: str
    text: Text
    value: tuple[Text, ...]
    normal: tuple[Text, ...]
    params: Mapping[str, tuple[str, ShownAs]] = field(default_factory=dict)
    given: Mapping[str, ShownAs] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    clears: Text | None = None
    only_found: bool = False
