"""What the desk's pages do: sign in, list, read a decision, record a verdict."""

from dataclasses import dataclass
from typing import Final, Literal, cast

from riskdesk.core.database.handles import Connection
from riskdesk.core.database.unit import read_unit
from riskdesk.core.errors import InputInvalid, NotFound, Unauthenticated
from riskdesk.core.i18n import Language
from serving import names
from serving.desk import store
from serving.desk.attempts import Attempts
from serving.desk.formats import Formats
from serving.desk.judging import decision_view
from serving.desk.listing import HELD, PAGE_SIZE, Filters, held_page
from serving.desk.ranking import MOST_RANKED, by_urgency
from serving.desk.schemas import DecisionView, HeldPage
from serving.desk.session import Session, SessionSigner, begin, session_key
from serving.desk.surroundings import surroundings_of
from serving.ledger import service as ledger_service
from serving.ledger import store as ledger
from serving.runtime import Runtime
from serving.security.keys import Caller, KeyRing
from serving.security.store import find_key

SCOPE: Final = "desk"
VERDICT_SCOPE: Final = "verdict"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict form as it was sent; empty texts are absent."""

    verdict: str
    action: str
    typology: str
    note: str


class Desk:
    """The desk of one serving process.

    Parameters
    ----------
    runtime
        What the process stands on.
    keys
        Checks API keys.
    """

    def __init__(self, runtime: Runtime, keys: KeyRing) -> None:
        self.runtime = runtime
        self.signer = SessionSigner(session_key(runtime.settings))
        self.attempts = Attempts()
        self._keys = keys

    def formats(self, language: Language) -> Formats:
        """Return how a reader of this language is shown values."""
        settings = self.runtime.settings
        return Formats(language, settings.zone, settings.base_currency)

    def session_of(self, cookie: str | None) -> Session | None:
        """Return the session of a cookie, or None."""
        return self.signer.read(cookie, now_us=self.runtime.clock.now_us())

    def sign_in(self, key: str, client: str) -> Session:
        """Return a new session for the holder of a key.

        Raises
        ------
        Unauthenticated
            The key is not valid; the failure is counted against the client.
        Forbidden
            The key may not use the desk.
        """
        now_us = self.runtime.clock.now_us()
        try:
            caller = self._keys.caller_of(key)
        except Unauthenticated:
            self.attempts.note(client, now_us)
            raise
        caller.require(SCOPE)
        return begin(now_us, key_id=key.split("_")[1])

    def caller_of(self, session: Session | None) -> Caller:
        """Return who is signed in; asked of the database, for a key taken back ends its sessions at once.

        Raises
        ------
        Unauthenticated
            Nobody, or the key was taken back.
        """
        if session is None or session.key_id is None:
            raise Unauthenticated("expected to be signed in")
        with read_unit(self.runtime.engine) as connection:
            stored = find_key(connection, session.key_id)
        if stored is None or stored.revoked_at_us is not None or SCOPE not in stored.scopes:
            raise Unauthenticated("the key was taken back")
        return Caller(stored.caller, stored.scopes)

    def held(self, filters: Filters, language: Language) -> HeldPage:
        """Return a page of held orders and payments."""
        with read_unit(self.runtime.engine) as connection:
            found = _held_in_order(connection, filters)
            waiting = store.count_waiting(connection)
        return held_page(found, waiting, filters, self.formats(language))

    def decision(self, decision_id: str, language: Language) -> DecisionView:
        """Return one decision.

        Raises
        ------
        NotFound
            No decision has this id.
        """
        with read_unit(self.runtime.engine) as connection:
            entry = ledger.by_id(connection, decision_id)
            if entry is None:
                raise NotFound("no decision has this id", field="decision_id")
            around = surroundings_of(connection, entry)
        return decision_view(entry, around, self.formats(language))

    def judge(self, decision_id: str, judgement: Judgement, reviewer: Caller) -> None:
        """Record a reviewer's verdict.

        Raises
        ------
        Forbidden
            The reviewer's key may only read.
        InputInvalid, Conflict, NotFound
            As `record_verdict` says.
        """
        reviewer.require(VERDICT_SCOPE)
        _expect(judgement.verdict in names.VERDICTS, "verdict")
        _expect(judgement.action in names.ACTIONS, "action")
        _expect(not judgement.typology or judgement.typology in names.TYPOLOGIES, "typology")
        ledger_service.record_verdict(
            self.runtime,
            decision_id,
            cast("Literal['confirmed', 'cleared']", judgement.verdict),
            reviewer=reviewer.name,
            action=cast("Literal['release', 'block', 'none']", judgement.action),
            typology=judgement.typology or None,
            note=judgement.note.strip() or None,
        )


def may_judge(caller: Caller) -> bool:
    """Tell whether a caller's key may record verdicts."""
    return VERDICT_SCOPE in caller.scopes


def _held_in_order(connection: Connection, filters: Filters) -> list[store.Held]:
    """Return the decisions of a page, and one more where there are more."""
    outcomes = HELD if filters.outcome is None else (filters.outcome,)
    place, state = filters.place, filters.state
    if filters.sort == "newest":
        return store.page_of_held(
            connection,
            outcomes=outcomes,
            place=place,
            state=state,
            before=filters.before,
            limit=PAGE_SIZE + 1,
        )
    latest = store.latest_conclusions(
        connection, outcomes=outcomes, place=place, state=state, limit=MOST_RANKED
    )
    return store.held_of(connection, by_urgency(latest)[filters.skip : filters.skip + PAGE_SIZE + 1])


def _expect(fits: bool, field: str) -> None:  # noqa: FBT001 - a condition
    if not fits:
        raise InputInvalid("expected one of the choices of the form", field=field)
