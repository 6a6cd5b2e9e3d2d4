"""Whether a row meets the conditions of an entry."""

from collections.abc import Callable, Sequence

from features.imports.mapping import Condition
from features.imports.texts import Texts, plain_number
from riskdesk.core.errors import EventInvalid

Test = Callable[[Texts], bool]


def compile_all(conditions: Sequence[Condition]) -> Test:
    """Return a function that says whether all conditions hold for a row."""
    tests = [_compile_one(condition) for condition in conditions]
    return lambda texts: all(test(texts) for test in tests)


def _compile_one(condition: Condition) -> Test:
    names = condition.column
    if condition.equals is not None:
        return lambda texts: texts.first(names) == condition.equals
    if condition.one_of is not None:
        wanted = frozenset(condition.one_of)
        return lambda texts: texts.first(names) in wanted
    if condition.none_of is not None:
        unwanted = frozenset(condition.none_of)
        return lambda texts: texts.first(names) not in unwanted
    if condition.blank is not None:
        return lambda texts: (texts.first(names) is None) == condition.blank
    return lambda texts: _sign(texts, names) == condition.sign


def _sign(texts: Texts, names: Sequence[str]) -> str | None:
    text = texts.first(names)
    if text is None:
        return None
    number = plain_number(text)
    if number is None:
        raise EventInvalid("expected a decimal number", field=names[0])
    return "negative" if number < 0 else "positive" if number > 0 else "zero"
