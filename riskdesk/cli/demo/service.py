"""The service in a process of its own, and a small client of it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from riskdesk.cli.demo.company import NOW_US
from riskdesk.core.clock import ShiftedClock
from riskdesk.core.errors import SetupIncomplete
from riskdesk.core.settings import Settings, load_settings

_START_SECONDS: Final = 60
_NOW: Final = "RISKDESK_DEMO_NOW_US"
"""Where the service's process finds the moment at which its clock starts."""


def create_demo_app() -> object:
    """Return the service on the clock of the demonstration's company."""
    from serving.app import create_app

    return create_app(load_settings(), ShiftedClock(int(os.environ.get(_NOW, NOW_US))))


@dataclass(frozen=True, slots=True)
class Client:
    """Calls the service with one key."""

    base_url: str
    key: str

    def post(self, path: str, body: Any, *, language: str = "en") -> dict[str, Any]:
        """Return the JSON answer of a POST, an error's problem document included."""
        request = urllib.request.Request(  # noqa: S310  a URL of our own making
            self.base_url + path,
            data=json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self.key}",
                "Content-Type": "application/json",
                "Accept-Language": language,
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as reply:  # noqa: S310
                found: dict[str, Any] = json.load(reply)
        except urllib.error.HTTPError as error:
            found = json.load(error)
        return found


@contextmanager
def running(
    settings: Settings, *, port: int, now_us: int = NOW_US, without: frozenset[str] = frozenset()
) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """Run the service until the block ends; give its address once it is ready, and its process.

    Parameters
    ----------
    settings, port
        Its home and base currency; port 0 takes a free one.
    now_us
        Where its clock starts.
    without
        What `/readyz` may go on missing, such as `bundle:order_anomaly` where there are no orders to learn from.
    """
    chosen = _free_port(settings.host, port)
    environment = os.environ | {"RISKDESK_HOME": str(settings.home), "RISKDESK_LOG_LEVEL": "warning"}
    environment |= {"RISKDESK_BASE_CURRENCY": settings.base_currency, _NOW: str(now_us)}
    command = [sys.executable, "-m", "uvicorn", "--factory", "riskdesk.cli.demo.service:create_demo_app"]
    command += ["--host", settings.host, "--port", str(chosen), "--log-level", "warning", "--no-access-log"]
    process = subprocess.Popen(command, env=environment, stdout=sys.stderr)  # noqa: S603
    # asked to end, the demonstration takes its service with it
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        yield _wait(f"http://{settings.host}:{chosen}", process, without), process
    finally:
        signal.signal(signal.SIGTERM, before)
        process.terminate()
        process.wait(timeout=30)


def _wait(address: str, process: "subprocess.Popen[bytes]", without: frozenset[str]) -> str:
    give_up = time.monotonic() + _START_SECONDS
    while time.monotonic() < give_up and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=2) as reply:  # noqa: S310
                if reply.status == 200:
                    return address
        except urllib.error.HTTPError as error:
            said = json.load(error)
            if without and not said["degraded"] and set(said["missing"]) <= without:
                return address
            time.sleep(0.1)
        except OSError:
            time.sleep(0.1)
    raise SetupIncomplete("the service did not become ready; its messages stand above")


def _free_port(host: str, wanted: int) -> int:
    """Return the port, or any free one for 0.

    Raises
    ------
    SetupIncomplete
        Another program listens there: its answers would be taken for ours.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, wanted))
        except OSError:
            raise SetupIncomplete(
                f"port {wanted} is taken by another program; choose one", field="--port"
            ) from None
        return int(probe.getsockname()[1])
