"""Each aggregate in a sentence: how a feature's value is put together, for people who read about it.

A sentence may name `{number}`, the integer of a definition as `aggregate_said.py` puts it in words.
A movement is a posting that opens something: an order, an invoice, a payment.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from features.catalogue.aggregate_texts_plain import PLAIN_TEXTS
from features.catalogue.aggregate_texts_special import SPECIAL_TEXTS
from riskdesk.core.i18n import Text

AGGREGATE_TEXTS: Final[Mapping[str, Text]] = MappingProxyType({**PLAIN_TEXTS, **SPECIAL_TEXTS})
"""Name of an aggregate -> its sentence."""
