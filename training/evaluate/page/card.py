"""The model card: what the model is for, what it stands on, where it fails, and the way back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from models.bundle.format import Bundle
from riskdesk.core.i18n import Text
from riskdesk.core.money import show_amount
from training.evaluate.intervals import Interval
from training.evaluate.page import card_texts as texts_of_card
from training.evaluate.page.days_shown import days_slice_lines
from training.evaluate.page.figures_shown import in_order
from training.evaluate.page.labels_shown import card_lines
from training.evaluate.page.look import Look, between, number, share, signed
from training.evaluate.page.metric_texts import texts_of
from training.evaluate.page.slices_shown import name_of
from training.evaluate.page.tables import COUNTS
from training.evaluate.page.texts import TEXTS
from training.pipelines.result import TrainResult

_HEADLINES: Final = 8
_MOST_SLICES: Final = 8
_NO_QUALITY: Final = COUNTS | {"rate", "mean_probability"}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its sentences."""

    heading: str
    lines: tuple[str, ...]


def card_of(
    result: TrainResult, bundle: Bundle, intervals: Mapping[str, Interval], look: Look
) -> tuple[Section, ...]:
    """Return the card of a run.

    Parameters
    ----------
    result, bundle
        The run, and its bundle as read.
    intervals
        Of its metrics.
    look
        The reader's language, zone and currency.
    """
    made = {
        "purpose": [look.say(texts_of_card.PURPOSE[result.role])],
        "data": [_data(result, bundle, look), look.say(texts_of_card.PERSONAL)],
        "label": list(_label(result, look)),
        "made": [_made(result, bundle, look)],
        "measured": list(_measured(result, intervals, look)),
        "labels": list(card_lines(result, look)),
        "slices": list(_slices(result, look)),
        "limits": [look.say(one) for one in texts_of_card.LIMITS[result.role]],
        "unknown": list(_unknown(result, look)),
        "rollback": [look.say(texts_of_card.ROLLBACK, role=result.role)],
    }
    return tuple(
        Section(look.say(texts_of_card.HEADINGS[name]), tuple(lines)) for name, lines in made.items()
    )


def markdown(result: TrainResult, sections: tuple[Section, ...], look: Look) -> str:
    """Return a card as Markdown."""
    title = f"# {look.say(TEXTS['card'])}: {look.say(TEXTS[f'role_{result.role}'])}"
    parts = [title, f"`{result.version}` · `{result.hash}`"]
    for one in sections:
        parts += [f"## {one.heading}", "\n".join(f"- {line}" for line in one.lines)]
    return "\n\n".join(parts) + "\n"


def _data(result: TrainResult, bundle: Bundle, look: Look) -> str:
    params = {
        "seq": f"{bundle.trained.seq:,}",
        "chain": str(result.data.get("chain", ""))[:12],
        "features": bundle.feature_set,
        "count": str(len(bundle.names)),
    }
    if result.later is None or not len(result.later.y):
        return look.say(texts_of_card.DATA_UNTESTED, **params)
    moments = result.later.moments_us
    first, last = look.day(int(moments.min())), look.day(int(moments.max()))
    return look.say(texts_of_card.DATA, **params, first=first, last=last, rows=f"{len(moments):,}")


def _label(result: TrainResult, look: Look) -> Iterator[str]:
    told = {**result.params, **result.params.get("definition", {}), **result.params.get("practice", {})}
    params = {name: str(value) for name, value in told.items() if not isinstance(value, dict)}
    if "materiality_minor" in told:
        params["materiality"] = show_amount(int(told["materiality_minor"]), look.currency, look.language)
    yield look.say(texts_of_card.LABEL[result.role], **params)
    counts = left_out(result.report, look)
    if counts:
        yield look.say(
            texts_of_card.LEFT_OUT, counts=look.listed(f"{name} {count}" for name, count in counts.items())
        )


def left_out(report: Mapping[str, Any], look: Look) -> dict[str, str]:
    """Return why rows were left out -> how many."""
    counts: dict[str, int] = report.get("left_out", {})
    return {look.say(TEXTS[name]) if name in TEXTS else name: f"{count:,}" for name, count in counts.items()}


def _made(result: TrainResult, bundle: Bundle, look: Look) -> str:
    if bundle.model is None:
        return look.say(texts_of_card.MADE_COLD)
    if result.role == "lateness":
        return look.say(texts_of_card.MADE_DAYS)
    return look.say(texts_of_card.MADE, bound=str(sum(one != 0 for one in bundle.directions)))


def _measured(result: TrainResult, intervals: Mapping[str, Interval], look: Look) -> Iterator[str]:
    names = [name for name in in_order(result.metrics, result.role) if name not in _NO_QUALITY]
    for name in names[:_HEADLINES]:
        said = {"name": look.say(texts_of(name)[0]), "value": number(result.metrics[name])}
        found = intervals.get(name)
        if found is None:
            yield look.say(texts_of_card.FIGURE, **said)
        else:
            yield look.say(texts_of_card.FIGURE_INTERVAL, **said, interval=between(found.low, found.high))
    stable = result.report.get("stability")
    if stable:
        kept, named = number(stable["kept"], 1), number(stable["named"], 1)
        yield look.say(texts_of_card.STABLE, kept=kept, named=named, first=share(stable["same_first"], 0))
    failed = [gate.name for gate in result.gates if not gate.passed]
    if failed:
        yield look.say(texts_of_card.GATES_FAILED, names=look.listed(failed))
    else:
        yield look.say(texts_of_card.GATES_PASSED, count=str(len(result.gates)))


def _slices(result: TrainResult, look: Look) -> Iterator[str]:
    slices: list[dict[str, Any]] = result.report.get("slices") or result.report.get("days_slices", [])
    judged = [one for one in slices if one["enough"]]
    if not slices:
        yield look.say(texts_of_card.SLICES_NONE)
        return
    if result.role == "lateness":
        said = list(days_slice_lines(result, look))
    else:
        said = [line for one in judged for line in _apart(one, result, look)]
    yield from said[:_MOST_SLICES] or [look.say(texts_of_card.SLICES_EVEN, count=str(len(judged)))]
    if len(judged) < len(slices):
        yield look.say(texts_of_card.SLICES_SMALL, count=str(len(slices) - len(judged)))


def _apart(one: Mapping[str, Any], result: TrainResult, look: Look) -> Iterator[str]:
    name = name_of(one, result.role, look)
    if one["ranks_worse"]:
        yield look.say(
            texts_of_card.SLICE_WORSE, name=name, auc=number(one["auc"]), gap=signed(one["auc_gap"])
        )
    if one["off"]:
        yield look.say(
            texts_of_card.SLICE_OFF, name=name, expected=share(one["expected"]), realised=share(one["rate"])
        )


def _unknown(result: TrainResult, look: Look) -> Iterator[str]:
    texts: list[Text] = list(texts_of_card.UNKNOWN[result.role])
    if any(not one["enough"] for one in result.report.get("slices", [])):
        texts.append(texts_of_card.UNKNOWN_SLICES)
    yield from (look.say(text) for text in texts)
