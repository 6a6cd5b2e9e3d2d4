import errno
import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from riskdesk.core.logs import configure_logging, get_logger, write_line
from riskdesk.core.lost_lines import LostLines
from riskdesk.core.redaction import REDACTED
from riskdesk.core.settings import load_settings

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def _root_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


@pytest.fixture
def lines() -> Lines:
    """JSON logging into memory; call it for what was logged."""
    stream = io.StringIO()
    configure_logging(load_settings(), stream=stream)
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


def test_one_line_an_event(lines: Lines) -> None:
    """Name, level, logger and a time in UTC come with every event."""
    get_logger("serving.scoring").info("decision.recorded", seq=7, outcome="review")
    [line] = lines()
    assert line.pop("timestamp").endswith("Z")
    expected = {"event": "decision.recorded", "level": "info", "logger": "serving.scoring", "seq": 7}
    assert expected | {"outcome": "review"} == line


def test_personal_data_is_redacted(lines: Lines) -> None:
    """In values by name, in texts by look, and in the event itself."""
    get_logger("a").warning("paid to 6222021234567890", payee_account="1", note="138-1234-5678")
    [line] = lines()
    assert f"paid to {REDACTED}" == line["event"]
    assert (REDACTED, REDACTED) == (line["payee_account"], line["note"])


def test_libraries_pass_the_same_way(lines: Lines) -> None:
    """What a library logs is a line of JSON too, redacted after its arguments are filled in."""
    logging.getLogger("driver").error("cannot store %s", "6222021234567890")
    [line] = lines()
    assert ("driver", "error", f"cannot store {REDACTED}") == (line["logger"], line["level"], line["event"])


def test_tracebacks_are_redacted(lines: Lines) -> None:
    """The text of an exception may repeat what was sent."""
    try:
        int("account 6222021234567890")
    except ValueError:
        get_logger("a").exception("scoring.failed")
        logging.getLogger("b").exception("failed")
    for line in lines():
        assert f"'account {REDACTED}'" in line["exception"]
        assert "6222021234567890" not in json.dumps(line)


def test_context_comes_along(lines: Lines) -> None:
    """What is bound for a request stands in each of its lines, and only there."""
    with structlog.contextvars.bound_contextvars(request_id="r1"):
        get_logger("a").info("in")
    get_logger("a").info("out")
    assert ["r1", None] == [line.get("request_id") for line in lines()]


def test_level_is_respected() -> None:
    """Less than the level that is set is not written."""
    stream = io.StringIO()
    configure_logging(load_settings(log_level="warning"), stream=stream)
    get_logger("a").info("unheard")
    logging.getLogger("b").info("unheard")
    get_logger("a").warning("heard")
    assert 1 == len(stream.getvalue().splitlines())


def test_text_for_the_eye() -> None:
    """Without JSON, a line is text, and redacted all the same; Chinese stays readable."""
    stream = io.StringIO()
    configure_logging(load_settings(log_json=False), stream=stream)
    get_logger("a").info("已记录", payee_account="6222021234567890")
    assert "已记录" in stream.getvalue()
    assert REDACTED in stream.getvalue()
    assert "6222" not in stream.getvalue()


def test_configuring_again_does_not_double(lines: Lines) -> None:
    """A second set-up replaces the first."""
    second = io.StringIO()
    configure_logging(load_settings(), stream=second)
    get_logger("a").info("once")
    assert [] == lines()
    assert 1 == len(second.getvalue().splitlines())


class Full(io.StringIO):
    """A stream on a full disk."""

    def write(self, _text: str) -> int:
        """Refuse."""
        raise OSError(errno.ENOSPC, "No space left on device")


def closed() -> io.StringIO:
    """Return a stream whose other end is gone."""
    stream = io.StringIO()
    stream.close()
    return stream


@pytest.fixture
def lost(monkeypatch: pytest.MonkeyPatch) -> LostLines:
    """A count of this test's own."""
    made = LostLines()
    monkeypatch.setattr("riskdesk.core.logs.LOST", made)
    return made


@pytest.mark.parametrize("stream", [Full(), closed()])
def test_lines_that_cannot_be_written_are_counted_and_said_once(
    stream: io.StringIO, lost: LostLines, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ours, a library's and the plain one of a call fail nobody; the first is said, none is repeated there."""
    said = io.StringIO()
    monkeypatch.setattr("sys.__stderr__", said)
    configure_logging(load_settings(), stream=stream)
    write_line("info", "riskdesk.access", "request.answered", {"path": "/6222021234567890"})
    get_logger("a").info("decision.recorded", seq=7)
    logging.getLogger("driver").error("cannot store")
    assert 3 == lost.count
    (line,) = said.getvalue().splitlines()
    assert "riskdesk_log_lines_lost_total" in line
    assert "6222021234567890" not in line


def test_a_line_that_cannot_be_made_is_counted(
    lines: Lines, lost: LostLines, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Values that no JSON can hold, and a redactor that breaks, lose their line and nothing else."""
    write_line("info", "a", "request.answered", {"odd": object()})
    write_line("info", "a", "request.answered", {"half": "\ud800"})
    with monkeypatch.context() as broken:
        broken.setattr("riskdesk.core.logs.redact", lambda _value, _name: 1 // 0)
        logging.getLogger("b").error("unheard")
    get_logger("a").info("whole")
    assert (3, ["whole"]) == (lost.count, [line["event"] for line in lines()])


def test_nowhere_to_say_it_is_no_failure(lost: LostLines, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where standard error cannot be written either, or there is none, the count tells."""
    for nowhere in (Full(), None):
        monkeypatch.setattr("sys.__stderr__", nowhere)
        lost.count = 0
        lost.note(ValueError("x"))
        assert 1 == lost.count
