from dataclasses import replace

import pytest

from features.catalogue.program import CATALOGUE, FEATURES, NAMES, compile_program, index
from features.kernel import compute
from features.kernel.dispatch import DISPATCHED
from features.kernel.layout import DAY, PLACE_PAYMENT, Q_PAYEE
from features.kernel.ops import OP_FIRST_SPECIAL
from features.kernel.tables import Table


def test_a_row_for_each_feature() -> None:
    """The program has the catalogue's order, and operands before what is made of them."""
    program = compile_program()
    assert (len(CATALOGUE), compute.PROGRAM_WIDTH) == program.shape
    for i, feature in enumerate(CATALOGUE):
        assert feature.op == program[i, compute.PROGRAM_OP]
        assert all(index(name) < i for name in feature.operands)


def test_a_row_holds_the_definition() -> None:
    """One definition, column by column."""
    row = compile_program()[index("payee_invoice_repeated_count_365d")]
    same_tag = OP_FIRST_SPECIAL + DISPATCHED.index("duplicates.same_tag")
    expected = [same_tag, Table.PAYEE_PAYMENT, 365 * DAY, 0, 0, 0, PLACE_PAYMENT, Q_PAYEE]
    assert expected == row.tolist()


def test_a_composition_names_rows() -> None:
    """Operands are rows of the same program, whatever its order."""
    names = ("customer_open_amount", "customer_receivable_amount", "customer_exposure_amount")
    row = compile_program([FEATURES[name] for name in names])[2]
    assert [0, 1] == row[[compute.PROGRAM_A, compute.PROGRAM_B]].tolist()


def test_a_feature_of_a_table_names_the_row_of_its_operand() -> None:
    """Beside its table, window and integer."""
    row = compile_program()[index("payee_paid_since_change_amount_sum_90d")]
    operand = index("payee_account_change_idle_days")
    assert [Table.PAYEE_PAYMENT, 90 * DAY, 0, operand] == row[
        compute.PROGRAM_TABLE : compute.PROGRAM_OTHER
    ].tolist()


def test_an_operand_must_come_first() -> None:
    """A composition before its operands is refused by name."""
    with pytest.raises(ValueError, match="customer_exposure_amount is made of customer_open_amount"):
        compile_program([FEATURES["customer_exposure_amount"]])


def test_rows_read_together_stand_together() -> None:
    """Days beyond terms reads four rows at once."""
    dbt = FEATURES["customer_balance_dbt_days"]
    apart = [FEATURES[name] for name in dbt.operands]
    apart.insert(3, replace(FEATURES["customer_open_amount"]))
    with pytest.raises(ValueError, match="stand apart"):
        compile_program([*apart, dbt])


def test_index_is_the_column() -> None:
    """Names and columns agree; an unknown name is an error."""
    assert list(range(len(NAMES))) == [index(name) for name in NAMES]
    with pytest.raises(KeyError):
        index("customer_luck")
