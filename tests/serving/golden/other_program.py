"""Another release's program, run in a process of its own: `python other_program.py HOME CHANGE,CHANGE`.

Definitions are changed before anything reads them, so that the whole program, kernel program, sets, columns and
typologies, is that of the other release. It replays the ledger of the home, checks the bundles that are kept,
with `serve` answers an order too, and says what came of it as one line of JSON.
"""

import importlib.util
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import features.catalogue
from features.catalogue.feature import Feature

ADDED: Final = "customer_order_count_45d"
REMOVED: Final = "customer_order_weekday_surprise"
UNWATCHED: Final = "customer_order_rate_jump_7d"
"""Typologies of orders read it: a program without it is blind too."""
WATCHED: Final = "ORDER_TYPOLOGIES"
MENDED: Final = "order_exposure_months"
"""Values of it are thirty times as large in the other program."""


AREAS: Final = tuple(
    path.stem
    for path in Path(features.catalogue.__path__[0]).glob("*.py")
    if f"{path.stem.upper()}: Final[tuple[Feature, ...]]" in path.read_text(encoding="utf-8")
)
"""Files of definitions: each holds a tuple of its own name."""


def swap(change: Callable[[Feature], tuple[Feature, ...]]) -> None:
    """Replace every definition by what becomes of it."""
    for area in AREAS:
        module = importlib.import_module(f"features.catalogue.{area}")
        standing = getattr(module, area.upper())
        setattr(module, area.upper(), tuple(new for old in standing for new in change(old)))


def add(one: Feature) -> tuple[Feature, ...]:
    """Give a feature a neighbour, which moves all columns after it."""
    return (one, replace(one, window="45d")) if one.name == "customer_order_count_30d" else (one,)


def remove(one: Feature) -> tuple[Feature, ...]:
    """Drop a feature that models use."""
    return () if one.name == REMOVED else (one,)


def mend(one: Feature) -> tuple[Feature, ...]:
    """Define a feature otherwise, in a new version."""
    return (replace(one, number=30, version=2),) if one.name == MENDED else (one,)


def forget_version(one: Feature) -> tuple[Feature, ...]:
    """Define a feature otherwise, and leave its version as it was."""
    return (replace(one, number=30),) if one.name == MENDED else (one,)


def watch() -> None:
    """Look in orders for what needs the added feature, too."""
    from models.typologies.test import Condition, Test

    module = importlib.import_module("models.typologies.orders")
    first, *rest = getattr(module, WATCHED)
    more = replace(first, tests=(*first.tests, Test((Condition(ADDED, least=1_000_000.0),))))
    setattr(module, WATCHED, (more, *rest))


def blind() -> None:
    """Look for nothing in orders but their address."""
    module = importlib.import_module("models.typologies.orders")
    left = tuple(one for one in getattr(module, WATCHED) if one.code == "address_burst")
    setattr(module, WATCHED, left)


CHANGES: Final[dict[str, Callable[[], None]]] = {
    "added": lambda: swap(add),
    "removed": lambda: swap(remove),
    "mended": lambda: swap(mend),
    "forgotten": lambda: swap(forget_version),
    "unwatched": lambda: swap(lambda one: () if one.name == UNWATCHED else (one,)),
    "watchful": watch,
    "blind": blind,
    "serve": lambda: None,
}


def of_bundles(house: Any) -> dict[str, str]:
    """Return version -> what the program says to each bundle that is kept."""
    from models.bundle.check import self_test
    from models.scoring.loaded import load
    from riskdesk.core.errors import BundleInvalid

    said = {}
    for (content,) in house.ask("SELECT content FROM artifacts WHERE sort = 'bundle'"):
        try:
            bundle = load(bytes(content))
            self_test(bundle)
        except BundleInvalid as error:
            said[json.loads(content)["bundle"]["version"]] = f"{error.field}: {error.detail}"
        else:
            said[bundle.bundle.version] = "fits"
    return said


def world() -> ModuleType:
    """Return the module of these tests that opens houses."""
    spec = importlib.util.spec_from_file_location("serving_world", Path(__file__).parents[1] / "world.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["serving_world"] = module
    spec.loader.exec_module(module)
    return module


def main(home: str, changes: list[str]) -> None:
    """Be the other program."""
    assert "features.catalogue.program" not in sys.modules
    for change in changes:
        CHANGES[change]()
    made = world()
    house = made.opened(made.settings_of(Path(home), f"sqlite:///{home}/riskdesk.db"), {})
    said: dict[str, Any] = {"features": sys.modules["features.catalogue.program"].NAMES}
    if "serve" in changes:
        house.keys = made.make_keys(house.engine)
        with house.open() as client:
            reply = client.post("/v1/orders/score", json=made.order("26NEW001", "C-NEW"))
        said["answer"] = reply.json()
    parity = house.parity()
    said["replay"] = house.replay().to_json()
    said["parity"] = [parity.decisions, parity.compared, parity.differences, dict(parity.not_compared)]
    said["bundles"] = of_bundles(house)
    house.engine.dispose()
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2].split(","))
