import pytest

from features.evidence import evidence_seqs
from features.kernel import layout as L
from features.kernel.tables import Table
from tests.features.kernel.histories import KEYS
from tests.features.kernel.history import AS_OF, History, Posting, Query, lay_out, query_row


def ask(history: History, query: Query, code: str, most: int = 8) -> list[int]:
    """Return the evidence for a reason on a small history."""
    postings, slots, slot_of = lay_out(history)
    (found,) = evidence_seqs(postings, slots, query_row(query, slot_of), (code,), most)
    return found


def ago(hours: int, seq: int, **fields: int) -> Posting:
    """A posting some hours ago, of a document of its own."""
    return Posting(**{"effective": AS_OF - hours * L.HOUR, "seq": seq, "document": seq, **fields})


def orders(*rows: Posting) -> History:
    """Orders of the customer."""
    return {(int(Table.CUSTOMER_ORDER), KEYS["customer"]): rows}


def test_split_names_the_parts_of_the_same_salesperson() -> None:
    """Parts within 72 hours with that salesperson, latest first; no other's, none older."""
    seller = KEYS["salesperson"]
    history = orders(
        ago(80, 1, other=seller), ago(40, 2, other=seller), ago(30, 3, other=99), ago(2, 4, other=seller)
    )
    assert [4, 2] == ask(history, Query(keys=KEYS), "split_order")


def test_cancelled_part_is_no_evidence() -> None:
    """What was taken back stands no more."""
    seller = KEYS["salesperson"]
    history = orders(
        ago(40, 1, other=seller),
        ago(30, 2, other=seller),
        ago(20, 3, other=seller, document=1, v0=-100, n=-1),
    )
    assert [2] == ask(history, Query(keys=KEYS), "split_order")


def test_overdue_names_the_unpaid_invoices() -> None:
    """A partly paid invoice stands, a settled one does not."""
    table = (int(Table.CUSTOMER_PAST_DUE_0), KEYS["customer"])
    history = {
        table: (
            ago(90, 1), ago(80, 2), ago(70, 3),
            ago(60, 4, document=1, v0=-40, n=0), ago(50, 5, document=2, v0=-100, n=-1),
        )
    }  # fmt: skip
    assert [3, 1] == ask(history, Query(keys=KEYS), "overdue_now")


def test_duplicates_name_only_their_likes() -> None:
    """Same number and amount, or same amount; other payments of the payee are left out."""
    table = (int(Table.PAYEE_PAYMENT), KEYS["payee"])
    history = {table: (ago(90, 1, tag=5), ago(80, 2, tag=6), ago(70, 3, v0=55), ago(60, 4, tag=5, v0=500))}
    assert [2, 1] == ask(history, Query(keys=KEYS, tag=5, place=L.PLACE_PAYMENT), "duplicate_payment")


def test_cancellations_name_what_was_taken_back() -> None:
    """The postings that take an order back, of customer and salesperson, each fact once."""
    rows = (ago(90, 1), ago(80, 2, document=1, v0=-100, n=-1))
    history = {
        (int(Table.CUSTOMER_ORDER), KEYS["customer"]): rows,
        (int(Table.SALESPERSON_ORDER), KEYS["salesperson"]): (*rows, ago(70, 3, n=-1)),
    }
    assert [3, 2] == ask(history, Query(keys=KEYS), "many_cancellations")


@pytest.mark.parametrize(
    "hidden",
    [
        {"seq": 2_000},
        {"seq": 5, "known": AS_OF + 1},
        {"seq": 5, "document": 7},
    ],
    ids=["beyond the horizon", "known later", "its own document"],
)
def test_evidence_sees_what_the_vector_saw(hidden: dict[str, int]) -> None:
    """No fact is shown that the decision could not know."""
    query = Query(keys=KEYS, document=7, again=True)
    assert [1] == ask(orders(ago(90, 1), ago(80, **hidden)), query, "sales_change")


def test_no_more_than_asked_for() -> None:
    """The latest are kept."""
    history = orders(*(ago(200 - i, i) for i in range(1, 30)))
    assert [29, 28, 27] == ask(history, Query(keys=KEYS), "sales_change", most=3)


def test_a_reason_without_places_names_the_partys_own_facts() -> None:
    """A draw by lot shows what is known of the customer."""
    assert [2, 1] == ask(orders(ago(90, 1), ago(80, 2)), Query(keys=KEYS), "random_review")


def test_own_facts_stand_in_where_nothing_matches() -> None:
    """The first payment to an account has no earlier one to show."""
    history = {(int(Table.PAYEE_PROFILE), KEYS["payee"]): (ago(90, 1),)}
    assert [1] == ask(history, Query(keys=KEYS, place=L.PLACE_PAYMENT), "new_account")


def test_nothing_known_gives_no_evidence() -> None:
    """An unknown customer has no facts."""
    assert [] == ask({}, Query(keys=KEYS), "unknown_customer")


def test_reasons_are_asked_for_together() -> None:
    """Each has its own facts, whatever was found for the one before."""
    history: History = {
        (int(Table.CUSTOMER_ORDER), KEYS["customer"]): tuple(ago(200 - i, i) for i in range(1, 30)),
        (int(Table.PAYEE_PROFILE), KEYS["payee"]): (ago(90, 40),),
    }
    postings, slots, slot_of = lay_out(history)
    row = query_row(Query(keys=KEYS), slot_of)
    codes = ("sales_change", "overdue_now", "duplicate_payment")
    alone = [evidence_seqs(postings, slots, row, (code,), 3)[0] for code in codes]
    assert [29, 28, 27] == alone[0]
    assert alone == evidence_seqs(postings, slots, row, codes, 3)
    assert [] == evidence_seqs(postings, slots, row, ())
