"""How far labels carry: the stage of a model, its figures over all documents, each pattern's own precision."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from features.catalogue.reasons import REASONS
from models.role import ANOMALY_ROLE
from riskdesk.core.i18n import Text
from training.evaluate.page import card_texts
from training.evaluate.page.look import Look, between, number, share
from training.evaluate.page.texts import TEXTS
from training.pipelines.result import TrainResult

Rows = list[list[str]]

_SHARES: Final = (
    ("precision", "seen_precision", "precision"),
    ("recall", "seen_recall", "recall"),
    ("rate", None, "rate"),
)
"""Name of the row, and of the shares over judged rows and over all documents."""


def words_of(table: Mapping[str, Any] | None, look: Look) -> list[str]:
    """Return the sentence that a table of a report holds in both languages; nothing where it holds none."""
    words = (table or {}).get("words")
    return [] if words is None else [str(words[look.language])]


def stage_rows(result: TrainResult, look: Look) -> Rows:
    """Return where the model stands between no label and many, and on what; nothing of a role without stages."""
    stage: dict[str, Any] | None = result.report.get("stage")
    if stage is None:
        return []
    gain = stage["gain"]
    said = "–" if gain is None else f"{number(gain['value'])} ({between(gain['low'], gain['high'])})"
    return [
        [look.say(TEXTS["stage_now"]), look.say(TEXTS[f"stage_{stage['stage']}"])],
        [look.say(TEXTS["stage_confirmed"]), f"{stage['confirmed']:,}"],
        [look.say(TEXTS["stage_cleared"]), f"{stage['cleared']:,}"],
        [look.say(TEXTS["stage_gain"]), said],
    ]


def population_rows(result: TrainResult, look: Look) -> Rows:
    """Return name, figure over what was judged, figure over all documents, and its interval."""
    told: dict[str, Any] | None = result.report.get("population")
    if told is None:
        return []
    rows = [
        [
            look.say(TEXTS[f"population_{name}"]),
            "–" if seen is None else _share(told[seen]),
            _share(told[whole]),
            _interval(told[whole]),
        ]
        for name, seen, whole in _SHARES
    ]
    ap = told["ap"]
    whole_ap = ("–", "–") if ap is None else (number(ap["value"]), between(ap["low"], ap["high"]))
    return [*rows, [look.say(TEXTS["population_ap"]), "–", *whole_ap]]


def population_bins(result: TrainResult, look: Look) -> Rows:
    """Return rows, expected, realised, interval and verdict of each bin of all documents."""
    told: dict[str, Any] = result.report.get("population") or {}
    return [
        [
            f"{one['rows']:,}",
            share(one["expected"]),
            _share(one["realised"]),
            _interval(one["realised"]),
            look.say(TEXTS["agrees" if one["agrees"] else "off"]),
        ]
        for one in told.get("calibration", [])
    ]


def population_counts(result: TrainResult) -> dict[str, str]:
    """Return how many documents were decided about, judged, and drawn by lot."""
    told: dict[str, Any] = result.report.get("population") or {}
    return {name: f"{told.get(name, 0):,}" for name in ("decided", "judged", "drawn")}


def card_lines(result: TrainResult, look: Look) -> Iterator[str]:
    """Return the lines of the card about labels."""
    stage: dict[str, Any] | None = result.report.get("stage")
    if result.role not in ANOMALY_ROLE.values():
        yield look.say(card_texts.OWN_OUTCOME)
    elif stage is None:
        yield look.say(card_texts.NO_VERDICTS)
    else:
        said = " ".join(words_of(stage, look))
        yield look.say(card_texts.STAGE, stage=look.say(TEXTS[f"stage_{stage['stage']}"]), why=said)
    told: dict[str, Any] | None = result.report.get("population")
    if told is not None:
        yield from words_of(told, look)
        yield look.say(
            card_texts.POPULATION,
            **population_counts(result),
            **{name: _with_interval(told[name], look) for name in ("precision", "recall", "rate")},
        )
    yield from _patterns(result.report.get("typologies", []), look)


def pattern_name(code: str, look: Look) -> str:
    """Return a pattern in words."""
    return look.say(REASONS[code].text).rstrip("。.") if code in REASONS else code


def _patterns(typologies: list[dict[str, Any]], look: Look) -> Iterator[str]:
    enough = [one for one in typologies if one["enough"]]
    for one in sorted(enough, key=lambda one: -one["judged"]):
        text: Text = card_texts.PATTERN if one["weighted"] else card_texts.PATTERN_UNWEIGHTED
        yield look.say(
            text,
            name=pattern_name(one["code"], look),
            precision=share(one["precision"]["value"], 0),
            interval=_interval(one["precision"], 0),
            judged=f"{one['judged']:,}",
            hits=f"{one['hits']:,}",
        )
    if len(enough) < len(typologies):
        names = look.listed(pattern_name(one["code"], look) for one in typologies if not one["enough"])
        yield look.say(card_texts.PATTERNS_FEW, names=names)


def _share(one: Mapping[str, Any]) -> str:
    return share(one["value"])


def _interval(one: Mapping[str, Any], digits: int = 1) -> str:
    return f"{share(one['low'], digits)} – {share(one['high'], digits)}"


def _with_interval(one: Mapping[str, Any], look: Look) -> str:
    if one["value"] is None:
        return look.say(card_texts.UNKNOWN_SHARE)
    return f"{_share(one)} ({_interval(one)})"
