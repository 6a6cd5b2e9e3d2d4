import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from features.catalogue.program import NAMES
from models.policy.default import DEFAULT_POLICY
from riskdesk.cli.reference.__main__ import app
from riskdesk.cli.reference.markdown import fill
from riskdesk.cli.reference.pages import DOCS, PAGES, feature_pages, outdated, write


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A copy of the pages."""
    for name in PAGES:
        shutil.copy(DOCS / name, tmp_path / name)
    shutil.copytree(DOCS / "features", tmp_path / "features")
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


def test_the_page_names_the_policy_that_it_shows() -> None:
    """The tables are of the policy that a company starts from, and the sentence above them calls it by its name."""
    named = f"the policy that a company starts from, `{DEFAULT_POLICY.version}`."
    assert named in (DOCS / "policy.md").read_text("utf-8")


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


def test_the_page_of_a_feature_that_is_no_more_is_named_and_removed(docs: Path) -> None:
    """Nothing is said of what is gone; the measurements stay."""
    left = ["features/customer_of_old.md", "features/customer_of_old.svg"]
    for name in left:
        (docs / name).write_text("old", "utf-8")

    assert left == outdated(docs)
    assert left == write(docs)
    assert [] == [name for name in left if (docs / name).exists()]
    assert (docs / "features/measured.json").exists()


def test_a_feature_that_is_not_measured_has_a_page_without_a_picture(docs: Path) -> None:
    """Without its figures the page says so, and the picture goes."""
    (docs / "features/measured.json").unlink()

    write(docs)

    assert "Not measured yet" in (docs / "features/document_hour.md").read_text("utf-8")
    assert [] == list((docs / "features").glob("*.svg"))


def test_every_feature_has_its_page_and_the_list_links_it() -> None:
    """One page a feature, found from the page of all."""
    listed = (DOCS / "features.md").read_text("utf-8")
    pages = {f"features/{name}.md" for name in NAMES}
    assert pages <= set(feature_pages(DOCS))
    assert [] == [name for name in sorted(pages) if f"({name})" not in listed]


def test_check_ends_with_one_and_names_the_page(docs: Path) -> None:
    """The command fails where a page is not current, and passes after writing."""
    (docs / "events.md").write_text("old", "utf-8")
    runner = CliRunner()

    failed = runner.invoke(app, ["check", "--docs", str(docs)])
    assert (1, True) == (failed.exit_code, "not current: events.md" in failed.output)

    assert 0 == runner.invoke(app, ["write", "--docs", str(docs)]).exit_code
    assert 0 == runner.invoke(app, ["check", "--docs", str(docs)]).exit_code


@pytest.mark.parametrize("name", sorted([*PAGES, "features/document_hour.md", "features/document_hour.svg"]))
def test_generated_pages_say_so(name: str) -> None:
    """Whoever opens the page learns in its first line how it is written."""
    assert "python -m riskdesk.cli.reference write" in (DOCS / name).read_text("utf-8").splitlines()[0]
