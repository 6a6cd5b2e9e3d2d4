"""The picture of what was measured: times against peers, and time by size of history."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

_OURS: Final = "#2b6cb0"
_THEIRS: Final = "#a0aec0"
_GOAL: Final = "#c53030"


def features_picture(result: Mapping[str, Any]) -> bytes:
    """Draw ratios with their goals, the scaling line, and one warm vector beside SQLite, as a small PNG."""
    figure = Figure(figsize=(10.5, 3.4), dpi=90, layout="constrained")
    FigureCanvasAgg(figure)
    left, middle, right = figure.subplots(1, 3)
    _ratios(left, result["windows"])
    _scaling(middle, result["catalogue"])
    _single(right, result["single"])
    out = BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _ratios(axes: Any, told: Mapping[str, Any]) -> None:
    for at, peer in enumerate(told["peers"]):
        axes.barh(at, peer["ratio"], color=_OURS, height=0.55)
        axes.plot([peer["goal"]] * 2, [at - 0.36, at + 0.36], color=_GOAL, linewidth=2)
        axes.annotate(f" {peer['ratio']:.3g}", (peer["ratio"], at), va="center", fontsize=8)
    axes.set_yticks(range(len(told["peers"])), [peer["name"] for peer in told["peers"]])
    axes.axvline(1.0, color="black", linewidth=0.6)
    axes.set_xscale("log")
    axes.set_xlabel("times riskdesk's seconds (red: goal)", fontsize=8)
    axes.set_title(f"20 window features, {told['orders']:,} orders", fontsize=9)


def _scaling(axes: Any, told: Mapping[str, Any]) -> None:
    events = [one["events"] for one in told["growing"]]
    axes.plot(events, [one["seconds"] for one in told["growing"]], "o-", color=_OURS, label="keys grow")
    longer = told["longer"]
    axes.plot(longer["events"], longer["seconds"], "^", color=_THEIRS, label="longer histories of each key")
    axes.plot(
        events, [n / told["goal"] for n in events], "--", color=_GOAL, label=f"goal {told['goal']:,} events/s"
    )
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("events", fontsize=8)
    axes.set_ylabel("seconds", fontsize=8)
    axes.legend(fontsize=7)
    axes.set_title("The whole catalogue, one thread", fontsize=9)


def _single(axes: Any, told: Mapping[str, Any]) -> None:
    for place, style in (("order", "o-"), ("payment", "s--")):
        rows = [row for row in told["rows"] if row["place"] == place]
        each = [row["events_per_key"] for row in rows]
        axes.plot(each, [row["median_us"] for row in rows], style, color=_OURS, label=f"riskdesk, {place}")
        theirs = [row["sqlite_median_us"] for row in rows]
        axes.plot(each, theirs, style, color=_THEIRS, label=f"SQLite fetch, {place}")
    axes.axhline(told["goal_us"], color=_GOAL, linewidth=1)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("events a key", fontsize=8)
    axes.set_ylabel("microseconds", fontsize=8)
    axes.legend(fontsize=7)
    axes.set_title("One warm vector", fontsize=9)
