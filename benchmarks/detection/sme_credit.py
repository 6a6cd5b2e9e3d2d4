"""Real firms graded by their own VAT invoices: default and the bank's grade A to D, nested cross-validation.

The product's import (mapping `sme_credit.toml`), its features of both books and its scorecard. The inputs are
one fixed list, `training.pipelines.books.INPUTS`; all that is learnt (units, coefficients, strength of the ridge,
cuts of the grades) is learnt inside each training part. Folds are stratified by the four grades, in which default
is nested but for three firms; the figures under folds stratified by default alone stand beside.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from benchmarks.detection.imported import imported_log
from models.credit.points_table import points_text
from models.credit.scorecard import Scorecard
from models.credit.scorecard_score import score_many
from training.evaluate.kappa import quadratic_kappa, within_one
from training.evaluate.metrics import binary_metrics
from training.fit.grading import Grading, fit_grading
from training.fit.logistic import stratified_folds
from training.fit.scorecard import fit_scorecard
from training.pipelines.books import INPUTS, SALES, book_rows
from training.pipelines.snapshot import read_snapshot

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Say = Callable[[str], None]

FIRMS: Final = "graded_firms.parquet"
MAPPING: Final = str(Path(__file__).with_name("sme_credit.toml"))
REPEATS: Final = 5
FOLDS: Final = 5
GRADES: Final = "ABCD"
FIGURES: Final = ("auc", "ap", "kappa", "within_one")


@dataclass(frozen=True, slots=True, eq=False)
class Firms:
    """Firms with what became of them.

    Parameters
    ----------
    X
        float64 of shape (n, inputs).
    default, grades
        int64 of shape (n,), 0 or 1, and 0 to 3 for A to D.
    """

    X: Floats
    default: Ints
    grades: Ints

    def where(self, rows: Mask) -> "Firms":
        """Return the firms that a bool mask of shape (n,) keeps."""
        return Firms(self.X[rows], self.default[rows], self.grades[rows])


@dataclass(frozen=True, slots=True)
class Model:
    """What is learnt of firms: a scorecard of default and a grading on the same inputs."""

    card: Scorecard
    strength: float
    grading: Grading


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
    by_grade = _repeated(firms, firms.grades, say)
    by_default = _repeated(firms, firms.default, say)
    model = learn(firms)
    return {
        **_summary(by_grade),
        "firms": len(firms.default),
        "defaults": int(firms.default.sum()),
        "folds": f"{REPEATS} x {FOLDS}, stratified by grade, nested",
        "folds_by_default": _summary(by_default),
        **_told(model),
    }


def run_sme_credit_on(train: Path, test: Path, *, home: Path | None = None, say: Say) -> dict[str, Any]:
    """Learn from one file and measure on another, which is read only once the model stands."""
    model = learn(read_firms(train, home and home / "train", say))
    say("the model stands; the test is read")
    firms = read_firms(test, home and home / "test", say)
    return {**_measured(model, firms), "firms": len(firms.default), **_told(model)}


def learn(firms: Firms) -> Model:
    """Learn from firms: one fixed model, its strength and cuts chosen by cross-validation among them."""
    card, strength = fit_scorecard(firms.X, firms.default, INPUTS, version="sme_credit", method="line")
    return Model(card, strength, fit_grading(firms.X, firms.grades, INPUTS))


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
        table = pq.read_table(listed).to_pydict()
        X = book_rows(read_snapshot(engine, settings), table["企业代号"])
    default = np.array([said == "是" for said in table["是否违约"]], np.int64)
    return Firms(X, default, np.array([GRADES.index(said) for said in table["信誉评级"]], np.int64))


def _beside(listed: Path, book: str) -> Path:
    """Return the invoices of a file of firms: of its own name, or else those of the folder."""
    own = listed.with_name(listed.name.replace("firms", book))
    return own if own != listed and own.is_file() else listed.with_name(f"graded_{book}.parquet")


def _repeated(firms: Firms, strata: Ints, say: Say) -> list[dict[str, float]]:
    found = []
    for repeat in range(REPEATS):
        fold = stratified_folds(strata, FOLDS, seed=repeat)
        for one in range(FOLDS):
            left = fold == one
            found.append(_measured(learn(firms.where(~left)), firms.where(left)))
        say(f"repeat {repeat + 1} of {REPEATS}")
    return found


def _measured(model: Model, firms: Firms) -> dict[str, float]:
    """Return the figures on firms that taught nothing, those of sales alone beside."""
    log_odds = np.array([one.log_odds for one in score_many(model.card, firms.X.tolist())])
    by_sales = -firms.X[:, SALES]
    said = model.grading.grades(firms.X)
    found = {
        "kappa": quadratic_kappa(firms.grades, said, len(GRADES)),
        "within_one": within_one(firms.grades, said),
        "accuracy": float(np.mean(firms.grades == said)),
    }
    ours, theirs = (binary_metrics(firms.default, scores) for scores in (log_odds, by_sales))
    if "auc" in ours:
        found |= {"auc": ours["auc"], "ap": ours["ap"], "sales_auc": theirs["auc"], "sales_ap": theirs["ap"]}
        found |= {"gain_auc": ours["auc"] - theirs["auc"], "gain_ap": ours["ap"] - theirs["ap"]}
    return found


def _summary(folds: list[dict[str, float]]) -> dict[str, float]:
    """Return means and standard deviations over the folds.

    The standard error of the gains is corrected for folds that share rows: Nadeau and Bengio (2003),
    "Inference for the generalization error".
    """
    found: dict[str, float] = {}
    for name in sorted({name for fold in folds for name in fold}):
        values = np.array([fold[name] for fold in folds if name in fold])
        found[name] = round(float(values.mean()), 4)
        found[f"{name}_sd"] = round(float(values.std(ddof=1)), 4)
        if name.startswith("gain"):
            share = 1 / len(values) + 1 / (FOLDS - 1)
            found[f"{name}_se"] = round(float(values.std(ddof=1) * np.sqrt(share)), 4)
    return found


def _told(model: Model) -> dict[str, Any]:
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
