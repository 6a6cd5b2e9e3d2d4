import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from riskdesk.cli.reference.__main__ import app
from riskdesk.cli.reference.markdown import fill
from riskdesk.cli.reference.pages import DOCS, PAGES, outdated, write


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A copy of the pages."""
    for name in PAGES:
        shutil.copy(DOCS / name, tmp_path / name)
    return tmp_path


def test_the_pages_are_current() -> None:
    """What the pages say is what the program does; `python -m riskdesk.cli.reference write` mends it."""
    assert [] == outdated(DOCS)


def test_a_page_that_was_changed_by_hand_is_named_and_mended(docs: Path) -> None:
    """Only that page is named, and writing brings it back."""
    page = docs / "settings.md"
    before = page.read_text("utf-8")
    page.write_text(before.replace("8700", "8701"), "utf-8")

    assert ["settings.md"] == outdated(docs)
    assert ["settings.md"] == write(docs)
    assert before == page.read_text("utf-8")
    assert [] == write(docs)


def test_prose_around_generated_tables_is_kept(docs: Path) -> None:
    """On a page that people write, only the tables between the marks are replaced."""
    page = docs / "policy.md"
    page.write_text(page.read_text("utf-8").replace("| `credit` |", "| `credits` |") + "\nOurs.\n", "utf-8")

    write(docs)

    assert page.read_text("utf-8") == (DOCS / "policy.md").read_text("utf-8") + "\nOurs.\n"


def test_a_page_that_lost_a_table_is_refused() -> None:
    """A mark that was deleted is an error, not a table that silently disappears."""
    with pytest.raises(ValueError, match="expected the blocks"):
        fill("no marks at all", {"rules": "table"})


def test_check_ends_with_one_and_names_the_page(docs: Path) -> None:
    """The command fails where a page is not current, and passes after writing."""
    (docs / "events.md").write_text("old", "utf-8")
    runner = CliRunner()

    failed = runner.invoke(app, ["check", "--docs", str(docs)])
    assert (1, True) == (failed.exit_code, "not current: events.md" in failed.output)

    assert 0 == runner.invoke(app, ["write", "--docs", str(docs)]).exit_code
    assert 0 == runner.invoke(app, ["check", "--docs", str(docs)]).exit_code


@pytest.mark.parametrize("name", sorted(PAGES))
def test_generated_pages_say_so(name: str) -> None:
    """Whoever opens the page learns in its first line how it is written."""
    assert "python -m riskdesk.cli.reference write" in (DOCS / name).read_text("utf-8").splitlines()[0]
