"""Changed accounts: somebody redirects a payee's account while a bill waits to be paid, and has it paid there.

Who truly changes banks tells so on any day, and what is then paid first is as any other payment. Where no bills
are booked, size, who changed it and how soon it is paid are all there is to go by.
"""

from typing import Final

from models.typologies.orders import DORMANT_DAYS, JUMP
from models.typologies.test import Condition, Test, Typology

LARGE_FIRST = 2.5
"""Times the mean: accounts are redirected for a large payment, and changed for all of them."""
WAITED, WAITED_LONGER = 5.5, 12.0
"""Days that the bill had been there when the account was changed: three working days, and those with holidays."""


def _times_usual(least: float) -> Condition:
    return Condition("payment_amount_per_payee_mean", least=least, full=6.0)


def _used_for(days: float) -> Condition:
    return Condition("payee_account_age_days", most=days, full=0.0)


_CHANGED = Condition("payee_account_change_idle_days", most=90.0, full=0.0)
_JUST_CHANGED = Condition("payee_account_change_idle_days", most=17.0, full=0.0)
_UNCHANGED = Condition("payee_account_change_count_365d", most=0.0)
_FIRST_USE = Condition("payee_account_first_use", least=1.0, required=True)
_NEW_ACCOUNT = _used_for(14.0)
_HARDLY_USED = Condition("payee_account_payment_count_365d", most=3.0)
_ALONE = Condition("payee_account_change_alone_90d", least=1.0)
_BY_REQUESTER = Condition("payee_account_change_by_requester_90d", least=1.0)
_BY_APPROVER = Condition("payee_account_change_by_approver_90d", least=1.0)
_TO_THIS = Condition("payee_account_change_to_this_90d", least=1.0)
_BILL_WAITED = Condition("payee_bill_before_change_days", most=WAITED, full=0.0)
_BILL_WAITED_LONGER = Condition("payee_bill_before_change_days", most=WAITED_LONGER, full=0.0)
_UNBILLED = Condition("payee_number_billed_amount_365d", most=0.0)
_SLEPT_BEFORE = Condition("payee_payment_before_change_idle_days", least=DORMANT_DAYS, full=720.0)
_PAID_BEFORE = Condition("payee_payment_age_days", least=0.0)
_UNPAID = Condition("payee_payment_count_365d", most=0.0)
_WORTH_IT, _MORE, _RAISED = _times_usual(0.75), _times_usual(1.3), _times_usual(1.5)
_DOUBLE, _LARGE = _times_usual(2.0), _times_usual(LARGE_FIRST)

_STRANGE = Condition("payee_payment_amount_jump", least=JUMP, full=10.0)
"""Where few payments make most of the money a mean says little."""

ACCOUNT_CHANGE: Final = Typology(
    "account_change",
    "payment",
    (
        Test((_JUST_CHANGED, _FIRST_USE, _BILL_WAITED, _MORE)),
        Test((_JUST_CHANGED, _TO_THIS, _NEW_ACCOUNT, _HARDLY_USED, _BILL_WAITED, _RAISED)),
        Test((_JUST_CHANGED, _BY_REQUESTER, _FIRST_USE, _BILL_WAITED_LONGER, _MORE)),
        Test((_JUST_CHANGED, _BY_REQUESTER, _FIRST_USE, _BILL_WAITED, _WORTH_IT)),
        Test((_JUST_CHANGED, _BY_APPROVER, _TO_THIS, _FIRST_USE, _RAISED)),
        Test((_JUST_CHANGED, _ALONE, _TO_THIS, _NEW_ACCOUNT, _BILL_WAITED)),
        # Where no bills are booked who changed it and how much goes there are all there is to go by.
        Test((_UNBILLED, _CHANGED, _ALONE, _FIRST_USE)),
        Test((_UNBILLED, _JUST_CHANGED, _ALONE, _TO_THIS, _NEW_ACCOUNT)),
        Test((_UNBILLED, _CHANGED, _BY_REQUESTER, _FIRST_USE)),
        Test((_UNBILLED, _JUST_CHANGED, _BY_REQUESTER, _TO_THIS, _NEW_ACCOUNT, _RAISED)),
        Test((_UNBILLED, _CHANGED, _TO_THIS, _FIRST_USE, _STRANGE)),
        Test((_UNBILLED, _JUST_CHANGED, _FIRST_USE, _LARGE)),
        Test((_UNBILLED, _JUST_CHANGED, _TO_THIS, _NEW_ACCOUNT, _LARGE)),
        # A number that was never paid starts at nothing, above all when nobody recorded a change.
        Test((_PAID_BEFORE, _FIRST_USE, _UNCHANGED)),
        # What nobody else has checked.
        Test((_JUST_CHANGED, _ALONE, _FIRST_USE, _BILL_WAITED), severe=True),
        Test((_JUST_CHANGED, _ALONE, _FIRST_USE, _RAISED), severe=True),
        Test((_JUST_CHANGED, _ALONE, _FIRST_USE, _UNPAID), severe=True),
        Test((_JUST_CHANGED, _ALONE, _TO_THIS, _used_for(7.0), _DOUBLE), severe=True),
        Test((_UNBILLED, _JUST_CHANGED, _ALONE, _FIRST_USE, _WORTH_IT), severe=True),
        Test((_JUST_CHANGED, _BY_REQUESTER, _FIRST_USE, _BILL_WAITED, _LARGE), severe=True),
        Test((_CHANGED, _SLEPT_BEFORE, _TO_THIS, _NEW_ACCOUNT), severe=True),
    ),
    doubts=(
        # No second person has looked at the account: whatever is paid there first, and soon after, somebody does.
        Test((_CHANGED, _ALONE, _FIRST_USE)),
        Test((_JUST_CHANGED, _ALONE, _TO_THIS, _NEW_ACCOUNT)),
        # Two did, yet nothing was paid there to tell; a large payment is not the one to find out.
        Test((_CHANGED, _TO_THIS, _FIRST_USE, _LARGE)),
    ),
)
