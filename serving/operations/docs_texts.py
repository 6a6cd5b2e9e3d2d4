"""The words of `/docs`: labels, and in Chinese what the interface's document says in English."""

from types import MappingProxyType
from typing import Final

from riskdesk.core.i18n import Language, Text

LABELS: Final = MappingProxyType(
    {
        "title": Text(zh="风控台接口", en="The interface of riskdesk"),
        "document": Text(zh="OpenAPI 文档（JSON）", en="OpenAPI document (JSON)"),
        "calls": Text(zh="接口", en="Calls"),
        "schemas": Text(zh="数据结构", en="Schemas"),
        "key": Text(zh="需要密钥", en="needs a key"),
        "parameters": Text(zh="参数", en="Parameters"),
        "body": Text(zh="请求正文", en="Body"),
        "content": Text(zh="正文", en="Body"),
        "example": Text(zh="示例", en="Example"),
        "answers": Text(zh="响应", en="Answers"),
        "field": Text(zh="字段", en="Field"),
        "type": Text(zh="类型", en="Type"),
        "required": Text(zh="必填", en="required"),
        "meaning": Text(zh="说明", en="Meaning"),
        "status": Text(zh="状态码", en="Status"),
        "no_body": Text(zh="无正文", en="no body"),
        "or": Text(zh=" 或 ", en=" or "),
        "list_of": Text(zh="列表：{of}", en="list of {of}"),
        "map_of": Text(zh="对象，值为{of}", en="object of {of}"),
        "object": Text(zh="对象", en="object"),
        "string": Text(zh="文本", en="text"),
        "integer": Text(zh="整数", en="integer"),
        "number": Text(zh="数字", en="number"),
        "boolean": Text(zh="true 或 false", en="true or false"),
        "null": Text(zh="空（null）", en="null"),
        "anything": Text(zh="任意", en="anything"),
        "path": Text(zh="路径", en="path"),
        "query": Text(zh="查询", en="query"),
        "header": Text(zh="请求头", en="header"),
    }
)

STATUSES: Final = MappingProxyType(
    {
        "200": Text(zh="答复", en="the answer"),
        "204": Text(zh="已完成", en="done"),
        "400": Text(zh="正文无法读取", en="the body cannot be read"),
        "401": Text(zh="没有密钥，或密钥未知、已收回", en="no key, or one that is unknown or revoked"),
        "403": Text(zh="密钥没有所需权限", en="the key lacks the scope"),
        "404": Text(zh="没有这个编号", en="nothing has this id"),
        "409": Text(zh="相同编号、不同内容", en="the same id with other content"),
        "413": Text(zh="正文过大", en="the body is too large"),
        "422": Text(zh="字段有误", en="a field is wrong"),
        "503": Text(zh="暂时无法答复；见 Retry-After", en="no answer for now; see Retry-After"),
    }
)

_CHINESE: Final = MappingProxyType(
    {
        "Risk and anomaly scoring that order and payment systems call before they approve. Every answer was "
        "committed before it left; every probability comes with contributions that add up.": (
            "订单系统与付款系统在审批之前调用的风险与异常评分。每个答复在发出之前已经落盘；"
            "每个概率都附有可以加总的贡献值。"
        ),
        "Decide an order before it is approved.": "在订单审批之前作出决定。",
        "The answer was committed before it left. The same request again gets the same answer; other content "
        "under the same id gets 409 and the names of the fields that differ.": (
            "答复在发出之前已经落盘。相同请求再次发送得到相同答复；同一编号带着其他内容时返回 409，"
            "并列出不同的字段。"
        ),
        "Decide a payment before it is approved; promises as for orders.": (
            "在付款审批之前作出决定；承诺与订单相同。"
        ),
        "Give a reservation back; a second time changes nothing.": "释放额度预占；重复调用不会改变任何内容。",
        "Read a customer's grade, limit, exposure and headroom as they stand.": (
            "读取客户当前的等级、额度、占用与可用额度。"
        ),
        "Append events: a JSON array, or NDJSON; a result for each row, and no row harms another.": (
            "写入事件：JSON 数组或 NDJSON；逐行给出结果，各行互不影响。"
        ),
        "Special approvals and limits set by hand need two persons: a row approved by who asked or decided is refused.": (
            "特批与人工设定的额度须由两人办理：批准人与申请人或决定人为同一人的行会被拒绝。"
        ),
        "Read a decision again, in the reader's language.": "以读者的语言重新读取一个决定。",
        "Record a reviewer's verdict: the label that the anomaly models learn from.": (
            "记录复核人的结论：异常模型据此学习。"
        ),
        "The process lives.": "进程存活。",
        "Whether the process can answer fully, and what it lacks.": "进程能否完整作答，以及缺少什么。",
        "The process can answer: database reached and written to, kernel warm, bundles of all deciding roles active.": (
            "进程可以答复：数据库可读可写，内核已预热，所有参与决定的模型均已启用。"
        ),
        "`missing` names what is not so: `deciding:9s` a group of calls that does not come to an end.": (
            "`missing` 列出未满足的条件：`deciding:9s` 表示一批请求迟迟没有处理完。"
        ),
        "`degraded` names roles whose latest activation failed its checks; the one before it decides.": (
            "`degraded` 列出最近一次启用未通过自检的模型；此前的模型继续作决定。"
        ),
        "Not ready; `missing` says why.": "未就绪；`missing` 说明原因。",
        "zh-CN or en.": "zh-CN 或 en。",
        "The budget that a payment names, without this payment; amounts in base currency.": (
            "付款所列的预算，不含本次付款；金额以本位币计。"
        ),
        "What it holds; null where nobody has set it.": "预算金额；未设定时为空（null）。",
        "Taken by payments that stand, those under review included.": "有效付款已占用的金额，含复核中的付款。",
        "Amount less used; negative when over.": "预算减去已用；超支时为负。",
        "The latest verdict of a reviewer; a later one takes its place.": "复核人的最新结论；以后的结论取而代之。",
        "What to do with the document.": "如何处理该单据。",
        "Null until a reviewer has judged the decision.": "复核人作出结论之前为空（null）。",
        "How long the call may wait for its turn; then it is dropped undecided, with 503.": (
            "请求最多可以排队多久（毫秒）；超过则不作决定，返回 503。"
        ),
        "How unusual the document is.": "单据有多不寻常。",
        "One model's exact contributions: `bias` and `values` sum to the log-odds of the probability.": (
            "一个模型的精确贡献值：`bias` 与 `values` 之和等于概率的对数几率。"
        ),
        "What the customer is granted; amounts in base currency.": "授予客户的条件；金额以本位币计。",
        "The customer's group of companies; amounts in base currency.": "客户所属集团；金额为本位币。",
        "Set for the group by a person and in force; else the share of the customer's own limit that policy grants "
        "(`credit.limits.group_percent`).": (
            "由人设定且在有效期内的集团额度；没有时按策略取客户自身额度的比例（`credit.limits.group_percent`）。"
        ),
        "Of all its members together.": "全体成员合计。",
        "Limit less exposure; negative when over.": "额度减去占用；超出时为负。",
        "Ordered or reserved, not delivered.": "已下单或已预留，尚未发货。",
        "Delivered, not billed.": "已发货，尚未开票。",
        "Billed, unpaid.": "已开票，尚未付款。",
        "Null where the customer belongs to none.": "客户不属于任何集团时为空。",
        "Grade, limit, exposure and its parts; amounts in base currency.": (
            "等级、额度、占用及其组成；金额以本位币计。"
        ),
        "The answer, as it was given and as it can be read again.": "答复；之后可以原样再次读取。",
        "All rows' fates and their counts.": "各行的处理结果及其计数。",
        "An order before it is approved.": "审批之前的订单。",
        "A payment before it is approved.": "审批之前的付款。",
        "Decimal string in `currency`, at most 1e13 minor units.": (
            "以 `currency` 计的小数文本，最多 1e13 个最小货币单位。"
        ),
        "ISO 8601 with its offset from UTC.": "带时区偏移的 ISO 8601 时间。",
        "Day of the company's zone on which it is to be delivered.": "应交货的日期，按公司时区。",
        "Hold the amount of the customer's limit.": "在客户额度中预占该金额。",
        "Raise it to have a changed order decided anew.": "订单变更后提高它，以便重新决定。",
        "On whose account it is made, or to whom it is refunded.": "为哪个客户支付，或退款给哪个客户。",
        "A special approval that names this payment.": "针对这笔付款的特批。",
        "Why a row was refused, in the language that Accept-Language asks for.": (
            "该行被拒绝的原因，语言由 Accept-Language 决定。"
        ),
        "An error (RFC 9457).": "错误（RFC 9457）。",
        "One reason that raised the risk.": "推高风险的一个原因。",
        "Log-odds that its features added.": "其特征增加的对数几率。",
        "What would clear it.": "怎样可以消除。",
        "Documents behind it, such as order:25SH00131.": "背后的单据，例如 order:25SH00131。",
        "What is held of the customer's limit.": "客户额度中被预占的部分。",
        "One row's fate, by its place in what was sent (from 0).": "一行的处理结果，按其在请求中的位置（从 0 起）。",
        "Where the verdict stands in the log.": "结论在日志中的位置。",
        "Ends of the 90 % interval of an application's `pd`.": "按申请评分时 `pd` 的 90 % 区间的两端。",
        "What a reviewer concluded.": "复核人的结论。",
        "An API key made by `riskdesk keys create`.": "由 `riskdesk keys create` 生成的密钥。",
    }
)
"""Sentences of the document in English -> in Chinese; a test finds those that are missing."""


def told(english: str, language: Language) -> str:
    """Return a paragraph of the interface's document in the reader's language."""
    words = " ".join(english.split())
    return words if language == "en" else _CHINESE.get(words, words)
