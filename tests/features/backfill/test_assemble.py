from itertools import chain
from typing import Any

import numpy as np
import pytest

from features.backfill.assemble import assemble, with_given
from features.backfill.columns import Asked
from features.backfill.partition import by_bucket, partials
from features.backfill.plan import PLANS
from features.kernel import layout as L
from features.offline import History


def test_a_missing_partition_is_noticed(history: History) -> None:
    """Vectors without what one entity says about them are not written: the entity is named."""
    queries = history.order_queries()
    limits = history.parameters.to_array()
    asked = Asked(np.arange(len(queries)), queries, np.empty((len(queries), 0)))
    answers: dict[int, list[Any]] = {}
    for plan in PLANS:
        known = with_given(asked, list(chain(*answers.values())), plan.given)
        naming = queries[:, plan.query_column] != L.NOBODY
        own = Asked(*(part[naming] for part in known))
        answers[plan.number] = list(partials(plan, [history.events], [own], limits, 10**6))
    found = assemble(asked, chain(*answers.values()), limits)
    np.testing.assert_array_equal(history.vectors(queries).view(np.int64), found.view(np.int64))
    answers[next(plan.number for plan in PLANS if plan.entity == "salesperson")] = []
    with pytest.raises(ValueError, match="salesperson"):
        assemble(asked, chain(*answers.values()), limits)


@pytest.mark.parametrize("pieces", [1, 3, 20])
def test_queries_come_bucket_by_bucket(pieces: int) -> None:
    """Whatever pieces they are read in, each bucket comes once, whole, in order, and empty ones do not come."""
    positions = np.array([0, 1, 2, 9, 10, 11, 12, 30, 39, 40])
    queries = np.stack([positions, -positions], axis=1)
    parts = (np.array_split(part, pieces) for part in (positions, queries, np.empty((10, 0))))
    asked = [Asked(*piece) for piece in zip(*parts, strict=True)]
    found = [
        (bucket, some.positions.tolist(), some.queries[:, 1].tolist())
        for bucket, some in by_bucket(asked, 10)
    ]
    assert [
        (0, [0, 1, 2, 9], [0, -1, -2, -9]),
        (1, [10, 11, 12], [-10, -11, -12]),
        (3, [30, 39], [-30, -39]),
        (4, [40], [-40]),
    ] == found
