"""Who is who: customers, suppliers, employees, groups of companies."""

from typing import ClassVar, Literal

from features.events.fields import (
    AccountNumber,
    Amount,
    Body,
    Currency,
    Id,
    Name,
    PersonId,
    Phone,
    StreetAddress,
)


class CustomerRegistered(Body):
    """A customer was entered or its master data changed; absent fields stay as they were."""

    customer_id: Id
    name: Name | None = None
    industry: Name | None = None
    region: Name | None = None
    registry_id: Id | None = None
    registered_capital: Amount | None = None
    currency: Currency | None = None
    account: AccountNumber | None = None
    phone: Phone | None = None
    address: StreetAddress | None = None
    legal_person: PersonId | None = None
    salesperson_id: Id | None = None
    strategic: bool | None = None


class SupplierRegistered(Body):
    """A supplier was entered or its master data changed."""

    supplier_id: Id
    name: Name | None = None
    registry_id: Id | None = None
    account: AccountNumber | None = None
    phone: Phone | None = None
    address: StreetAddress | None = None
    legal_person: PersonId | None = None
    changed_by: Id | None = None
    approved_by: Id | None = None


class EmployeeRegistered(Body):
    """An employee was entered or changed; a person's name is kept as ciphertext."""

    secrets: ClassVar[dict[str, str]] = {"name": "person"}

    employee_id: Id
    name: PersonId | None = None
    department: Name | None = None
    account: AccountNumber | None = None
    phone: Phone | None = None
    address: StreetAddress | None = None
    active: bool | None = None


class GroupMembershipSet(Body):
    """From now on a customer belongs to this group of companies; no group takes it out."""

    customer_id: Id
    group_id: Id | None = None


class PayeeAccountChanged(Body):
    """The bank account of a payee was changed: who did it, and who approved."""

    payee_id: Id
    account: AccountNumber
    changed_by: Id | None = None
    approved_by: Id | None = None
    reason: Literal["bank_change", "correction", "merger", "other"] | None = None
