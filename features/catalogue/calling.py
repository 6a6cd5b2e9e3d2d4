"""How the kernel calls the function of a special measure: by the names of its parameters.

| parameter | what is handed over |
| --- | --- |
| `p`, `start`, `end`, `q` | the postings, where the key's slot begins, where the query stands in it, the query |
| `window_us` | the length of the definition's window, 0 for all of history |
| `other` | the counterparty that the definition restricts to, 0 for none |
| `limits` | the approval limits of the kind of document |
| `scratch` | room that measures share |
| an `int` of any other name | the definition's integer |
| a `float` of any name | the value of the definition's operand |
"""

import inspect
from collections.abc import Callable
from typing import Final

Measure = Callable[..., float]

GIVEN: Final = ("p", "start", "end", "q", "window_us", "other", "limits", "scratch")
"""Parameters that are known by their names."""
NUMBER: Final = "number"
OPERAND: Final = "operand"


def arguments_of(measure: Measure) -> tuple[str, ...]:
    """Return what the kernel hands to a measure, in the order of its parameters.

    Raises
    ------
    TypeError
        A parameter is neither known by its name nor an `int` or a `float`, or two ask for the same.

    >>> from features.kernel.rhythm import count_above
    >>> arguments_of(count_above)
    ('p', 'start', 'end', 'q', 'window_us', 'number')
    """
    parameters = inspect.signature(getattr(measure, "py_func", measure)).parameters.values()
    arguments = tuple(_argument(measure, parameter) for parameter in parameters)
    if len(arguments) != len(set(arguments)):
        raise TypeError(f"{name_of(measure)} asks twice for the same: {', '.join(arguments)}")
    return arguments


def _argument(measure: Measure, parameter: inspect.Parameter) -> str:
    if parameter.name in GIVEN:
        return parameter.name
    if parameter.annotation is int:
        return NUMBER
    if parameter.annotation is float:
        return OPERAND
    raise TypeError(f"the kernel has nothing to hand over as `{parameter.name}` of {name_of(measure)}")


def takes_operand(measure: Measure) -> bool:
    """Tell whether a measure is made of another feature too."""
    return OPERAND in arguments_of(measure)


def name_of(measure: Measure) -> str:
    """Return a measure's name with its module's.

    >>> from features.kernel.rhythm import count_above
    >>> name_of(count_above)
    'rhythm.count_above'
    """
    return f"{measure.__module__.rpartition('.')[2]}.{measure.__name__}"
