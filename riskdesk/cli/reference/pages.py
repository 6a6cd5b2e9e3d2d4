"""Which pages are generated, wholly or in part."""

from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Final

from riskdesk.cli.reference import commands, events, features, policy, reasons, settings

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


def current(docs: Path) -> dict[str, tuple[str, str]]:
    """Return file name -> (the page as it stands, as it should be); a missing page stands empty."""
    found = {}
    for name, render in PAGES.items():
        path = docs / name
        stands = path.read_text(encoding="utf-8") if path.exists() else ""
        found[name] = (stands, render(stands))
    return found


def outdated(docs: Path) -> list[str]:
    """Return the names of pages that are not as they should be."""
    return [name for name, (stands, should) in current(docs).items() if stands != should]


def write(docs: Path) -> list[str]:
    """Write the pages that are not current; return their names."""
    written = []
    for name, (stands, should) in current(docs).items():
        if stands != should:
            (docs / name).write_text(should, encoding="utf-8")
            written.append(name)
    return written
