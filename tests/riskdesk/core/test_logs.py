import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from riskdesk.core.logs import configure_logging, get_logger
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
