"""Real firms graded by their own VAT invoices: default and the bank's grade A to D, nested cross-validation.

What users have: the import preset `sme_credit_books`, the table of firms by the preset `sme_credit` of
`riskdesk train scorecard --application --firms`, and its model, `training.pipelines.firms`. Folds are stratified by
the four grades, in which default is nested but for three firms; the figures under folds stratified by default alone
stand beside.
"""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from benchmarks.detection.imported import imported_log
from models.credit.points_table import points_text
from training.labels.firm_mapping import load_firm_mapping
from training.labels.firms import read_firm_labels
from training.pipelines.firms import (
    FOLDS,
    REPEATS,
    FirmModel,
    Firms,
    cross_validated,
    firms_of,
    learn_firms,
    measure_firms,
    summary,
)
from training.pipelines.snapshot import read_snapshot

Say = Callable[[str], None]

FIRMS: Final = "graded_firms.parquet"
MAPPING: Final = "sme_credit_books"
LABELS: Final = "sme_credit"
FIGURES: Final = ("auc", "ap", "kappa", "within_one")


def run_sme_credit(data: Path, *, home: Path | None = None, say: Say) -> dict[str, Any]:
    """Measure by repeated cross-validation within one file.

    Parameters
    ----------
    data
        Folder with the firms and their invoices, or the file of firms with the invoices beside it.
    home
        Keeps the imported log for the next time.
    """
    firms = read_firms(data, home, say)
    say(f"{len(firms.default)} firms, {int(firms.default.sum())} in default")
    assert firms.grades is not None
    by_grade = cross_validated(firms, firms.grades, say=say)
    by_default = cross_validated(firms, firms.default, say=say)
    return {
        **summary(by_grade),
        "firms": len(firms.default),
        "defaults": int(firms.default.sum()),
        "folds": f"{REPEATS} x {FOLDS}, stratified by grade, nested",
        "folds_by_default": summary(by_default),
        **_told(learn_firms(firms, version=LABELS)),
    }


def run_sme_credit_on(train: Path, test: Path, *, home: Path | None = None, say: Say) -> dict[str, Any]:
    """Learn from one file and measure on another, which is read only once the model stands."""
    model = learn_firms(read_firms(train, home and home / "train", say), version=LABELS)
    say("the model stands; the test is read")
    firms = read_firms(test, home and home / "test", say)
    return {**measure_firms(model, firms), "firms": len(firms.default), **_told(model)}


def read_firms(data: Path, home: Path | None, say: Say) -> Firms:
    """Import the books of the firms of a folder or file, and ask their features as of the end of the books.

    Raises
    ------
    SystemExit
        A file is missing.
    """
    listed = data / FIRMS if data.is_dir() else data
    if not listed.is_file():
        raise SystemExit(f"skipped: expected {FIRMS} in the folder of sme_credit")
    books = [_beside(listed, book) for book in ("sales", "purchases")]
    with ExitStack() as stack:
        kept = home or Path(stack.enter_context(TemporaryDirectory()))
        engine, settings = imported_log(books, MAPPING, kept, say=say)
        stack.callback(engine.dispose)
        return firms_of(read_snapshot(engine, settings), read_firm_labels(listed, load_firm_mapping(LABELS)))


def _beside(listed: Path, book: str) -> Path:
    """Return the invoices of a file of firms: of its own name, or else those of the folder."""
    own = listed.with_name(listed.name.replace("firms", book))
    return own if own != listed and own.is_file() else listed.with_name(f"graded_{book}.parquet")


def _told(model: FirmModel) -> dict[str, Any]:
    return {
        "strength": model.strength,
        "coefficients": {item.name: round(item.coefficient, 3) for item in model.card.items},
        "points_table": points_text(model.card, "en"),
    }


def sme_credit_text(result: dict[str, Any]) -> str:
    """Return the result as a reader wants it."""
    lines = ["figure       mean    sd"]
    lines += [
        f"{name:10s} {result[name]:6.3f} {result.get(f'{name}_sd', 0.0):5.3f}"
        for name in FIGURES
        if name in result
    ]
    if "gain_auc" in result:
        error = f" ± {result['gain_auc_se']:.3f}" if "gain_auc_se" in result else ""
        lines.append(f"AUC over sales alone ({result['sales_auc']:.3f}): {result['gain_auc']:+.3f}{error}")
    if "folds_by_default" in result:
        other = result["folds_by_default"]
        lines.append(f"folds stratified by default alone: AUC {other['auc']:.3f}, AP {other['ap']:.3f}")
    return "\n".join([*lines, "", result["points_table"]])
