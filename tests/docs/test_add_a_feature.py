"""The definition that the how-to shows is one that the kernel takes, and the notebook's own."""

import json
import re
from pathlib import Path

from features.catalogue.aggregate_said import say_aggregate
from features.catalogue.feature import Feature
from features.catalogue.program import CATALOGUE, NAMES, compile_program
from features.catalogue.reasons import REASONS
from features.kernel.tables import TABLES, Table
from riskdesk.core.i18n import Text

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/how-to/add-a-feature.md").read_text("utf-8")
NOTEBOOK = ROOT / "notebooks/02_add_a_feature.ipynb"


def shown() -> Feature:
    """Return the feature that the page defines."""
    (block,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    found = eval(block, {"Feature": Feature, "Table": Table, "Text": Text})
    assert isinstance(found, Feature)
    return found


def test_the_definition_of_the_page_compiles() -> None:
    """Whoever copies it into the catalogue has a feature that the kernel computes and words that tell it."""
    feature = shown()
    assert feature.name not in NAMES
    assert len(CATALOGUE) + 1 == len(compile_program([*CATALOGUE, feature]))
    assert feature.reason in REASONS
    assert feature.table is not None
    assert TABLES[feature.table].other == feature.other
    assert say_aggregate(feature).en


def test_the_page_names_it_as_it_is_named() -> None:
    """The computed name that the table of parts gives."""
    assert f"`{shown().name}`" in PAGE


def test_page_and_notebook_define_the_same_feature() -> None:
    """Both tell of one feature, so that a reader can go from one to the other."""
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    source = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    (block,) = re.findall(r"^feature = (Feature\(.*?^\))", source, re.MULTILINE | re.DOTALL)
    drafted = eval(block, {"Feature": Feature, "Table": Table, "Text": Text})
    assert shown().definition == drafted.definition
    assert shown().text == drafted.text
