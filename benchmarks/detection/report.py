"""Tables and the picture of what was found."""

import json
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from benchmarks.detection.cold_start import cold_lines
from benchmarks.machine import describe_machine

RESULTS: Final = Path(__file__).resolve().parents[1] / "results"
Row = Mapping[str, Any]


def share(count: Row, name: str) -> str:
    """Return a share with its interval, as `.95 (.90 to .98)`; a dash for a share of nothing."""
    if count[name] is None:
        return "–"
    low, high = count[f"{name}_interval"]
    return f"{count[name]:.2f} ({low:.2f} to {high:.2f})"


def planted_tables(result: Mapping[str, Any]) -> str:
    """Return the tables of `run_planted` as Markdown."""
    return "\n\n".join(_group(group, result["events"]) for group in result["groups"])


def _group(group: Mapping[str, Any], events: int) -> str:
    world, scored = group["world"], group["scored"]
    lines = [
        f"## {world['name']}",
        "",
        (
            f"{len(group['seeds'])} companies of {round(events * world['size']):,} events, "
            f"anomalies {world['anomaly_rate']:.1%}, twins {world['twin_rate']:.1%}, "
            f"wrong verdicts {world['noise']:.0%}; {scored['order']:,} orders and {scored['payment']:,} payments."
        ),
        "",
        *_typology_lines(group["typologies"]),
        "",
        *(
            f"Without booked bills, {code}: episodes {share(count, 'episode_recall')}, "
            f"precision {share(count, 'precision')}."
            for code, count in group["duplicates_without_bills"].items()
        ),
    ]
    cold = cold_lines(group["cold"]) if group.get("cold") else []
    return "\n".join([*lines, *cold, *_model_lines(group["models"])])


def _typology_lines(rows: Sequence[Row]) -> list[str]:
    lines = [
        (
            "| place | typology | episodes | episode recall | item recall | precision | flags "
            "| other anomalies | twins flagged | plain: recall | plain: precision |"
        ),
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        ours, plain = row["ours"], row["plain"]
        cells = [
            row["place"],
            row["typology"],
            ours["episodes"],
            share(ours, "episode_recall"),
            share(ours, "item_recall"),
            share(ours, "precision"),
            ours["flags"],
            ours["flags_other_anomaly"],
            f"{ours['twins_flagged']} of {ours['twins']}",
            "–" if plain is None else share(plain, "episode_recall"),
            "–" if plain is None else share(plain, "precision"),
        ]
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return lines


def _model_lines(rows: Sequence[Row]) -> list[str]:
    if not rows:
        return []
    lines = [
        "",
        (
            "| model | seed | anomalies | AUC | AP | cut | flags | precision at the cut | recall at the cut "
            "| precision at 1 / 2 / 5 alerts a day |"
        ),
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        precision = "–" if row["precision"] is None else share(row, "precision")
        alerts = " / ".join(f"{value:.2f}" for value in row["precision_by_alerts"].values())
        lines.append(
            f"| {row['place']} | {row['seed']} | {row['positives']} | {row['auc']:.3f} | {row['ap']:.3f} "
            f"| {row['cut']:.2f} | {row['flags']} | {precision} | {share(row, 'recall')} | {alerts} |"
        )
    return [*lines, "", *_recall_lines(rows)]


def _recall_lines(rows: Sequence[Row]) -> list[str]:
    """Return the mean over seeds of each typology's recall among the highest of a day."""
    lines = ["| model | typology | recall at 1 / 2 / 5 alerts a day |", "|---|---|---|"]
    for place in dict.fromkeys(row["place"] for row in rows):
        own = [row["recall_by_typology"] for row in rows if row["place"] == place]
        for name in sorted({name for one in own for shares in one.values() for name in shares}):
            means = []
            for alerts in own[0]:
                told = [one[alerts][name] for one in own if name in one[alerts]]
                means.append(f"{sum(told) / len(told):.2f}")
            lines.append(f"| {place} | {name} | {' / '.join(means)} |")
    return lines


def planted_picture(group: Mapping[str, Any]) -> bytes:
    """Draw precision and recall of each typology with their intervals, as a small PNG."""
    rows = [row for row in group["typologies"] if row["ours"]["episodes"] and row["ours"]["flags"]]
    figure = Figure(figsize=(7.2, 0.32 * len(rows) + 1.2), dpi=90, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    for name, colour, shift in (("episode_recall", "#2b6cb0", -0.15), ("precision", "#c53030", 0.15)):
        for at, row in enumerate(rows):
            low, high = row["ours"][f"{name}_interval"]
            axes.plot([low, high], [at + shift] * 2, color=colour, linewidth=1)
            axes.plot(row["ours"][name], at + shift, "o", color=colour, markersize=4)
        axes.plot([], [], "o", color=colour, label=name.replace("_", " "))
    axes.set_yticks(range(len(rows)), [f"{row['typology']} ({row['place']})" for row in rows])
    axes.set_xlim(0, 1.02)
    axes.invert_yaxis()
    axes.legend(loc="lower left", fontsize=8)
    axes.set_title(f"Planted anomalies, {group['world']['name']}, seeds never tuned on", fontsize=9)
    out = BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def write_results(name: str, result: Mapping[str, Any], text: str, picture: bytes | None = None) -> None:
    """Write `results/<name>.json`, `.md` and perhaps `.png`, with the machine and the day."""
    RESULTS.mkdir(exist_ok=True)
    machine = describe_machine()
    held = json.dumps({"machine": machine, **result}, indent=1, sort_keys=True, ensure_ascii=False)
    (RESULTS / f"{name}.json").write_text(held + "\n", encoding="utf-8")
    told = ", ".join(f"{key} {value}" for key, value in machine.items())
    (RESULTS / f"{name}.md").write_text(f"{text}\n\nMeasured with {told}.\n", encoding="utf-8")
    if picture is not None:
        (RESULTS / f"{name}.png").write_bytes(picture)
