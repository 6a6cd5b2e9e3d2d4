import ast
import re
from pathlib import Path
from typing import Any

from models.policy.inputs import FAIL_MODES
from models.policy.outcome import Outcome
from riskdesk.core import errors

HERE = Path(__file__).parent
PAGE = HERE.parents[2] / "docs" / "how-to" / "fail-modes.md"
NAMED = {
    "database_slow", "database_gone", "database_full", "database_readonly", "database_locked",
    "bundle_missing", "bundle_corrupt", "history_lagging", "clock_ahead", "clock_behind",
    "calendar_past_its_last_year", "queue_full", "deadline_passed",
}  # fmt: skip


def names_here() -> set[str]:
    """Return the names of all tests of this folder that ask for their row."""
    return {
        node.name.removeprefix("test_")
        for file in HERE.glob("test_*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and "row" in {argument.arg for argument in node.args.args}
    }


def test_every_row_has_its_test(table: dict[str, Any]) -> None:
    """No row is only written, no test is about a row that is not, and no line of the table is passed over."""
    lines = re.findall(r"^\| `\w+` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(lines) == len(table)
    assert names_here() == table.keys()
    assert set() == NAMED - table.keys()


def test_no_row_ends_in_approve_unless_the_policy_says_so(table: dict[str, Any]) -> None:
    """Where a row approves, every input that it lacks is one that the policy lets pass in writing."""
    approving = [row for row in table.values() if row.said == "approve"]
    assert ["calendar_past_its_last_year"] == [row.name for row in approving]
    for row in approving:
        assert row.degraded
        assert {Outcome.APPROVE} == {FAIL_MODES[name] for name in row.degraded}


def leaves(of: type[errors.RiskdeskError]) -> set[type[errors.RiskdeskError]]:
    """Return a class of errors and all below it."""
    return {of}.union(*(leaves(one) for one in of.__subclasses__()))


def test_every_unavailable_says_when_to_come_again() -> None:
    """Whatever is answered with 503 carries Retry-After, a new error of the tree included."""
    unavailable = [one for one in leaves(errors.RiskdeskError) if one.status == 503]
    assert len(unavailable) >= 6
    assert [] == [one.__name__ for one in unavailable if not 1 <= (one.retry_after_seconds or 0) <= 60]
