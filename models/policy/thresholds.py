"""From which score on a model holds or refuses."""

import msgspec


class Thresholds(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Cuts on a calibrated probability, 0 to 1; they come from the reviewers' daily capacity or from costs.

    Attributes
    ----------
    review_at
        Held from this probability on.
    block_at
        Refused from this one on; None, the model alone never refuses.
    """

    review_at: float
    block_at: float | None = None


class IsolationThreshold(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The isolation forest can hold and never refuse or release; a percentile above 100 switches it off."""

    review_at_percentile: float = 99.8
