"""The picture of what was measured: requests a second of all, latencies of riskdesk beside its floors."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from benchmarks.inline.ratios import Cell, medians

_OURS: Final = "#2b6cb0"
_FLOOR: Final = "#4a5568"
_THEIRS: Final = "#a0aec0"
_FLOORS: Final = ("echo", "echo_durable")
_LATENCIES: Final = ("riskdesk", "riskdesk_postgresql", *_FLOORS)

Cells = Mapping[Cell, Mapping[str, float]]


def inline_picture(result: Mapping[str, Any]) -> bytes:
    """Draw bars of requests/s by one worker, and p50 with p99 by number of clients, as a small SVG."""
    cells, at, parties = medians(result["measured"]), result["plan"]["at"], result["parties"]
    names = [name for name in parties if (name, 1, at) in cells]
    # letters stay letters, and the same figures give the same file
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "riskdesk", "font.size": 8}):
        figure = Figure(figsize=(11, max(0.3 * len(names) + 0.8, 3.0)), layout="constrained")
        FigureCanvasSVG(figure)
        left, right = figure.subplots(1, 2, width_ratios=(3, 2))
        _speeds(left, cells, names, parties, at)
        _latencies(right, cells, parties)
        out = BytesIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


def _speeds(axes: Any, cells: Cells, names: list[str], parties: Mapping[str, Any], at: int) -> None:
    order = sorted(names, key=lambda name: cells[name, 1, at]["per_second"])
    for place, name in enumerate(order):
        value = cells[name, 1, at]["per_second"]
        axes.barh(place, value, color=_colour(name), height=0.65)
        axes.annotate(f" {value:,.0f}", (value, place), va="center")
    axes.set_yticks(range(len(order)), [_plain(parties[name]["title"]) for name in order])
    axes.set_xscale("log")
    axes.margins(x=0.15)
    axes.set_xlabel("requests a second")
    axes.set_title(f"{at} clients, one worker")


def _latencies(axes: Any, cells: Cells, parties: Mapping[str, Any]) -> None:
    for name, mark in zip(_LATENCIES, "osv^", strict=True):
        clients = sorted(cell[2] for cell in cells if cell[:2] == (name, 1))
        for figure, style in (("p50_us", "-"), ("p99_us", ":")) if clients else ():
            values = [cells[name, 1, count][figure] / 1e3 for count in clients]
            label = f"{_plain(parties[name]['title'])}, {figure[:3]}"
            axes.plot(clients, values, mark + style, color=_colour(name), label=label, markersize=4)
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    axes.set_xlabel("clients")
    axes.set_ylabel("milliseconds")
    axes.set_title("an answer's time, one worker")
    axes.legend(fontsize=6)


def _colour(name: str) -> str:
    return _OURS if name.startswith("riskdesk") else _FLOOR if name in _FLOORS else _THEIRS


def _plain(title: str) -> str:
    return title.replace("**", "")
