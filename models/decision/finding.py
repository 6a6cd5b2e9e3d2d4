"""The common form of everything that speaks against approval."""

from typing import Final, Literal

import msgspec

from models.decision.conclusion import Scalar
from models.policy.outcome import Outcome
from models.role import Role

Kind = Literal["rule", "typology", "missing", "model", "isolation", "sample"]
_ORDER: Final[dict[Kind, int]] = {
    "rule": 0, "typology": 1, "missing": 2, "model": 3, "isolation": 4, "sample": 5,
}  # fmt: skip


class Finding(msgspec.Struct, frozen=True):
    """One thing found, and what it demands.

    Attributes
    ----------
    kind
        Where it comes from: green channel and special approval look at this.
    code
        Of a reason; for a model its role.
    outcome
        What it demands; approve for a signal that is only shown.
    params, features
        As in `Reason`, for kinds other than `model`.
    strength
        0 to 1, to order findings that demand the same.
    role
        Of a model.
    """

    kind: Kind
    code: str
    outcome: Outcome
    params: dict[str, Scalar] = msgspec.field(default_factory=dict)
    features: tuple[str, ...] = ()
    strength: float = 1.0
    role: Role | None = None

    @property
    def order(self) -> tuple[int, int, float, str]:
        """Key that puts the strictest first, then rules before typologies before models."""
        return -self.outcome.rank, _ORDER[self.kind], -self.strength, self.code
