"""A party of the benchmark: how its server is started, what is asked of it, and what it does for an answer."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from benchmarks.inline.callers import Line

HOST: Final = "127.0.0.1"
_START_S: Final = 120.0
_STOP_S: Final = 30.0
_TOLD: Final = 3000
_QUIET: Final = {"PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "ignore"}


@dataclass(frozen=True, slots=True)
class Launch:
    """One server to be started.

    Parameters
    ----------
    command
        Program and arguments.
    lines
        Requests that are asked in turn.
    ready
        Path that answers 200 once the server can answer.
    environment
        Variables beside those of this process.
    headers
        Of every request.
    warming
        Requests asked once before anything is measured.
    beside
        Processes that work for it and were started before, such as a database server.
    """

    command: list[str]
    lines: list[Line]
    ready: str = "/readyz"
    environment: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    warming: list[Line] = field(default_factory=list)
    beside: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Party:
    """One who takes part.

    Parameters
    ----------
    name, title
        In JSON, and in the table.
    does
        What it does for an answer.
    launch
        From port, workers and a folder of its own, which is empty, to what is started.
    missing
        Why it cannot take part, or None.
    """

    name: str
    title: str
    does: str
    launch: Callable[[int, int, Path], Launch]
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """A server that is ready: its port, the roots of its processes, the seconds until it was, its messages."""

    port: int
    processes: tuple[int, ...]
    start_s: float
    launch: Launch
    log: Path

    def said(self) -> str:
        """Return the end of what it said."""
        return self.log.read_text(errors="replace")[-_TOLD:]


def uvicorn(app: str, port: int, workers: int) -> list[str]:
    """Return the command of an application in this environment, started as riskdesk starts its own."""
    command = [sys.executable, "-m", "uvicorn", "--factory", app, "--host", HOST, "--port", str(port)]
    return [*command, "--workers", str(workers), "--no-access-log", "--log-level", "warning"]


@contextmanager
def running(party: Party, workers: int) -> Iterator[Running]:
    """Start a party's server; leaving stops it and all its processes.

    Raises
    ------
    RuntimeError
        It ended, or was not ready in two minutes; what it said last stands in the message.
    """
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="riskdesk-bench-") as name:
        launch = party.launch(port, workers, Path(name))
        log = Path(name, "said.log")
        with log.open("w") as said:
            begin = time.perf_counter()
            process = subprocess.Popen(
                launch.command,
                env=_environment() | launch.environment,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
            try:
                failed = _wait(process, port, launch.ready)
                server = Running(
                    port, (process.pid, *launch.beside), time.perf_counter() - begin, launch, log
                )
                if failed:
                    raise RuntimeError(f"{party.name} {failed}\n{server.said()}")
                yield server
            finally:
                _stop(process)


def _environment() -> dict[str, str]:
    """Return this process's variables without riskdesk's settings, which would not be the home's."""
    return {name: value for name, value in os.environ.items() if not name.startswith("RISKDESK_")} | _QUIET


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait(process: "subprocess.Popen[bytes]", port: int, path: str) -> str | None:
    """Wait until the server answers; return why it does not, or None."""
    give_up = time.monotonic() + _START_S
    while time.monotonic() < give_up:
        if process.poll() is not None:
            return f"ended with code {process.returncode}"
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}{path}", timeout=2) as reply:
                if reply.status == 200:
                    return None
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.02)
    return "was not ready in time"


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """Ask the whole session to end; what does not is ended."""
    for wish in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, wish)
        except ProcessLookupError:
            return
        try:
            process.wait(timeout=_STOP_S)
        except subprocess.TimeoutExpired:
            continue
        if wish is signal.SIGTERM and not _group_lives(process.pid):
            return


def _group_lives(group: int) -> bool:
    time.sleep(0.2)
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
