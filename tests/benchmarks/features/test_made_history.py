import numpy as np
import pytest

from benchmarks.features.made_history import make_history
from benchmarks.features.made_single import PARTIES, make_single
from features.catalogue.parameters import DEFAULT_PARAMETERS
from features.catalogue.program import CATALOGUE
from features.history.encode import BASELINE_KIND, code_of
from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.kernel.tables import EVENT_COLUMN
from features.offline import History

EVENTS = 12_000


@pytest.fixture(scope="module")
def events() -> Ints:
    """A made history."""
    return make_history(EVENTS)


def test_the_log_is_gap_free_and_in_order_of_what_was_known(events: Ints) -> None:
    """Numbers run from 1; only a baseline's columns share one."""
    own = events[:, events[L.E_KIND] != BASELINE_KIND]
    assert list(range(1, EVENTS + 1)) == np.unique(events[L.E_SEQ]).tolist()
    assert own.shape[1] == len(np.unique(own[L.E_SEQ]))
    assert (np.diff(events[L.E_KNOWN]) >= 0).all()
    assert (events[L.E_KNOWN] >= events[L.E_OCCURRED]).all()


def test_the_same_seed_makes_the_same_history(events: Ints) -> None:
    """Another seed makes another."""
    assert np.array_equal(events, make_history(EVENTS))
    assert not np.array_equal(events, make_history(EVENTS, seed=2))


def test_documents_follow_each_other(events: Ints) -> None:
    """An invoice bills an order of its customer that came before; what is paid was billed."""
    orders, invoices, paid = (events[:, events[L.E_KIND] == kind] for kind in (12, 20, 31))
    opened = {int(document): at for at, document in enumerate(orders[L.E_DOCUMENT])}
    of = [opened[int(reference)] for reference in invoices[L.E_REFERENCE]]
    assert len(opened) == orders.shape[1]
    assert (orders[L.E_OCCURRED, of] <= invoices[L.E_OCCURRED]).all()
    assert np.array_equal(orders[L.E_CUSTOMER, of], invoices[L.E_CUSTOMER])
    assert set(paid[L.E_DOCUMENT].tolist()) <= set(invoices[L.E_DOCUMENT].tolist())


def test_most_features_have_a_value_somewhere(events: Ints) -> None:
    """A history of which half of the catalogue can say nothing would be computed too fast."""
    history = History(events, EVENTS, DEFAULT_PARAMETERS)
    asked = [history.vectors(queries) for queries in (history.order_queries(), history.payment_queries())]
    silent = {
        feature.name
        for i, feature in enumerate(CATALOGUE)
        if feature.place in {"any", "order", "payment"}
        and all(np.isnan(vectors[:, i]).all() for vectors in asked)
    }
    assert len(silent) < 0.05 * len(CATALOGUE), sorted(silent)


@pytest.mark.parametrize("each", [50, 500])
def test_each_key_is_named_by_so_many_events(each: int) -> None:
    """Of an account only its payments and bills speak; all others are named as often as was asked."""
    events = make_single(each)
    named = {
        entity: int((events[EVENT_COLUMN[entity]] == code_of(key)).sum()) for entity, key in PARTIES.items()
    }
    assert dict.fromkeys(set(PARTIES) - {"account"}, each) == {
        k: n for k, n in named.items() if k != "account"
    }
    assert each // 2 < named["account"] <= each
