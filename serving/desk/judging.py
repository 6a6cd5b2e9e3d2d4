"""One decision in the reader's words: all that a reviewer judges it by."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from features.events.kinds import BY_CODE
from models.decision.inputs import Standing
from models.typologies.catalogue import TYPOLOGIES
from serving import names
from serving.desk.budget import budget_view
from serving.desk.credit import credit_view
from serving.desk.drawing import waterfalls
from serving.desk.formats import Formats
from serving.desk.listing import amount_of
from serving.desk.schemas import (
    Choice,
    DecisionView,
    EvidenceView,
    FactView,
    Labelled,
    ReasonView,
)
from serving.desk.store import MOST_FACTS, Fact
from serving.desk.submission import submission
from serving.desk.surroundings import Surroundings
from serving.desk.words import choices, moment, reason_words, verdict_view
from serving.ledger.store import Entry

_NO_CHOICE: Final = ""


def decision_view(entry: Entry, around: Surroundings, formats: Formats) -> DecisionView:
    """Return the page of one decision."""
    said, request = msgspec.json.decode(entry.conclusion), msgspec.json.decode(entry.request)
    is_order = entry.place == "order"
    in_base = request["currency"] == formats.currency
    standing = msgspec.convert(said["standing"], Standing)
    return DecisionView(
        decision_id=entry.decision_id,
        outcome=entry.outcome,
        outcome_label=names.word(names.OUTCOMES, entry.outcome, formats.language),
        document=names.document_name(f"{entry.place}:{entry.subject_id}", formats.language),
        revision=formats.text("revision", n=entry.revision) if entry.revision else "",
        amount=amount_of(request, formats),
        base_amount="" if in_base else formats.money(said["base_minor"]),
        party_label=formats.text("customer" if is_order else "payee"),
        party=" · ".join(one for one in (around.party_name, entry.customer or entry.payee) if one),
        decided=moment(entry.decided_at_us, formats),
        is_sampled=said["sampled"],
        degraded=tuple(names.missing_input(name, formats.language) for name in said["degraded"]),
        reasons=_reasons(entry, said, around.facts, formats),
        other_steps=_other_steps(said, formats),
        waterfalls=waterfalls(said["scores"], around.values, formats),
        credit=credit_view(said["credit"], standing, said["base_minor"], around, formats),
        budget=budget_view(entry, standing, said["base_minor"], around, formats),
        anomaly=_anomaly(said["anomaly"], formats),
        submission=submission(entry, request, formats),
        record=_record(entry, formats),
        verdicts=tuple(verdict_view(verdict, formats) for verdict in around.verdicts),
        verdict_choices=choices(names.VERDICTS, formats),
        actions=choices(names.ACTIONS, formats, chosen="none"),
        typologies=(Choice(_NO_CHOICE, formats.text("typology_open")), *_patterns(entry.place, formats)),
    )


def _reasons(
    entry: Entry, said: Mapping[str, Any], facts: Mapping[str, Sequence[Fact]], formats: Formats
) -> tuple[ReasonView, ...]:
    steps = {step["code"]: step for step in said["clears"]}
    views = []
    for reason in said["reasons"]:
        words, added = reason_words(reason, formats), reason["contribution"]
        views.append(
            ReasonView(
                text=words.text,
                value=words.value,
                normal=words.normal,
                clears=_step(steps[reason["code"]], formats) if reason["code"] in steps else "",
                adds=formats.text("adds", value=formats.log_odds(added, signed=True))
                if added >= 0.005
                else "",
                evidence=tuple(
                    _evidence(entry, name, facts.get(name, ()), formats) for name in reason["evidence"]
                ),
            )
        )
    return tuple(views)


def _step(step: Mapping[str, Any], formats: Formats) -> str:
    """Return what clears one thing that holds the document, with the amount that would fit where one does."""
    words = [reason_words(step, formats).clears or ""]
    fits_minor = step["params"].get("fits_minor")
    if fits_minor:
        words.append(formats.text("fits", amount=formats.money(fits_minor)))
    return "\n".join(one for one in words if one)


def _other_steps(said: Mapping[str, Any], formats: Formats) -> tuple[str, ...]:
    """Return the steps that clear what is not among the reasons shown."""
    shown = {reason["code"] for reason in said["reasons"]}
    steps = (_step(step, formats) for step in said["clears"] if step["code"] not in shown)
    return tuple(dict.fromkeys(one for one in steps if one))


def _evidence(entry: Entry, document: str, facts: Sequence[Fact], formats: Formats) -> EvidenceView:
    shown = tuple(
        FactView(
            kind=formats.words(BY_CODE[fact.kind].text),
            at=moment(fact.occurred_at_us, formats),
            amount=formats.money(fact.amount_minor, fact.currency) if fact.currency else "",
            people=_people(fact, formats),
            is_later=fact.seq > entry.seq,
            href=f"/desk/decisions/{fact.decision_id}"
            if fact.decision_id and fact.decision_id != entry.decision_id
            else "",
        )
        for fact in facts[:MOST_FACTS]
    )
    return EvidenceView(names.document_name(document, formats.language), shown, len(facts) > MOST_FACTS)


def _people(fact: Fact, formats: Formats) -> str:
    said = (("fact_by", fact.actor), ("fact_approved", fact.approver))
    return " · ".join(formats.text(key, who=who) for key, who in said if who)


def _anomaly(anomaly: Mapping[str, Any], formats: Formats) -> tuple[Labelled, ...]:
    def of(value: float | None) -> str:
        return "—" if value is None else formats.number(value)

    found = [names.word(names.TYPOLOGIES, code, formats.language) for code in anomaly["typologies"]]
    return (
        Labelled(formats.text("anomaly_probability"), formats.probability(anomaly["probability"])),
        Labelled(formats.text("percentile"), of(anomaly["percentile"])),
        Labelled(formats.text("isolation"), of(anomaly["isolation_percentile"])),
        Labelled(formats.text("typologies"), names.joined(found, formats.language) or formats.text("none")),
    )


def _record(entry: Entry, formats: Formats) -> tuple[Labelled, ...]:
    versions = msgspec.json.decode(entry.versions)
    kept = [
        Labelled(names.word(names.VERSIONS, name, formats.language), str(version)[:16])
        for name, version in versions.items()
    ]
    return (
        Labelled(formats.text("decision_id"), entry.decision_id),
        Labelled(formats.text("log_place"), str(entry.seq)),
        *kept,
    )


def _patterns(place: str, formats: Formats) -> list[Choice]:
    return [
        Choice(one.code, names.word(names.TYPOLOGIES, one.code, formats.language))
        for at, tests in TYPOLOGIES.items()
        if at == place
        for one in tests
    ]
