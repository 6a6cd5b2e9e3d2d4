"""What the log says around a decision, beside its own record: names, facts, verdicts, its policy, group and budget."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from features.history.attributes import Attributes
from features.history.spending import Budget, Budgets
from models.policy.policy import Policy
from riskdesk.core.database.handles import Connection
from serving.activation.policies import policy_named
from serving.desk import store
from serving.desk.store import Fact, Spender, Verdict
from serving.ledger.catalogues import values_of
from serving.ledger.store import Entry


@dataclass(frozen=True, slots=True)
class Spending:
    """A budget as it stands now, and the payments that have taken from it, latest first."""

    budget: Budget | None
    spenders: Sequence[Spender]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the page of a decision shows beside the decision itself.

    Parameters
    ----------
    party_name
        Of the customer or payee, where the log knows one.
    facts
        Of the documents that the reasons name as evidence, latest first.
    verdicts
        Latest first.
    policy
        That decided; None where this release cannot read it.
    group_id
        Of an order: the group of companies that its customer belonged to when it was decided.
    spending
        Of a payment that names a budget.
    values
        Of the decision's features by name, as they were served.
    """

    party_name: str | None
    facts: Mapping[str, Sequence[Fact]]
    verdicts: Sequence[Verdict]
    policy: Policy | None
    group_id: str | None
    spending: Spending | None
    values: Mapping[str, float]


def surroundings_of(connection: Connection, entry: Entry) -> Surroundings:
    """Read what stands around a decision."""
    is_order = entry.place == "order"
    column, key = ("customer", entry.customer) if is_order else ("payee", entry.payee)
    reasons = msgspec.json.decode(entry.conclusion)["reasons"]
    evidence = dict.fromkeys(document for reason in reasons for document in reason["evidence"])
    budget_id = None if is_order else msgspec.json.decode(entry.request).get("budget_id")
    return Surroundings(
        party_name=None if key is None else store.name_of(connection, column, key),
        facts=store.facts_of(connection, evidence),
        verdicts=store.verdicts_of(connection, entry.decision_id),
        policy=policy_named(connection, msgspec.json.decode(entry.versions)["policy"]),
        group_id=_group_of(connection, entry) if is_order else None,
        spending=None if budget_id is None else _spending(connection, budget_id),
        values=values_of(connection, entry),
    )


def _group_of(connection: Connection, entry: Entry) -> str | None:
    known = Attributes(connection).of(f"customer:{entry.customer}", entry.decided_at_us)
    return known.get("corporate_group")


def _spending(connection: Connection, budget_id: str) -> Spending:
    return Spending(Budgets(connection).of(budget_id), store.spenders_of(connection, budget_id))
