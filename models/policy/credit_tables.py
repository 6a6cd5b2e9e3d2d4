"""What the company grants by grade, and to whom no model can give a grade."""

from typing import Literal

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


GradeBy = Literal["upper", "point"]
"""Which probability of default of an application its grade is cut from: the interval's upper end, or the estimate."""

Strategic = Literal["by_grade", "special_approval_only"]
"""How orders on credit of customers that the company calls strategic are decided."""


class ApplicationRoute(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a customer without enough history is granted; base currency, minor units.

    Attributes
    ----------
    grade, limit_minor, terms_days
        Granted as they stand while no scorecard of applications is in production, and the best that one can grant:
        a worse grade takes the limit down in proportion to its coefficient, and the terms to its own.
    grade_by
        What a scorecard's grade is cut from.
    """

    grade: Grade = "C"
    limit_minor: int = 5_000_000
    terms_days: int = 0
    grade_by: GradeBy = "upper"


class CreditTables(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All tables of credit.

    Attributes
    ----------
    strategic
        `special_approval_only`: no order on credit of a strategic customer passes without a special approval that
        covers it, whatever its grade; a policy written before this could be said decides them by grade.
    strategic_above_minor
        Orders up to this amount are decided by grade all the same; base currency, minor units.
    """

    enough: EnoughHistory = EnoughHistory()
    application: ApplicationRoute = ApplicationRoute()
    bands: GradeBands = GradeBands()
    limits: LimitTable = LimitTable()
    terms: TermsTable = TermsTable()
    shipping: ShippingTable = ShippingTable()
    approval: ApprovalTable = ApprovalTable()
    strategic: Strategic = "by_grade"
    strategic_above_minor: int = 0
