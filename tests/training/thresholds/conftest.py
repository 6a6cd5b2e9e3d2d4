"""Payments of the small company, decided by its own models as they would have been."""

import msgspec
import numpy as np
import pytest

from features.kernel import layout as L
from models.decision.decide import decide
from models.decision.inputs import NO_STANDING, Subject
from models.policy.default import DEFAULT_POLICY
from models.policy.outcome import Outcome
from models.policy.policy import Policy
from models.policy.relief import Sampling
from models.scoring.loaded import load
from models.whatif.past import PastDecision
from training.pipelines.anomaly import WARM_UP_DAYS
from training.pipelines.result import TrainResult
from training.pipelines.snapshot import Snapshot

MOST = 400


@pytest.fixture(scope="session")
def policy() -> Policy:
    """The default policy with a lot that draws one in ten, and models that hold little."""
    return msgspec.structs.replace(DEFAULT_POLICY, sampling=Sampling(rate_ppm=100_000))


@pytest.fixture(scope="session")
def past(snapshot: Snapshot, payments: TrainResult, policy: Policy) -> tuple[PastDecision, ...]:
    """The last payments after the warm-up; held ones are judged as the company's reviewers judged them."""
    history = snapshot.history
    queries = history.payment_queries()
    queries = queries[queries[:, L.Q_AS_OF] >= snapshot.first_us + WARM_UP_DAYS * L.DAY][-MOST:]
    vectors = history.vectors(queries)
    said = dict(zip(snapshot.verdicts.subjects.tolist(), snapshot.verdicts.confirmed.tolist(), strict=True))
    loaded = {"payment_anomaly": load(payments.bundle)}
    found = []
    for k, (query, vector) in enumerate(zip(queries, vectors, strict=True)):
        subject = Subject(
            place="payment",
            document=f"payment:{k}",
            amount_minor=100_000,
            currency="CNY",
            known_party=True,
            as_of_us=int(query[L.Q_AS_OF]),
            checkpoint="payment",
        )
        one = decide(subject, vector, NO_STANDING, loaded, policy)  # type: ignore[arg-type] # roles as text
        looked = one.outcome is not Outcome.APPROVE
        confirmed = said.get(int(query[L.Q_DOCUMENT]), False)
        found.append(
            PastDecision(
                subject=subject,
                standing=NO_STANDING,
                loaded=loaded,  # type: ignore[arg-type] # see above
                vector=vector,
                outcome=one.outcome,
                lifted=one.lifted,
                sampled=one.sampled,
                propensity=one.propensity,
                day=int(query[L.Q_AS_OF] // L.DAY),
                verdict=("confirmed" if confirmed else "cleared") if looked else None,
            )
        )
    assert len(found) == MOST
    assert np.any([one.verdict == "confirmed" for one in found])
    return tuple(found)
