import numpy as np
import pytest

from features.catalogue.sets import feature_set
from features.kernel import layout as L
from features.offline import ORDER_KINDS
from training.evaluate.context import context_of_customers, context_of_documents
from training.pipelines.snapshot import Snapshot


@pytest.mark.parametrize("place", ["order", "payment"])
def test_documents_are_found_by_their_code(snapshot: Snapshot, place: str) -> None:
    """Amount, industry and person are those of the query of the same document, in any order."""
    history = snapshot.history
    queries = history.order_queries() if place == "order" else history.payment_queries()
    queries = queries[np.random.default_rng(1).permutation(len(queries))[:300]]
    found = context_of_documents(history, queries[:, L.Q_DOCUMENT], place)  # type: ignore[arg-type]
    person = L.Q_SALESPERSON if place == "order" else L.Q_REQUESTER
    assert queries[:, L.Q_AMOUNT].tolist() == found.amounts_minor.tolist()
    assert queries[:, L.Q_INDUSTRY].tolist() == found.industries.tolist()
    assert queries[:, person].tolist() == found.people.tolist()
    party = L.Q_CUSTOMER if place == "order" else L.Q_PAYEE
    assert queries[:, party].tolist() == found.parties.tolist()
    assert (found.tenure_days[np.isfinite(found.tenure_days)] >= 0).all()


def test_a_customer_has_the_salesperson_of_its_latest_order(snapshot: Snapshot) -> None:
    """Against a look at every order, one customer after the other; nobody before the first."""
    history, features = snapshot.history, feature_set("credit")
    events = history.events
    rows = history.first_events(ORDER_KINDS)
    customers = np.unique(events[L.E_CUSTOMER, rows])[:40]
    asked = np.repeat(customers, 2)
    middle = snapshot.first_us + 200 * L.DAY
    moments = np.tile([snapshot.first_us - L.DAY, middle], len(customers))
    X = np.full((len(asked), len(features.names)), np.nan)
    found = context_of_customers(history, asked, moments, X, features, snapshot.reader)
    for k in range(len(asked)):
        mine = [row for row in rows if events[L.E_CUSTOMER, row] == asked[k]]
        known = [row for row in mine if events[L.E_KNOWN, row] <= moments[k] and events[L.E_SALESPERSON, row]]
        last = max(known, key=lambda row: (events[L.E_KNOWN, row], row), default=None)
        assert (0 if last is None else events[L.E_SALESPERSON, last]) == found.people[k]
    assert (found.people != 0).any()
