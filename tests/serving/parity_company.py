"""A synthetic company cut into steps: what is put before the service at one time, and what is booked meanwhile.

An order or a payment of the books is scored first and booked a step later, as in an order system. To
what happens in the books anyway come facts that arrive late, corrections, accounts changed and changed
back, and orders cancelled, reopened and decided anew.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

Row = dict[str, Any]

ORDERS: Final = "/v1/orders/score"
PAYMENTS: Final = "/v1/payments/score"
_LATE_KINDS: Final = ("money_matched", "invoice_disputed", "credit_note_issued", "customer_registered")
_CHECKPOINTS: Final = {"order_delivered": "delivery", "invoice_issued": "invoice"}
_LATE, _CHANGED, _REOPENED, _CORRECTED, _CHECKED = 0.05, 0.03, 0.02, 0.02, 0.04
"""How often, of what can be so."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call to score; those of one document are made one after the other."""

    document: str
    path: str
    body: Row


@dataclass(frozen=True, slots=True)
class Step:
    """What reaches the service at one time, from all sides; verdicts are pairs of document and verdict."""

    calls: list[Call]
    events: list[Row]
    verdicts: list[tuple[str, str]]


@dataclass
class Books:
    """Rows in order of `known_at`, so many a step, and the dice that make some of them worse."""

    rows: Sequence[Row]
    size: int
    rng: random.Random
    _asked: dict[str, Row] = field(default_factory=dict)
    _checked: set[tuple[str, str]] = field(default_factory=set)
    _accounts: list[str] = field(default_factory=list)
    _later: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))

    def steps(self) -> Iterator[Step]:
        """Yield the steps; the last one only books."""
        ended = {row["order_id"] for row in self.rows if row["kind"] in ("order_cancelled", "order_reopened")}
        before = Step([], [], [])
        for step, begin in enumerate(range(0, len(self.rows), self.size)):
            chunk = self._later.pop(step, []) + list(self.rows[begin : begin + self.size])
            yield Step([call for row in chunk for call in self._calls(row)], before.events, before.verdicts)
            facts = [row for row in chunk if row["kind"] != "verdict_recorded"]
            verdicts = [(row["subject"], row["verdict"]) for row in chunk if row not in facts]
            facts = [row for row in facts if not self._is_late(row, step)]
            before = Step(
                [], facts + [more for row in facts for more in self._worse(row, step, ended)], verdicts
            )
        yield Step(
            [], before.events + [row for rows in self._later.values() for row in rows], before.verdicts
        )

    def _calls(self, row: Row) -> Iterator[Call]:
        """Give what is to be scored because of a row."""
        kind = row["kind"]
        if kind == "order_placed":
            yield self._first(f"order:{row['order_id']}", ORDERS, row, {})
        elif kind == "payment_executed":
            yield self._first(f"payment:{row['payment_id']}", PAYMENTS, row, {"kind": row["kind_of_payment"]})
        else:
            yield from self._again(f"order:{row.get('order_id')}", row)

    def _first(self, document: str, path: str, row: Row, more: Row) -> Call:
        body = {
            name: value for name, value in row.items() if name not in ("kind", "known_at", "kind_of_payment")
        }
        self._asked[document] = body | more
        return Call(document, path, self._asked[document])

    def _again(self, document: str, row: Row) -> Iterator[Call]:
        """Give the call by which a changed order, or one at a later checkpoint, is decided anew."""
        if document not in self._asked:
            return
        body = self._asked[document] | {"occurred_at": row["occurred_at"]}
        checkpoint = _CHECKPOINTS.get(row["kind"])
        if row["kind"] in ("order_amended", "order_reopened"):
            self._asked[document] = body | {"amount": row["amount"], "revision": body.get("revision", 0) + 1}
            yield Call(document, ORDERS, self._asked[document])
        elif checkpoint and (document, checkpoint) not in self._checked and self.rng.random() < _CHECKED:
            self._checked.add((document, checkpoint))
            yield Call(document, ORDERS, body | {"checkpoint": checkpoint})

    def _is_late(self, row: Row, step: int) -> bool:
        """Tell whether a fact comes only two steps later; then it waits for them."""
        late = row["kind"] in _LATE_KINDS and self.rng.random() < _LATE
        if late:
            self._later[step + 2].append(row | {"known_at": self._end_of(step + 2)})
        return late

    def _worse(self, row: Row, step: int, ended: set[str]) -> Iterator[Row]:
        """Give what happens besides the books because of a row, and leave what undoes it for the next step."""
        now, then = ({"occurred_at": self._end_of(k), "known_at": self._end_of(k)} for k in (step, step + 1))
        if row["kind"] == "order_placed":
            order = {"order_id": row["order_id"]}
            if row["order_id"] not in ended and self.rng.random() < _REOPENED:
                yield {"kind": "order_cancelled"} | order | now
                money = {name: row[name] for name in ("amount", "currency")}
                self._later[step + 1].append({"kind": "order_reopened"} | order | money | then)
            if self.rng.random() < _CORRECTED:
                capital = f"{self.rng.randrange(1, 900)}0000.00"
                customer = {"customer_id": row["customer_id"], "currency": row["currency"]}
                yield {"kind": "customer_registered", "registered_capital": capital} | customer | now
        elif row["kind"] == "payment_executed":
            self._accounts.append(row["payee_account"])
            if self.rng.random() < _CHANGED:
                change = {
                    "kind": "payee_account_changed",
                    "payee_id": row["payee_id"],
                    "changed_by": row["requester_id"],
                }
                yield change | {"account": self.rng.choice(self._accounts)} | now
                undone = {"account": row["payee_account"], "reason": "correction"}
                self._later[step + 1].append(change | undone | then)

    def _end_of(self, step: int) -> str:
        """Return the moment at which the last row of a step became known."""
        moment: str = self.rows[min((step + 1) * self.size, len(self.rows)) - 1]["known_at"]
        return moment
