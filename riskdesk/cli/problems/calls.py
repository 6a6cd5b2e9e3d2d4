"""What is asked of a command: options, keys, webhooks, the demonstration."""

from typing import Final

from riskdesk.core.i18n import Text

CALLS: Final = (
    Text(en="expected a day such as 2026-11-20", zh="应为日期，例如 2026-11-20"),
    Text(en="expected a day that has begun", zh="应为已经开始的日期"),
    Text(en="the day must lie between 1990 and 2100", zh="日期应在1990年到2100年之间"),
    Text(en="expected one decision, --all or --since", zh="应指定一个决定，或 --all，或 --since"),
    Text(en="expected a seq of the log or the id of a decision", zh="应为日志序号或决定编号"),
    Text(en="expected one of {names}", zh="应为以下之一：{names}"),
    Text(en="expected some of {names}", zh="应为以下之中的若干项：{names}"),
    Text(en="expected {name} in {folder}", zh="{folder} 中应有 {name}"),
    Text(en="expected zh or en", zh="应为 zh 或 en"),
    # keys
    Text(
        en="expected 1 to 64 letters, digits, dots, dashes, underscores",
        zh="应为1到64个字母、数字、点、连字符或下划线",
    ),
    Text(en="no valid key has this id", zh="没有这个编号的有效密钥"),
    # webhooks
    Text(
        en="no dead notice to an endpoint that is told has this id",
        zh="没有这个编号、且其端点仍在启用的未送达通知",
    ),
    Text(en="no endpoint that is told has this id", zh="没有这个编号且仍在启用的端点"),
    Text(en="expected {schemes}:// and a host", zh="应为 {schemes}:// 加主机名"),
    Text(en="expected no password, no fragment, no sign beyond ASCII", zh="不得含密码、片段或非 ASCII 字符"),
    Text(en="expected at most {n} signs", zh="最多{n}个字符"),
    Text(
        en="expected a public address; `--private` allows a private one",
        zh="应为公网地址；内网地址须加 `--private`",
    ),
    Text(
        en="expected an address such as https://erp.example/riskdesk",
        zh="应为地址，例如 https://erp.example/riskdesk",
    ),
    # the demonstration
    Text(en="a demonstration runs in this home; stop it first", zh="本目录中正在运行演示；请先停止它"),
    Text(
        en="{home} was not made by a demonstration; it is left alone",
        zh="{home} 不是演示建立的目录；未作改动",
    ),
    Text(
        en="port {port} is taken by another program; choose one",
        zh="端口 {port} 已被其他程序占用；请另选一个",
    ),
    Text(en="the service did not become ready; its messages stand above", zh="服务未能就绪；原因见上方消息"),
    Text(
        en="the service ended with code {code}; its messages stand above",
        zh="服务以代码 {code} 结束；原因见上方消息",
    ),
    Text(en="the service refused a call: {why}", zh="服务拒绝了请求：{why}"),
    Text(en="the policy was refused: {why}", zh="策略被拒绝：{why}"),
)
"""Texts by their English sentence."""
