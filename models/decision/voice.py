"""What a model says of one row, grouped by reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.role import Speaker
from models.scoring.application import CardScore, LoadedCard
from models.scoring.isolation import IsolationScore
from models.scoring.loaded import LoadedBundle
from models.scoring.score import Score


@dataclass(frozen=True, slots=True, eq=False)
class _Member:
    """The features of one reason, and where they stand in the set."""

    code: str
    names: tuple[str, ...]
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """All features of one reason: the net of what they add."""

    code: str
    net: float
    member: _Member | None = None
    values: NDArray[np.float64] | None = None

    @property
    def features(self) -> tuple[str, ...]:
        """Those that raise the risk, the loudest first."""
        if self.member is None or self.values is None:
            return ()
        parts = zip(self.values[list(self.member.columns)].tolist(), self.member.names, strict=True)
        raised = [part for part in parts if part[0] > 0.0]
        raised.sort(key=lambda part: -part[0])
        return tuple([name for _, name in raised])


@dataclass(frozen=True, slots=True)
class Voice:
    """One model or forest.

    Attributes
    ----------
    kind, role
        `model` adds log-odds, `isolation` saves questions; the two never mix in one sum.
    ranked
        Its reasons, the loudest first, those that lowered the risk last.
    """

    kind: Literal["model", "isolation"]
    role: Speaker
    ranked: tuple[Group, ...]

    @property
    def raised(self) -> tuple[Group, ...]:
        """The reasons that raised the risk on balance, the loudest first."""
        return tuple(group for group in self.ranked if group.net > 0.0)


def voice(loaded: LoadedBundle, score: Score | IsolationScore) -> Voice:
    """Return the voice behind a score of a bundle."""
    bundle = loaded.bundle
    ranked = rank(bundle.names, bundle.reasons, score.contributions)
    return Voice("model" if isinstance(score, Score) else "isolation", loaded.role, ranked)


def card_voice(card: LoadedCard, score: CardScore) -> Voice:
    """Return the voice behind a score of a bundle's scorecard."""
    return Voice("model", "application", rank(card.card.names, card.reasons, score.contributions))


def rank(names: Sequence[str], codes: Sequence[str], contributions: ArrayLike) -> tuple[Group, ...]:
    """Return contributions, float64[f] and one a feature, grouped by the code of each feature's reason."""
    values = np.asarray(contributions, np.float64)
    numbers, members = _members(tuple(names), tuple(codes))
    # adds one after the other, as a plain loop would: the same bits on every machine
    nets = np.bincount(numbers, weights=values, minlength=len(members)).tolist()
    groups = [Group(one.code, net, one, values) for one, net in zip(members, nets, strict=True)]
    return tuple(sorted(groups, key=lambda group: (-group.net, group.code)))


@lru_cache(maxsize=64)
def _members(names: tuple[str, ...], codes: tuple[str, ...]) -> tuple[NDArray[np.intp], tuple[_Member, ...]]:
    """Return the number of each feature's reason, and the reasons."""
    number = {code: at for at, code in enumerate(dict.fromkeys(codes))}
    columns: dict[str, list[int]] = {code: [] for code in number}
    for at, code in enumerate(codes):
        columns[code].append(at)
    members = tuple(_Member(code, tuple(names[at] for at in of), tuple(of)) for code, of in columns.items())
    return np.array([number[code] for code in codes], np.intp), members
