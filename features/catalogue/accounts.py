"""The bank account that a payment goes to: how old the trust in it is, and whose else it is."""

from functools import partial
from typing import Final

from features.catalogue.feature import Feature, Role
from features.kernel.tables import Table
from riskdesk.core.i18n import Text

_MODELS: Final[tuple[Role, ...]] = ("payment_anomaly",)
_CHANGE = "payee account changed: trust is bound to the account number's hash"
_RELATED = "related parties: the payee's account equals another's"
_STAFF = 1
_CUSTOMER = 2


_account = partial(Feature, place="payment", models=_MODELS)

_PAID: Final = Table.ACCOUNT_PAYMENT
_OWNED: Final = Table.ACCOUNT_OWNER
_CHANGED: Final = Table.PAYEE_ACCOUNT_CHANGE

_CHANGE_IDLE: Final = "payee_account_change_idle_days"

ACCOUNTS: Final[tuple[Feature, ...]] = (
    _account("payee", "account", "age", "", table=_PAID, reason="new_account", text=Text(zh="此账户首次为该收款方付款以来天数", en="days since this account was first paid for this payee"), unit="days", other="payee", direction=-1, source=_CHANGE),
    _account("payee", "account", "first_use", "", table=_PAID, reason="new_account", text=Text(zh="首次向此账户付款给该收款方", en="first payment to this account for this payee"), unit="flag", other="payee", source=_CHANGE, direction=1),
    _account("payee", "account_registered", "age", "", table=_OWNED, reason="new_account", text=Text(zh="此账户登记在该收款方名下的天数", en="days since this account was registered for this payee"), unit="days", other="payee", direction=-1, source=_CHANGE),
    _account("payee", "account_change", "idle", "", table=_CHANGED, reason="account_change", text=Text(zh="距上次变更账户天数", en="days since its account was last changed"), unit="days", direction=-1, source=_CHANGE),
    _account("payee", "account_change", "count", "365d", table=_CHANGED, reason="account_change", text=Text(zh="近365天账户变更次数", en="changes of its account in 365 days"), source=_CHANGE, direction=1, unit="count"),
    _account("payee", "account_change", "alone", "90d", table=_CHANGED, reason="account_change", text=Text(zh="近90天的账户变更无第二人复核", en="its account was changed within 90 days without a second person"), unit="flag", source=_CHANGE, direction=1),
    _account("payee", "account_change", "by_requester", "90d", table=_CHANGED, reason="account_change", text=Text(zh="近90天的账户变更由申请人本人经手", en="its account was changed within 90 days by who requests now"), unit="flag", source=_CHANGE, direction=1),
    _account("account", "other_owner", "others", "", table=_OWNED, reason="related_party", text=Text(zh="此账户登记在几个其他主体名下", en="others to whom this account is registered"), other="payee", source=_RELATED, direction=1, unit="count"),
    _account("account", "staff_owner", "others", "", table=_OWNED, reason="related_party", text=Text(zh="此账户登记在几名员工名下", en="employees to whom this account is registered"), other="payee", number=_STAFF, source=_RELATED, direction=1, unit="count"),
    _account("account", "customer_owner", "others", "", table=_OWNED, reason="related_party", text=Text(zh="此账户登记在几个客户名下", en="customers to whom this account is registered"), other="payee", number=_CUSTOMER, source=_RELATED, direction=1, unit="count"),
    _account("account", "other_payee", "others", "", table=_PAID, reason="related_party", text=Text(zh="此账户曾为几个其他收款方收款", en="other payees that were paid to this account"), other="payee", source=_RELATED, direction=1, unit="count"),
    _account("payee", "account_change", "by_approver", "90d", table=_CHANGED, reason="account_change", text=Text(zh="近90天的账户变更由本次审批人经手", en="its account was changed within 90 days by who approves now"), unit="flag", source=_CHANGE, direction=1),
    _account("payee", "account_change", "to_this", "90d", table=_CHANGED, reason="account_change", text=Text(zh="本次付往近90天变更后的账户", en="it goes to the account that was changed to within 90 days"), unit="flag", source=_CHANGE, direction=1),
    _account("payee", "paid_since_change_amount", "sum_since", "90d", table=Table.PAYEE_PAYMENT, operands=(_CHANGE_IDLE,), reason="account_change", text=Text(zh="账户变更以来（90天内）已付金额", en="paid to it since its account was changed, within 90 days"), unit="money", source="exposure for 90 days after a change"),
    _account("payee", "payment_before_change", "idle_before", "", table=Table.PAYEE_PAYMENT, operands=(_CHANGE_IDLE,), reason="account_change", text=Text(zh="账户变更前已有多少天没有付款", en="days without a payment before its account was changed"), unit="days", source="supplier dormant 180 days, then changed"),
    _account("payee", "bill_before_change", "number_held_before", "", table=Table.PAYEE_BILL, operands=(_CHANGE_IDLE,), reason="account_change", text=Text(zh="变更账户时所付发票已到多少天", en="days that the bill being paid had been there when its account was changed"), unit="days", direction=-1, source="redirected while a bill waits to be paid"),
    _account("payee", "account_changed_to", "distinct_tag", "365d", table=_CHANGED, reason="account_change", text=Text(zh="近365天变更过的不同账户数", en="different accounts that it was changed to in 365 days"), unit="count", source=_CHANGE, direction=1),
    _account("payee", "account_payment", "count", "365d", table=_PAID, reason="new_account", text=Text(zh="近365天向此账户付给该收款方的笔数", en="payments to this account for this payee in 365 days"), unit="count", other="payee", direction=-1, source=_CHANGE),
    _account("payee", "account_payment_amount", "sum", "365d", table=_PAID, reason="new_account", text=Text(zh="近365天向此账户付给该收款方的金额", en="paid to this account for this payee in 365 days"), unit="money", other="payee", source=_CHANGE),
)  # fmt: skip
