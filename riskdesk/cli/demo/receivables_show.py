"""What the demonstration on real receivables prints."""

from collections.abc import Sequence
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from riskdesk.cli.demo.receivables_measure import Measured
from riskdesk.cli.demo.show import show_decision
from riskdesk.core.i18n import Language

FIGURES: Final = (
    ("late_5_auc", "late > 5 days, AUC"),
    ("late_5_ap", "late > 5 days, AP"),
    ("late_15_auc", "late > 15 days, AUC"),
    ("late_15_ap", "late > 15 days, AP"),
    ("mae", "days late, MAE of the median"),
    ("rmse", "days late, RMSE of the mean"),
    ("within_3_days", "within 3 days"),
)


def show_metrics(console: Console, measured: Measured) -> None:
    """Print the figures of the model beside those of its peer."""
    title = f"{measured.metrics['rows']:.0f} invoices of the last fifth by due date"
    table = Table(title=title, title_justify="left")
    for column in ("figure", "riskdesk", "plain LightGBM", "the same, small trees"):
        table.add_column(column, justify="left" if column == "figure" else "right")
    columns = (measured.metrics, measured.peer, measured.peer_tuned)
    for name, what in FIGURES:
        table.add_row(what, *(_number(of.get(name)) for of in columns))
    table.add_row("80 % interval covers", _number(measured.metrics["coverage_80"]), "–", "–")
    console.print(table)


def show_grades_then(console: Console, rows: Sequence[dict[str, Any]], trend: dict[str, Any]) -> None:
    """Print how late the customers of each grade paid what fell due after the cut."""
    table = Table(title="graded as of the cut, paid after it", title_justify="left")
    for column in (
        "grade",
        "customers",
        "invoices",
        "PD",
        "mean days late",
        "of customers",
        "> 5",
        "> 15",
        "> 30",
    ):
        table.add_column(column, justify="right")
    for row in rows:
        table.add_row(
            row["grade"],
            str(row["customers"]),
            str(row["invoices"]),
            _share(row.get("expected_pd")),
            _number(row.get("mean_days_late")),
            _number(row.get("mean_days_late_of_customers")),
            *(_share(row.get(f"late_{days}_share")) for days in (5, 15, 30)),
        )
    console.print(table)
    for name, what in (("spearman", "rank correlation"), ("days_per_grade", "days late per grade")):
        one = trend[name]
        console.print(f"{what}: {one['value']:.2f} (95 % {one['low']:.2f} to {one['high']:.2f})")


def show_orders(console: Console, decisions: Sequence[dict[str, Any]], language: Language) -> None:
    """Print the decisions with their reasons."""
    for one in decisions:
        show_decision(console, f"{one['name']}: {one['title'][language]}", one[language], language)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"
