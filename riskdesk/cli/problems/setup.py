"""Settings, keys, database, backup."""

from typing import Final

from riskdesk.core.i18n import Text
from riskdesk.core.settings import DOCUMENTS_WITH_LIMITS

SETUP: Final = (
    # settings and keys
    Text(en="there is no such setting", zh="没有这个设置"),
    Text(en="no calendar of {country} is known", zh="没有 {country} 的工作日历"),
    Text(
        en="there are no keys in {path}; `riskdesk init` makes them",
        zh="{path} 中没有密钥；请运行 `riskdesk init` 生成",
    ),
    Text(
        en="{path} has mode {mode} and can be used by others; `chmod 600 {same}` mends it",
        zh="{path} 的权限是 {mode}，他人可以使用；请运行 `chmod 600 {same}`",
    ),
    Text(en="{path} is no key file of this program", zh="{path} 不是本程序的密钥文件"),
    Text(en="both keys have to be set, or neither", zh="两把密钥须同时设置，或都不设置"),
    Text(en="expected the base64 of 32 bytes", zh="应为32字节的 base64 编码"),
    Text(en="the two keys must differ", zh="两把密钥不得相同"),
    Text(en="a stored {kind} does not open with the key at hand", zh="已存的 {kind} 无法用现有密钥解开"),
    Text(en="expected zh or en", zh="应为 zh 或 en"),
    Text(
        en="expected a zone of the IANA database such as Asia/Shanghai",
        zh="应为 IANA 时区名，例如 Asia/Shanghai",
    ),
    Text(en="expected a duration of 0 or more", zh="时长不得为负"),
    Text(en="expected a duration above 0", zh="时长应大于0"),
    Text(en="expected a duration of at most 10 years", zh="时长最多10年"),
    Text(en="Input should be a valid timedelta, {said}", zh="应为时长，例如 PT2S 或 P7D（{said}）"),
    Text(en="Input should be a valid integer, unable to parse string as an integer", zh="应为整数"),
    Text(en="Input should be a valid boolean, unable to interpret input", zh="应为 true 或 false"),
    Text(en="expected JSON", zh="应为 JSON"),
    Text(en="expected an object with some of {names}", zh="应为 JSON 对象，键只能是 {names}"),
    Text(
        en='expected lists of amounts such as ["50000.00", "200000.00"]',
        zh='应为金额列表，例如 ["50000.00", "200000.00"]',
    ),
    Text(en="expected positive limits in ascending order", zh="限额应为正数并由小到大"),
    *(Text(en=f"{document}: {{why}}", zh=f"{document}：{{why}}") for document in DOCUMENTS_WITH_LIMITS),
    # database
    Text(en="expected sqlite:///… or postgresql://…", zh="应为 sqlite:///… 或 postgresql://…"),
    Text(
        en="there is no database at {path}; `riskdesk init` makes one",
        zh="{path} 没有数据库；请运行 `riskdesk init` 建立",
    ),
    Text(
        en="the database has {name} = {found}, expected {wanted}",
        zh="数据库的 {name} 为 {found}，应为 {wanted}",
    ),
    Text(en="this installation holds no migrations", zh="安装中缺少数据库迁移脚本"),
    Text(
        en="the tables are at revision {found}, this program needs {needed}; `riskdesk init` brings older ones up to date",
        zh="数据表版本为 {found}，本程序需要 {needed}；旧版本请运行 `riskdesk init` 升级",
    ),
    Text(
        en="{why}; `riskdesk init` brings the tables up to date",
        zh="{why}；请运行 `riskdesk init` 升级数据表",
    ),
    Text(en="all connections to the database are in use", zh="数据库连接已全部占用"),
    Text(en="the database does not answer: {said}", zh="数据库没有响应：{said}"),
    Text(en="the database failed: {said}", zh="数据库出错：{said}"),
    # backup, restore, move
    Text(en="there is no such file", zh="没有这个文件"),
    Text(en="expected a file that `riskdesk backup` wrote", zh="应为 `riskdesk backup` 写出的文件"),
    Text(en="the file cannot be written: {said}", zh="文件无法写入：{said}"),
    Text(en="the file is damaged: {said}", zh="文件已损坏：{said}"),
    Text(
        en="it was written by riskdesk {program} with tables of revision {revision}, which this program does not know",
        zh="它由 riskdesk {program} 写出，数据表版本为 {revision}，本程序不认识该版本",
    ),
    Text(en="its rows are not those that its manifest tells of", zh="其中的行与清单不符"),
    Text(en="the database in it is not the one that was saved", zh="其中的数据库不是当初备份的那一个"),
    Text(
        en="other connections to the database are open ({n}); stop the service first",
        zh="数据库还有其他连接（{n}）；请先停止服务",
    ),
    Text(en="the database holds rows already", zh="数据库中已有数据"),
    Text(en="the database holds rows already; {why}", zh="数据库中已有数据；{why}"),
    Text(en="`--replace` throws them away", zh="加 `--replace` 会丢弃它们"),
    Text(en="name an empty one", zh="请指定一个空的数据库"),
    Text(
        en="facts were appended to the source meanwhile; stop the service first",
        zh="期间来源又写入了事实；请先停止服务",
    ),
    Text(en="the database cannot be copied: {said}", zh="数据库无法复制：{said}"),
    Text(en="the database cannot be written: {said}", zh="数据库无法写入：{said}"),
    Text(en="a process has {path} open; stop the service first", zh="有进程正在使用 {path}；请先停止服务"),
    Text(
        en="the rows of {table} came out otherwise than they were read", zh="{table} 的行写入后与读出时不一致"
    ),
    Text(en="the log is broken at seq {seq}", zh="日志链在序号 {seq} 处断裂"),
    Text(
        en="the keys of this home do not open what was sealed in the backup",
        zh="本目录的密钥无法解开备份中的密文",
    ),
)
"""Texts by their English sentence."""
