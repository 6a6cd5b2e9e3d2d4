"""Everybody who takes part, in the order of their turns."""

from collections.abc import Callable, Sequence
from typing import Final

from benchmarks.inline.callers import Line
from benchmarks.inline.databases import Databases
from benchmarks.inline.echo import echo
from benchmarks.inline.echo_durable import echo_durable
from benchmarks.inline.home import Home
from benchmarks.inline.party import Party
from benchmarks.inline.peers import peers
from benchmarks.inline.riskdesk import riskdesk, riskdesk_postgresql

OURS: Final = ("riskdesk", "riskdesk_postgresql")
PEERS: Final = (
    "echo",
    "echo_durable",
    "mlflow",
    "mlflow_lean",
    "bentoml",
    "bentoml_contrib",
    "litserve",
    "litserve_contrib",
    "fastapi_pred_contrib",
    "naive",
    "naive_kept",
)
NAMES: Final = (*OURS, *PEERS)


def parties(
    home: Home, databases: Databases, lines: list[Line], row_bytes: int, names: Sequence[str]
) -> list[Party]:
    """Return the named parties."""
    makers: dict[str, Callable[[], Party]] = {
        "riskdesk": lambda: riskdesk(home, lines),
        "riskdesk_postgresql": lambda: riskdesk_postgresql(home, lines, databases),
        "echo": lambda: echo(lines),
        "echo_durable": lambda: echo_durable(lines, row_bytes),
    } | peers(home)
    return [makers[name]() for name in NAMES if name in names]
