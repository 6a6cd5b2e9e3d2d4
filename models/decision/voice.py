"""What a model says of one row, grouped by reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from models.role import Role
from models.scoring.isolation import IsolationScore
from models.scoring.loaded import LoadedBundle
from models.scoring.score import Score


@dataclass(frozen=True, slots=True)
class Group:
    """All features of one reason: the net of what they add, and those that raise it, the loudest first."""

    code: str
    net: float
    features: tuple[str, ...]


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
    role: Role
    ranked: tuple[Group, ...]

    @property
    def raised(self) -> tuple[Group, ...]:
        """The reasons that raised the risk on balance, the loudest first."""
        return tuple(group for group in self.ranked if group.net > 0.0)


def voice(loaded: LoadedBundle, score: Score | IsolationScore) -> Voice:
    """Return the voice behind a score of a bundle."""
    bundle = loaded.bundle
    ranked = rank(bundle.names, bundle.reasons, score.contributions.tolist())
    return Voice("model" if isinstance(score, Score) else "isolation", loaded.role, ranked)


def rank(names: Sequence[str], codes: Sequence[str], contributions: Sequence[float]) -> tuple[Group, ...]:
    """Return contributions, one a feature, grouped by the code of each feature's reason."""
    members: dict[str, list[tuple[float, str]]] = {}
    for name, code, value in zip(names, codes, contributions, strict=True):
        members.setdefault(code, []).append((value, name))
    groups = [_group(code, parts) for code, parts in members.items()]
    return tuple(sorted(groups, key=lambda group: (-group.net, group.code)))


def _group(code: str, parts: list[tuple[float, str]]) -> Group:
    raised = [part for part in parts if part[0] > 0.0]
    raised.sort(key=lambda part: -part[0])
    return Group(code, sum([value for value, _ in parts]), tuple([name for _, name in raised]))
