"""Values as the reader writes them: times in the company's zone, amounts, probabilities, log-odds."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal, format_percent

from riskdesk.core.clock import from_us
from riskdesk.core.i18n import Language, Text
from riskdesk.core.money import parse_amount, show_amount
from serving.desk.texts import TEXTS

_LOCALES: Final[Mapping[Language, str]] = {"zh": "zh_Hans_CN", "en": "en"}
TAGS: Final[Mapping[Language, str]] = {"zh": "zh-Hans", "en": "en"}
"""What the pages call their language in HTML."""


@dataclass(frozen=True)
class Formats:
    """How one reader is shown values.

    Parameters
    ----------
    language
        The reader's.
    zone
        The company's zone.
    currency
        The base currency.
    """

    language: Language
    zone: str
    currency: str

    @cached_property
    def _locale(self) -> Locale:
        return Locale.parse(_LOCALES[self.language])

    def text(self, key: str, **params: object) -> str:
        """Return a label of the pages."""
        return TEXTS[key].render(self.language, {name: str(value) for name, value in params.items()})

    def words(self, text: Text) -> str:
        """Return a text of another register, as a line begins."""
        said = text.render(self.language)
        return said[:1].upper() + said[1:]

    def time(self, us: int) -> str:
        """Return a moment with day, hour and minute; hours from 0 to 23 in both languages."""
        moment = from_us(us).astimezone(ZoneInfo(self.zone))
        return f"{format_date(moment, 'medium', self._locale)} {format_time(moment, 'HH:mm', locale=self._locale)}"

    def machine_time(self, us: int) -> str:
        """Return the moment for the attribute of a `time` element."""
        return from_us(us).astimezone(ZoneInfo(self.zone)).isoformat(timespec="seconds")

    def money(self, minor: int, currency: str | None = None) -> str:
        """Return minor units of a currency, the base currency where none is named."""
        return show_amount(minor, currency or self.currency, self.language)

    def stated(self, amount: str, currency: str) -> str:
        """Return an amount as it was stated: a decimal string and its currency."""
        minor = parse_amount(amount, currency, field="amount", allow_zero=True, allow_negative=True)
        return show_amount(minor, currency, self.language)

    def probability(self, value: float | None) -> str:
        """Return a probability as a percentage that never claims to be nothing or all."""
        if value is None:
            return "—"
        if 0.0 < value < 0.0001:
            return "<" + format_percent(0.0001, "0.00%", self._locale)
        if 0.999 < value < 1.0:
            return ">" + format_percent(0.999, "0.0%", self._locale)
        return format_percent(value, "0.00%" if value < 0.01 else "0.0%", self._locale)

    def tick(self, value: float) -> str:
        """Return a probability as short as an axis needs it."""
        return format_percent(value, "0.##%", self._locale)

    def number(self, value: float) -> str:
        """Return a number with at most one decimal."""
        return format_decimal(value, "#,##0.#", self._locale)

    def log_odds(self, value: float, *, signed: bool = False) -> str:
        """Return log-odds with two decimals, with a sign of their own where they are a difference."""
        shown = format_decimal(abs(value), "0.00", self._locale)
        if float(f"{abs(value):.2f}") == 0.0:
            return shown
        return ("−" if value < 0.0 else "+" if signed else "") + shown
