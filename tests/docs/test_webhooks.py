"""The receivers of the page know what the service signs, and what the page says of webhooks is so."""

import inspect
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from riskdesk.client.webhooks import EVENT_ID_HEADER, SIGNATURE_HEADER, read_webhook
from serving.webhooks import metrics, outbox, signature
from serving.webhooks.courier import Courier
from serving.webhooks.notices import KINDS
from serving.webhooks.retries import FIRST_US, MOST_TRIES, wait_us
from serving.webhooks.words import FAILURES

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "how-to" / "webhooks.md").read_text("utf-8")
SECRET = "whsec_of_the_page"
METRICS = (metrics.TRIES, metrics.WAITING, metrics.DEAD, metrics.LAG)
RECEIVERS = {
    "java webhook": ("Webhook.java", "java"),
    "javascript webhook": ("webhook.mjs", "node"),
    "python verify": ("verify.py", sys.executable),
}
DAY_US = 86_400 * 10**6


def block(language: str) -> str:
    """Return the one block of the page in this language."""
    (found,) = re.findall(rf"^```{re.escape(language)}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


@pytest.mark.parametrize("language", RECEIVERS)
def test_receivers_know_a_signature(language: str, tmp_path: Path) -> None:
    """What the service signs is taken, also while the secret changes; another body, secret or time is not."""
    name, tool = RECEIVERS[language]
    found = shutil.which(tool)
    if found is None:
        pytest.skip(f"{tool} is not on this machine")
    program = tmp_path / name
    program.write_text(block(language), "utf-8")
    body, now = block("json notice").encode(), int(time.time())
    cases = [
        (signature.sign(SECRET, body, now), body, "true"),
        (signature.sign(f"whsec_new {SECRET}", body, now), body, "true"),
        (signature.sign(f"{SECRET} whsec_old", body, now), body, "true"),
        (signature.sign("whsec_new whsec_old", body, now), body, "false"),
        (signature.sign(SECRET, body, now), body + b" ", "false"),
        (signature.sign(SECRET, body, now - 400), body, "false"),
        (signature.sign(SECRET, body, now).partition(",")[0], body, "false"),
        ("", body, "false"),
    ]
    assert [said for *_, said in cases] == [
        run([found, str(program), header], content).lower() for header, content, _ in cases
    ]


def run(command: list[str], said: bytes) -> str:
    """Run a program of the page and return the line that it printed."""
    environment = os.environ | {"SECRET": SECRET}
    done = subprocess.run(command, env=environment, input=said, capture_output=True, timeout=120, check=False)
    assert 0 == done.returncode, done.stderr.decode()
    return done.stdout.decode().strip()


def test_the_python_receiver_acts_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A release is acted on, the same notice again is not, and what nobody signed is refused."""
    monkeypatch.setenv("SECRET", SECRET)
    page: dict[str, Any] = {}
    exec(block("python webhook"), page)
    body = block("json notice").encode()
    headers = {"Riskdesk-Signature": signature.sign(SECRET, body, int(time.time()))}
    assert [204, 204, 400] == [
        page["receive"](headers, body),
        page["receive"](headers, body),
        page["receive"]({}, body),
    ]
    assert "order:25SH00137 release\n" == capsys.readouterr().out


def test_headers_kinds_and_times_are_those_of_the_program() -> None:
    """Headers, kinds, waits, tries, time-outs are as the page says."""
    body = block("json notice").encode()
    read_webhook(body, signature.sign(SECRET, body, int(time.time())), SECRET)
    assert (signature.HEADER, signature.EVENT_ID) == (SIGNATURE_HEADER, EVENT_ID_HEADER)
    for said in (
        signature.HEADER,
        signature.EVENT_ID,
        *KINDS,
        f"{MOST_TRIES} times",
        f"after {FIRST_US // 10**6} s",
    ):
        assert said in PAGE
    waits = [[wait_us(tries, chance) for tries in range(1, MOST_TRIES)] for chance in (0.0, 0.999)]
    assert "two to four days" in PAGE
    assert [2, 4] == [round(sum(one) / DAY_US) for one in waits]
    assert DAY_US == wait_us(1, 0.0, 2 * DAY_US)
    defaults = inspect.signature(Courier).parameters
    assert (10.0, 30.0) == (defaults["timeout_seconds"].default, defaults["silent_seconds"].default)
    assert 5.0 == outbox.FRESH_SECONDS


def test_metrics_and_failures_are_all_told() -> None:
    """Each metric of webhooks, and each reason why a notice did not arrive, stands on the page."""
    families = [one for metric in METRICS for one in metric.describe()]
    named = {one.name + ("_total" if one.type == "counter" else "") for one in families}
    assert named == set(re.findall(r"`(riskdesk_webhook_\w+)`", PAGE))
    (table,) = re.findall(r"^\| last failure .*?\n\n", PAGE, re.MULTILINE | re.DOTALL)
    rows = [line.split("|")[1] for line in table.strip().splitlines()[2:]]
    assert set(FAILURES) == set(re.findall(r"`(\w+)`", "".join(rows)))
