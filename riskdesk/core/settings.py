"""Everything that an operator may set, read once from variables named `RISKDESK_…` and then frozen."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Final, Literal, NamedTuple, get_args, get_origin
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, SecretStr, TypeAdapter, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from riskdesk.core.currencies import EXPONENTS
from riskdesk.core.errors import SettingInvalid
from riskdesk.core.i18n import Text

PREFIX = "RISKDESK_"
DOCUMENTS_WITH_LIMITS: Final = ("order", "supplier", "expense", "refund", "salary")
"""Types of documents that have approval limits of their own."""


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, LookupError) as error:
        raise ValueError("expected a zone of the IANA database such as Asia/Shanghai") from error
    return name


def _known_currency(code: str) -> str:
    if code not in EXPONENTS:
        raise ValueError("expected a currency of ISO 4217 such as CNY")
    return code


def _not_negative(duration: timedelta) -> timedelta:
    if duration < timedelta(0):
        raise ValueError("expected a duration of 0 or more")
    return duration


def _positive(duration: timedelta | None) -> timedelta | None:
    if duration is not None and duration <= timedelta(0):
        raise ValueError("expected a duration above 0")
    return duration


def _ten_years(duration: timedelta) -> timedelta:
    if duration > timedelta(days=3_653):
        raise ValueError("expected a duration of at most 10 years")
    return duration


def _limits_by_document(text: str) -> str:
    try:
        limits = json.loads(text)
    except ValueError as error:
        raise ValueError("expected JSON") from error
    if not isinstance(limits, dict) or limits.keys() - set(DOCUMENTS_WITH_LIMITS):
        raise ValueError(f"expected an object with some of {', '.join(DOCUMENTS_WITH_LIMITS)}")
    for levels in limits.values():
        if not isinstance(levels, list) or not all(isinstance(level, str) for level in levels):
            raise ValueError('expected lists of amounts such as ["50000.00", "200000.00"]')
    return text


Zone = Annotated[str, AfterValidator(_known_zone)]
Currency = Annotated[str, AfterValidator(_known_currency)]
Duration = Annotated[timedelta, AfterValidator(_not_negative)]
Home = Annotated[Path, AfterValidator(Path.expanduser)]


class Settings(BaseSettings):
    """The settings of one process; each is documented in both languages beside its type."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="ignore", frozen=True, env_ignore_empty=True, validate_default=True
    )

    home: Annotated[
        Home,
        Text(
            zh="存放数据库文件与密钥文件的目录。",
            en="Folder that holds the database file and the key file.",
        ),
    ] = Path(".riskdesk")
    database_url: Annotated[
        str | None,
        Field(repr=False),  # it may hold a password
        Text(
            zh="数据库地址，例如 postgresql://user@host/riskdesk；不填则用 home 目录下的 SQLite 文件。",
            en="Database, such as postgresql://user@host/riskdesk; if not set, an SQLite file in the home.",
        ),
    ] = None
    zone: Annotated[
        Zone, Text(zh="公司所在时区；小时与星期按它读取。", en="Zone in which hours and weekdays are read.")
    ] = "Asia/Shanghai"
    base_currency: Annotated[
        Currency, Text(zh="本位币（ISO 4217 代码）。", en="Currency of the books, by its ISO 4217 code.")
    ] = "CNY"
    language: Annotated[
        Literal["zh", "en"],
        Text(
            zh="调用方未指定时的语言，也是命令行输出及其错误信息的语言。",
            en="Language of a caller that asks for none, and of what commands print, their errors included.",
        ),
    ] = "zh"
    calendar: Annotated[
        str,
        Field(pattern=r"^[A-Z]{2,3}$"),
        Text(
            zh="工作日历所属国家（ISO 3166 代码）。",
            en="Country of the working calendar, by its ISO 3166 code.",
        ),
    ] = "CN"
    approval_limits: Annotated[
        str | None,
        AfterValidator(lambda text: text if text is None else _limits_by_document(text)),
        Text(
            zh='各类单据的审批限额：JSON 对象，如 {"order": ["50000.00", "200000.00"]}；键为 order、supplier、expense、refund、salary，未写的用默认值。',
            en='Approval limits by type of document, a JSON object such as {"order": ["50000.00", "200000.00"]}; '
            "order, supplier, expense, refund, salary; those left out keep the defaults.",
        ),
    ] = None
    caller_clock_skew: Annotated[
        Duration,
        Text(
            zh="调用方时钟最多可以比服务器快多少。",
            en="How far a caller's clock may run ahead of the server's.",
        ),
    ] = timedelta(minutes=5)
    reservation_ttl: Annotated[
        Duration,
        AfterValidator(_ten_years),  # the log takes no time beyond 2100
        Text(
            zh="额度预占在多久之后失效。",
            en="After how long a reservation of credit that nobody used expires.",
        ),
    ] = timedelta(days=7)
    deadline: Annotated[
        timedelta,
        AfterValidator(_positive),
        Text(
            zh="评分请求最多排队多久；超时即放弃，不作决定。请求头 X-Deadline-Ms 可另行指定。",
            en="How long a call to score may wait for its turn before it is dropped undecided; "
            "the header X-Deadline-Ms overrides it for one call.",
        ),
    ] = timedelta(seconds=2)
    history_lag: Annotated[
        timedelta | None,
        AfterValidator(_positive),
        Text(
            zh="其他系统的事实最久多长时间没有到达即视为历史滞后；不填则不检查。",
            en="Without a fact from the company's other systems for so long, history counts as late; "
            "if not set, it never does.",
        ),
    ] = None
    cache_bytes: Annotated[
        int,
        Field(gt=0),
        Text(zh="内存中历史数据的上限（字节）。", en="Bound on the history kept in memory, in bytes."),
    ] = 96 * 1024 * 1024
    shelf_bytes: Annotated[
        int,
        Field(ge=0),
        Text(
            zh="内存放不下的历史数据暂存于一个无名文件（字节上限）；0 表示不暂存，用到时重新读取事件日志。",
            en="Bound on a file without a name for history that memory has no room for, in bytes; "
            "0 for none: the log is read again.",
        ),
    ] = 2 * 1024 * 1024 * 1024
    host: Annotated[str, Text(zh="服务监听的地址。", en="Address on which the service listens.")] = (
        "127.0.0.1"
    )
    port: Annotated[
        int, Field(ge=0, le=65535), Text(zh="服务监听的端口。", en="Port on which the service listens.")
    ] = 8700
    workers: Annotated[int, Field(ge=1), Text(zh="服务进程数。", en="Number of serving processes.")] = 1
    max_body_bytes: Annotated[
        int,
        Field(gt=0),
        Text(zh="请求正文的最大字节数。", en="Largest body of a request that is read, in bytes."),
    ] = 1024 * 1024
    data: Annotated[
        Path | None,
        Text(
            zh="公开数据集所在目录，供笔记本与基准测试使用。",
            en="Folder of the public data sets that notebooks and benchmarks read.",
        ),
    ] = None
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Text(zh="写入日志的最低级别。", en="Least level that is logged."),
    ] = "info"
    log_json: Annotated[
        bool, Text(zh="日志是否写成 JSON 行。", en="Whether logs are lines of JSON instead of text.")
    ] = True
    encryption_key: Annotated[
        SecretStr | None,
        Text(
            zh="加密个人数据的密钥：32 字节的 base64；与 matching_key 同时设置，或都不设置而使用密钥文件。",
            en="Key that encrypts personal data: base64 of 32 bytes; set with the matching key or not at all.",
        ),
    ] = None
    matching_key: Annotated[
        SecretStr | None,
        Text(
            zh="用于匹配个人数据的密钥：32 字节的 base64。",
            en="Key by which personal data is matched: base64 of 32 bytes.",
        ),
    ] = None

    @property
    def url(self) -> str:
        """The database as an SQLAlchemy URL: PostgreSQL through psycopg, or the file in the home."""
        given = self.database_url
        if given is None:
            return f"sqlite:///{self.home / 'riskdesk.db'}"
        scheme, colon, rest = given.partition("://")
        return (
            f"postgresql+psycopg://{rest}" if scheme in {"postgresql", "postgres"} else scheme + colon + rest
        )


def load_settings(**overrides: Any) -> Settings:
    """Read the settings from the environment; a keyword overrides its variable.

    Raises
    ------
    SettingInvalid
        A value that cannot be used, or a keyword that is no setting; `field` names the variable.
    """
    unknown = overrides.keys() - Settings.model_fields.keys()
    if unknown:
        raise SettingInvalid("there is no such setting", field=variable_name(min(unknown)))
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        name = variable_name(str(first["loc"][0]))
        raise SettingInvalid(str(first["msg"]).removeprefix("Value error, "), field=name) from None


def variable_name(setting: str) -> str:
    """Return the variable of a setting.

    >>> variable_name("home")
    'RISKDESK_HOME'
    """
    prefixed = setting.upper()
    return prefixed if prefixed.startswith(PREFIX) else PREFIX + prefixed


class SettingRow(NamedTuple):
    """One setting as the documentation shows it; `default` is a value that could be set, or empty."""

    name: str
    type: str
    default: str
    text: Text


def describe_settings() -> list[SettingRow]:
    """Return a row for every setting, in the order in which they are declared."""
    rows = []
    for name, info in Settings.model_fields.items():
        text = next(item for item in info.metadata if isinstance(item, Text))
        rows.append(SettingRow(variable_name(name), _type_name(info.annotation), _shown(info.default), text))
    return rows


def _type_name(annotation: Any) -> str:
    if get_origin(annotation) is Literal:
        return " | ".join(get_args(annotation))
    parts = [part for part in get_args(annotation) if part is not type(None)]
    plain = parts[0] if parts else annotation
    names = {
        timedelta: "duration",
        Path: "path",
        SecretStr: "secret",
        str: "text",
        int: "number",
        bool: "flag",
    }
    return names[plain]


def _shown(default: Any) -> str:
    if default is None:
        return ""
    shown = str(TypeAdapter(type(default)).dump_python(default, mode="json"))
    return shown.lower() if isinstance(default, bool) else shown
