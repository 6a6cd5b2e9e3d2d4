"""Files that are imported, mappings, backfills."""

from typing import Final

from riskdesk.core.i18n import Text

FILES: Final = (
    # the file
    Text(en="expected a file that ends in one of {endings}", zh="文件扩展名应为以下之一：{endings}"),
    Text(en="the file cannot be read as UTF-8 text", zh="文件无法按 UTF-8 文本读取"),
    Text(
        en="the file is UTF-16: save it as UTF-8 or GB18030",
        zh="文件是 UTF-16 编码：请另存为 UTF-8 或 GB18030",
    ),
    Text(en="the file is empty: expected a line with the names of the columns", zh="文件为空：应有一行列名"),
    Text(en="expected a line with the names of the columns", zh="应有一行列名"),
    Text(en="the header names this column twice", zh="表头中该列出现两次"),
    Text(en="the header is no {encoding} text", zh="表头不是 {encoding} 文本"),
    Text(
        en="the header is no single line of names: look for a stray quote or line end",
        zh="表头不是单独一行列名：请检查多余的引号或换行",
    ),
    Text(
        en="the sheet is empty: expected a row with the names of the columns", zh="工作表为空：应有一行列名"
    ),
    Text(
        en="the file is no Excel workbook (.xlsx), or is damaged",
        zh="文件不是 Excel 工作簿（.xlsx），或已损坏",
    ),
    Text(en="the workbook has no such sheet", zh="工作簿中没有这个工作表"),
    Text(en="the file is no Parquet, or is damaged", zh="文件不是 Parquet，或已损坏"),
    Text(en="control characters or broken Unicode", zh="含有控制字符或损坏的 Unicode"),
    # the mapping
    Text(en="expected a TOML file or one of {names}", zh="应为 TOML 文件，或以下之一：{names}"),
    Text(en="no TOML: {said}", zh="不是 TOML：{said}"),
    Text(en="no layout fits", zh="没有适用的版式"),
    Text(en="the layout {name} also needs {columns}", zh="版式 {name} 还需要 {columns}"),
    Text(en="no entry of the mapping applies to this row", zh="映射中没有适用于该行的条目"),
    Text(en="JSON lines are read with the canonical mapping only", zh="JSON 行只能用标准映射读取"),
    Text(en="{name} has no such column", zh="{name} 中没有这一列"),
    Text(en="no key of a firm", zh="没有企业的编号"),
    Text(en="no outcome that the mapping knows", zh="不是映射所列的结果"),
    Text(en="no grade that the mapping knows", zh="不是映射所列的等级"),
    Text(en="no verdict that the mapping knows", zh="不是映射所列的结论"),
    # a cell
    Text(en="expected a single value, not a list or structure", zh="应为单个值，不能是列表或结构"),
    Text(en="expected a value, the cell is empty", zh="单元格为空，应有值"),
    Text(en="expected a text; `earliest` gives a day or time", zh="应为文本；`earliest` 得到的是日期或时间"),
    Text(en="expected a decimal number", zh="应为十进制数"),
    Text(en="expected a whole number", zh="应为整数"),
    Text(en="expected a number", zh="应为数字"),
    Text(en="expected true or false", zh="应为 true 或 false"),
    Text(en="expected a similarity from 0 to 1", zh="应为0到1之间的相似度"),
    Text(en="expected a day or time written as {formats}", zh="日期或时间的写法应为 {formats}"),
    Text(en="no such day", zh="没有这一天"),
    Text(en="the time has not come yet", zh="时间尚未到来"),
    Text(en="expected at most {n} days", zh="最多{n}天"),
    # a backfill
    Text(en="expected a folder", zh="应为文件夹"),
    Text(en="the folder holds a finished backfill; name another", zh="文件夹中已有完成的回填；请另选一个"),
    Text(en="the folder holds {name}, which no backfill wrote", zh="文件夹中有 {name}，不是回填写出的"),
    Text(
        en="expected a size such as 512MB or 2GB, got {said}", zh="应为 512MB 或 2GB 之类的大小，收到 {said}"
    ),
    Text(en="there is such a file already", zh="已有这个文件，不会覆盖"),
    Text(en="expected at least {n}MB", zh="至少 {n}MB"),
    Text(en="expected at least {n}GB for so long a log", zh="日志这样长，至少需要 {n}GB"),
    Text(en="expected 1 to {n}", zh="应为1到{n}"),
    Text(en="expected either --partitions or --memory", zh="--partitions 与 --memory 只能选一个"),
    Text(
        en="Spark is not installed; the extra `riskdesk[spark]` brings it",
        zh="没有安装 Spark；附加项 `riskdesk[spark]` 会安装它",
    ),
    Text(
        en="Spark needs Java 17 or newer, and there is no `java`",
        zh="Spark 需要 Java 17 或更新版本，未找到 `java`",
    ),
)
"""Texts by their English sentence."""
