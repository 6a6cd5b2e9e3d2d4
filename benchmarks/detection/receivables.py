"""Days late of real receivables: learnt from earlier invoices, asked as of the day that a later one is issued.

The product's own import, features and training path; nothing of the later invoices is read before the models
stand. With one file its last fifth by posting is held back: posting is the due date less the customer's
estimated term (`term_days_from_open_invoices`, 15 days where it is missing, half days dropped), as the mapping
dates an issue. Learnt is then what was known on the posting day of the first invoice held back; with a file of
its own to learn from, what was known at that file's last payment.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from benchmarks.detection.imported import append_files, imported_log
from benchmarks.detection.receivables_files import Parts, halves, split_by_posting
from models.bundle.format import DaysDistribution
from models.scoring.days import answer_days, load_days
from riskdesk.core.database.handles import Engine
from riskdesk.core.settings import Settings
from training.evaluate.lateness import days_metrics
from training.evaluate.peer_lateness import TUNED, peer_answers
from training.pipelines.late_invoices import PaidInvoices, learn_days, paid_invoices
from training.pipelines.snapshot import read_snapshot

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Say = Callable[[str], None]

TERMS: Final = "document_terms_days"
MONTH_DAYS: Final = 30
FIGURES: Final = (
    "mae",
    "rmse",
    "within_3_days",
    "coverage_80",
    "width_80",
    "late_5_auc",
    "late_5_ap",
    "late_15_auc",
    "late_15_ap",
)


@dataclass(frozen=True, slots=True)
class Way:
    """One way of asking: with or without the estimated term, at the issue or so many days before the due date."""

    name: str
    with_terms: bool = False
    before_due_days: int | None = None


WAYS: Final = (
    Way("without_terms"),
    Way("with_terms", with_terms=True),
    Way("known_30_days_before_due", before_due_days=MONTH_DAYS),
)


def run_receivables(
    folder: Path | None, *, train: Path | None = None, test: Path | None = None, say: Say
) -> dict[str, Any]:
    """Measure on the later invoices; see the module.

    Parameters
    ----------
    folder
        Holds `closed_invoices.parquet`; used where no files are named.
    train, test
        Files of that layout: what is learnt from, and what is measured on.
    say
        Is told each stage.

    Returns
    -------
    dict
        The figures of `FIGURES` at its top, on the later invoices that were not paid by the day on which they are
        asked about: what is paid needs no forecast. The same stand under `all_rows` with the others, 1.5 % of
        them, whose posting was estimated after their payment: the import dates them to it, and how late they
        are follows from a due date that nobody knew. So they do under `peer`, `peer_small_trees` and each other
        way of asking.
    """
    began = time.perf_counter()
    with TemporaryDirectory() as work:
        parts = halves(train, test, Path(work)) if train and test else split_by_posting(folder, Path(work))
        engine, settings = imported_log(
            [parts.train], "receivables", Path(work) / "home", base_currency="USD", say=say
        )
        models = {way.name: _learn(engine, settings, way, parts.cut_us, say) for way in WAYS}
        say("models stand; the later invoices are read")
        append_files(engine, settings, [parts.later()], "receivables", say=say)
        result = _measure(engine, settings, models, parts, say)
        engine.dispose()
    return result | {"seconds": round(time.perf_counter() - began, 1)}


@dataclass(frozen=True, slots=True, eq=False)
class _Learnt:
    """A model, the invoices it could learn from, and the moment it stands for."""

    distribution: DaysDistribution
    documents: npt.NDArray[np.int64]
    cut_us: int


def _learn(engine: Engine, settings: Settings, way: Way, cut_us: int | None, say: Say) -> _Learnt:
    invoices = _asked(engine, settings, way)
    cut = invoices.last_us if cut_us is None else cut_us
    say(f"learning {way.name} from {int(invoices.learnt_at(cut).sum())} invoices")
    return _Learnt(learn_days(invoices, cut), invoices.documents, cut)


def _asked(engine: Engine, settings: Settings, way: Way) -> PaidInvoices:
    unused = frozenset() if way.with_terms else frozenset({TERMS})
    invoices = paid_invoices(
        read_snapshot(engine, settings), unused=unused, before_due_days=way.before_due_days
    )
    return _with_estimated_terms(invoices) if way.with_terms else invoices


def _with_estimated_terms(invoices: PaidInvoices) -> PaidInvoices:
    """Give each invoice its customer's estimated term.

    An invoice paid before its estimated posting is dated to its payment: the term of that day would tell when.
    """
    X, at = invoices.X.copy(), invoices.features.names.index(TERMS)
    _, whose = np.unique(invoices.raw.customers, return_inverse=True)
    longest = np.full(whose.max() + 1, -np.inf)
    np.maximum.at(longest, whose, X[:, at])
    X[:, at] = longest[whose]
    return replace(invoices, X=X)


def _measure(
    engine: Engine, settings: Settings, models: dict[str, _Learnt], parts: Parts, say: Say
) -> dict[str, Any]:
    result: dict[str, Any] = {"benchmark": "receivables", "held_back": parts.how}
    for way in WAYS:
        learnt = models[way.name]
        invoices = _asked(engine, settings, way)
        later = ~np.isin(invoices.documents, learnt.documents)
        open_ = later & (invoices.raw.cleared_us > invoices.raw.issued_us)
        found = _figures(invoices, learnt.distribution, later, open_)
        say(f"{way.name}: " + ", ".join(f"{name} {found[name]:.3f}" for name in FIGURES))
        if way.name == WAYS[0].name:
            say("the peer: plain LightGBM")
            result |= found | _peers(invoices, learnt.cut_us, later, open_)
            result["learnt"] = int((~later & invoices.learnt_at(learnt.cut_us)).sum())
        else:
            result[way.name] = found
    return result


def _figures(
    invoices: PaidInvoices, distribution: DaysDistribution, later: Mask, open_: Mask
) -> dict[str, Any]:
    loaded = load_days(distribution)
    days, asked = invoices.raw.days[later], open_[later]
    answers = answer_days(loaded, invoices.X[later])
    return days_metrics(days[asked], answers.where(asked)) | {"all_rows": days_metrics(days, answers)}


def _peers(invoices: PaidInvoices, cut_us: int, later: Mask, open_: Mask) -> dict[str, Any]:
    """Return the figures of LightGBM as it comes, and of its small trees, on raw columns and running figures."""
    learnt = ~later & invoices.learnt_at(cut_us)
    known = invoices.known_at(cut_us).days.astype(np.float64)
    days, asked = invoices.raw.days[later], open_[later]
    result = {}
    for name, settings in (("peer", {}), ("peer_small_trees", TUNED)):
        answers = peer_answers(
            invoices.raw, known, learnt=learnt, test=later, cut_us=cut_us, settings=settings
        )
        whole = answers.figures(days, np.ones(len(days), bool))
        result[name] = answers.figures(days, asked) | {"all_rows": whole}
    return result
