"""The figures of the benchmark of receivables as Markdown."""

from collections.abc import Mapping
from typing import Any, Final

from benchmarks.detection.receivables import FIGURES, WAYS

_HEADS: Final = {
    "mae": "MAE of the median, days",
    "rmse": "RMSE of the mean, days",
    "within_3_days": "within 3 days of the likeliest",
    "coverage_80": "80 % interval covers",
    "width_80": "its mean width, days",
    "late_5_auc": "late > 5: AUC",
    "late_5_ap": "AP",
    "late_15_auc": "late > 15: AUC",
    "late_15_ap": "AP",
}
_PEERS: Final = {"peer": "plain LightGBM", "peer_small_trees": "plain LightGBM, small trees"}


def receivables_text(result: Mapping[str, Any]) -> str:
    """Return the tables of `run_receivables`."""
    ways = {WAYS[0].name: result} | {way.name: result[way.name] for way in WAYS[1:]}
    rows = {f"riskdesk, {name.replace('_', ' ')}": way for name, way in ways.items()}
    rows |= {label: result[name] for name, label in _PEERS.items()}
    every = {name: row["all_rows"] for name, row in rows.items()}
    return "\n".join(
        [
            "# Days late of real receivables",
            "",
            f"Held back: {result['held_back']}; {result['learnt']:,} invoices learnt from.",
            "Median and likeliest day are whole days, the mean is not rounded.",
            "",
            f"## The {result['rows']:,.0f} invoices not paid by the day on which they are asked about",
            "",
            *_table(rows),
            "",
            f"## All {result['all_rows']['rows']:,.0f} of them",
            "",
            "The others were paid before the posting that is estimated for them: no forecast can know.",
            "",
            *_table(every),
            "",
            f"{result['seconds']:.0f} s.",
        ]
    )


def _table(rows: Mapping[str, Mapping[str, float]]) -> list[str]:
    heads = " | ".join(["", "invoices", *(_HEADS[name] for name in FIGURES)])
    lines = [f"|{heads} |", "|---" + "|---" * (len(FIGURES) + 1) + "|"]
    for label, row in rows.items():
        cells = [f"{row['rows']:,.0f}", *(f"{row[name]:.3f}" if name in row else "–" for name in FIGURES)]
        lines.append(f"| {label} | {' | '.join(cells)} |")
    return lines
