"""Company names brought to what tells companies apart, and how alike two of them are.

Legal forms, words such as group and branch, and brackets are left out; the place in front stays, for
without it two companies of one trade name in two towns are one. What stays is compared sign by sign, but
a Chinese name is alike to the same one with a place before it. Names are looked for only among those that
share a block: one of a few min-hashes of their pairs of signs. Pinyin and translations are not compared.
"""

import hashlib
import re
import unicodedata
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
from rapidfuzz.fuzz import ratio

ALIKE: Final = 88
"""Two names are alike from this similarity on, percent (field's fuzzy duplicate test)."""

BLOCKS: Final = 6
"""Min-hashes of a name."""

_FORMS_ZH: Final = re.compile(
    "股份|有限|责任|集团|控股|总公司|分公司|子公司|支公司|公司|普通合伙|特殊普通合伙|合伙企业|个人独资"
)
_BRANCH: Final = re.compile(
    "(有限责任公司|有限公司|集团公司).{0,20}(分公司|支公司|分行|支行|分店|办事处|营业部)$"
)
_BRACKETS: Final = re.compile(r"\([^()]*\)|（[^（）]*）|【[^【】]*】|\[[^\[\]]*\]")
_FORMS_EN: Final = frozenset(
    [
        "the",
        "and",
        "inc",
        "in",
        "incorporated",
        "ltd",
        "limited",
        "co",
        "company",
        "corp",
        "corporation",
        "llc",
        "llp",
        "lp",
        "plc",
        "group",
        "holding",
        "holdings",
        "trust",
        "foundation",
        "associates",
        "us",
        "usa",
        "uk",
        "system",
        "systems",
        "service",
        "services",
        "solutions",
        "international",
        "industries",
        "enterprises",
        "technologies",
        "gmbh",
        "ag",
        "kg",
        "ug",
        "ohg",
        "sa",
        "sas",
        "sarl",
        "srl",
        "spa",
        "bv",
        "nv",
        "ab",
        "as",
        "oy",
        "kk",
        "pty",
        "pte",
        "sdn",
        "bhd",
    ]
)


def normalise(name: str) -> str:
    """Return what of a company's name tells it apart; the whole name where nothing would be left.

    >>> normalise("深圳市鑫源电子（集团）有限公司"), normalise("Acme Trading Co., Ltd.")
    ('深圳市鑫源电子', 'acmetrading')
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    plain = _BRACKETS.sub(" ", _BRANCH.sub("", plain))
    words = re.findall(r"[^\W_]+", plain)
    whole = "".join(words)
    core = "".join(word for word in words if word not in _FORMS_EN)
    core = _FORMS_ZH.sub("", core)
    return core if len(core) >= 2 else whole


def blocks(normal: str) -> list[str]:
    """Return the blocks of a normalised name, `BLOCKS` at most.

    Two names whose pairs of signs overlap by a share s meet in at least one with 1 - (1 - s)^BLOCKS.
    """
    if not normal:
        return []
    signs = f"{normal}$"  # the end is what a name keeps when its place is left out
    pairs = {signs[i : i + 2] for i in range(len(signs) - 1)}
    least = np.min([_hashes(pair) for pair in pairs], axis=0)
    return [f"{i}:{value:08x}" for i, value in enumerate(least.tolist())]


@lru_cache(maxsize=65_536)
def _hashes(pair: str) -> npt.NDArray[np.uint32]:
    digest = hashlib.blake2b(pair.encode(), digest_size=4 * BLOCKS).digest()
    return np.frombuffer(digest, "<u4")


def likeness(one: str, other: str) -> float:
    """Return how alike two normalised names are, 0 to 100 (100 - share of signs to insert or delete)."""
    short, long = sorted((one, other), key=len)
    if len(short) >= 4 and not short.isascii() and long.endswith(short):
        return 100.0
    return float(ratio(one, other))
