from collections.abc import Callable

import msgspec
import numpy as np
from numpy.typing import NDArray

from models.bundle.format import Bundle
from models.decision.anomaly import examine
from models.decision.decide import Loaded
from models.decision.urgency import urgency
from models.policy.policy import Policy
from models.scoring.loaded import prepare

Make = Callable[..., NDArray[np.float64]]


def test_the_strictest_outcome_comes_first(
    calm: Make, bundle_of: Callable[..., Bundle], lenient: Policy
) -> None:
    """A block before a review before what passes; without a model the forest orders the rest."""
    cold = prepare(msgspec.structs.replace(bundle_of("order_anomaly"), model=None), "")
    split = calm(customer_order_split_parts_36h=2.0)
    stronger = calm(customer_order_split_parts_36h=4.0)
    plain = calm()
    keys = [urgency(examine(one, "order", cold, lenient)) for one in (stronger, split, plain)]
    assert keys == sorted(keys, reverse=True)
    assert [1, 1, 0] == [rank for rank, _ in keys]
    percentile = examine(plain, "order", cold, lenient).answer.isolation_percentile
    assert percentile is not None
    assert percentile / 200.0 == keys[2][1]


def test_a_model_speaks_before_the_forest(calm: Make, loaded: Loaded, lenient: Policy) -> None:
    """Where there is a probability it orders what passes; without a bundle nothing does."""
    found = examine(calm(), "order", loaded["order_anomaly"], lenient)
    assert found.score is not None
    assert (0, found.score.probability / 2.0) == urgency(found)
    assert (0, 0.0) == urgency(examine(calm(), "order", None, lenient))
