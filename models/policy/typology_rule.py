"""What a typology forces."""

import msgspec

from models.policy.outcome import Outcome


class TypologyRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Minimum outcomes of one typology.

    Attributes
    ----------
    minimum
        Where one of its tests hits; approve makes it a signal only.
    severe
        Where one of its severe tests hits; not softer than `minimum`.
    missing
        Where an input is missing and no test can say that nothing is there.
    from_strength
        Below this strength of a hit, 0 to 1, `minimum` is not asked for: the pattern is a signal only. What
        is severe stands at any strength.
    """

    minimum: Outcome
    severe: Outcome
    missing: Outcome
    from_strength: float = 0.0
