"""Notebooks are numbered, stored without output, define nothing reusable, and can be found."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
EVERY = pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.name for path in NOTEBOOKS])


def cells(path: Path) -> list[dict[str, Any]]:
    """Return the cells of a notebook."""
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["cells"]
    return found


def test_notebooks_are_numbered_without_a_gap() -> None:
    """They are read in order."""
    expected = [f"{i:02d}_" for i in range(1, len(NOTEBOOKS) + 1)]
    assert NOTEBOOKS
    assert expected == [re.split(r"(?<=_)", path.name)[0] for path in NOTEBOOKS]


@EVERY
def test_a_notebook_is_stored_without_output(path: Path) -> None:
    """What it shows is made anew whenever it is executed."""
    code = [cell for cell in cells(path) if cell["cell_type"] == "code"]
    assert [] == [cell["id"] for cell in code if cell["outputs"] or cell["execution_count"] is not None]


@EVERY
def test_a_notebook_begins_with_its_number_and_speaks_both_languages(path: Path) -> None:
    """Its first cell says what it is about, in English and in Chinese."""
    first = "".join(cells(path)[0]["source"])
    assert first.startswith(f"# {int(path.name[:2])}. ")
    assert re.search(r"[\u4e00-\u9fff].*。$", first, re.MULTILINE)


@EVERY
@pytest.mark.parametrize("name", ["README.md", "README.zh.md", "docs/index.md"])
def test_a_notebook_is_listed(path: Path, name: str) -> None:
    """Whoever reads the overview finds it."""
    assert f"notebooks/{path.name})" in (ROOT / name).read_text("utf-8")
