from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from features.catalogue.program import index
from models.role import PLACES, Place
from models.typologies.catalogue import TYPOLOGIES
from models.typologies.detect import detect
from models.typologies.detect_many import detect_many


@pytest.mark.parametrize("place", PLACES)
def test_many_answer_as_one(calm: Callable[..., NDArray[np.float64]], place: Place) -> None:
    """Each test at its thresholds, halfway to full strength, and random values with gaps."""
    rows = [calm()]
    conditions = [one for typology in TYPOLOGIES[place] for test in typology.tests for one in test.conditions]
    for typology in TYPOLOGIES[place]:
        for test in typology.tests:
            ends = {one.feature: one.least if np.isfinite(one.least) else one.most for one in test.conditions}
            rows.append(calm(**ends))
            rows.append(
                calm(
                    **{
                        one.feature: ends[one.feature] if one.full is None else one.full
                        for one in test.conditions
                    }
                )
            )
    random = np.random.default_rng(4)
    for _ in range(200):
        vector = calm()
        for one in conditions:
            end = one.least if np.isfinite(one.least) else one.most
            vector[index(one.feature)] = random.choice([end, end + 1.0, end - 1.0, np.nan])
        rows.append(vector)
    found = detect_many(np.array(rows), place)
    for at, vector in enumerate(rows):
        expected = {hit.code: hit.strength for hit in detect(vector, place)}
        assert expected == {code: one[at] for code, one in found.items() if np.isfinite(one[at])}
    assert all(np.isfinite(one).any() for one in found.values())
