"""Invented names: places, companies, persons that exist nowhere."""

from typing import Final

from training.synth.dice import Dice

REGIONS: Final = ("SH", "BJ", "GZ", "SZ", "CD", "WH", "NJ", "HZ")
"""Codes of the company's regions, as they stand in order ids."""

_PLACES: Final = (
    "澜川",
    "栖云",
    "朔渡",
    "霁州",
    "峦港",
    "沅陌",
    "岚浦",
    "漪城",
    "砚原",
    "桁溪",
    "旌岭",
    "泓津",
)
_FIRST: Final = "骁瑄翀璟珩禾峤昶澍瀚芃煦钧霖岱祺"
_SECOND: Final = "泽拓衡锐越和川岳霁辰恒朗信嘉远皓"
_TRADES: Final = (
    "机电",
    "材料",
    "科技",
    "商贸",
    "实业",
    "制造",
    "器械",
    "食品",
    "纺织",
    "环保",
    "物流",
    "包装",
)
_SUFFIXES: Final = (("有限公司", 0.8), ("股份有限公司", 0.12), ("有限责任公司", 0.08))
_SURNAMES: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
_GIVEN: Final = "伟芳娜敏静磊军洋勇艳杰娟涛明超霞平刚桂英华玉萍红梅建国志强晓东文博雨轩"
_STREETS: Final = ("观澜路", "听松街", "望朔大道", "临霁路", "栖霞里", "拾光巷", "漱石路", "问渠街")


def company_name(dice: Dice) -> str:
    """Return the name of a company that does not exist."""
    brand = dice.pick(_FIRST) + dice.pick(_SECOND) + dice.pick(_SECOND)
    return dice.pick(_PLACES) + brand + dice.pick(_TRADES) + dice.weighted(_SUFFIXES)


def short_name(name: str) -> str:
    """Return a company's name as a payer may write it, without its legal form."""
    for suffix, _ in sorted(_SUFFIXES, key=lambda one: -len(one[0])):
        if name.endswith(suffix):
            return name[: -len(suffix)]
    return name


def person_name(dice: Dice) -> str:
    """Return the name of a person."""
    return dice.pick(_SURNAMES) + dice.pick(_GIVEN) + (dice.pick(_GIVEN) if dice.chance(0.75) else "")


def street_address(dice: Dice) -> str:
    """Return an address in a town that does not exist."""
    return f"{dice.pick(_PLACES)}市{dice.pick(_STREETS)}{dice.whole(1, 1_999)}号{dice.whole(1, 30)}室"
