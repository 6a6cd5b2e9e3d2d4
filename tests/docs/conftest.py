"""The documents, and their blocks of code by language."""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
_BLOCK = re.compile(r"^```([^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


class Document(NamedTuple):
    """One document: its path below the repository, its text, its text without blocks of code."""

    name: str
    text: str
    prose: str

    def blocks(self, language: str) -> list[str]:
        """Return the blocks that begin with this word, such as `sh` or `json order`."""
        return [content for said, content in _BLOCK.findall(self.text) if said.strip() == language]


@cache
def documents() -> list[Document]:
    """Return every document of the repository."""
    paths = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
    texts = [(str(path.relative_to(ROOT)), path.read_text("utf-8")) for path in paths]
    return [Document(name, text, _BLOCK.sub("", text)) for name, text in texts]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for `document` runs over each of them."""
    if "document" in metafunc.fixturenames:
        found = documents()
        metafunc.parametrize("document", found, ids=[one.name for one in found])
