"""What a training run leaves."""

from dataclasses import dataclass, field
from typing import Any

from models.bundle.codec import hash_of
from models.role import Role
from training.gates import Gate, require
from training.gates.later import Later


@dataclass(frozen=True, slots=True)
class TrainResult:
    """One run.

    Parameters
    ----------
    role, version
        What was trained, and what it is called.
    bundle
        The bundle's bytes; `export` gives them out only if all gates were passed.
    metrics
        As measured on later rows, by the recipe of the bundle.
    figures
        Name -> PNG bytes.
    gates
        What was asked of the model.
    report
        Tables behind the figures, as JSON holds them.
    params
        How it was made: definition, tree parameters, counts of rows left out.
    curve
        Loss on later rows after each tree of the bundle's fit; empty at a cold start.
    data
        `data_fingerprint`, `seq`, `chain`, `feature_set`, `feature_fingerprint`.
    later
        The rows it was measured on, for the gates that set it against the champion.
    """

    role: Role
    version: str
    bundle: bytes
    metrics: dict[str, float]
    figures: dict[str, bytes]
    gates: tuple[Gate, ...]
    report: dict[str, Any] = field(default_factory=dict)
    params: dict[str, Any] = field(default_factory=dict)
    curve: tuple[float, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)
    later: Later | None = None

    @property
    def hash(self) -> str:
        """The id under which the bundle is stored."""
        return hash_of(self.bundle)

    @property
    def passed(self) -> bool:
        """Whether all gates were passed."""
        return all(gate.passed for gate in self.gates)

    def export(self) -> bytes:
        """Return the bundle's bytes.

        Raises
        ------
        ModelRefused
            A gate was not passed.
        """
        require(self.gates)
        return self.bundle

    def summary(self) -> dict[str, Any]:
        """Return the run as JSON holds it, without pictures and bytes."""
        return {
            "role": self.role,
            "version": self.version,
            "bundle_hash": self.hash,
            "bytes": len(self.bundle),
            "passed": self.passed,
            "metrics": self.metrics,
            "gates": [{"name": g.name, "passed": g.passed, "detail": g.detail} for g in self.gates],
            "report": self.report,
            "params": self.params,
            "data": self.data,
        }
