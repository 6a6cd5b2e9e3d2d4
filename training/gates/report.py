"""What the gates said of a bundle, as it is kept beside it."""

import msgspec

from models.role import Role
from riskdesk.core.errors import ModelRefused
from training.gates.better import Compared
from training.gates.flips import FlipCell
from training.gates.gate import Gate
from training.watch.reference import Reference

SORT = "gate_report"
"""Under which artifacts it is stored."""


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One gate, as `Gate`."""

    name: str
    passed: bool
    detail: str


class GateReport(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All gates of one bundle.

    Attributes
    ----------
    bundle_hash, role, version
        Which bundle.
    champion
        Hash of the bundle that was in production then; None where none was.
    gates
        In the order in which they were asked.
    compared, flips
        Behind `better` and `flips`; empty without a champion.
    reference
        What watch measures drift against.
    made_at_us
        When, microseconds since the epoch, UTC.
    """

    bundle_hash: str
    role: Role
    version: str
    champion: str | None
    gates: tuple[Said, ...]
    compared: tuple[Compared, ...]
    flips: tuple[FlipCell, ...]
    reference: Reference
    made_at_us: int

    @property
    def passed(self) -> bool:
        """Whether all gates were passed."""
        return all(gate.passed for gate in self.gates)

    def require(self) -> None:
        """Refuse the bundle if a gate was not passed.

        Raises
        ------
        ModelRefused
            `field` names the first gate that failed.
        """
        for gate in self.gates:
            if not gate.passed:
                raise ModelRefused(gate.detail, field=f"gates.{gate.name}")


def said(gates: tuple[Gate, ...]) -> tuple[Said, ...]:
    """Return gates as a report keeps them."""
    return tuple(Said(name=one.name, passed=one.passed, detail=one.detail) for one in gates)


def write(report: GateReport) -> bytes:
    """Return a report as UTF-8 JSON."""
    return msgspec.json.encode(report, order="sorted")


def read(content: bytes) -> GateReport:
    """Read a report.

    Raises
    ------
    ModelRefused
        No report, or one that another program wrote.
    """
    try:
        return msgspec.json.decode(content, type=GateReport)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ModelRefused(f"the gate report cannot be read: {error}", field="gates") from None
