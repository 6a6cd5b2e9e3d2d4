"""What a report says of recall in words."""

from typing import Final

from riskdesk.core.i18n import Text
from training.evaluate.population import Population

UNDECIDED: Final = Text(
    zh="这段历史不是由本系统决策的:已复核的单据说明不了其余单据,召回率未知。",
    en="Nothing of this was decided by riskdesk: what was judged cannot speak for the rest, and recall is unknown.",
)
UNSAMPLED: Final = Text(
    zh="放行的单据没有随机抽样复核:漏掉多少无从得知,召回率未知。",
    en="Nothing of what passed was drawn and judged: how much was missed, and so recall, is unknown.",
)
WEIGHTED: Final = Text(
    zh="召回率按抽样概率的倒数加权估计,依据抽中并已复核的放行单据 {drawn} 张;未加权的数字只反映被标记的单据。",
    en="Recall is weighed by one over the propensity, on {drawn} judged draws of what passed; figures without weights"
    " tell of what was flagged alone.",
)


def recall_words(found: Population) -> dict[str, str]:
    """Return the sentence by language, `zh` and `en`."""
    if not found.decided:
        said = UNDECIDED
    elif not found.recall_known:
        said = UNSAMPLED
    else:
        said = WEIGHTED
    params = {"drawn": str(found.drawn)}
    return {"zh": said.render("zh", params), "en": said.render("en", params)}
