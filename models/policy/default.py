"""What a company starts from. The cuts of models are replaced by those of its reviewers' capacity."""

from typing import Final

from models.policy.inputs import FAIL_MODES
from models.policy.policy import Policy
from models.policy.thresholds import Thresholds
from models.typologies.catalogue import DEFAULT_RULES

DEFAULT_POLICY: Final = Policy(
    version="default-1",
    models={
        "credit": Thresholds(review_at=0.10),
        "order_anomaly": Thresholds(review_at=0.30, block_at=0.95),
        "payment_anomaly": Thresholds(review_at=0.25, block_at=0.90),
    },
    typologies=dict(DEFAULT_RULES),
    fail_modes=dict(FAIL_MODES),
)
