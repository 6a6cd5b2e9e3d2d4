"""What goes wrong, in Chinese: the titles of problems by code, and their sentences by the English one.

Errors are raised where they happen, in English and with their values in them, and rendered for the
caller here: `{name}` marks what varies. A sentence without an entry is shown in English; a test finds it.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from riskdesk.core.i18n import Language, Text
from riskdesk.core.phrases import Phrases

TITLES: Final = MappingProxyType(
    {
        "amount_invalid": "金额无效",
        "backup_invalid": "备份文件无效",
        "body_too_large": "正文过大",
        "body_unreadable": "正文无法读取",
        "bundle_invalid": "模型包无效",
        "cipher_broken": "密文无法解开",
        "conflict": "内容冲突",
        "copy_differs": "复制结果不一致",
        "database_in_use": "数据库正在使用",
        "database_not_durable": "数据库无法保证持久",
        "database_not_migrated": "数据库版本不符",
        "database_unavailable": "数据库不可用",
        "deadline_passed": "超过时限",
        "error": "错误",
        "event_invalid": "事件无效",
        "explanation_broken": "解释不成立",
        "forbidden": "没有权限",
        "history_too_thin": "历史数据太少",
        "http_error": "请求错误",
        "input_invalid": "输入无效",
        "internal_error": "服务内部错误",
        "keys_missing": "缺少密钥",
        "mapping_invalid": "映射无效",
        "method_not_allowed": "不支持该方法",
        "model_not_loaded": "模型未加载",
        "model_refused": "模型未通过检验",
        "model_text_not_understood": "模型文件无法解读",
        "not_found": "未找到",
        "queue_full": "排队已满",
        "setting_invalid": "设置无效",
        "setup_incomplete": "安装未完成",
        "time_invalid": "时间无效",
        "time_naive": "时间缺少时区",
        "unauthenticated": "未通过身份验证",
    }
)
"""Code of a problem -> its title in Chinese; the English one is the code in words."""

DETAILS: Final = (
    # the call itself
    Text(en="Not Found", zh="没有这个地址"),
    Text(en="Method Not Allowed", zh="该地址不支持这个方法"),
    Text(en="Internal Server Error", zh="服务内部错误"),
    Text(
        en="the service failed; the request id finds the cause in its log",
        zh="服务出错；凭请求编号可在日志中查到原因",
    ),
    Text(en="expected at most {n} bytes", zh="正文最多{n}字节"),
    Text(en="expected application/json", zh="应为 application/json"),
    Text(
        en="expected application/json or application/x-ndjson",
        zh="应为 application/json 或 application/x-ndjson",
    ),
    Text(en="expected UTF-8; byte {n} is none", zh="应为 UTF-8 编码；第{n}字节不是"),
    Text(en="expected JSON: {why} at character {n}", zh="应为 JSON：第{n}个字符处有误（{why}）"),
    Text(
        en="expected JSON of few levels and numbers of few digits",
        zh="JSON 嵌套层数过多，或数字位数过多",
    ),
    Text(en="expected a JSON object: {why}", zh="应为 JSON 对象（{why}）"),
    Text(en="expected a JSON object", zh="应为 JSON 对象"),
    Text(en="expected a JSON array of objects", zh="应为由对象组成的 JSON 数组"),
    Text(en="expected one JSON object a line: {why}", zh="每行应为一个 JSON 对象（{why}）"),
    Text(en="expected 1 to {most} rows, got {n}", zh="应为1到{most}行，收到{n}行"),
    Text(en="expected each name once", zh="同一字段名只能出现一次"),
    Text(en="expected names of valid Unicode", zh="字段名应为有效的 Unicode 文本"),
    Text(en="expected valid Unicode", zh="应为有效的 Unicode 文本"),
    Text(
        en="expected valid Unicode, this has half a character",
        zh="应为有效的 Unicode 文本，其中有半个字符",
    ),
    # who calls
    Text(
        en="expected one header Authorization: Bearer …",
        zh="应有且只有一个 Authorization: Bearer … 请求头",
    ),
    Text(en="expected the scheme Bearer", zh="认证方式应为 Bearer"),
    Text(
        en="expected a valid key in the header Authorization: Bearer …",
        zh="Authorization: Bearer … 请求头中应有有效的密钥",
    ),
    Text(en="this key lacks the scope {scope}", zh="该密钥没有权限{scope}"),
    # what is asked for
    Text(en="no customer has this id", zh="没有这个编号的客户"),
    Text(en="no decision has this id", zh="没有这个编号的决定"),
    Text(en="no reservation has this id", zh="没有这个编号的预占"),
    Text(en="the reservation was booked", zh="该预占已转为订单占用"),
    Text(en="the reservation was {state}", zh="该预占的状态已是 {state}"),
    Text(en="the reservation was replaced", zh="该预占已被后来的决定取代"),
    Text(
        en="this id was decided with other content; raise `revision`",
        zh="该编号已按其他内容作出决定；请提高 `revision`",
    ),
    Text(en="revision {n} was decided already", zh="修订号{n}已作出决定"),
    Text(
        en="the same event_id came before with other content",
        zh="相同的 event_id 先前已带着其他内容到达",
    ),
    Text(
        en="this verdict was recorded with another note or typology; record another one",
        zh="该结论已带着其他备注或异常模式记录过；请另行记录一个结论",
    ),
    Text(en="refused", zh="被拒绝"),
    Text(en="refused by the log", zh="被日志拒绝"),
    Text(en="the policy {name} cannot be read", zh="策略 {name} 无法读取"),
    # service and database
    Text(en="the service is stopping", zh="服务正在停止"),
    Text(
        en="more calls wait than can be answered in time",
        zh="等待中的请求过多，无法及时答复",
    ),
    Text(
        en="the call waited longer than its deadline for its turn",
        zh="请求排队超过时限，未作决定",
    ),
    Text(en="the database does not answer", zh="数据库没有响应"),
    # values
    Text(en="expected whole milliseconds from 1 to {n}", zh="应为1到{n}之间的整数毫秒"),
    Text(en="Field required", zh="缺少该字段"),
    Text(en="Extra inputs are not permitted", zh="没有这个字段"),
    Text(en="Input should be a valid string", zh="应为文本"),
    Text(
        en="Input should be a valid string, unable to parse raw data as a unicode string",
        zh="应为有效的 Unicode 文本",
    ),
    Text(en="Input should be a valid integer", zh="应为整数"),
    Text(
        en="Input should be a valid integer, got a number with a fractional part",
        zh="应为整数，不能有小数",
    ),
    Text(
        en="Unable to parse input string as an integer, exceeded maximum size",
        zh="整数位数过多",
    ),
    Text(en="Input should be a valid boolean", zh="应为 true 或 false"),
    Text(en="Input should be a valid dictionary", zh="应为 JSON 对象"),
    Text(en="Input should be a valid dictionary or instance of {name}", zh="应为 JSON 对象"),
    Text(
        en="Input should be a valid dictionary or object to extract fields from",
        zh="应为 JSON 对象",
    ),
    Text(en="Input should be a valid list", zh="应为 JSON 数组"),
    Text(en="Input should be a finite number", zh="应为有限的数"),
    Text(en="Input should be greater than or equal to {n}", zh="不得小于{n}"),
    Text(en="Input should be less than or equal to {n}", zh="不得大于{n}"),
    Text(en="Input should be greater than {n}", zh="应大于{n}"),
    Text(en="Input should be less than {n}", zh="应小于{n}"),
    Text(en="Input should be '{choices}'", zh="应为以下之一：'{choices}'"),
    Text(en="String should have at least {n} character", zh="至少{n}个字符"),
    Text(en="String should have at least {n} characters", zh="至少{n}个字符"),
    Text(en="String should have at most {n} character", zh="最多{n}个字符"),
    Text(en="String should have at most {n} characters", zh="最多{n}个字符"),
    Text(en="String should match pattern {pattern}", zh="格式应符合{pattern}"),
    Text(
        en="expected a currency of ISO 4217 such as CNY",
        zh="应为 ISO 4217 货币代码，例如 CNY",
    ),
    Text(
        en="expected a typology of the policy, such as split_order",
        zh="应为策略中的异常模式代码，例如 split_order",
    ),
    Text(
        en='expected a decimal in a string, such as "85000.00"',
        zh='应为字符串形式的小数，例如 "85000.00"',
    ),
    Text(
        en="{currency} has {most} decimals, this has {n}",
        zh="{currency} 的小数位数为{most}，此处有{n}位",
    ),
    Text(en="the amount is larger than 10^13 minor units", zh="金额超过 10^13 个最小货币单位"),
    Text(
        en="the converted amount is larger than 10^13 minor units",
        zh="折算后的金额超过 10^13 个最小货币单位",
    ),
    Text(en="the amount must not be zero", zh="金额不得为零"),
    Text(en="the amount must not be negative", zh="金额不得为负"),
    Text(en="the rate must be more than 0", zh="汇率应大于零"),
    Text(en="expected a rate of more than 0", zh="汇率应大于零"),
    Text(en="no rate from {from} to {to} is known", zh="没有从{from}到{to}的汇率"),
    Text(
        en="expected {currency}, the currency of {document}",
        zh="应为{currency}，即{document}的货币",
    ),
    Text(
        en="expected a time such as 2026-11-20T22:14:05+08:00",
        zh="应为时间，例如 2026-11-20T22:14:05+08:00",
    ),
    Text(
        en="expected an ISO 8601 time with its offset, as text",
        zh="应为带时区偏移的 ISO 8601 时间文本",
    ),
    Text(en="the time has no offset from UTC", zh="时间缺少与 UTC 的偏移"),
    Text(
        en="the time has no offset from UTC, such as +08:00",
        zh="时间缺少与 UTC 的偏移，例如 +08:00",
    ),
    Text(en="no such day, hour or offset exists", zh="没有这样的日期、小时或偏移"),
    Text(en="the time must lie between 1990 and 2100", zh="时间应在1990年到2100年之间"),
    Text(en="the calendar knows the years 1990 to 2100", zh="日历只含1990年到2100年"),
    Text(
        en="expected a time that has come; it lies ahead of the server's clock",
        zh="时间尚未到来，超前于服务器时钟",
    ),
    Text(en="expected a time not before occurred_at", zh="不得早于 occurred_at"),
    Text(en="expected a day as YYYY-MM-DD, got {day}", zh="应为 YYYY-MM-DD 形式的日期，收到{day}"),
    Text(en="expected a day from 1990 to 2100", zh="日期应在1990年到2100年之间"),
    Text(en="expected an IP address", zh="应为 IP 地址"),
    Text(en="there is nothing in it that could be matched", zh="其中没有可用于匹配的内容"),
    # events
    Text(en="expected an id", zh="应有编号"),
    Text(
        en="expected an id without blanks at its ends and without signs that are not seen",
        zh="编号首尾不能有空白，也不能含有看不见的字符（控制符、文字方向符等）",
    ),
    Text(en="expected either customer_id or payment_id", zh="customer_id 与 payment_id 必须且只能填写一个"),
    Text(en="expected a second person, other than who asked", zh="应为申请人以外的第二人"),
    Text(en="expected a second person, other than who decided", zh="应为决定人以外的第二人"),
    Text(en="expected text of 1 to 128 printable characters", zh="应为1到128个可打印字符"),
    Text(en="expected, for the row has an amount", zh="有金额时必须填写"),
    Text(en="expected the name of a kind of event, got {name}", zh="应为事件类型的名称，收到{name}"),
    Text(
        en="{kind} is written by riskdesk itself, not taken from outside",
        zh="{kind} 由风控台自己写入，不从外部接收",
    ),
    Text(en="{document} stands in the log already", zh="{document} 已在日志中"),
    Text(en="{document} is not in the log", zh="{document} 不在日志中"),
    Text(en="{document} holds nothing for {other}", zh="{document} 没有为{other}保留任何内容"),
    Text(en="{document} belongs to another customer", zh="{document} 属于另一客户"),
    Text(en="{document} belongs to another {party}", zh="{document} 属于另一{party}"),
    Text(en="{document} is cancelled; reopen it", zh="{document} 已取消；请先重新打开"),
    Text(en="{document} was placed already; amend it", zh="{document} 已经下单；请修改订单"),
    Text(en="{document} is cancelled already", zh="{document} 已经取消"),
    Text(en="{document} is cancelled", zh="{document} 已取消"),
    Text(en="{document} is not cancelled", zh="{document} 并未取消"),
    Text(en="{document} is not taken from this budget", zh="{document} 并非从该预算支出"),
    Text(en="{document} was {state} already", zh="{document} 的状态早已是 {state}"),
    Text(en="{document} is {state} already", zh="{document} 的状态已是 {state}"),
    Text(
        en="expected the day on which the invoice falls due",
        zh="应填写发票到期日",
    ),
    Text(en="nothing of {document} is owed", zh="{document} 没有欠款"),
    Text(en="{document} is {state}; nothing of it is owed", zh="{document} 的状态是 {state}，没有欠款"),
    Text(
        en="more than is owed of {document}: {n} minor units are open",
        zh="超过{document}的欠款：未结{n}个最小货币单位",
    ),
)


def title(code: str, language: Language) -> str:
    """Return a problem's title.

    >>> title("queue_full", "en"), title("queue_full", "zh")
    ('queue full', '排队已满')
    """
    words = code.replace("_", " ")
    return words if language == "en" else TITLES.get(code, words)


def detail(said: str, language: Language) -> str:
    """Return a sentence that was raised in English as the caller reads it.

    >>> detail("revision 3 was decided already", "zh")
    '修订号3已作出决定'
    """
    return _phrases().render(said, language)


def find(said: str) -> tuple[Text, Mapping[str, str]] | None:
    """Return the text that an English sentence was made of, and its parameters; None where there is none."""
    return _phrases().find(said)


@cache
def _phrases() -> Phrases:
    return Phrases(DETAILS)
