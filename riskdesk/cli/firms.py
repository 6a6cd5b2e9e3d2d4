"""`riskdesk train scorecard --application --firms`: a scorecard of firms graded by their own books."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from riskdesk.cli.output import say_json, say_table
from riskdesk.core.i18n import Text

if TYPE_CHECKING:
    from models.credit.scorecard import Scorecard
    from riskdesk.core.i18n import Language
    from training.pipelines.firms import FirmResult

TITLE: Final = Text(
    zh="{version}：嵌套交叉验证，{firms} 家企业，其中违约 {defaults} 家",
    en="{version}: nested cross-validation, {firms} firms, {defaults} of them in default",
)
SPREAD: Final = Text(zh="各折的标准差", en="standard deviation of the folds")
USE: Final = Text(
    zh="这张卡用于按企业自己四年的销项、进项发票给企业评级；客户的事件不含这些条目：{items}。"
    "因此它不进入任何模型包，也不能启用。用 riskdesk models points --card 查看分值表；"
    "新客户的申请评分卡由 riskdesk train credit 训练并随模型包启用。",
    en="This card grades firms by four years of their own sales and purchase invoices. A customer's events do not"
    " carry these items of it: {items}. So no bundle takes it and it cannot be activated. Read it with"
    " riskdesk models points --card; the scorecard of new customers is trained by riskdesk train credit and"
    " activated in its bundle.",
)
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
    use = USE.render(settings.language, {"items": ", ".join(foreign_items(card))})
    if as_json:
        gates = [{"name": one.name, "passed": one.passed, "detail": one.detail} for one in found.gates]
        told = {"version": card.version, "metrics": found.metrics, "gates": gates, "table": table}
        say_json(told | {"left_out": found.left_out, "activates": False, "use": use})
    else:
        _say(found, settings.language)
        typer.echo(table)
        typer.echo(use)
    if not found.passed:
        raise typer.Exit(1)


def foreign_items(card: "Scorecard") -> list[str]:
    """Return the items of a card that are no features of a customer, for which a credit bundle refuses it."""
    from features.catalogue.program import FEATURES

    return [name for name in card.names if name not in FEATURES]


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
