"""The figures of the benchmark of customer grades as Markdown."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

Row = Mapping[str, Any]

_ASKED: Final = {
    "auc": "AUC ≥ .85",
    "bad_rate_rises": "bad rate rises",
    "mean_days_late_rises": "days late rise",
    "d_ten_times_a": "D ≥ 10 × A",
    "ten_customers_billed_each": "≥ 10 billed each",
}


def customer_grades_text(result: Mapping[str, Any]) -> str:
    """Return the tables of `run_customer_grades`."""
    asked, bands = result["definition"], result["bands"]
    within = asked["horizon_days"] - asked["past_due_days"]
    low, high = result["auc_interval"]
    return "\n".join(
        [
            "# Customers of real receivables by grade",
            "",
            f"Graded as of {result['graded_as_of']}, learnt from what was known by then.",
            (
                f"Bad is a customer who pays {asked['materiality_share']:.0%} of what falls due within {within} days, "
                f"and at least {asked['materiality_minor'] / 100:,.0f}, more than {asked['past_due_days']} days late."
            ),
            (
                f"Grades are bands of its probability: A below {bands['a_below']:.0%}, B below {bands['b_below']:.0%}, "
                f"C up to {bands['c_up_to']:.0%}, D above; both were chosen on days whose outcome was known before the "
                "last quarter began."
            ),
            (
                f"The model grades who has 90 days and three invoices of history; AUC {result['auc']:.3f} "
                f"({low:.3f} to {high:.3f}) on {result['graded']} of them, {result['bad']} bad."
            ),
            (
                f"Days late are those of what fell due in the {result['followed_days']} days that followed: the mean of "
                "each customer, and their mean; of all invoices together beside it, most of which a few customers hold."
            ),
            "",
            *_grades([*result["grades"], result["by_application"]]),
            "",
            (
                f"Left out: {result['left_out'].get('nothing_due', 0)} customers to whom nothing fell due. "
                "Intervals of shares are Wilson's, of the AUC by drawing customers anew, 95 % each."
            ),
            "",
            "## Other days",
            "",
            *_days(result["days"]),
            "",
            "## The same day under other definitions of a bad payer",
            "",
            "Learnt anew for each, the bands unchanged.",
            (
                "More than 7 days within 30 was the first choice by the earlier days; after it had "
                "been measured on the last quarter, the horizon of the quarter itself took its place."
            ),
            "",
            *_others(result["other_definitions"]),
            "",
            *(f"- {day}: {why}." for day, why in result["skipped"].items()),
            f"{result['seconds']:.0f} s.",
        ]
    )


def _grades(rows: Sequence[Row]) -> list[str]:
    lines = [
        "| grade | customers | bad | expected | bad rate | 95 % | billed | invoices | mean days late | of all invoices |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        low, high = row["bad_rate_interval"]
        lines.append(
            f"| {row['grade']} | {row['customers']} | {row['bad']} | {_share(row['expected'])} "
            f"| {_share(row['bad_rate'])} | {low:.1%} to {high:.1%} | {row['billed']} | {row['invoices']:,} "
            f"| {_days_late(row['mean_days_late'])} | {_days_late(row['mean_days_late_of_invoices'])} |"
        )
    return lines


def _days(days: Sequence[Row]) -> list[str]:
    lines = [
        "| graded as of | graded | bad | AUC | bad rate A / B / C / D | days late A / B / C / D | billed | not held |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for day in days:
        rows = day["grades"]
        failed = [_ASKED[name] for name, held in day["holds"].items() if not held]
        lines.append(
            f"| {day['graded_as_of']} | {day['graded']} | {day['bad']} | {day['auc']:.3f} "
            f"| {' / '.join(_share(row['bad_rate']) for row in rows)} "
            f"| {' / '.join(_days_late(row['mean_days_late']) for row in rows)} "
            f"| {' / '.join(str(row['billed']) for row in rows)} | {', '.join(failed) or '–'} |"
        )
    return lines


def _others(rows: Sequence[Row]) -> list[str]:
    lines = [
        "| more than so many days late | due within days | graded | bad | AUC | bad rate A / B / C / D | customers |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        asked = f"| {row['past_due_days']} | {row['within_days']} "
        if "skipped" in row:
            lines.append(f"{asked}| – | – | – | {row['skipped']} | – |")
            continue
        lines.append(
            f"{asked}| {row['graded']} | {row['bad']} | {row['auc']:.3f} "
            f"| {' / '.join(_share(rate) for rate in row['bad_rate'].values())} "
            f"| {' / '.join(str(count) for count in row['customers'].values())} |"
        )
    return lines


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _days_late(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"
