"""Reading a webhook: who speaks is checked before anything of it is believed."""

import hmac
import time
from datetime import datetime
from typing import Final, Literal

import msgspec

from riskdesk.client.answers import Outcome
from riskdesk.client.errors import AnswerUnreadable, SignatureInvalid

SIGNATURE_HEADER: Final = "Riskdesk-Signature"
EVENT_ID_HEADER: Final = "Riskdesk-Event-Id"


class Notice(msgspec.Struct, frozen=True):
    """What the service tells: a decision was made, or a reviewer concluded something about it.

    A notice may come twice and out of order: know it again by `event_id`, order it by `seq`.

    Parameters
    ----------
    event_id
        The same in every try.
    kind
        `decision_recorded` or `verdict_recorded`; pass over others.
    created_at, seq
        When, and where it stands in the service's log.
    decision_id, subject, revision, checkpoint, outcome
        Of the decision.
    verdict, action, typology
        Of a verdict; `action` says what to do: `release`, `block` or `none`.
    """

    event_id: str
    kind: str
    created_at: datetime
    decision_id: str
    subject: str
    revision: int
    checkpoint: str
    outcome: Outcome
    seq: int
    verdict: Literal["confirmed", "cleared"] | None = None
    action: Literal["release", "block", "none"] | None = None
    typology: str | None = None


def read_webhook(
    body: bytes,
    signature: str | None,
    secret: str,
    *,
    tolerance_seconds: float = 300.0,
    now_seconds: float | None = None,
) -> Notice:
    """Return the notice in a request's body, byte for byte as it came.

    Parameters
    ----------
    body
        Before any parser has touched it.
    signature
        The header `Riskdesk-Signature`, or None where there was none.
    secret
        What `riskdesk webhooks add` showed.
    tolerance_seconds
        How far the sender's clock may be off; what is older was overheard and sent again.
    now_seconds
        Since the epoch; the machine's clock where None.

    Raises
    ------
    SignatureInvalid
        Missing, malformed, of another secret or body, or too far from now; answer 400 and believe nothing.
    AnswerUnreadable
        Signed, and not what this client knows as a notice.
    """
    times, digests = _parts(signature or "")
    now = time.time() if now_seconds is None else now_seconds
    if len(times) != 1 or abs(now - int(times[0])) > tolerance_seconds:
        raise SignatureInvalid("expected one time t= close to now")
    expected = hmac.digest(secret.encode(), f"{times[0]}.".encode() + body, "sha256").hex()
    # there are several while a secret is being changed
    if not any(hmac.compare_digest(expected.encode(), one.encode()) for one in digests):
        raise SignatureInvalid("expected a signature v1= of this body by this secret")
    try:
        return msgspec.json.decode(body, type=Notice)
    except msgspec.MsgspecError as error:
        raise AnswerUnreadable(f"a signed notice: {error}") from error


def _parts(signature: str) -> tuple[list[str], list[str]]:
    """Return the times and the digests that a header names."""
    pairs = [part.strip().partition("=") for part in signature.split(",")]
    times = [value for name, _, value in pairs if name == "t" and value.isascii() and value.isdecimal()]
    return [one for one in times if len(one) < 13], [value for name, _, value in pairs if name == "v1"]
