"""What the company grants by grade, and to whom no model can give a grade."""

import msgspec

from models.credit.approval import ApprovalTable
from models.credit.grades import Grade, GradeBands
from models.credit.limits import LimitTable
from models.credit.shipping import ShippingTable
from models.credit.terms import TermsTable


class EnoughHistory(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """From when on the model may grade a customer: both must be reached."""

    least_days: int = 90
    least_invoices: int = 3


class ApplicationRoute(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a customer without enough history is granted; base currency, minor units."""

    grade: Grade = "C"
    limit_minor: int = 5_000_000
    terms_days: int = 0


class CreditTables(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All tables of credit."""

    enough: EnoughHistory = EnoughHistory()
    application: ApplicationRoute = ApplicationRoute()
    bands: GradeBands = GradeBands()
    limits: LimitTable = LimitTable()
    terms: TermsTable = TermsTable()
    shipping: ShippingTable = ShippingTable()
    approval: ApprovalTable = ApprovalTable()
