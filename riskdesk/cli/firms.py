"""`riskdesk train scorecard --application --firms`: a scorecard of firms graded by their own books."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from riskdesk.cli.output import say_json, say_table
from riskdesk.core.i18n import Text

if TYPE_CHECKING:
    from riskdesk.core.i18n import Language
    from training.pipelines.firms import FirmResult

TITLE: Final = Text(
    zh="{version}：嵌套交叉验证，{firms} 家企业，其中违约 {defaults} 家",
    en="{version}: nested cross-validation, {firms} firms, {defaults} of them in default",
)
SPREAD: Final = Text(zh="各折的标准差", en="standard deviation of the folds")
LEFT_OUT: Final = Text(zh="{rows} 行未用：{reason}", en="{rows} rows left out: {reason}")


def train_on_firms(file: Path, mapping: str, out: Path | None, *, as_json: bool) -> None:
    """Learn from a table of firms whose books stand in the log; exit 1 if the gate refused the card."""
    from models.credit.points_table import points_text
    from models.credit.scorecard import to_json
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.settings import load_settings
    from training.labels.firm_mapping import load_firm_mapping
    from training.labels.firms import read_firm_labels
    from training.pipelines.firms import train_firms
    from training.pipelines.snapshot import read_snapshot

    settings = load_settings()
    said = load_firm_mapping(mapping)
    labels = read_firm_labels(file, said)
    found = train_firms(read_snapshot(open_engine(settings.url), settings), labels, name=said.name)
    card = found.model.card
    if out is not None:
        out.write_bytes(to_json(card))
    table = points_text(card, settings.language)
    if as_json:
        gates = [{"name": one.name, "passed": one.passed, "detail": one.detail} for one in found.gates]
        told = {"version": card.version, "metrics": found.metrics, "gates": gates, "table": table}
        say_json(told | {"left_out": found.left_out})
    else:
        _say(found, settings.language)
        typer.echo(table)
    if not found.passed:
        raise typer.Exit(1)


def _say(found: "FirmResult", language: "Language") -> None:
    from riskdesk.cli.heads import heads

    metrics = found.metrics
    rows = [
        (name, f"{value:.3f}", f"{metrics[f'{name}_sd']:.3f}")
        for name, value in sorted(metrics.items())
        if f"{name}_sd" in metrics
    ]
    counts = {name: f"{metrics[name]:.0f}" for name in ("firms", "defaults")}
    title = TITLE.render(language, counts | {"version": found.model.card.version})
    say_table(title, [*heads(language, "figure", "value"), SPREAD.render(language)], rows)
    for reason, count in sorted(found.left_out.items()):
        typer.echo(LEFT_OUT.render(language, {"rows": str(count), "reason": reason}))
