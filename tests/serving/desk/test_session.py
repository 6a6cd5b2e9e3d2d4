import base64

import pytest

from riskdesk.core.errors import Forbidden
from riskdesk.core.keys import load_keys
from riskdesk.core.settings import Settings
from serving.desk.attempts import MOST, WINDOW_SECONDS, Attempts
from serving.desk.session import LIFETIME, Session, SessionSigner, begin, session_key

SECOND_US = 1_000_000
SIGNER = SessionSigner(b"k" * 32)


def test_a_session_is_read_as_it_was_written() -> None:
    """What was signed comes back whole, for as long as a session lasts and no longer."""
    session = begin(1_000, key_id="abc")
    text = SIGNER.write(session)
    over_us = 1_000 + int(LIFETIME.total_seconds()) * SECOND_US
    assert session == SIGNER.read(text, now_us=over_us - 1)
    assert SIGNER.read(text, now_us=over_us) is None
    assert SIGNER.read(text, now_us=999) is None


@pytest.mark.parametrize("forged", [None, "", "x", "W10.x", "\x00", "é"])
def test_rubbish_is_no_session(forged: str | None) -> None:
    """What was never signed is read as no session."""
    assert SIGNER.read(forged, now_us=0) is None


def test_an_altered_session_is_none() -> None:
    """Another key, another letter, another signature: no session."""
    text = SIGNER.write(Session("token", 0, "abc"))
    payload, _, signature = text.rpartition(".")
    other = base64.urlsafe_b64encode(b'["token",0,"abd"]').decode().rstrip("=")
    assert SIGNER.read(f"{other}.{signature}", now_us=1) is None
    assert SIGNER.read(f"{payload}.{signature[::-1]}", now_us=1) is None
    assert SessionSigner(b"o" * 32).read(text, now_us=1) is None


def test_sessions_are_signed_by_a_key_of_their_own(settings: Settings) -> None:
    """The signing key is neither of the vault's keys and stays the same while they do."""
    keys = load_keys(settings)
    made = session_key(settings)
    assert made == session_key(settings)
    assert made not in {keys.matching, keys.encryption}
    assert len(made) == 32


def test_tokens_are_checked_and_differ() -> None:
    """A form is taken with its own session's token only."""
    one, other = begin(0), begin(0)
    one.check(one.token)
    for token in (other.token, "", "é"):
        with pytest.raises(Forbidden):
            one.check(token)


def test_failures_are_forgotten_in_time() -> None:
    """After the tenth failure a client waits until the first of them is fifteen minutes old."""
    attempts = Attempts()
    for second in range(MOST):
        assert 0 == attempts.wait_seconds("a", second * SECOND_US)
        attempts.note("a", second * SECOND_US)
    assert WINDOW_SECONDS - 9 == attempts.wait_seconds("a", 9 * SECOND_US)
    assert 0 == attempts.wait_seconds("a", WINDOW_SECONDS * SECOND_US)
    assert 0 == attempts.wait_seconds("b", 0)


def test_memory_for_failures_is_bounded() -> None:
    """Of many clients the earliest are forgotten."""
    attempts = Attempts()
    for _ in range(MOST):
        attempts.note("first", 0)
    for client in range(10_000):
        attempts.note(str(client), 0)
    assert 0 == attempts.wait_seconds("first", 0)
