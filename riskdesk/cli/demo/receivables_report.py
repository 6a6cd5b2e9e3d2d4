"""The report on real receivables: one page that stands by itself, in both languages."""

from base64 import b64encode
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from riskdesk.cli.demo import receivables_pictures as pictures
from riskdesk.cli.demo.receivables_measure import Measured
from riskdesk.cli.demo.receivables_texts import TEXTS
from riskdesk.core.clock import format_time
from riskdesk.core.i18n import Language, Text
from riskdesk.core.money import parse_amount, show_amount
from riskdesk.core.settings import Settings
from training.evaluate.figures import calibration_figure

if TYPE_CHECKING:
    from features.imports.report import ImportReport

Cell = str | Text

_STYLE: Final = """
body{font:15px/1.55 system-ui,"Noto Sans CJK SC",sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;color:#1a202c}
table{border-collapse:collapse;margin:.5rem 0 1rem}td,th{padding:.25rem .7rem;border-bottom:1px solid #e2e8f0;text-align:right;vertical-align:top}
td:first-child,th:first-child{text-align:left}img{max-width:31rem;width:48%}h2{margin-top:2rem}
.decision{border-left:4px solid #a0aec0;padding:.2rem 1rem;margin:.8rem 0}.approve{border-color:#38a169}.review{border-color:#d69e2e}.block{border-color:#c53030}
.note{color:#4a5568}#en:checked~main .zh,#zh:checked~main .en{display:none}label{cursor:pointer;margin-right:1rem}
"""


def write_report(
    settings: Settings, said: dict[str, Any], measured: Measured, imported: "ImportReport"
) -> Path:
    """Write `report.html` into the home; return where it stands."""
    parts = [
        _tag("h1", TEXTS["title"]),
        _paragraph("intro"),
        _made(settings, said),
        *_data(settings, said, imported),
        *_lateness(said, measured),
        *_grades(settings, said),
        *_customers(settings, said),
        *_orders(settings, said),
    ]
    chosen = {name: " checked" if name == settings.language else "" for name in ("zh", "en")}
    toggle = "".join(
        f'<input type="radio" name="language" id="{name}"{chosen[name]}><label for="{name}">{word}</label>'
        for name, word in (("zh", "中文"), ("en", "English"))
    )
    head = f'<!doctype html><html lang="{settings.language}"><meta charset="utf-8"><title>riskdesk</title>'
    page = f"{head}<style>{_STYLE}</style><body>{toggle}<main>{''.join(parts)}</main></body></html>"
    file = settings.home / "report.html"
    file.write_text(page, encoding="utf-8")
    return file


def _made(settings: Settings, said: dict[str, Any]) -> str:
    prints = " · ".join(f"{name} {digest[:16]}" for name, digest in said["data_sha256"].items())
    params = {"date": _day(said["written_at_us"], settings), "version": said["program"], "prints": prints}
    return _paragraph("made", params)


def _data(settings: Settings, said: dict[str, Any], imported: "ImportReport") -> list[str]:
    counts = said["censoring"]
    rows: list[list[Cell]] = [
        [file.file, *(f"{getattr(file, name):,}" for name in ("read", "taken", "repeated", "refused"))]
        for file in imported.files
    ]
    refused: list[list[Cell]] = [
        [one.file, str(one.row), one.field or "", one.detail] for one in imported.refusals[:20]
    ]
    params = {name: f"{value:,}" for name, value in counts.items()} | {
        "cut": _day(said["cut_us"] - 1, settings)
    }
    return [
        _tag("h2", TEXTS["data"]),
        _table(["file", "read", "taken", "repeated", "refused"], rows),
        _table(["file", "row", "field", "why"], refused) if refused else _paragraph("nothing_refused"),
        "<ul>" + "".join(_tag("li", text) for text in imported.assumptions) + "</ul>",
        _tag("h2", TEXTS["censoring"]),
        _paragraph("censoring_text", params),
    ]


def _lateness(said: dict[str, Any], measured: Measured) -> list[str]:
    rows: list[list[Cell]] = [
        [TEXTS[name], *(_number(said[of].get(name)) for of in ("metrics", "peer", "peer_tuned"))]
        for name in ("late_5_auc", "late_5_ap", "late_15_auc", "late_15_ap", "mae", "rmse", "within_3_days")
    ]
    rows += [[TEXTS[name], _number(said["metrics"][name]), "–", "–"] for name in ("coverage_80", "width_80")]
    drawn = []
    for curve in measured.curves:
        if 0 < curve.labels.sum() < len(curve.labels):
            drawn += [_tag("h3", TEXTS[f"late_{curve.late_days}"])]
            drawn += [_picture(pictures.roc(curve)), _picture(pictures.precision_recall(curve))]
            drawn += [_picture(calibration_figure(curve.bins))]
    return [
        _tag("h2", TEXTS["lateness"]),
        _paragraph("lateness_text"),
        _table(["figure", "ours", "peer", "peer_tuned"], rows),
        *drawn,
    ]


def _grades(settings: Settings, said: dict[str, Any]) -> list[str]:
    rows: list[list[Cell]] = [
        [
            row["grade"],
            f"{row['customers']:,}",
            f"{row['invoices']:,}",
            _share(row.get("expected_pd")),
            _number(row.get("mean_days_late"), 2),
            _number(row.get("mean_days_late_of_customers"), 2),
            *(_share(row.get(f"late_{days}_share")) for days in (5, 15, 30)),
            f"{said['grades_now'][row['grade']]:,}",
        ]
        for row in said["grades"]
    ]
    columns = ["grade", "customers", "invoices", "pd", "mean_days", "mean_days_of_customers", "above_5"]
    trend, bands = said["trend"], said["bands"]
    params = {
        f"{name}_{end}": f"{trend[name][end]:.2f}"
        for name in ("spearman", "days_per_grade")
        for end in trend[name]
    }
    params |= {name: f"{value:.2%}" for name, value in bands.items()}
    params |= {"clock": _day(said["clock_us"], settings), "new": f"{said['owed']['by_application']:,}"}
    return [
        _tag("h2", TEXTS["grades"]),
        _paragraph("grades_text", params),
        _table([*columns, "above_15", "above_30", "now"], rows),
        _paragraph("trend_text", params),
        _picture(pictures.lateness_per_grade(said["grades"])),
        _picture(pictures.shares_per_grade(said["grades"])),
    ]


def _customers(settings: Settings, said: dict[str, Any]) -> list[str]:
    rows: list[list[Cell]] = [
        [
            f"{one['name'] or '–'} ({one['customer']})",
            (one["grade"] or "–") if one["route"] == "model" else TEXTS["by_application"],
            _share(one["pd"]) + (" *" if one["late_already"] else ""),
            *(_money(one[f"{name}_minor"]) for name in ("exposure", "past_due", "limit")),
        ]
        for one in said["largest"]
    ]
    owed = said["owed"]
    counted = ("customers", "owing", "late_already", "over_limit")
    params = {name: f"{owed[name]:,}" for name in counted}
    whole = max(owed["exposure_minor"], 1)
    params |= {name: f"{owed[f'{name}_minor'] / whole:.1%}" for name in ("past_due", "past_due_30")}
    params |= {"clock": _day(said["clock_us"], settings), "last": _day(said["last_paid_us"], settings)}
    params["exposure"] = f"USD {owed['exposure_minor'] / 100:,.2f}"
    return [
        _tag("h2", TEXTS["customers"]),
        _paragraph("customers_text", params),
        _paragraph("customers_caveat", params),
        _table(["customer", "grade", "pd_of_customer", "exposure", "past_due", "limit"], rows),
    ]


def _orders(settings: Settings, said: dict[str, Any]) -> list[str]:
    text = _paragraph("orders_text", {"clock": _day(said["clock_us"], settings)})
    found = [_tag("h2", TEXTS["orders"]), text]
    decisions: list[dict[str, Any]] = said["decisions"]
    for one in decisions:
        head = Text(zh=_head(one, "zh"), en=_head(one, "en"))
        body = _both(Text(zh=_reasons(one["zh"], "zh"), en=_reasons(one["en"], "en")), plain=False)
        found.append(f'<div class="decision {one["en"]["outcome"]}">{_tag("h3", head)}{body}</div>')
    return found


def _head(one: dict[str, Any], language: Language) -> str:
    outcome = TEXTS[one[language]["outcome"]].render(language)
    return (
        f"{one['name']} · {one['title'][language]} · {_shown(one['order']['amount'], language)} · {outcome}"
    )


def _reasons(answer: dict[str, Any], language: Language) -> str:
    """Return an answer's grade and reasons as HTML."""
    credit, lines = answer["credit"], []
    if credit is not None and credit["grade"]:
        pd = "–" if credit["pd"] is None else f"{credit['pd']:.2%}"
        params = {
            "grade": credit["grade"],
            "pd": pd,
            "limit": _shown(credit["limit"], language),
            "exposure": _shown(credit["exposure"], language),
            "headroom": _shown(credit["headroom"], language),
        }
        lines.append(escape(TEXTS["credit"].render(language, params)))
    for reason in answer["reasons"]:
        values = " · ".join(escape(reason[name]) for name in ("value", "normal") if reason[name])
        evidence = escape(", ".join(reason["evidence"][:4]))
        lines.append(f"• <b>{escape(reason['text'])}</b> {values} <span class='note'>{evidence}</span>")
    return "<br>".join(lines)


def _shown(amount: str | None, language: Language) -> str:
    """Return an amount of an answer as a person reads it."""
    if amount is None:
        return "–"
    minor = parse_amount(amount, "USD", field="amount", allow_zero=True, allow_negative=True)
    return show_amount(minor, "USD", language)


def _money(minor: int) -> Text:
    return Text(zh=show_amount(minor, "USD", "zh"), en=show_amount(minor, "USD", "en"))


def _day(moment_us: int, settings: Settings) -> str:
    return format_time(moment_us, settings.zone)[:10]


def _both(text: Text, *, plain: bool = True) -> str:
    zh, en = (escape(text.zh), escape(text.en)) if plain else (text.zh, text.en)
    return f'<span class="zh" lang="zh">{zh}</span><span class="en" lang="en">{en}</span>'


def _tag(name: str, text: Text) -> str:
    return f"<{name}>{_both(text)}</{name}>"


def _paragraph(name: str, params: dict[str, str] | None = None) -> str:
    text = TEXTS[name]
    return _tag("p", Text(zh=text.render("zh", params), en=text.render("en", params)))


def _table(columns: list[str], rows: list[list[Cell]]) -> str:
    head = "".join(_tag("th", TEXTS[f"column_{name}"]) for name in columns)
    body = "".join("<tr>" + "".join(f"<td>{_cell(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>"


def _cell(cell: Cell) -> str:
    return escape(cell) if isinstance(cell, str) else _both(cell)


def _picture(png: bytes) -> str:
    return f'<img alt="" src="data:image/png;base64,{b64encode(png).decode()}">'


def _number(value: float | None, digits: int = 3) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"
