"""What `riskdesk webhooks list` says of endpoints: their rows, and the table and sentences for people."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import typer

from riskdesk.cli.output import say_table
from riskdesk.core.i18n import Language, Text

if TYPE_CHECKING:
    from serving.webhooks.endpoints import Change
    from serving.webhooks.store import Endpoint, Standing

_TITLE: Final = Text(zh="通知端点", en="endpoints")
_HEADS: Final[dict[str, Text]] = {
    "endpoint_id": Text(zh="编号", en="id"),
    "url": Text(zh="地址", en="address"),
    "kinds": Text(zh="通知类型", en="told of"),
    "caller": Text(zh="调用方", en="caller"),
    "created_at": Text(zh="添加时间", en="added at"),
    "disabled": Text(zh="已停用", en="disabled"),
    "secret_change": Text(zh="密钥更换", en="change of secret"),
}
_CHANGES: Final[dict[str, Text]] = {
    "none": Text(zh="无", en="none"),
    "unfinished": Text(zh="未完成", en="unfinished"),
    "unreadable": Text(zh="密钥无法打开", en="unreadable"),
}
_YES: Final = Text(zh="是", en="yes")
_NO: Final = Text(zh="否", en="no")
_ALL: Final = Text(zh="全部", en="all")
_UNFINISHED: Final = Text(
    zh="端点 {endpoint_id}：密钥更换自 {since} 起未完成；新旧两个密钥都用于签名，直到执行"
    " riskdesk webhooks rotate {endpoint_id} --finish",
    en="endpoint {endpoint_id}: a change of its secret is unfinished since {since}; both secrets sign until"
    " riskdesk webhooks rotate {endpoint_id} --finish",
)
_EARLIER: Final = Text(zh="升级之前", en="before the upgrade")
_UNREADABLE: Final = Text(
    zh="端点 {endpoint_id}：现有密钥打不开它的签名密钥，通知无法签名；请重新添加该端点",
    en="endpoint {endpoint_id}: its secret does not open with the key at hand, so notices to it wait; add it anew",
)
_STANDING: Final = Text(zh="{waiting} 条待发，{dead} 条已放弃", en="{waiting} wait, {dead} dead")


def row_of(endpoint: "Endpoint", change: "Change", zone: str) -> dict[str, Any]:
    """Return what is shown of an endpoint, without its secrets; times in the company's zone."""
    from riskdesk.core.clock import format_time

    since = None if change.since_us is None else format_time(change.since_us, zone)
    return {
        "endpoint_id": endpoint.endpoint_id,
        "url": endpoint.url,
        "kinds": sorted(endpoint.kinds),
        "caller": endpoint.caller,
        "created_at": format_time(endpoint.created_at_us, zone),
        "disabled": endpoint.disabled_at_us is not None,
        "secret_change": {"state": change.state, "since": since},
    }


def say_endpoints(rows: Sequence[Mapping[str, Any]], stands: "Standing", language: Language) -> None:
    """Print the endpoints, which of them have an unfinished change of secret, and how the outbox stands."""
    heads = [head.render(language) for head in _HEADS.values()]
    say_table(_TITLE.render(language), heads, [_cells(row, language) for row in rows])
    for sentence in filter(None, (_said(row, language) for row in rows)):
        typer.echo(sentence)
    typer.echo(_STANDING.render(language, {"waiting": str(stands.waiting), "dead": str(stands.dead)}))


def _cells(row: Mapping[str, Any], language: Language) -> list[str]:
    from serving.webhooks.words import KINDS

    return [
        row["endpoint_id"],
        row["url"],
        ", ".join(KINDS[kind].render(language) for kind in row["kinds"]),
        row["caller"] or _ALL.render(language),
        row["created_at"],
        (_YES if row["disabled"] else _NO).render(language),
        _CHANGES[row["secret_change"]["state"]].render(language),
    ]


def _said(row: Mapping[str, Any], language: Language) -> str:
    """Return the sentence about the change of an endpoint's secret; empty where there is nothing to say."""
    change, about = row["secret_change"], {"endpoint_id": row["endpoint_id"]}
    if change["state"] == "unreadable":
        return _UNREADABLE.render(language, about)
    if change["state"] == "none":
        return ""
    return _UNFINISHED.render(language, about | {"since": change["since"] or _EARLIER.render(language)})
