"""Words for what webhooks are kept in: kinds of notices, and why one did not arrive."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from riskdesk.core.i18n import Text
from serving.webhooks.notices import Kind

Failure = Literal[
    "not_taken",
    "redirected",
    "silent",
    "port_closed",
    "tls_failed",
    "broken_off",
    "name_unknown",
    "address_refused",
    "secret_unreadable",
    "disabled",
]
"""Why a notice did not arrive, as the outbox keeps it."""

KINDS: Final[Mapping[Kind, Text]] = MappingProxyType(
    {
        "decision_recorded": Text(zh="决定", en="Decision"),
        "verdict_recorded": Text(zh="复核结论", en="Verdict"),
    }
)

_FAILURES: Final[dict[Failure, tuple[str, str]]] = {
    "not_taken": ("接收方拒收", "The receiver did not take it"),
    "redirected": ("接收方要求跳转，不予跟随", "The receiver redirects, which is not followed"),
    "silent": ("接收方未及时应答", "The receiver did not answer in time"),
    "port_closed": ("接收方端口未开放", "The receiver's port is closed"),
    "tls_failed": ("接收方证书无效或 TLS 失败", "The receiver's certificate is not valid, or TLS failed"),
    "broken_off": ("连接中断", "The connection broke off"),
    "name_unknown": ("主机名无法解析", "The host's name leads nowhere"),
    "address_refused": ("主机名指向不允许的地址", "The host's name leads to an address that is not allowed"),
    "secret_unreadable": ("现有密钥无法打开签名密钥", "The secret does not open with the key at hand"),
    "disabled": ("端点已停用", "The endpoint was disabled"),
}

FAILURES: Final[Mapping[str, Text]] = MappingProxyType(
    {code: Text(zh=zh, en=en) for code, (zh, en) in _FAILURES.items()}
)
