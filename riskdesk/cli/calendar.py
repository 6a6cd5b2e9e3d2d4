"""`riskdesk calendar`: the working calendar that hours and weekdays are read by."""

from datetime import date
from typing import Annotated, Final

import typer

from riskdesk.cli.output import Json, say_json
from riskdesk.core.i18n import Text

TEXTS: Final[dict[str, Text]] = {
    "country": Text(
        zh="国家 {country}，时区 {zone}；已公布至 {last} 年",
        en="country {country}, zone {zone}; certain up to {last}",
    ),
    "year": Text(
        zh="{year} 年：工作日 {work} 天，休息日 {off} 天", en="{year}: {work} working days, {off} off"
    ),
    "guessed": Text(
        zh="{year} 年的安排尚未公布，按规则推算", en="{year} is not published yet; its days follow the rules"
    ),
    "made_up": Text(zh="调休上班：{days}", en="made-up working days: {days}"),
    "none": Text(zh="无", en="none"),
}
"""What the command says, in both languages."""


def calendar_command(
    year: Annotated[int | None, typer.Option(help="Year to show; this one otherwise.")] = None,
    country: Annotated[
        str | None, typer.Option(help="Country by its ISO 3166 code; RISKDESK_CALENDAR otherwise.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show the working calendar: its country, how far it is certain, and the weekends that are worked.

    Which calendar import, service and training read is set by RISKDESK_CALENDAR.

    Example: riskdesk calendar --year 2026
    """
    from riskdesk.core.calendar import WorkingCalendar
    from riskdesk.core.clock import SystemClock
    from riskdesk.core.settings import load_settings

    settings = load_settings()
    calendar = WorkingCalendar(country or settings.calendar, settings.zone)
    epoch = date(1970, 1, 1).toordinal()
    shown = year or date.fromordinal(epoch + calendar.local_one(SystemClock().now_us())[0]).year
    days = range(date(shown, 1, 1).toordinal() - epoch, date(shown + 1, 1, 1).toordinal() - epoch)
    made_up = [date.fromordinal(epoch + day).isoformat() for day in calendar.made_up(days)]
    off = sum(calendar.day_kind(day) for day in days)
    said = {
        "country": calendar.country,
        "zone": calendar.zone,
        "last_certain_year": calendar.last_certain_year,
        "year": shown,
        "certain": calendar.certain(days[0]),
        "working_days": len(days) - off,
        "days_off": off,
        "made_up": made_up,
    }
    if as_json:
        say_json(said)
        return
    words = {"zone": calendar.zone, "country": calendar.country, "last": str(calendar.last_certain_year)}
    counts = {"year": str(shown), "work": str(len(days) - off), "off": str(off)}
    lines = [("country", words), ("year", counts), *([] if said["certain"] else [("guessed", counts)])]
    lines.append(("made_up", {"days": ", ".join(made_up) or TEXTS["none"].render(settings.language)}))
    for name, params in lines:
        typer.echo(TEXTS[name].render(settings.language, params))
