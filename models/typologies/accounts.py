"""Changed accounts: somebody redirects a payee's account, and has a payment made to it."""

from typing import Final

from models.typologies.orders import DORMANT_DAYS, JUMP
from models.typologies.test import Condition, Test, Typology

LARGE_FIRST = 2.5
"""Times the mean: accounts are redirected for a large payment, and changed for all of them."""

_CHANGED = Condition("payee_account_change_idle_days", most=90.0, full=0.0)
_JUST_CHANGED = Condition("payee_account_change_idle_days", most=14.0, full=0.0)
_UNCHANGED = Condition("payee_account_change_count_365d", most=0.0)
_FIRST_USE = Condition("payee_account_first_use", least=1.0, required=True)
_NEW_ACCOUNT = Condition("payee_account_age_days", most=14.0, full=0.0)
_ALONE = Condition("payee_account_change_alone_90d", least=1.0)
_BY_REQUESTER = Condition("payee_account_change_by_requester_90d", least=1.0)
_BY_APPROVER = Condition("payee_account_change_by_approver_90d", least=1.0)
_TO_THIS = Condition("payee_account_change_to_this_90d", least=1.0)
_SLEPT_BEFORE = Condition("payee_payment_before_change_idle_days", least=DORMANT_DAYS, full=720.0)
_PAID_BEFORE = Condition("payee_payment_age_days", least=0.0)
_RAISED = Condition("payment_amount_per_payee_mean", least=1.5, full=6.0)
_LARGE = Condition("payment_amount_per_payee_mean", least=LARGE_FIRST, full=6.0)
_WORTH_IT = Condition("payment_amount_per_payee_mean", least=0.75)
"""A small first payment may try out an account that truly changed: it is held, what follows soon is a pattern."""
_UNBILLED = Condition("payee_number_billed_amount_365d", most=0.0)
_UNPAID = Condition("payee_payment_count_365d", most=0.0)
_DORMANT = Condition("payee_payment_idle_days", least=DORMANT_DAYS, full=720.0)

_STRANGE = Condition("payee_payment_amount_jump", least=JUMP, full=10.0)
"""Where few payments make most of the money a mean says little."""

ACCOUNT_CHANGE: Final = Typology(
    "account_change",
    "payment",
    (
        Test((_JUST_CHANGED, _ALONE, _TO_THIS, _NEW_ACCOUNT)),
        Test((_JUST_CHANGED, _BY_REQUESTER, _FIRST_USE, _RAISED)),
        Test((_JUST_CHANGED, _BY_REQUESTER, _TO_THIS, _NEW_ACCOUNT, _RAISED)),
        Test((_JUST_CHANGED, _BY_APPROVER, _TO_THIS, _FIRST_USE, _RAISED)),
        Test((_JUST_CHANGED, _FIRST_USE, _LARGE)),
        Test((_JUST_CHANGED, _TO_THIS, _NEW_ACCOUNT, _LARGE)),
        # Where no bills are booked nothing else tells that somebody waits for this money.
        Test((_UNBILLED, _CHANGED, _ALONE, _FIRST_USE)),
        Test((_UNBILLED, _CHANGED, _BY_REQUESTER, _FIRST_USE)),
        Test((_UNBILLED, _CHANGED, _TO_THIS, _FIRST_USE, _STRANGE)),
        # A number that was never paid starts at nothing, above all when nobody recorded a change.
        Test((_PAID_BEFORE, _FIRST_USE, _UNCHANGED)),
        # Who redirects an account is paid within days; later, only more than usual speaks against habit.
        Test((_JUST_CHANGED, _ALONE, _FIRST_USE, _WORTH_IT), severe=True),
        Test((_JUST_CHANGED, _ALONE, _FIRST_USE, _UNPAID), severe=True),
        Test((_CHANGED, _ALONE, _FIRST_USE, _RAISED), severe=True),
        Test((_JUST_CHANGED, _BY_REQUESTER, _FIRST_USE, _LARGE), severe=True),
        Test((_CHANGED, _DORMANT, _FIRST_USE), severe=True),
        Test((_CHANGED, _SLEPT_BEFORE, _TO_THIS, _NEW_ACCOUNT), severe=True),
    ),
    doubts=(
        # No second person has looked at the account: whatever is paid there first, somebody does.
        Test((_CHANGED, _ALONE, _FIRST_USE)),
        # Two did, yet nothing was paid there to tell; a large payment is not the one to find out.
        Test((_CHANGED, _TO_THIS, _FIRST_USE, _LARGE)),
    ),
)
