"""Command line: `python -m benchmarks.detection planted --seeds 101,102,103 --events 100000 --json`."""

import argparse
import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from benchmarks.detection import (
    card_fraud,
    customer_grades,
    duplicate_pairs,
    grade_calibration,
    planted,
    planted_claims,
    receivables,
    unsupervised,
    vendor_injected,
    vendor_splits,
)
from benchmarks.detection.card_fraud_text import card_fraud_text
from benchmarks.detection.customer_grades_text import customer_grades_text
from benchmarks.detection.duplicate_pairs_text import duplicate_pairs_text
from benchmarks.detection.planted_text import planted_text
from benchmarks.detection.receivables_text import receivables_text
from benchmarks.detection.report import planted_picture, write_results
from benchmarks.detection.sme_credit import run_sme_credit, run_sme_credit_on, sme_credit_text
from benchmarks.detection.unsupervised_text import unsupervised_text
from benchmarks.detection.vendor_carriers import CARRIERS, vendor_folder
from benchmarks.detection.vendor_splits_text import splits_picture, splits_text
from benchmarks.detection.vendor_text import vendor_text
from training.pipelines.graded import PAYS_LATE

_DEFAULT_SEEDS: Final = (101, 102, 103)

Say = Callable[[str], None]


class Done(NamedTuple):
    """What a benchmark found: for machines, for readers, and drawn where it is better looked at."""

    result: dict[str, Any]
    text: str
    picture: bytes | None = None


def main(arguments: list[str] | None = None) -> None:
    """Run one benchmark and print its tables, or with `--json` one object on the last line."""
    given = _parser().parse_args(arguments)
    say = partial(print, file=sys.stderr, flush=True)
    name: str = given.name
    done = _RUNS[name](given, say)
    if given.write:
        write_results(_FILES.get(name, name), done.result, done.text, done.picture)
    print(json.dumps(done.result, ensure_ascii=False) if given.json else done.text)


def _planted(given: argparse.Namespace, say: Say) -> Done:
    worlds = [world for world in planted.WORLDS if not given.worlds or world.name in given.worlds.split(",")]
    result = planted.run_planted(
        given.seeds, events=given.events, worlds=worlds, with_model=not given.no_model, say=say
    )
    return Done(result, planted_text(result), planted_picture(result["groups"][0]))


def _claims(given: argparse.Namespace, say: Say) -> Done:
    result = planted_claims.run_claims(given.seeds, events=given.events, say=say)
    return Done(result, planted_claims.claims_text(result))


def _vendor(given: argparse.Namespace, say: Say) -> Done:
    result = vendor_injected.run_injected(
        _vendor_folder(given), carriers=tuple(CARRIERS), months=given.months, seeds=given.seeds, say=say
    )
    return Done(result, vendor_text(result))


def _splits(given: argparse.Namespace, say: Say) -> Done:
    result = vendor_splits.run_splits(_vendor_folder(given), months=given.months, seed=given.seed, say=say)
    return Done(result, splits_text(result), splits_picture(result))


def _card_fraud(given: argparse.Namespace, say: Say) -> Done:
    folder = _folder(given, "card_fraud")
    result = card_fraud.run_card_fraud(folder, given.test_from, home=given.home, say=say)
    return Done(result, card_fraud_text(result))


def _receivables(given: argparse.Namespace, say: Say) -> Done:
    if (given.train is None) != (given.test is None):
        raise SystemExit("--train and --test come together")
    folder = None if given.train else _folder(given, "receivables")
    result = receivables.run_receivables(folder, train=given.train, test=given.test, say=say)
    return Done(result, receivables_text(result))


def _customer_grades(given: argparse.Namespace, say: Say) -> Done:
    folder = _folder(given, "receivables")
    definition = replace(
        PAYS_LATE,
        past_due_days=given.past_due_days,
        horizon_days=given.horizon_days,
        materiality_share=given.share,
    )
    result = customer_grades.run_customer_grades(
        folder, given.test_from, definition=definition, home=given.home, say=say
    )
    return Done(result, customer_grades_text(result))


def _grade_calibration(given: argparse.Namespace, say: Say) -> Done:
    result = grade_calibration.run_grade_calibration(given.seeds, events=given.events, say=say)
    return Done(result, grade_calibration.grade_calibration_text(result))


def _sme_credit(given: argparse.Namespace, say: Say) -> Done:
    if bool(given.train) != bool(given.test):
        raise SystemExit("--train and --test go together")
    if given.train:
        result = run_sme_credit_on(given.train, given.test, home=given.home, say=say)
    else:
        result = run_sme_credit(_folder(given, "sme_credit"), home=given.home, say=say)
    return Done(result, sme_credit_text(result))


def _duplicate_pairs(given: argparse.Namespace, say: Say) -> Done:
    if (given.train is None) != (given.test is None):
        raise SystemExit("--train and --test come together")
    if given.train:
        result = duplicate_pairs.run_pairs_on(given.train, given.test, say=say)
    else:
        folder = _folder(given, "duplicate_pairs")
        result = duplicate_pairs.run_pairs(folder, fold_seeds=given.fold_seeds, say=say)
    return Done(result, duplicate_pairs_text(result))


def _unsupervised(given: argparse.Namespace, say: Say) -> Done:
    result = unsupervised.run_unsupervised(seeds=given.seeds, peer_python=given.peer_python, say=say)
    return Done(result, unsupervised_text(result))


_RUNS: Final[dict[str, Callable[[argparse.Namespace, Say], Done]]] = {
    "planted": _planted,
    "planted_claims": _claims,
    "vendor": _vendor,
    "vendor_splits": _splits,
    "card_fraud": _card_fraud,
    "sme_credit": _sme_credit,
    "receivables": _receivables,
    "customer_grades": _customer_grades,
    "grade_calibration": _grade_calibration,
    "duplicate_pairs": _duplicate_pairs,
    "unsupervised": _unsupervised,
}
_FILES: Final[dict[str, str]] = {"vendor": "vendor_injected"}
"""Benchmarks whose results have another name."""


def _vendor_folder(given: argparse.Namespace) -> Path:
    folder = vendor_folder(given.data)
    if folder is None:
        raise SystemExit("skipped: --data or RISKDESK_DATA has to name a folder that holds vendor_payments")
    return folder


def _folder(given: argparse.Namespace, name: str) -> Path:
    """Return the folder of one data set: the folder given, or one of its name within it."""
    data = given.data or os.environ.get("RISKDESK_DATA")
    if not data:
        raise SystemExit(f"skipped: --data or RISKDESK_DATA has to name the folder of {name}")
    inside = Path(data) / name
    return inside if inside.is_dir() else Path(data)


def _seeds(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.detection", description="Measure how well anomalies are found."
    )
    names = parser.add_subparsers(dest="name", required=True)
    _planted_options(names)
    _published_options(names)
    for sub in names.choices.values():
        sub.add_argument("--json", action="store_true", help="one JSON object on the last line")
        sub.add_argument("--write", action="store_true", help="also write benchmarks/results")
    return parser


def _planted_options(names: Any) -> None:
    one = names.add_parser("planted", help="anomalies planted in synthetic companies")
    one.add_argument("--events", type=int, default=100_000, help="rows of each company")
    one.add_argument("--worlds", default="", help="names of groups of runs, with commas; all if not given")
    one.add_argument("--no-model", action="store_true", help="typology tests and plain rules alone")
    claims = names.add_parser("planted_claims", help="bursts of claims planted in synthetic companies")
    claims.add_argument("--events", type=int, default=100_000, help="rows of each company")
    two = names.add_parser("vendor", help="cases injected into real payments")
    three = names.add_parser("vendor_splits", help="splits under several limits in real payments")
    three.add_argument("--seed", type=int, default=_DEFAULT_SEEDS[0], help="of the cases")
    for sub in (two, three):
        sub.add_argument("--data", help="folder that holds vendor_payments; RISKDESK_DATA if not given")
        sub.add_argument("--months", type=int, default=12, help="months of each file, from its beginning")
    kept = names.add_parser("grade_calibration", help="grades of synthetic companies, expected and realised")
    kept.add_argument("--events", type=int, default=100_000, help="rows of each company, over three years")
    for sub in (one, claims, two, kept):
        sub.add_argument("--seeds", type=_seeds, default=_DEFAULT_SEEDS, help="with commas")


def _published_options(names: Any) -> None:
    """Add the benchmarks of published data, each with its folder."""
    firms = names.add_parser("sme_credit", help="firms graded by their own invoices")
    firms.add_argument(
        "--train", type=Path, help="firms to learn from, with --test; a folder, or the file of firms"
    )
    firms.add_argument("--test", type=Path, help="firms to measure on; read once the model stands")
    firms.add_argument("--data", help="folder that holds sme_credit; RISKDESK_DATA if not given")
    firms.add_argument("--home", type=Path, help="keeps the imported log for the next time")
    cards = names.add_parser("card_fraud", help="card transactions by the published protocol")
    cards.add_argument(
        "--test-from", type=date.fromisoformat, nargs="+", default=(), help="first days of test weeks"
    )
    cards.add_argument("--home", type=Path, help="where the log is kept, to be used again")
    paid = names.add_parser("receivables", help="days late of real invoices")
    paid.add_argument("--train", type=Path, help="paid invoices to learn from, with --test")
    paid.add_argument("--test", type=Path, help="paid invoices to be measured on, of the same layout")
    grades = names.add_parser("customer_grades", help="customers of real invoices graded, and followed")
    grades.add_argument(
        "--test-from",
        type=date.fromisoformat,
        nargs="+",
        default=(),
        help="days to grade as of, headline first",
    )
    grades.add_argument("--home", type=Path, help="where the log is kept, to be used again")
    grades.add_argument(
        "--past-due-days", type=int, default=PAYS_LATE.past_due_days, help="later than so many"
    )
    grades.add_argument("--horizon-days", type=int, default=PAYS_LATE.horizon_days, help="told after so many")
    grades.add_argument("--share", type=float, default=PAYS_LATE.materiality_share, help="of what falls due")
    forest = names.add_parser("unsupervised", help="the isolation forest on sets that scikit-learn ships")
    forest.add_argument("--seeds", type=_seeds, default=unsupervised.SEEDS, help="with commas")
    forest.add_argument("--peer-python", type=Path, help="an interpreter whose environment has PyOD")
    pairs = names.add_parser("duplicate_pairs", help="pairs of supplier invoices, one of them paid twice")
    pairs.add_argument("--train", type=Path, help="pairs to learn from, with --test")
    pairs.add_argument("--test", type=Path, help="pairs to be measured on, of the same layout")
    pairs.add_argument("--fold-seeds", type=_seeds, default=duplicate_pairs.FOLD_SEEDS, help="with commas")
    for sub in (cards, paid, grades, pairs):
        sub.add_argument(
            "--data", help="the data set's folder, or the one that holds it; RISKDESK_DATA if not given"
        )


if __name__ == "__main__":
    main()
