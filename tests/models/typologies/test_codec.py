import math

import pytest

from models.typologies.catalogue import TYPOLOGIES
from models.typologies.codec import hash_of, read, write
from models.typologies.test import Condition, Test, Typology
from riskdesk.core.errors import InputInvalid


def test_typologies_come_back_as_they_were() -> None:
    """All of them, open bounds included, and one way to write them."""
    data = write(TYPOLOGIES)
    assert dict(TYPOLOGIES) == read(data)
    assert (data, 64) == (write(read(data)), len(hash_of(data)))


def test_every_part_is_kept() -> None:
    """A bound, a strength, a doubt or a severity that is another is another set of typologies."""
    one = Condition("customer_open_amount", least=1.0, most=2.0, full=3.0, required=True)
    base = Typology("odd_hours", "order", (Test((one,), severe=True),), (Test((Condition("order_hour"),)),))
    others = [
        Condition("customer_open_amount", least=1.5, most=2.0, full=3.0, required=True),
        Condition("customer_open_amount", least=1.0, full=3.0, required=True),
        Condition("customer_open_amount", least=1.0, most=2.0, required=True),
        Condition("customer_open_amount", least=1.0, most=2.0, full=3.0),
    ]
    changed = [
        Typology("odd_hours", "order", (Test((other,), severe=True),), base.doubts) for other in others
    ]
    changed += [
        Typology("odd_hours", "order", (Test((one,)),), base.doubts),
        Typology("odd_hours", "order", base.tests),
    ]
    written = {write({"order": (each,), "payment": ()}) for each in (base, *changed)}
    assert 1 + len(changed) == len(written)
    assert (
        -math.inf == read(write({"order": (base,), "payment": ()}))["order"][0].doubts[0].conditions[0].least
    )


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"order": [{"code": 1}]}', b'{"planet": []}'])
def test_anything_else_is_refused(data: bytes) -> None:
    """Rubbish is no set of typologies."""
    with pytest.raises(InputInvalid) as caught:
        read(data)
    assert "typologies" == caught.value.field
