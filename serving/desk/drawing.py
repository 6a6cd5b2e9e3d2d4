"""Waterfalls as the templates draw them: places as percentages, values and labels in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from serving import names
from serving.desk import waterfall
from serving.desk.formats import Formats
from serving.desk.schemas import BarView, TickView, WaterfallView
from serving.desk.words import feature_words


def waterfalls(
    scores: Mapping[str, Any], values: Mapping[str, float], formats: Formats
) -> tuple[WaterfallView, ...]:
    """Return a waterfall for each model that was asked, that of anomalies first.

    Parameters
    ----------
    scores
        Of the decision's conclusion.
    values
        Of its features by name.

    Raises
    ------
    ExplanationBroken
        Kept contributions do not sum to the score that they explain.
    """
    views = []
    for role, score in sorted(scores.items(), key=lambda one: one[0] == "credit"):
        drawn = waterfall.build(score["bias"], score["contributions"], score["log_odds"])
        bars = [_bar(drawn, bar, score["names"], values, formats) for bar in drawn.bars]
        views.append(
            WaterfallView(
                title=names.word(names.ROLES, role, formats.language),
                probability=formats.probability(score["probability"]),
                percentile=formats.number(score["percentile"]),
                ticks=tuple(TickView(formats.tick(t.probability), _percent(t.percent)) for t in drawn.ticks),
                bars=(_mark("base", "base_rate", drawn, drawn.bias, formats), *bars,
                      _mark("total", "result", drawn, drawn.log_odds, formats)),
            )
        )  # fmt: skip
    return tuple(views)


def _bar(
    drawn: waterfall.Waterfall,
    bar: waterfall.Bar,
    feature_names: Sequence[str],
    values: Mapping[str, float],
    formats: Formats,
) -> BarView:
    if bar.column is None:
        label, value = formats.text("others", count=bar.count), ""
    else:
        label, value = feature_words(feature_names[bar.column], values, formats)
    style = "raises" if bar.contribution > 0.0 else "lowers"
    left, right = sorted((drawn.percent(bar.start), drawn.percent(bar.end)))
    return BarView(
        style=style,
        label=label,
        value=value,
        contribution=formats.log_odds(bar.contribution, signed=True),
        direction=formats.text(style),
        x=_percent(left),
        width=_percent(max(right - left, 0.4)),
        start=_percent(drawn.percent(bar.start)),
        end=_percent(drawn.percent(bar.end)),
    )


def _mark(style: str, key: str, drawn: waterfall.Waterfall, log_odds: float, formats: Formats) -> BarView:
    at = _percent(drawn.percent(log_odds))
    probability = formats.probability(waterfall.probability_of(log_odds))
    return BarView(
        style, formats.text(key), probability, formats.log_odds(log_odds), "", at, _percent(0.0), at, at
    )


def _percent(value: float) -> str:
    return f"{value:.2f}%"
