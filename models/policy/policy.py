"""The whole policy as frozen data."""

import msgspec

from models.policy.credit_tables import CreditTables
from models.policy.outcome import Outcome
from models.policy.relief import GreenChannel, Sampling, SpecialApproval
from models.policy.rules import Rules
from models.policy.thresholds import IsolationThreshold, Thresholds
from models.policy.typology_rule import TypologyRule
from models.role import Role

Checkpoint = str
"""Where in its life a document is checked, as the caller names it: order, delivery, invoice, payment."""


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the company wants; every default is conservative.

    Attributes
    ----------
    version
        Name of this policy among the company's.
    models
        Cuts by role; every role but `lateness`.
    isolation
        Cut of the isolation forests.
    typologies
        What each typology forces, by code; every code.
    rules, green, special_approval, sampling, credit
        See their classes.
    credit_checkpoints
        Where rules and the model of credit apply; anomalies are looked for at each.
    fail_modes
        What an input that is missing or late forces, by name.
    fail_default
        The same for an input that `fail_modes` does not name; never approve.
    """

    version: str
    models: dict[Role, Thresholds]
    typologies: dict[str, TypologyRule]
    fail_modes: dict[str, Outcome]
    fail_default: Outcome = Outcome.REVIEW
    isolation: IsolationThreshold = IsolationThreshold()
    rules: Rules = Rules()
    green: GreenChannel = GreenChannel()
    special_approval: SpecialApproval = SpecialApproval()
    sampling: Sampling = Sampling()
    credit: CreditTables = CreditTables()
    credit_checkpoints: tuple[Checkpoint, ...] = ("order", "delivery", "invoice")

    def on_missing(self, name: str) -> Outcome:
        """Return what a missing input of this name forces."""
        return self.fail_modes.get(name, self.fail_default)
