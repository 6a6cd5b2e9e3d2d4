from collections.abc import Callable
from typing import Any

import pytest

from features.history.artifacts import store_artifact
from models.bundle.codec import write
from riskdesk.core.database.unit import write_unit
from riskdesk.core.errors import BundleInvalid, Conflict, InputInvalid, NotFound

Run = Callable[..., Any]


def stored(house: Any, content: bytes) -> str:
    """Keep a bundle; return its hash."""
    with write_unit(house.engine) as connection:
        return store_artifact(connection, "bundle", content, stored_at_us=1)


def test_a_challenger_starts_is_listed_and_stops(
    run: Run, decided: Any, make_bundle: Callable[..., Any]
) -> None:
    """By the first digits of its hash; the list says since which event, and who named it."""
    name = stored(decided, write(make_bundle("order_anomaly", intercept=2.0)))
    assert [] == run("models", "shadow", "list", "--json")["shadow"]
    started = run("models", "shadow", "start", name[:10], "--by", "lin", "--json")
    assert (name, "order_anomaly", decided.count("events")) == (
        started["hash"],
        started["role"],
        started["seq"],
    )
    (listed,) = run("models", "shadow", "list", "--json")["shadow"]
    assert (name, started["seq"], "lin", 0) == tuple(
        listed[key] for key in ("hash", "seq", "named_by", "decisions")
    )
    with pytest.raises(Conflict, match="already"):
        run("models", "shadow", "start", name, "--by", "wang")
    assert started["seq"] + 1 == run("models", "shadow", "stop", name, "--by", "wang", "--json")["seq"]
    assert [] == run("models", "shadow", "list", "--json")["shadow"]
    assert decided.broken_at() is None


def test_what_cannot_speak_does_not_start(
    run: Run, decided: Any, make_bundle: Callable[..., Any], broken_bundle: bytes
) -> None:
    """A bundle that fails its checks, one of a role that no decision holds, and one that is not kept."""
    before = decided.count("events")
    with pytest.raises(BundleInvalid):
        run("models", "shadow", "start", stored(decided, broken_bundle), "--by", "lin")
    with pytest.raises(InputInvalid, match="days late"):
        run("models", "shadow", "start", stored(decided, write(make_bundle("lateness"))), "--by", "lin")
    with pytest.raises(NotFound):
        run("models", "shadow", "start", "feed", "--by", "lin")
    assert before == decided.count("events")


@pytest.mark.parametrize(("language", "word"), [("zh", "影子运行"), ("en", "in shadow")])
def test_people_read_it_in_their_language(
    run: Run,
    decided: Any,
    bundles: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    word: str,
) -> None:
    """What started and what speaks is said in the language that is set."""
    monkeypatch.setenv("RISKDESK_LANGUAGE", language)
    name = stored(decided, bundles["credit"])
    assert word in run("models", "shadow", "start", name, "--by", "lin", text=True)
    assert word in run("models", "shadow", "list", text=True)
