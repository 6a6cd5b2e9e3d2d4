"""What comes later is planted in vectors, and caught."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from features.catalogue.program import index
from features.kernel import layout as L
from features.offline import History
from models.role import ROLES, Role
from riskdesk.core.errors import ModelRefused
from training.gates.as_of_then import AS_OF_THEN, as_of_then_gate
from training.keep import keep
from training.pipelines.probed import MOMENTS, ROWS_A_MOMENT, probe, probed
from training.pipelines.result import TrainResult
from training.pipelines.snapshot import Snapshot

PEEKED = "customer_order_count_90d"


class Peeking(History):
    """A history whose count of orders is of the 90 days to come."""

    def vectors(
        self, queries: npt.NDArray[np.int64], *, threads: int | None = None
    ) -> npt.NDArray[np.float64]:
        """Return vectors with one value of the future."""
        found = super().vectors(queries, threads=threads)
        orders = self.events[L.E_OCCURRED, self.first_events((11, 12))]
        moments = queries[:, L.Q_AS_OF]
        ends = [np.searchsorted(np.sort(orders), moments + days * L.DAY, side="right") for days in (0, 90)]
        found[:, index(PEEKED)] = ends[1] - ends[0]
        return found


@pytest.mark.parametrize("role", ROLES)
def test_nothing_of_this_program_knows_the_future(snapshot: Snapshot, role: Role) -> None:
    """Of every role, vectors are the same bit by bit when what came later is not there."""
    found = probe(snapshot, role)
    assert (MOMENTS, MOMENTS * ROWS_A_MOMENT, ()) == (found.moments, found.rows, found.differing)


def test_a_feature_of_the_future_is_caught_and_refused(snapshot: Snapshot, orders: TrainResult) -> None:
    """Planted in the count of orders, it is named, and the model is kept by nothing."""
    history = snapshot.history
    peeking = Peeking(history.events, history.horizon, history.parameters)
    result = probed(replace(snapshot, history=peeking), orders)
    (found,) = result.report["leakage"][AS_OF_THEN]["differing"]
    assert PEEKED == found["name"]
    assert found["rows"] > 100
    assert (False, AS_OF_THEN) == (result.passed, result.gates[-1].name)
    assert PEEKED in result.gates[-1].detail
    with pytest.raises(ModelRefused) as refused:
        result.export()
    assert f"gates.{AS_OF_THEN}" == refused.value.field


def test_a_clean_run_says_so(snapshot: Snapshot, lateness: TrainResult) -> None:
    """The probe stands in the report beside the others, and among the gates."""
    result = probed(snapshot, lateness)
    told = result.report["leakage"][AS_OF_THEN]
    assert {"moments": MOMENTS, "rows": MOMENTS * ROWS_A_MOMENT, "differing": []} == told
    assert result.gates[-1].passed
    assert lateness.gates == result.gates[:-1]


def test_a_run_that_was_not_asked_is_not_kept(home: object, orders: TrainResult) -> None:
    """Without the probe nothing is stored."""
    with pytest.raises(ModelRefused) as refused:
        keep(home.engine, [orders])  # type: ignore[attr-defined]
    assert f"gates.{AS_OF_THEN}" == refused.value.field


def test_nothing_tried_is_no_proof() -> None:
    """A gate that compared no row does not pass."""
    assert not as_of_then_gate((), moments=0, rows=0).passed
