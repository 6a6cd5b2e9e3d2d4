"""The table of `unsupervised` for readers."""

from collections.abc import Mapping
from typing import Any


def unsupervised_text(result: Mapping[str, Any]) -> str:
    """Return a run as Markdown."""
    detectors = list(next(iter(result["sets"].values()))["detectors"])
    lines = [
        "# Isolation forest without labels",
        "",
        f"ROC over {len(result['seeds'])} draws: mean ± standard deviation, [lowest, highest].",
        "",
        f"| set | rows | outliers | {' | '.join(detectors)} | PyOD, published |",
        f"|---|---|---|{'---|' * len(detectors)}---|",
    ]
    for name, one in result["sets"].items():
        figures = [_figure(one["detectors"][detector]) for detector in detectors]
        published = "none" if one["published"] is None else f"{one['published']:.4f}"
        lines.append(
            f"| {name} | {one['rows']:,} | {one['outliers']} | {' | '.join(figures)} | {published} |"
        )
    lines += ["", "What is not as published:", ""]
    lines += [f"- {name}: {one['differs']}." for name, one in result["sets"].items()]
    if not result["pyod_measured"]:
        lines += ["", "PyOD was not measured in this run: `--peer-python` names an interpreter that has it."]
    return "\n".join(lines)


def _figure(one: Mapping[str, float]) -> str:
    return f"{one['mean']:.4f} ± {one['deviation']:.4f} [{one['lowest']:.3f}, {one['highest']:.3f}]"
