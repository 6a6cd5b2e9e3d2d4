import json
import sqlite3
from types import ModuleType
from typing import Any

import msgspec
import numpy as np
import pytest
import sqlalchemy as sa

from features.catalogue.lineup import lineup
from features.catalogue.parameters import DEFAULT_PARAMETERS, FeatureParameters
from features.catalogue.program import NAMES
from features.history.artifacts import read_artifact
from models.typologies.catalogue import TYPOLOGIES
from models.typologies.codec import read
from riskdesk.core.database.unit import read_unit
from serving.ledger import store
from serving.ledger.catalogues import keep_present, read_all, values_of, vector_of

KEPT = "SELECT count(*) FROM artifacts WHERE sort = '{}'"


def counts(house: Any) -> tuple[int, ...]:
    """How many catalogues and sets of typologies are kept."""
    return tuple(house.ask(KEPT.format(sort))[0][0] for sort in ("catalogue", "typologies"))


def test_a_service_keeps_what_it_decides_by(any_house: Any, world: ModuleType) -> None:
    """From its first start on, once; what decisions record is found under it."""
    with any_house.open():
        assert (1, 1) == counts(any_house)
    with any_house.open() as client:
        answer = client.post("/v1/orders/score", json=world.order("O-1", "C-NEW")).json()
    assert (1, 1) == counts(any_house)
    with read_unit(any_house.engine) as connection:
        kept = read_all(connection)[answer["versions"]["features"]]
        typologies = read(read_artifact(connection, answer["versions"]["typologies"]))
    assert NAMES == tuple(one.name for one in kept.features)
    assert dict(TYPOLOGIES) == typologies


def test_processes_that_start_together_keep_one(any_house: Any, world: ModuleType) -> None:
    """None fails because another was first."""

    def keep() -> None:
        keep_present(any_house.engine, DEFAULT_PARAMETERS, at_us=1)

    assert [None] * 4 == world.at_once([keep] * 4)
    assert (1, 1) == counts(any_house)


def test_other_limits_are_another_catalogue(house: Any) -> None:
    """A decision says by which limits it was made."""
    other = FeatureParameters(order_limits=(1, 2, 3))
    for parameters in (DEFAULT_PARAMETERS, other):
        keep_present(house.engine, parameters, at_us=1)
    assert (2, 1) == counts(house)
    with read_unit(house.engine) as connection:
        assert other == read_all(connection)[lineup(other).fingerprint].parameters


@pytest.mark.prove
def test_a_database_that_is_locked_does_not_stop_the_start(house: Any, world: ModuleType) -> None:
    """The next start keeps what this one could not, and decisions of between are its own."""
    other = sqlite3.connect(house.engine.url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with house.open() as client:
        other.execute("ROLLBACK")
        other.close()
        assert (0, 0) == counts(house)
        assert 200 == client.post("/v1/orders/score", json=world.order("O-1", "C-NEW")).status_code
    with house.open():
        assert (1, 1) == counts(house)


def test_values_are_found_by_name(house: Any, world: ModuleType) -> None:
    """In the order of their own catalogue; of one that is not known there are none."""
    with house.open() as client:
        answer = client.post("/v1/orders/score", json=world.order("O-1", "C-NEW")).json()
    with read_unit(house.engine) as connection:
        entry = store.by_id(connection, answer["decision_id"])
        assert entry is not None
        found = values_of(connection, entry)
    assert list(NAMES) == list(found)
    np.testing.assert_array_equal(vector_of(entry), list(found.values()))
    assert 1_200_000.0 == found["document_amount"]
    _keep_backwards(house)
    with read_unit(house.engine) as connection:
        moved = store.by_id(connection, answer["decision_id"])
        assert moved is not None
        back = values_of(connection, moved)
        assert list(NAMES[::-1]) == list(back)
        assert 1_200_000.0 == back[NAMES[len(NAMES) - 1 - NAMES.index("document_amount")]]
    with house.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM artifacts WHERE sort = 'catalogue'"))
    with read_unit(house.engine) as connection:
        assert {} == values_of(connection, entry)


def _keep_backwards(house: Any) -> None:
    """Let the kept catalogue be one whose columns stood the other way round."""
    one = lineup(DEFAULT_PARAMETERS)
    content = msgspec.json.encode(msgspec.structs.replace(one, features=one.features[::-1]), order="sorted")
    assert one.fingerprint == json.loads(content)["fingerprint"]
    with house.engine.begin() as connection:
        text = sa.text("UPDATE artifacts SET content = :c WHERE sort = 'catalogue'")
        connection.execute(text, {"c": content})
