"""What a company starts from. The cuts of models are replaced by those of its reviewers' capacity."""

from types import MappingProxyType
from typing import Final

import msgspec

from models.policy.credit_tables import CreditTables
from models.policy.inputs import FAIL_MODES
from models.policy.policy import Policy
from models.policy.relief import SpecialApproval
from models.policy.thresholds import Thresholds
from models.typologies.catalogue import DEFAULT_RULES

_FIRST: Final = Policy(
    version="default-1",
    models={
        "credit": Thresholds(review_at=0.10),
        "order_anomaly": Thresholds(review_at=0.30, block_at=0.95),
        "payment_anomaly": Thresholds(review_at=0.25, block_at=0.90),
    },
    typologies=dict(DEFAULT_RULES),
    fail_modes=dict(FAIL_MODES),
)

_SECOND: Final = msgspec.structs.replace(
    _FIRST, version="default-2", credit=CreditTables(strategic="special_approval_only")
)

_THIRD: Final = msgspec.structs.replace(
    _SECOND,
    version="default-3",
    special_approval=SpecialApproval(payment_lifts=("budget_use", "large_amount", "over_budget")),
)

# its rules of what people did before and of who approves a payment ask for inputs that earlier decisions do not have
DEFAULT_POLICY: Final = msgspec.structs.replace(_THIRD, version="default-4")

EARLIER_DEFAULTS: Final = MappingProxyType({one.version: one for one in (_FIRST, _SECOND, _THIRD)})
"""By version: what decided in earlier releases where no policy was published, kept for replay."""
