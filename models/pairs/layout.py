"""Which similarities a pair of invoices is known by, and how they belong together."""

import msgspec


class Family(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Similarities of one thing, such as eight ways to compare two invoice numbers.

    Parameters
    ----------
    name
        Of the thing, such as `invoice_number`.
    columns
        Its similarities, at least one; 0 is different, 1 is equal.
    directions
        One a column: 1 never lowers the probability as it rises, -1 never raises it, 0 is free.
    steps
        Whether the similarities are fractions of a text's length, so that their denominators tell it.
    """

    name: str
    columns: tuple[str, ...]
    directions: tuple[int, ...]
    steps: bool = False


class Look(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Some similarities by which a pair is recognised: verdicts on pairs alike in all of them are remembered.

    Parameters
    ----------
    name
        Of the look, such as `invoice_number`.
    columns
        At least one, of any family.
    """

    name: str
    columns: tuple[str, ...]


class PairLayout(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All families of a pair, and by which looks it is recognised; a row holds their columns in this order.

    Parameters
    ----------
    name
        Of the mapping.
    families
        At least one, no column in two.
    looks
        None at all, where no verdict is to be remembered.
    """

    name: str
    families: tuple[Family, ...]
    looks: tuple[Look, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """All similarities in order."""
        return tuple(column for family in self.families for column in family.columns)

    @property
    def features(self) -> tuple[str, ...]:
        """What trees are grown on: the similarities, the steps of some, the remembered shares."""
        steps = tuple(f"{c}_steps" for family in self.families if family.steps for c in family.columns)
        shares = tuple(f"{look.name}_confirmed_share" for look in self.looks)
        return self.columns + steps + shares

    @property
    def directions(self) -> tuple[int, ...]:
        """Of the features; what is derived is free."""
        bound = tuple(direction for family in self.families for direction in family.directions)
        return bound + (0,) * (len(self.features) - len(bound))

    def places(self, part: Family | Look) -> list[int]:
        """Return where the columns of a family or a look stand in a row."""
        return [self.columns.index(column) for column in part.columns]
