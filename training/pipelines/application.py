"""The scorecard of applications beside the trees: in the same bundle, activated and taken back with them."""

from dataclasses import asdict, replace
from typing import Any

import msgspec
import numpy as np

from models.bundle.answers import with_golden
from models.bundle.codec import read, write
from models.bundle.format import ApplicationCard
from models.credit.grades import GradeBands
from riskdesk.core.errors import HistoryTooThin
from training.gates import golden_gate
from training.labels.default import DefaultDefinition
from training.pipelines.result import TrainResult
from training.pipelines.scorecard import ScorecardResult, train_scorecard_on
from training.pipelines.snapshot import Progress, Snapshot, silent


def with_application(
    snapshot: Snapshot,
    result: TrainResult,
    *,
    definition: DefaultDefinition | None = None,
    bands: GradeBands | None = None,
    progress: Progress = silent,
) -> TrainResult:
    """Return a run of the probability of default whose bundle also scores who has too little history.

    The scorecard is trained on the same log under the same definition. One that does not pass its own gates, or
    that there is too little to learn from for, is left out: new customers are then granted what the policy says.
    The report's `application` holds its figures, and whether it was taken.

    Parameters
    ----------
    snapshot, definition, bands
        As `train_credit_on` took them.
    result
        What it left.
    """
    try:
        found = train_scorecard_on(
            snapshot, route="application", definition=definition, bands=bands, progress=progress
        )
    except HistoryTooThin as error:
        return _told(result, {"taken": False, "why": error.detail})
    said: dict[str, Any] = {
        "taken": found.passed,
        "version": found.card.version,
        "metrics": found.metrics,
        "gates": [asdict(gate) for gate in found.gates],
        "interval_bins": found.report["interval_bins"],
    }
    if not found.passed:
        return _told(result, said)
    content = with_card(result.bundle, found)
    gates = tuple(gate for gate in result.gates if gate.name != "golden")
    golden = golden_gate(content, snapshot.history.parameters)
    return replace(_told(result, said), bundle=content, gates=(*gates, golden))


def with_card(content: bytes, found: ScorecardResult) -> bytes:
    """Return a credit bundle's bytes with a scorecard of applications, its golden rows answered anew.

    Raises
    ------
    BundleInvalid
        The card asks what the bundle's set of features does not have.
    """
    bundle = read(content)
    application = ApplicationCard(card=found.card, quantiles=found.quantiles)
    rows = np.array([[np.nan if one is None else one for one in row.values] for row in bundle.golden])
    bundle = msgspec.structs.replace(bundle, application=application, golden=())
    return write(with_golden(bundle, rows))


def _told(result: TrainResult, said: dict[str, Any]) -> TrainResult:
    return replace(result, report=result.report | {"application": said})
