"""Tables of a page: finished texts by row, from what a run and its gates said."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from features.catalogue.program import FEATURES
from features.catalogue.reasons import REASONS
from models.bundle.format import Bundle
from training.evaluate.intervals import Interval
from training.evaluate.page.figures_shown import Drifted, in_order
from training.evaluate.page.look import Look, between, number, share
from training.evaluate.page.metric_texts import texts_of
from training.evaluate.page.texts import TEXTS
from training.gates.gate import Gate
from training.gates.report import GateReport, Said
from training.pipelines.result import TrainResult
from training.watch.psi import Drift

Rows = list[list[str]]
_MOST_DRIFT = 12
_IN_MONEY = "money_"
COUNTS: Final = frozenset({"rows", "positives", "cold_start", "stage", "confirmed", "cleared"})


def data_rows(result: TrainResult, bundle: Bundle, look: Look) -> Rows:
    """Return what the model was trained on."""
    data, later = result.data, result.later
    told = {
        "data_version": result.version,
        "data_bundle": result.hash,
        "data_seq": f"{bundle.trained.seq:,}",
        "data_chain": str(data.get("chain", "")),
        "data_rows": bundle.trained.data_fingerprint,
        "data_features": look.say(
            TEXTS["data_features_value"],
            name=bundle.feature_set,
            count=str(len(bundle.names)),
            print=bundle.fingerprint,
        ),
        "data_as_of": look.day(bundle.trained.as_of_us),
    }
    if later is not None and len(later.y):
        first, last = look.day(int(later.moments_us.min())), look.day(int(later.moments_us.max()))
        told["data_learnt"] = look.say(TEXTS["data_rows_value"], rows=f"{len(later.learnt):,}")
        rows = f"{len(later.y):,}"
        told["data_test"] = look.say(TEXTS["data_test_value"], first=first, last=last, rows=rows)
    return [[look.say(TEXTS[name]), value] for name, value in told.items()]


def metric_rows(
    result: TrainResult, intervals: Mapping[str, Interval], look: Look, *, in_money: bool
) -> Rows:
    """Return name, figure, interval and meaning of the figures that count rows, or of those that count money."""
    rows = []
    for name in in_order(result.metrics, result.role):
        if name.startswith(_IN_MONEY) is in_money:
            called, said = texts_of(name)
            found = intervals.get(name)
            interval = "–" if found is None else between(found.low, found.high)
            rows.append([look.say(called), _figure(name, result.metrics[name]), interval, look.say(said)])
    return rows


def gate_rows(gates: Iterable[Gate | Said], look: Look) -> list[tuple[str, str, bool, str]]:
    """Return name, code, verdict and finding of each gate."""
    return [
        (
            look.say(TEXTS[f"gate_{one.name}"]) if f"gate_{one.name}" in TEXTS else one.name,
            one.name,
            one.passed,
            one.detail,
        )
        for one in gates
    ]


def calibration_rows(result: TrainResult, look: Look) -> Rows:
    """Return rows, expected, realised, interval and verdict of each bin."""
    return [
        [
            f"{one['rows']:,}",
            share(one["expected"]),
            share(one["realised"]),
            f"{share(one['low'])} – {share(one['high'])}",
            look.say(TEXTS["agrees" if one["agrees"] else "off"]),
        ]
        for one in result.report.get("calibration", [])
    ]


def typology_rows(result: TrainResult, look: Look) -> Rows:
    """Return hits, judged, confirmed and precision of each pattern; no precision of too few judged hits."""
    return [
        [
            look.say(REASONS[one["code"]].text) if one["code"] in REASONS else one["code"],
            *(f"{one[name]:,}" for name in ("hits", "judged", "confirmed")),
            share(one["precision"]["value"], 0),
            f"{share(one['precision']['low'], 0)} – {share(one['precision']['high'], 0)}"
            if one["enough"]
            else "–",
        ]
        for one in result.report.get("typologies", [])
    ]


def grade_rows(result: TrainResult) -> Rows:
    """Return what became of each grade."""
    return [
        [
            one["grade"],
            f"{one['rows']:,}",
            share(one["expected"]),
            share(one["realised"]),
            "–" if one["low"] is None else f"{share(one['low'])} – {share(one['high'])}",
            f"{one['customers']:,}",
            number(one["mean_days_late"], 1),
        ]
        for one in result.report.get("grades", [])
    ]


def probe_rows(result: TrainResult, look: Look) -> list[tuple[list[str], bool]]:
    """Return name, verdict and finding of each probe for leaks, and whether it found something."""
    leakage: dict[str, Any] = result.report.get("leakage") or {}
    found: list[tuple[str, str, bool]] = []
    if (shuffled := leakage.get("shuffled")) is not None:
        params = {name: number(shuffled[name]) for name in ("auc", "low", "high")}
        said = look.say(TEXTS["probe_shuffled_said"], n=str(len(shuffled["aucs"])), **params)
        found.append(("probe_shuffled", said, not shuffled["passed"]))
    if (twins := leakage.get("twins")) is not None:
        params = {
            "count": f"{twins['count']:,}",
            "share": share(twins["share"]),
            "auc": number(twins["unseen_auc"]),
        }
        found.append(("probe_twins", look.say(TEXTS["probe_twins_said"], **params), twins["count"] > 0))
    if (alone := leakage.get("too_good_alone")) is not None:
        said = look.listed(f"{_feature(one['name'], look)}: {number(one['auc'])}" for one in alone)
        found.append(("probe_alone", said or look.say(TEXTS["probe_alone_none"]), bool(alone)))
    if (then := leakage.get("as_of_then")) is not None:
        found.append(("probe_as_of_then", _as_of_then(then, look), bool(then["differing"])))
    return [
        ([look.say(TEXTS[name]), look.say(TEXTS["probe_found" if bad else "probe_clean"]), said], bad)
        for name, said, bad in found
    ]


def _as_of_then(then: Mapping[str, Any], look: Look) -> str:
    differing = look.listed(
        look.say(TEXTS["probe_differs"], feature=_feature(one["name"], look), rows=str(one["rows"]))
        for one in then["differing"]
    )
    counts = {name: f"{then[name]:,}" for name in ("moments", "rows")}
    found = differing or look.say(TEXTS["probe_equal"])
    return look.say(TEXTS["probe_as_of_then_said"], **counts, found=found)


def drift_rows(drifted: Drifted, look: Look) -> Rows:
    """Return the drift of the scores and of the features that moved most."""
    rows = [] if drifted.scores is None else [_drift(look.say(TEXTS["drift_scores"]), drifted.scores, look)]
    moved = list(drifted.moved.items())[:_MOST_DRIFT]
    return rows + [_drift(_feature(name, look), one, look) for name, one in moved]


def challenge_rows(report: GateReport, look: Look) -> tuple[Rows, Rows]:
    """Return the agreed figures of champion and challenger, and rows by both judgements."""
    compared = [
        [
            look.say(texts_of(one.metric)[0]),
            number(one.champion),
            number(one.challenger),
            number(one.gain),
            between(one.low, one.high),
        ]
        for one in report.compared
    ]
    flips = [[one.champion, one.challenger, f"{one.rows:,}", f"{one.bad:,}"] for one in report.flips]
    return compared, flips


def stability_rows(stability: Mapping[str, Any], look: Look) -> Rows:
    """Return the figures of the reasons' stability beside the sentence."""
    told = {
        "jaccard": share(stability["jaccard"], 0),
        "same_all": share(stability["same_all"], 0),
        "rank": number(stability["rank"]),
    }
    return [[look.say(TEXTS[name]), value] for name, value in told.items()]


def wavering(stability: Mapping[str, Any], look: Look) -> str:
    """Return which reasons waver most, in one line; empty where none does."""
    said = [
        look.say(
            TEXTS["lost"], text=look.say(REASONS[code].text).rstrip("."), lost=f"{lost:,}", named=f"{named:,}"
        )
        for code, lost, named in stability["wavering"]
    ]
    return look.say(TEXTS["wavering"]) + look.listed(said) if said else ""


def _figure(name: str, value: float) -> str:
    return f"{value:,.0f}" if name in COUNTS else number(value)


def _drift(name: str, one: Drift, look: Look) -> list[str]:
    return [name, number(one.psi), number(one.critical), look.say(TEXTS[f"level_{one.level}"])]


def _feature(name: str, look: Look) -> str:
    return look.say(FEATURES[name].text) if name in FEATURES else name
