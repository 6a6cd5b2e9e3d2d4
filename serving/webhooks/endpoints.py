"""Endpoints: added with a secret that is shown once and can be changed, told no more, and their dead tried anew."""

import secrets
from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

from riskdesk.core.crypto import Vault
from riskdesk.core.database.handles import Connection, Engine
from riskdesk.core.database.unit import write_unit
from riskdesk.core.errors import CipherBroken, InputInvalid, NotFound
from serving.webhooks import store
from serving.webhooks.addresses import check_url
from serving.webhooks.notices import KINDS
from serving.webhooks.signing import Signing, unseal
from serving.webhooks.store import Endpoint

_SIGNS: Final = "abcdefghijklmnopqrstuvwxyz0123456789"


class Added(NamedTuple):
    """A new endpoint and its secret in plain, which cannot be shown again."""

    endpoint: Endpoint
    secret: str


class Change(NamedTuple):
    """How the change of an endpoint's secret stands.

    Attributes
    ----------
    state
        `none`; `unfinished`: two secrets sign, until `finish`; `unreadable`: the key at hand does not open them.
    since_us
        When an unfinished one began; None where that was not kept.
    """

    state: Literal["none", "unfinished", "unreadable"]
    since_us: int | None = None


def add(
    engine: Engine,
    vault: Vault,
    url: str,
    *,
    kinds: Iterable[str],
    caller: str | None,
    private: bool,
    now_us: int,
) -> Added:
    """Register who is told.

    Raises
    ------
    InputInvalid
        The address, or a kind, is none that can be told.
    """
    check_url(url, private=private)
    wanted = frozenset(kinds)
    if not wanted or wanted - set(KINDS):
        raise InputInvalid(f"expected some of {', '.join(KINDS)}", field="kinds")
    secret = _new_secret()
    endpoint = Endpoint(
        endpoint_id="".join(secrets.choice(_SIGNS) for _ in range(12)),
        url=url,
        secret=Signing(secret).seal(vault),
        kinds=wanted,
        caller=caller,
        private=private,
        created_at_us=now_us,
        disabled_at_us=None,
    )
    with write_unit(engine) as connection:
        store.insert_endpoint(connection, endpoint)
    return Added(endpoint, secret)


def rotate(engine: Engine, vault: Vault, endpoint_id: str, now_us: int) -> str:
    """Give an endpoint a new secret and return it in plain; the one before signs beside it until `finish`.

    Of a change that was not finished the new secret becomes the one before, and what was before it ends.

    Raises
    ------
    NotFound
        No endpoint that is told has this id.
    CipherBroken
        The secret at hand does not open; add the endpoint anew.
    """
    secret = _new_secret()
    with write_unit(engine) as connection:
        before = _signing(connection, vault, endpoint_id).newest
        store.set_secret(connection, endpoint_id, Signing(secret, before, now_us).seal(vault))
    return secret


def finish(engine: Engine, vault: Vault, endpoint_id: str) -> bool:
    """Let the newest secret alone sign; tell whether there was another.

    Raises
    ------
    NotFound, CipherBroken
        As `rotate` says.
    """
    with write_unit(engine) as connection:
        signing = _signing(connection, vault, endpoint_id)
        if signing.before is not None:
            store.set_secret(connection, endpoint_id, Signing(signing.newest).seal(vault))
    return signing.before is not None


def change_of(vault: Vault, endpoint: Endpoint) -> Change:
    """Return how the change of an endpoint's secret stands; of one that is told no more none does."""
    if endpoint.disabled_at_us is not None:
        return Change("none")
    try:
        signing = unseal(vault, endpoint.secret)
    except CipherBroken:
        return Change("unreadable")
    return Change("none") if signing.before is None else Change("unfinished", signing.since_us)


def disable(engine: Engine, endpoint_id: str, now_us: int) -> None:
    """Tell an endpoint no more; what waits for it is given up.

    Raises
    ------
    NotFound
        No endpoint that is told has this id.
    """
    with write_unit(engine) as connection:
        if not store.disable_endpoint(connection, endpoint_id, now_us):
            raise NotFound("no endpoint that is told has this id", field="endpoint_id")


def retry(engine: Engine, event_id: str | None, now_us: int) -> int:
    """Let dead deliveries of one event, or of all, be tried anew; return how many.

    Those of endpoints that are told no more stay dead.
    """
    with write_unit(engine) as connection:
        return store.revive(connection, event_id, now_us)


def _new_secret() -> str:
    return "whsec_" + secrets.token_urlsafe(32)


def _signing(connection: Connection, vault: Vault, endpoint_id: str) -> Signing:
    told = (one.secret for one in store.told_endpoints(connection) if one.endpoint_id == endpoint_id)
    sealed = next(told, None)
    if sealed is None:
        raise NotFound("no endpoint that is told has this id", field="endpoint_id")
    return unseal(vault, sealed)
