"""The credit answer of one customer, read from the log without deciding anything."""

from typing import Any

import numpy as np
import numpy.typing as npt

from features.history.books import OpenBooks
from features.history.exposure import Exposure
from features.kernel import layout as L
from features.offline import History
from models.decision.credit import assess
from models.decision.inputs import Standing
from models.decision.rules import group_limit
from models.scoring.application import CardScore
from models.scoring.score import Score
from riskdesk.core.database.handles import Connection
from riskdesk.core.database.unit import read_unit
from riskdesk.core.errors import NotFound
from riskdesk.core.money import format_amount
from serving.activation.loader import ActiveSet
from serving.ledger.render import credit_part
from serving.runtime import Runtime


def credit_of(runtime: Runtime, active: ActiveSet, customer: str) -> dict[str, Any]:
    """Return a customer's credit as of now; see `CustomerCredit` of `schemas`.

    Raises
    ------
    NotFound
        The log has never heard of this customer.
    """
    now_us = runtime.clock.now_us()
    base = runtime.settings.base_currency
    with read_unit(runtime.engine) as connection:
        books = OpenBooks(connection, base)
        if not books.known_customer(customer):
            raise NotFound("no customer has this id", field="customer_id")
        head = runtime.reader.head(connection)
        held = books.customer(customer)
        events = _facts(runtime, connection, customer, books.attributes(f"customer:{customer}", now_us), head)
        standing = _standing(books, held, now_us)
    history = History(events, head, runtime.parameters)
    query = history.customer_queries([customer], [now_us], runtime.reader)
    vector = history.vectors(query)[0]
    answer, score = assess(vector, standing, active.bundles["credit"], active.policy)
    return {
        "customer_id": customer,
        "credit": credit_part(answer, base),
        "open": format_amount(held.open_minor, base),
        "delivered": format_amount(held.delivered_minor, base),
        "invoiced": format_amount(held.invoiced_minor, base),
        "group": _group(
            held.group_id, standing, group_limit(standing, answer.limit_minor, active.policy), base
        ),
        "contributions": {} if score is None else _contributions(active, score),
        "bias": None if score is None else score.bias,
        "versions": dict(active.versions),
        "as_of_seq": head,
    }


def _standing(books: OpenBooks, held: Exposure, now_us: int) -> Standing:
    group = held.group_id
    in_force = held.limit_expires_at_us is None or held.limit_expires_at_us > now_us
    return Standing(
        exposure_minor=held.total_minor,
        group_exposure_minor=None if group is None else books.group_total_minor(group),
        override_limit_minor=held.limit_minor if in_force else None,
        strategic=held.strategic,
        group_limit_minor=None if group is None else books.group_limits.in_force(group, now_us),
    )


def _group(
    group_id: str | None, standing: Standing, limit_minor: int, currency: str
) -> dict[str, str] | None:
    exposure_minor = standing.group_exposure_minor
    if group_id is None or exposure_minor is None:
        return None
    return {
        "id": group_id,
        "limit": format_amount(limit_minor, currency),
        "exposure": format_amount(exposure_minor, currency),
        "headroom": format_amount(limit_minor - exposure_minor, currency),
    }


def _facts(
    runtime: Runtime, connection: Connection, customer: str, attributes: dict[str, str], head: int
) -> npt.NDArray[np.int64]:
    """Return what the log holds of a customer, of its group of companies, and the company's baselines."""
    reader = runtime.reader
    own = reader.of_key(connection, "customer", customer, upto=head)
    group = attributes.get("corporate_group")
    if group is not None:
        kin = reader.of_key(connection, "corporate_group", group, upto=head)
        own = np.concatenate([own, kin[:, ~np.isin(kin[L.E_SEQ], own[L.E_SEQ])]], axis=1)
    events = np.concatenate([own, reader.baselines(connection, upto=head)], axis=1)
    return np.ascontiguousarray(events[:, np.argsort(events[L.E_SEQ], kind="stable")])


def _contributions(active: ActiveSet, score: Score | CardScore) -> dict[str, float]:
    bundle = active.bundles["credit"]
    assert bundle is not None
    names = bundle.bundle.names
    if isinstance(score, CardScore):
        assert bundle.application is not None
        names = bundle.application.card.names
    return dict(zip(names, score.contributions.tolist(), strict=True))
