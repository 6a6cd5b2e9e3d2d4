"""The home that is benchmarked: a company's books imported, models trained and activated, as users do it.

Made once and kept; every start of a server works on a copy, so that each round finds the same history.
"""

import hashlib
import json
import shutil
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

from benchmarks.inline import home_made as made
from benchmarks.inline.home_made import DATABASE, Say
from riskdesk.core.clock import to_us
from riskdesk.core.settings import Settings, load_settings

DEFAULT: Final = Path(".riskdesk") / "bench"
EVENTS: Final = 1_000_000
ZONE: Final = "Asia/Shanghai"
_TOLD: Final = ("customers", "key", "models")


@dataclass(frozen=True, slots=True)
class Home:
    """A home that is ready.

    Parameters
    ----------
    folder
        Where it lies.
    events, customers
        Size of the log, and how many customers it knows.
    moment
        When it is served, ISO 8601: half past ten on the working day after its books.
    key
        An API key that may score.
    models
        By role: trees, largest leaves and depth of a tree, features, AUC on later rows.
    """

    folder: Path
    events: int
    customers: int
    moment: str
    key: str
    models: dict[str, dict[str, float]]

    @property
    def identity(self) -> str:
        """Letters that tell this home from one made before or after it."""
        return hashlib.sha256(self.key.encode()).hexdigest()[:12]

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.folder / DATABASE

    def callers(self) -> dict[str, list[dict[str, Any]]]:
        """Return what its customers order and its payees are paid, see `callers`."""
        return _read(self.folder / made.CALLERS)

    def vectors(self) -> list[list[float | None]]:
        """Return vectors of orders, ready for the model in `model_file`."""
        found: list[list[float | None]] = json.loads((self.folder / made.VECTORS).read_text())
        return found

    @property
    def model_file(self) -> Path:
        """The anomaly model of orders as LightGBM's text."""
        return self.folder / made.MODEL

    def copy_to(self, folder: Path, *, database: bool = True) -> Settings:
        """Copy database and keys to a folder of their own; return the settings of the copy."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, mode=0o700)
        wanted = (DATABASE, "keys") if database else ("keys",)
        for file in self.folder.iterdir():
            if file.name.startswith(wanted):
                shutil.copy(file, folder / file.name)
        return settings_in(folder)


def settings_in(folder: Path) -> Settings:
    """Return the settings of a home, whatever the environment says."""
    return load_settings(home=folder, database_url=None, zone=ZONE, base_currency="CNY", calendar="CN")


def open_home(folder: Path, events: int, say: Say) -> Home:
    """Return the home of so many events below a folder; make it where there is none.

    What was imported stays; where the catalogue changed since, models are trained again on it.
    """
    home = folder / f"inline-{events}"
    settings = settings_in(home)
    imported, ready = home / made.IMPORTED, home / made.READY
    if not imported.exists():
        shutil.rmtree(home, ignore_errors=True)
        made.import_books(settings, events, say)
    if not ready.exists() or _read(ready)["fingerprints"] != made.fingerprints(settings):
        made.make_ready(settings, say)
    moment = made.moment_after(date.fromisoformat(_read(imported)["end_day"]), settings)
    made.bring_up(settings, to_us(moment))
    told = {name: _read(ready)[name] for name in _TOLD}
    return Home(folder=home, events=_read(imported)["events"], moment=moment.isoformat(), **told)


def _read(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def _arguments() -> tuple[Path, int]:
    import argparse

    parser = argparse.ArgumentParser(prog="python -m benchmarks.inline.home", description="Make the home.")
    parser.add_argument("--home", type=Path, default=DEFAULT)
    parser.add_argument("--events", type=int, default=EVENTS)
    given = parser.parse_args()
    return given.home, given.events


if __name__ == "__main__":
    import sys

    print(open_home(*_arguments(), partial(print, file=sys.stderr, flush=True)))
