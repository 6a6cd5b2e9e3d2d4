"""Heads of the tables that commands print about models, in both languages."""

from typing import Final

from riskdesk.core.i18n import Language, Text

HEADS: Final[dict[str, Text]] = {
    "role": Text(zh="模型", en="role"),
    "place": Text(zh="类型", en="place"),
    "bundle": Text(zh="包", en="bundle"),
    "hash": Text(zh="哈希", en="hash"),
    "version": Text(zh="版本", en="version"),
    "stage": Text(zh="阶段", en="stage"),
    "stored_at": Text(zh="存入时间", en="stored at"),
    "bytes": Text(zh="字节", en="bytes"),
    "active": Text(zh="在用", en="active"),
    "seq": Text(zh="起始 seq", en="seq"),
    "since": Text(zh="自", en="since"),
    "proposed_by": Text(zh="提出人", en="proposed by"),
    "approved_by": Text(zh="批准人", en="approved by"),
    "named_by": Text(zh="指定人", en="named by"),
    "decisions": Text(zh="判断数", en="decisions"),
    "psi": Text(zh="PSI", en="PSI"),
    "features_moved": Text(zh="偏移的特征", en="features moved"),
    "expected_auc": Text(zh="预期 AUC", en="expected AUC"),
    "its_error": Text(zh="其误差", en="its error"),
    "grade": Text(zh="等级", en="grade"),
    "month": Text(zh="月份", en="month"),
    "bad": Text(zh="违约", en="bad"),
    "expected": Text(zh="预期", en="expected"),
    "realised": Text(zh="实际", en="realised"),
    "invoices": Text(zh="发票数", en="invoices"),
    "mae": Text(zh="平均误差（天）", en="mean error, days"),
    "bias": Text(zh="偏差（天）", en="bias, days"),
    "coverage": Text(zh="80% 区间覆盖率", en="coverage of 80 %"),
    "source": Text(zh="来源", en="source"),
    "from": Text(zh="起点", en="from"),
    "basis": Text(zh="依据", en="basis"),
    "a_day": Text(zh="日均", en="a day"),
    "precision": Text(zh="精确率", en="precision"),
    "recall": Text(zh="召回率", en="recall"),
    "typology": Text(zh="手法", en="typology"),
    "hits": Text(zh="命中", en="hits"),
    "judged": Text(zh="已复核", en="judged"),
    "confirmed": Text(zh="已确认", en="confirmed"),
    "figure": Text(zh="指标", en="figure"),
    "value": Text(zh="值", en="value"),
    "pairs": Text(zh="发票对", en="pairs"),
    "differs": Text(zh="不同之处", en="what differs"),
    "id": Text(zh="编号", en="id"),
    "row": Text(zh="行", en="row"),
    "probability": Text(zh="概率", en="probability"),
    "why": Text(zh="主要依据", en="what moved it most"),
}


def heads(language: Language, *names: str) -> list[str]:
    """Return the heads of these columns.

    >>> heads("en", "role", "psi")
    ['role', 'PSI']
    """
    return [HEADS[name].render(language) for name in names]
