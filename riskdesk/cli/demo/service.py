"""The service in a process of its own, and a small client of it."""

import json
import os
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


def create_demo_app() -> object:
    """Return the service on the clock of the demonstration's company."""
    from serving.app import create_app

    return create_app(load_settings(), ShiftedClock(NOW_US))


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
def running(settings: Settings, *, port: int) -> Iterator[str]:
    """Run the service until the block ends; give its address once it is ready."""
    chosen = port or _free_port(settings.host)
    environment = os.environ | {"RISKDESK_HOME": str(settings.home), "RISKDESK_LOG_LEVEL": "warning"}
    command = [sys.executable, "-m", "uvicorn", "--factory", "riskdesk.cli.demo.service:create_demo_app"]
    command += ["--host", settings.host, "--port", str(chosen), "--log-level", "warning", "--no-access-log"]
    process = subprocess.Popen(command, env=environment, stdout=sys.stderr)  # noqa: S603
    try:
        yield _wait(f"http://{settings.host}:{chosen}", process)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(address: str, process: "subprocess.Popen[bytes]") -> str:
    give_up = time.monotonic() + _START_SECONDS
    while time.monotonic() < give_up and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=2) as reply:  # noqa: S310
                if reply.status == 200:
                    return address
        except OSError:
            time.sleep(0.1)
    raise SetupIncomplete("the service did not become ready; its messages stand above")


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
