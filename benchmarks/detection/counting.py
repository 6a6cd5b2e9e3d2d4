"""The rule by which flags are counted against the truth.

An *item* is a document, an *episode* a story of one or more of them. Early parts of some stories cannot be
recognised: the first part of a split, the first two movements of a burst. Items before the first recognisable
one count in no recall; an episode is found where any recognisable item of it is flagged. A flag is right
where the document belongs to an anomaly of this typology, whatever its position; a flag on an anomaly of
another typology is wrong here and counted apart, since a reviewer would not call it a false alarm.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields
from typing import Any, Final

from training.evaluate.intervals import wilson

FIRST_RECOGNISABLE: Final[Mapping[str, int]] = {
    "split_order": 2,
    "split_payment": 2,
    "frequency_jump": 3,
    "address_burst": 3,
}
"""Position from which on an item can be recognised; 1 where not named."""


@dataclass(frozen=True, slots=True)
class Planted:
    """What is known of one document.

    Attributes
    ----------
    typology
        Of the anomaly, or the one that a twin resembles.
    is_anomaly
        False for a twin.
    episode
        Any key that its story shares.
    position
        Place within the story, from 1.
    """

    typology: str
    is_anomaly: bool
    episode: Any
    position: int


@dataclass(frozen=True, slots=True)
class Count:
    """Counts of one typology; they add up over companies."""

    items: int = 0
    items_found: int = 0
    episodes: int = 0
    episodes_found: int = 0
    flags: int = 0
    flags_right: int = 0
    flags_other_anomaly: int = 0
    twins: int = 0
    twins_flagged: int = 0

    def __add__(self, other: "Count") -> "Count":
        """Return the counts of both together."""
        return Count(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Count)))

    def to_json(self) -> dict[str, Any]:
        """Return counts, shares and their 95 % Wilson intervals; a share of nothing is None."""
        shares = {
            "episode_recall": (self.episodes_found, self.episodes),
            "item_recall": (self.items_found, self.items),
            "precision": (self.flags_right, self.flags),
            "twins_flagged_share": (self.twins_flagged, self.twins),
        }
        said: dict[str, Any] = {f.name: getattr(self, f.name) for f in fields(Count)}
        for name, (found, of) in shares.items():
            said[name] = found / of if of else None
            said[f"{name}_interval"] = list(wilson(found, of)) if of else None
        return said


def count_flags(
    typology: str, flagged: AbstractSet[int], truth: Mapping[int, Iterable[Planted]], scored: AbstractSet[int]
) -> Count:
    """Count the flags of one typology among the scored documents.

    Parameters
    ----------
    typology
        Its code, perhaps with a manner behind it, such as `duplicate_payment/exact`.
    flagged, scored
        Codes of documents.
    truth
        Document -> what is planted there; a document that is missing is ordinary.
    """
    first = FIRST_RECOGNISABLE.get(typology.split("/", maxsplit=1)[0], 1)
    anomalies: dict[int, list[Planted]] = {}
    twins: set[int] = set()
    others: set[int] = set()
    for document in scored & truth.keys():
        own = [one for one in truth[document] if one.typology == typology and one.is_anomaly]
        if own:
            anomalies[document] = own
        elif any(one.is_anomaly for one in truth[document]):
            others.add(document)
        elif any(one.typology == typology for one in truth[document]):
            twins.add(document)
    late = {name: [one for one in said if one.position >= first] for name, said in anomalies.items()}
    recognisable = {name for name, said in late.items() if said}
    episodes = {one.episode for said in late.values() for one in said}
    found = {one.episode for name in recognisable & flagged for one in late[name]}
    return Count(
        items=len(recognisable),
        items_found=len(recognisable & flagged),
        episodes=len(episodes),
        episodes_found=len(found),
        flags=len(flagged),
        flags_right=len(flagged & anomalies.keys()),
        flags_other_anomaly=len(flagged & others),
        twins=len(twins),
        twins_flagged=len(twins & flagged),
    )
