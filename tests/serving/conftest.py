"""A small company, imported once; every test works on a copy of it, with models that are active."""

import gc
import importlib.util
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import msgspec
import numpy as np
import psycopg
import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from features.catalogue.program import FEATURES
from features.catalogue.sets import feature_set
from models.bundle.answers import with_golden
from models.bundle.codec import write
from models.bundle.format import Bundle, Calibration, Definition, Trained
from riskdesk.core.database.engine import open_engine
from riskdesk.core.database.tables import metadata
from riskdesk.core.heap import give_back_early

ACTIVE = ("credit", "order_anomaly", "payment_anomaly")


def _module(name: str, path: Path) -> ModuleType:
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module  # dataclasses look their module up while it loads
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture(scope="session", autouse=True)
def _heap_of_the_tests() -> Iterator[None]:
    """A service within the tests' process leaves that process's heap as it is.

    It would search what all tests have made: half a second for each start. `own_heap` gives it back.
    """
    still = SimpleNamespace(collect=lambda: 0, freeze=lambda: None, unfreeze=lambda: None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("serving.app.gc", still)
        patch.setattr("serving.app.give_back_early", lambda: None)
        yield


@pytest.fixture
def own_heap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service within the tests' process does with the heap what one in a process of its own does."""
    monkeypatch.setattr("serving.app.gc", gc)
    monkeypatch.setattr("serving.app.give_back_early", give_back_early)


@pytest.fixture(scope="session")
def world() -> ModuleType:
    """The module `world.py` beside this file."""
    return _module("serving_world", Path(__file__).with_name("world.py"))


@pytest.fixture(scope="session")
def rows(world: ModuleType) -> list[dict[str, Any]]:
    """The company's books."""
    made: list[dict[str, Any]] = world.make_rows()
    return made


@pytest.fixture(scope="session")
def make_bundle() -> Callable[..., Bundle]:
    """Make a small bundle of a role whose model finds most documents harmless."""
    models = _module("models_conftest", Path(__file__).parents[1] / "models" / "conftest.py")

    def make(role: Any, *, intercept: float = -5.0) -> Bundle:
        known = feature_set(role)
        x = models.random_rows(len(known.names), models.ROWS, 7)
        booster = models.train(role, x)
        values = np.asarray(booster.predict(x, raw_score=True)) * 0.9 + intercept
        bundle = Bundle(
            role=role,
            version=f"{role}{intercept}",
            model=booster.model_to_string(),
            isolation=None,
            feature_set=role,
            names=known.names,
            fingerprint=known.fingerprint,
            feature_versions=known.versions,
            directions=models.directions_of(role),
            reasons=tuple(FEATURES[name].reason for name in known.names),
            calibration=Calibration(slope=0.9, intercept=intercept),
            quantiles=tuple(map(float, np.quantile(values, np.linspace(0.0, 1.0, 1001)))),
            pd_floor=0.0003 if role == "credit" else 0.0,
            definition=Definition(past_due_days=60, horizon_days=180, materiality_minor=100_000),
            trained=Trained(data_fingerprint="0" * 64, seq=1, as_of_us=1, metrics={"auc": 0.75}),
            golden=(),
        )
        return with_golden(bundle, models.random_rows(len(known.names), 24, 11))

    return make


@pytest.fixture(scope="session")
def bundles(make_bundle: Callable[..., Bundle]) -> Mapping[str, bytes]:
    """The bytes of a bundle for each role that decides."""
    return {role: write(make_bundle(role)) for role in ACTIVE}


@pytest.fixture(scope="session")
def broken_bundle(make_bundle: Callable[..., Bundle]) -> bytes:
    """The bytes of a credit bundle whose golden rows come out differently."""
    whole = make_bundle("credit", intercept=-4.0)
    return write(msgspec.structs.replace(whole, calibration=Calibration(slope=0.9, intercept=-3.0)))


@pytest.fixture(scope="session")
def imported(
    tmp_path_factory: pytest.TempPathFactory,
    migrated_file: Path,
    world: ModuleType,
    rows: list[dict[str, Any]],
    bundles: Mapping[str, bytes],
) -> tuple[Path, dict[str, str]]:
    """The SQLite file of the company, models active and keys made, to be copied; and the keys."""
    folder = tmp_path_factory.mktemp("company")
    engine = open_engine(world.fresh(migrated_file, folder))
    assert {"taken"} == {fate.status for fate in world.append(engine, rows)}
    for role, content in bundles.items():
        world.activate_bundle(engine, role, content)
    keys = world.make_keys(engine)
    engine.dispose()  # the last connection to close folds the write-ahead log into the file
    return folder / "riskdesk.db", keys


@pytest.fixture(scope="session")
def imported_template(
    postgres_server: str, migrated_template: str, world: ModuleType, imported: tuple[Path, dict[str, str]]
) -> Iterator[str]:
    """The name of a PostgreSQL database with the same company, to be copied."""
    for url in _fresh_postgres(postgres_server, migrated_template):
        source, target = open_engine(f"sqlite:///{imported[0]}"), open_engine(url)
        world.copied(source, target, metadata.sorted_tables)
        source.dispose()
        target.dispose()
        yield str(sa.make_url(url).database)


@pytest.fixture
def house(tmp_path: Path, world: ModuleType, imported: tuple[Path, dict[str, str]]) -> Iterator[Any]:
    """An installation on SQLite; see `world.House`."""
    file, keys = imported
    made = world.opened(world.settings_of(tmp_path / "home", world.fresh(file, tmp_path / "home")), keys)
    yield made
    made.engine.dispose()


@pytest.fixture
def postgres_house(
    tmp_path: Path,
    world: ModuleType,
    imported: tuple[Path, dict[str, str]],
    postgres_server: str,
    imported_template: str,
) -> Iterator[Any]:
    """An installation on PostgreSQL; see `world.House`."""
    for url in _fresh_postgres(postgres_server, imported_template):
        made = world.opened(world.settings_of(tmp_path / "home", url), imported[1])
        yield made
        made.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_house(request: pytest.FixtureRequest) -> Any:
    """An installation on each kind of database in turn."""
    return request.getfixturevalue("house" if request.param == "sqlite" else "postgres_house")


@pytest.fixture
def client(house: Any) -> Iterator[TestClient]:
    """The service on SQLite, called with a key of all scopes."""
    with house.open() as opened:
        yield opened


@pytest.fixture
def lenient_client(house: Any, world: ModuleType) -> Iterator[TestClient]:
    """The same under a policy by which only the limit decides."""
    world.publish(house.engine, world.LENIENT)
    with house.open() as opened:
        yield opened


def _fresh_postgres(server: str, template: str) -> Iterator[str]:
    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
    try:
        yield server.replace("/postgres?", f"/{name}?")
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())
