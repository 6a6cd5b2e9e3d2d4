"""What the how-to shows, a definition and a measure, is what the kernel takes, and the notebook's own."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from features.catalogue.aggregate_said import say_aggregate
from features.catalogue.feature import Feature
from features.catalogue.program import CATALOGUE, NAMES, compile_program
from features.catalogue.reasons import REASONS
from features.kernel.tables import TABLES, Table
from riskdesk.core.i18n import Text

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/how-to/add-a-feature.md").read_text("utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
"""A definition; then a function, its declaration, and the oracle's word."""
NOTEBOOK = ROOT / "notebooks/02_add_a_feature.ipynb"


def shown() -> Feature:
    """Return the feature that the page defines."""
    found = eval(BLOCKS[0], {"Feature": Feature, "Table": Table, "Text": Text})
    assert isinstance(found, Feature)
    return found


def notebook() -> str:
    """Return the code of the notebook."""
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


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
    source = notebook()
    (block,) = re.findall(r"^feature = (Feature\(.*?^\))", source, re.MULTILINE | re.DOTALL)
    drafted = eval(block, {"Feature": Feature, "Table": Table, "Text": Text})
    assert shown().definition == drafted.definition
    assert shown().text == drafted.text


def test_page_and_notebook_declare_the_same_measure() -> None:
    """The function but for its decorator, and its declaration."""
    _, function, declaration, _ = BLOCKS
    assert function.partition("\n")[2] in notebook()
    assert declaration in notebook()


TRIAL = """
import sys
from features.catalogue.feature import Feature
from features.catalogue.program import compile_program
from features.kernel.compute import compute
from features.kernel.tables import Table
from riskdesk.core.i18n import Text
import numpy as np
from tests.features.kernel import oracle
from tests.features.kernel.history import lay_out, query_row
from tests.features.kernel.oracle_rows import opened, over
from tests.features.kernel.papers import papers
from tests.features.kernel.run import LIMITS

oracle.TABLE_VALUES.update(eval("{" + sys.argv[1] + "}"))
feature = Feature(
    "customer", "order", "record_ratio",
    text=Text(zh="", en=""), unit="ratio", reason="", table=Table.CUSTOMER_ORDER,
)
program, told = compile_program([feature]), 0
for history, query in papers(100):
    postings, slots, slot_of = lay_out(history)
    out = np.empty((1, 1))
    compute(postings, slots, program, LIMITS, query_row(query, slot_of).reshape(1, -1), out)
    expected = oracle.vector([feature], history, query, LIMITS.tolist())
    assert np.array_equal(expected, out[0], equal_nan=True), (expected, out)
    told += int(out[0, 0] > 0)
print(feature.name, told)
"""


def test_a_function_and_a_declaration_are_a_measure(tmp_path: Path) -> None:
    """The page's own, added to a copy of the package as the page says, equals the oracle's word of the page."""
    shutil.copytree(ROOT / "features", tmp_path / "features", ignore=shutil.ignore_patterns("__pycache__"))
    _, function, declaration, word = BLOCKS
    kernel_file = tmp_path / "features/kernel/amounts.py"
    kernel_file.write_text(f"{kernel_file.read_text('utf-8')}\n\n{function}", "utf-8")
    declared = tmp_path / "features/catalogue/aggregates_moments.py"
    declared.write_text(declared.read_text("utf-8").replace("    {\n", "    {\n" + declaration, 1), "utf-8")

    def python(*arguments: str) -> "subprocess.CompletedProcess[str]":
        paths = os.pathsep.join((str(tmp_path), str(ROOT)))
        # as plain Python: machine code says the same and takes a minute to make
        environment = {**os.environ, "PYTHONPATH": paths, "NUMBA_DISABLE_JIT": "1"}
        command = [sys.executable, "-W", "ignore", *arguments]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    assert "amounts.record_ratio is not dispatched yet" in python("-c", TRIAL, word).stderr
    assert 0 == python("-m", "features.catalogue.dispatching").returncode
    name, told = python("-c", TRIAL, word).stdout.split()
    assert "customer_order_record_ratio" == name
    assert int(told) > 10
