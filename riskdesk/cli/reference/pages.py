"""Which pages are generated, wholly or in part; those of single features stand below `features/`."""

from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Final

from features.catalogue.program import CATALOGUE
from riskdesk.cli.reference import commands, events, feature, features, policy, reasons, settings
from riskdesk.cli.reference.histogram import draw
from riskdesk.cli.reference.measured import current_of, read_measurements

DOCS: Final = Path(__file__).parents[3] / "docs"

PAGES: Final[MappingProxyType[str, Callable[[str], str]]] = MappingProxyType(
    {
        "commands.md": commands.render,
        "events.md": events.render,
        "features.md": features.render,
        "policy.md": policy.render,
        "reasons.md": reasons.render,
        "settings.md": settings.render,
    }
)
"""File name -> what turns the page as it stands into the page as it should be."""


def feature_pages(docs: Path) -> dict[str, str]:
    """Return file name -> page or picture of every feature, with what `docs` holds as measured."""
    measurements = read_measurements(docs)
    found = {}
    for one in CATALOGUE:
        measured = current_of(measurements, one)
        found[f"features/{one.name}.md"] = feature.render(one, measured, measurements)
        if measured is not None and measured.bars is not None and measured.place is not None:
            picture = draw(measured.bars, measured.spreads[measured.place], one.unit)
            found[f"features/{one.name}.svg"] = picture
    return found


def current(docs: Path) -> dict[str, tuple[str, str]]:
    """Return file name -> (the page as it stands, as it should be); a missing page stands empty.

    A page of a feature that is no more should be empty.
    """
    found = {name: (stands := _read(docs / name), render(stands)) for name, render in PAGES.items()}
    single = feature_pages(docs)
    left = [
        f"features/{path.name}" for kind in ("md", "svg") for path in (docs / "features").glob(f"*.{kind}")
    ]
    for name in sorted({*single, *left}):
        found[name] = (_read(docs / name), single.get(name, ""))
    return found


def outdated(docs: Path) -> list[str]:
    """Return the names of pages that are not as they should be."""
    return [name for name, (stands, should) in current(docs).items() if stands != should]


def write(docs: Path) -> list[str]:
    """Write the pages that are not current, and remove those that should be empty; return their names."""
    written = []
    for name, (stands, should) in current(docs).items():
        if stands == should:
            continue
        path = docs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if should:
            path.write_text(should, encoding="utf-8")
        else:
            path.unlink()
        written.append(name)
    return written


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
