"""Which stories and twins were flagged, and the shares of them with their intervals."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from benchmarks.detection.vendor_split_cases import TWINS, SplitCases, Story
from training.evaluate.intervals import wilson

WHO: Final = ("ours", "plain")
"""Whose flags are counted."""


def twins_of(cases: SplitCases, flagged: set[int], scored: set[int]) -> dict[str, dict[str, Any]]:
    """Return how many payments of each sort of twin were flagged."""
    found = {}
    for name in TWINS:
        of = {code for code, (one,) in cases.truth.items() if one.episode.manner == name} & scored
        found[name] = share(len(of & flagged), len(of))
    return found


def stories_of(cases: SplitCases, flagged: Mapping[str, set[int]], scored: set[int]) -> list[dict[str, Any]]:
    """Return of each split of the half its manner, hours and parts, and by whom it was found."""
    late: dict[Story, set[int]] = {}
    for code, (one,) in cases.truth.items():
        if one.is_anomaly and one.position > 1 and code in scored:
            late.setdefault(one.episode, set()).add(code)
    return [
        {
            "manner": story.manner,
            "limit": story.limit,
            "hours": story.hours,
            "parts": story.parts,
            **{who: bool(codes & flagged[who]) for who in WHO},
        }
        for story, codes in late.items()
    ]


def recall_by(stories: Sequence[Mapping[str, Any]], who: str) -> dict[str, dict[str, Any]]:
    """Return recall over the stories of all limits, by limit, manner, window and number of parts."""

    def by(name: str, of: Callable[[Mapping[str, Any]], str]) -> tuple[str, dict[str, Any]]:
        groups: dict[str, list[bool]] = {}
        for story in stories:
            groups.setdefault(of(story), []).append(story[who])
        return name, {
            key: share(sum(found), len(found)) for key, found in sorted(groups.items(), key=_by_number)
        }

    return dict(
        [
            by("limit", lambda story: f"limit {story['limit'] // 100:,}"),
            by("manner", lambda story: str(story["manner"])),
            by("window", lambda story: f"{story['hours']} h"),
            by("parts", lambda story: f"{story['parts']} parts"),
        ]
    )


def _by_number(group: tuple[str, Any]) -> int:
    """Return the number in a group's name, so that 2,500 comes before 10,000; 0 without one."""
    return int("".join(sign for sign in group[0] if sign.isdecimal()) or 0)


def share(found: int, of: int) -> dict[str, Any]:
    """Return a share and its 95 % Wilson interval as JSON holds them; None of nothing."""
    return {
        "found": found,
        "of": of,
        "share": found / of if of else None,
        "share_interval": list(wilson(found, of)) if of else None,
    }
