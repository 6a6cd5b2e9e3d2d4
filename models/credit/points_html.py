"""The points table of a scorecard as one self-contained HTML page, to print or to send."""

from html import escape
from typing import Final

from models.credit.points import ANCHOR_ODDS, ANCHOR_POINTS, PDO
from models.credit.points_table import PointsRow, points_rows
from models.credit.scorecard import Scorecard
from riskdesk.core.i18n import Language, Text

TITLE: Final = Text(zh="评分卡 {version}", en="Scorecard {version}")
SCALE: Final = Text(
    zh="分数越高风险越低：好坏比 {odds} 比 1 时为 {anchor} 分，每 {pdo} 分好坏比翻倍。总分为基础分与各项得分之和。",
    en="More points are less risk: {anchor} at {odds} good to 1 bad, and {pdo} more double the odds. "
    "A customer's points are the base and one row of each item.",
)
HEADS: Final = (
    Text(zh="取值", en="value"),
    Text(zh="分数", en="points"),
    Text(zh="训练样本", en="training rows"),
    Text(zh="其中违约", en="of them in default"),
)
_STYLE: Final = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#1d2330}"
    "table{border-collapse:collapse;width:100%}th,td{padding:.25rem .6rem;border-bottom:1px solid #d9dde5;"
    "text-align:right}th:first-child,td:first-child{text-align:left}tr.item th{padding-top:1rem;"
    "text-align:left;border-bottom:2px solid #8a94a6}small{color:#5b6475}@media print{body{margin:0}}"
)
_LANG: Final[dict[Language, str]] = {"zh": "zh-CN", "en": "en"}


def points_html(card: Scorecard, language: Language) -> str:
    """Return the page: no script, no font, no picture from elsewhere; points in whole numbers."""
    title = escape(TITLE.render(language, {"version": card.version}))
    scale = {"odds": f"{ANCHOR_ODDS:g}", "anchor": f"{ANCHOR_POINTS:g}", "pdo": f"{PDO:g}"}
    heads = "".join(f"<th scope='col'>{escape(head.render(language))}</th>" for head in HEADS)
    return (
        f"<!doctype html>\n<html lang='{_LANG[language]}'>\n<head><meta charset='utf-8'><title>{title}</title>"
        f"<style>{_STYLE}</style></head>\n<body>\n<h1>{title}</h1>\n"
        f"<p>{escape(SCALE.render(language, scale))}</p>\n"
        f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{_body(card, language)}</tbody>\n</table>\n"
        "</body>\n</html>\n"
    )


def _body(card: Scorecard, language: Language) -> str:
    lines, last = [], None
    for row in points_rows(card):
        if row.item != last:
            name = f" <small>{escape(row.item)}</small>" if row.item else ""
            text = escape(row.text.render(language))
            lines.append(f"<tr class='item'><th colspan='4' scope='rowgroup'>{text}{name}</th></tr>\n")
            last = row.item
        lines.append(_row(row, language))
    return "".join(lines)


def _row(row: PointsRow, language: Language) -> str:
    counts = ("" if one is None else f"{one:,}" for one in (row.rows, row.bad))
    cells = (row.range.render(language, row.params), f"{round(row.points):+d}", *counts)
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>\n"
