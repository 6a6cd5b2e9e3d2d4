"""New orders of customers of the receivables, put before the running service."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from features.history.encode import code_of
from features.kernel import layout as L
from models.credit.grades import GRADES, GradeBands
from models.policy.default import DEFAULT_POLICY
from models.policy.outcome import Outcome
from models.policy.policy import Policy
from riskdesk.cli.demo.service import Client
from riskdesk.core.clock import format_time
from riskdesk.core.errors import SetupIncomplete
from riskdesk.core.i18n import Text
from riskdesk.core.settings import Settings
from training.labels.default import ISSUED

MONTH_US: Final = 30 * 86_400 * 1_000_000


@dataclass(frozen=True, slots=True)
class NamedOrder:
    """An order of a customer, and why it was chosen."""

    title: Text
    customer: str
    name: str
    body: dict[str, Any]


def read_names(files: list[Path]) -> tuple[dict[int, str], dict[str, str]]:
    """Return code -> customer number, and customer number -> its most frequent spelling."""
    from pyarrow import parquet

    numbers: set[str] = set()
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for file in files:
        table = parquet.read_table(file)
        column = [str(one).strip().lstrip("0") for one in table["cust_number"].to_pylist() if one is not None]
        numbers.update(column)
        if "name_customer" in table.column_names:
            both = zip(table["cust_number"].to_pylist(), table["name_customer"].to_pylist(), strict=True)
            for number, name in both:
                if number is not None and name:
                    spellings[str(number).strip().lstrip("0")][" ".join(str(name).split())] += 1
    names = {
        number: min(found.items(), key=lambda one: (-one[1], one[0]))[0]
        for number, found in spellings.items()
    }
    return {code_of(number): number for number in numbers}, names


def policy_of(bands: GradeBands) -> Policy:
    """Return the seller's policy: these bands, and in writing that no model of odd orders is expected.

    The books hold invoices alone, no orders: what cannot be learnt from them must not hold every order.
    """
    import msgspec

    written = DEFAULT_POLICY.fail_modes | {"order_anomaly_model": Outcome.APPROVE}
    typologies = {
        code: msgspec.structs.replace(rule, missing=Outcome.APPROVE)
        for code, rule in DEFAULT_POLICY.typologies.items()
    }
    credit = msgspec.structs.replace(DEFAULT_POLICY.credit, bands=bands)
    return msgspec.structs.replace(
        DEFAULT_POLICY, version="receivables-1", fail_modes=written, typologies=typologies, credit=credit
    )


def choose_orders(
    events: npt.NDArray[np.int64],
    grades: dict[int, str],
    clear: dict[int, int],
    numbers: dict[int, str],
    names: dict[str, str],
    *,
    now_us: int,
    zone: str,
) -> list[NamedOrder]:
    """Return orders as they would come in: two customers of each grade that bought of late, and others.

    Parameters
    ----------
    events
        Event array, int64 of shape (E_WIDTH, n); what occurred after `now_us` is passed over.
    grades
        Grade of customers by their code; who is missing is not chosen.
    clear
        Limit, minor units, of customers graded A that owe nothing, by their code.
    """
    occurred = format_time(now_us, zone)
    billed = events[:, (events[L.E_KIND] == ISSUED) & (events[L.E_OCCURRED] <= now_us)]
    recent = billed[L.E_OCCURRED] > now_us - 3 * MONTH_US
    busy = Counter(billed[L.E_CUSTOMER, recent].tolist())
    chosen: list[NamedOrder] = []
    for grade in GRADES:
        of_grade = [code for code, _ in busy.most_common() if grades.get(code) == grade and code in numbers]
        named = [code for code in of_grade if numbers[code] in names] or of_grade
        for code in named[:2]:
            usual = _usual(billed, code)
            title = Text(zh=f"{grade} 级客户的一笔寻常订单", en=f"a usual order of a customer graded {grade}")
            chosen.append(_order(len(chosen), title, numbers[code], names, usual, occurred))
    # another customer: what was scored before is no debt and would stand among the evidence
    large = Text(zh="又一客户的十倍大单", en="a customer orders ten times what is usual")
    taken = {order.customer for order in chosen}
    others = [code for grade in GRADES for code, _ in busy.most_common() if grades.get(code) == grade]
    for code in [code for code in others if code in numbers and numbers[code] not in taken][:1]:
        chosen.append(_order(len(chosen), large, numbers[code], names, _usual(billed, code) * 10, occurred))
    fits = Text(
        zh="无欠款的 A 级客户，订单在额度之内", en="graded A, owes nothing, and the order fits the limit"
    )
    for code, _ in Counter(billed[L.E_CUSTOMER].tolist()).most_common():
        if code in numbers and _usual(billed, code) * 100 <= clear.get(code, 0):
            chosen.append(_order(len(chosen), fits, numbers[code], names, _usual(billed, code), occurred))
            break
    stranger = Text(zh="账上没有的客户", en="a customer that the books do not know")
    chosen.append(_order(len(chosen), stranger, "STRANGER-1", names, Decimal(25_000), occurred))
    return chosen


def _usual(billed: npt.NDArray[np.int64], code: int) -> Decimal:
    amounts = billed[L.E_BASE, billed[L.E_CUSTOMER] == code]
    return Decimal(int(np.median(amounts))) / 100


def _order(
    place: int, title: Text, customer: str, names: dict[str, str], amount: Decimal, occurred: str
) -> NamedOrder:
    body = {
        "order_id": f"DEMO-{place + 1}",
        "customer_id": customer,
        "amount": f"{amount:.2f}",
        "currency": "USD",
        "occurred_at": occurred,
        "reserve": False,
    }
    return NamedOrder(title, customer, names.get(customer, customer), body)


def score(client: Client, orders: list[NamedOrder]) -> list[dict[str, Any]]:
    """Put the orders before the service; return its answers in both languages, one an order.

    Raises
    ------
    SetupIncomplete
        The service refused one.
    """
    answered = []
    for order in orders:
        said = {
            language: client.post("/v1/orders/score", order.body, language=language)
            for language in ("zh", "en")
        }
        if "outcome" not in said["en"]:
            raise SetupIncomplete(
                f"the service refused a call: {said['en'].get('detail')}", field=said["en"].get("field")
            )
        title = {"zh": order.title.zh, "en": order.title.en}
        answered.append(
            {"title": title, "customer": order.customer, "name": order.name, "order": order.body, **said}
        )
    return answered


def publish(engine: Any, settings: Settings, policy: Policy, *, proposed_by: str, approved_by: str) -> str:
    """Store the policy and append that two persons published it; return its hash."""
    from zoneinfo import ZoneInfo

    from features.events.kinds import BY_NAME
    from features.events.parse import EventParser, read_body
    from features.history.artifacts import SOURCE, store_artifact
    from features.history.log import Log
    from models.policy.codec import write
    from riskdesk.core.clock import SystemClock
    from riskdesk.core.crypto import Vault
    from riskdesk.core.database.unit import write_unit
    from riskdesk.core.keys import load_keys

    now_us, kind = SystemClock().now_us(), BY_NAME["policy_published"]
    parser = EventParser(Vault(load_keys(settings)), ZoneInfo(settings.zone))
    with write_unit(engine) as connection:
        name = store_artifact(connection, "policy", write(policy), stored_at_us=now_us)
        said = {"policy_hash": name, "proposed_by": proposed_by, "approved_by": approved_by}
        body = read_body(kind, said)
        event = parser.build(
            kind, body, source=SOURCE, event_id=None, occurred_at_us=now_us, known_at_us=now_us
        )
        log = Log(connection, settings.base_currency)
        appended = log.append([event], recorded_at_us=now_us)[0]
        if appended.seq is None:
            raise SetupIncomplete(f"the policy was refused: {appended.detail}", field=appended.field)
        log.flush()
    return name
