"""What the demonstration prints: stages as they pass, decisions with their reasons."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text as Line

from riskdesk.core.i18n import Language

_COLOUR: Final = {"approve": "green", "review": "yellow", "block": "red"}
_WORD: Final = {
    "approve": {"zh": "通过", "en": "approve"},
    "review": {"zh": "人工复核", "en": "review"},
    "block": {"zh": "拦截", "en": "block"},
}


class Stages:
    """Names each stage as it begins and keeps how long it took.

    Parameters
    ----------
    quiet
        Print nothing: a program reads the JSON at the end.
    """

    def __init__(self, *, quiet: bool) -> None:
        self.console = Console(file=sys.stderr if quiet else sys.stdout, quiet=quiet)
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str, what: str) -> Iterator[None]:
        """Run one stage under its name."""
        begun = time.perf_counter()
        with self.console.status(what):
            yield
        self.seconds[name] = round(time.perf_counter() - begun, 3)
        self.console.print(f"[bold]✓[/bold] {what} [dim]{self.seconds[name]:.1f} s[/dim]")


def show_decision(console: Console, title: str, answer: dict[str, Any], language: Language) -> None:
    """Print one decision: its outcome, its reasons in words, the facts behind them."""
    outcome = answer["outcome"]
    lines = Line()
    credit, anomaly = answer["credit"], answer["anomaly"]
    if credit is not None and credit["grade"]:
        lines.append(_credit_line(credit, language))
    if anomaly["probability"] is not None:
        words = {"zh": "异常概率", "en": "anomaly"}[language]
        lines.append(f"{words} {anomaly['probability']:.1%} (P{anomaly['percentile']:.0f})\n")
    for reason in answer["reasons"]:
        lines.append("• " + reason["text"], style="bold")
        lines.append(f"  {reason['value'] or ''}")
        if reason["normal"]:
            lines.append({"zh": "；平常：", "en": "; normally "}[language] + reason["normal"], style="dim")
        lines.append("\n  " + ", ".join(reason["evidence"][:4]) + "\n", style="dim")
    colour = _COLOUR[outcome]
    head = f"[{colour}]{_WORD[outcome][language]}[/{colour}] · {answer['subject']} · {title}"
    console.print(Panel(lines, title=head, title_align="left", border_style=colour))


def show_grades(console: Console, grades: list[dict[str, Any]]) -> None:
    """Print what became of the customers of each grade."""
    table = Table(title="customers by grade, and what became of them", title_justify="left")
    for column in ("grade", "customers", "expected PD", "defaulted", "95 % interval", "mean days late"):
        table.add_column(column, justify="right")
    for row in grades:
        table.add_row(
            row["grade"],
            str(row["count"]),
            _percent(row["expected"]),
            _percent(row["realised"]),
            "–" if row["low"] is None else f"{row['low']:.1%} – {row['high']:.1%}",
            "–" if row["mean_days_late"] is None else f"{row['mean_days_late']:.1f}",
        )
    console.print(table)


def _credit_line(credit: dict[str, Any], language: Language) -> str:
    pd = "–" if credit["pd"] is None else f"{credit['pd']:.2%}"
    if credit.get("pd_low") is not None:
        # Of a short history the grade is cut from the upper end.
        pd += f" ({credit['pd_low']:.2%} – {credit['pd_high']:.2%})"
    if language == "zh":
        return f"信用等级 {credit['grade']} · 违约概率 {pd} · 额度 {credit['limit']} · 余额 {credit['headroom']}\n"
    return f"grade {credit['grade']} · PD {pd} · limit {credit['limit']} · headroom {credit['headroom']}\n"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"
