"""What grades promise and what they keep: expected against realised defaults on a synthetic company's later year.

The product's own default, bands and training path. The model is learnt from what was known when the later year began
and stays as it is; customers that it may grade are graded at the beginning of each quarter of that year, so that no
default is counted twice, and followed for its 90 days.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

import numpy as np

from benchmarks.detection.companies import import_rows
from models.credit.grades import GradeBands
from training.evaluate.grades import GradeOutcome, realised_per_grade
from training.labels.default import DefaultDefinition
from training.pipelines.credit import PD_FLOOR
from training.pipelines.graded import Followed, follow, learn_grades
from training.pipelines.snapshot import Snapshot
from training.synth.company import CompanySpec, make_company

Say = Callable[[str], None]

MONTHS: Final = 36
QUARTERS: Final = 4
"""Of 90 days; the last one ends with the log."""


def run_grade_calibration(seeds: Sequence[int], *, events: int, say: Say) -> dict[str, Any]:
    """Learn, grade and follow on one company a seed.

    Parameters
    ----------
    seeds
        Of the companies.
    events
        Rows of each company, over three years.

    Returns
    -------
    dict
        `companies`: one a seed with its grades; `grades`: all companies together; `inside` of `intervals`: how often
        the expected share lies within Wilson's 95 % interval of the realised one.
    """
    began = time.perf_counter()
    companies: list[dict[str, Any]] = []
    followed: list[Followed] = []
    for seed in seeds:
        snapshot = import_rows(make_company(CompanySpec(seed=seed, events=events, months=MONTHS)).rows)
        quarters = later_year(snapshot)
        followed += quarters
        companies.append({"seed": seed, "grades": per_grade(quarters)})
        say(f"seed {seed}: " + ", ".join(_told(row) for row in companies[-1]["grades"]))
    rows = [row for company in companies for row in company["grades"] if row["rows"]]
    return {
        "benchmark": "grade_calibration",
        "seeds": list(seeds),
        "events": events,
        "months": MONTHS,
        "definition": asdict(DefaultDefinition()),
        "grades": per_grade(followed),
        "companies": companies,
        "inside": sum(row["inside"] for row in rows),
        "intervals": len(rows),
        "seconds": round(time.perf_counter() - began, 1),
    }


def later_year(snapshot: Snapshot) -> list[Followed]:
    """Return what became of the customers graded at the beginning of each quarter of the last year."""
    definition = DefaultDefinition()
    step = definition.horizon_us
    begin_us = snapshot.known_by_us - QUARTERS * step
    graded = learn_grades(
        snapshot, definition=definition, bands=GradeBands(), every="month", known_by_us=begin_us
    )
    moments = [begin_us + quarter * step for quarter in range(QUARTERS)]
    return [follow(snapshot, graded, moment, days=definition.horizon_days) for moment in moments]


def per_grade(followed: Sequence[Followed]) -> list[dict[str, Any]]:
    """Return expected and realised share of defaults of each grade, of all that the model may grade."""
    labels = np.concatenate([one.labels[one.enough] for one in followed])
    probabilities = np.concatenate([one.probabilities[one.enough] for one in followed])
    outcomes = realised_per_grade(labels, probabilities, pd_floor=PD_FLOOR, bands=GradeBands())
    return [asdict(one) | {"inside": is_inside(one)} for one in outcomes]


def is_inside(one: GradeOutcome) -> bool | None:
    """Tell whether the expected share lies within the interval of the realised one; None of a grade without rows."""
    if one.expected is None or one.low is None or one.high is None:
        return None
    return one.low <= one.expected <= one.high


def grade_calibration_text(result: Mapping[str, Any]) -> str:
    """Return the tables of `run_grade_calibration`."""
    asked = result["definition"]
    lines = [
        "# What grades promise and what they keep",
        "",
        (
            f"{len(result['seeds'])} synthetic companies of {result['events']:,} rows over {result['months']} months, "
            f"seeds {', '.join(map(str, result['seeds']))}."
        ),
        (
            f"Default: {asked['materiality_share']:.0%} of what was owed, and at least "
            f"{asked['materiality_minor'] / 100:,.0f}, more than {asked['past_due_days']} days past due within "
            f"{asked['horizon_days']} days."
        ),
        "Learnt when the later year began, graded at the beginning of each of its quarters, the bands as they come.",
        (
            f"Expected lies within Wilson's 95 % interval of the realised share in {result['inside']} of "
            f"{result['intervals']} grades of a company."
        ),
        "",
        "| company | grade | customers at quarters | expected | realised | 95 % | inside |",
        "|---|---|---|---|---|---|---|",
        *_lines("all", result["grades"]),
    ]
    for company in result["companies"]:
        lines += _lines(str(company["seed"]), company["grades"])
    return "\n".join([*lines, "", f"{result['seconds']:.0f} s."])


def _lines(name: str, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    lines = []
    for row in rows:
        if not row["rows"]:
            lines.append(f"| {name} | {row['grade']} | 0 | – | – | – | – |")
            continue
        said = "yes" if row["inside"] else "no"
        lines.append(
            f"| {name} | {row['grade']} | {row['rows']:,} | {row['expected']:.2%} | {row['realised']:.2%} "
            f"| {row['low']:.2%} to {row['high']:.2%} | {said} |"
        )
    return lines


def _told(row: Mapping[str, Any]) -> str:
    if not row["rows"]:
        return f"{row['grade']} –"
    return f"{row['grade']} {row['expected']:.3f} against {row['realised']:.3f}"
