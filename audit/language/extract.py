"""Texts of `audit extract`, as the catalogue has them."""

from __future__ import annotations

EXTRACT = """
extract.short | 列出从表里读到的内容。 | Print what was read from the forms.
extract.help | 列出从每张自评表读到的内容和它们所在的单元格。
| Print what was read from each form, with its cells.
extract.format | json 印出来；xlsx 是一个工作簿，parquet 每个数据表一个文件，都要用 -o。
| json is printed; xlsx is one workbook, parquet one file a table; both need -o.
extract.output | 写到这里：xlsx 是文件名，parquet 是文件夹，json 是文件名。
| Where to write: the file for xlsx and json, the folder for parquet.
extract.show | 在屏幕上画出每张表，每个单元格下面标出它被读成了什么。
| Draw each form on the terminal, with what was read from each cell.
extract.needs_output | {format} 格式要用 -o 指定写到哪里。 | The format {format} needs -o: where to write.
extract.show_alone | --show 画在屏幕上，不能同时用 --format 或 -o。
| --show draws on the terminal; leave out --format and -o.
extract.written | 已写入 {path}（{forms} 张自评表） | Written to {path} ({forms} forms)
extract.too_long | “{table}”超过工作簿一张表的行数上限，请改用 --format parquet。
| The table {table} has more rows than a sheet can hold; use --format parquet.
extract.file | 文件 | File
extract.position | 第几张 | Form
extract.row | 行次 | Row
extract.cell | 出处 | Cell
extract.layout | 表样：{layout}（{reason}） | Layout: {layout} ({reason})
extract.yes | 是 | yes
extract.no | 否 | no
code.total | 合计 | total
code.part | 其中 | part
code.fiscal | 财政拨款 | fiscal
code.central | 中央资金 | central
code.local | 地方资金 | local
code.carryover | 结转结余 | carried over
code.other | 其他 | other
code.self | 单位自筹 | own funds
code.basic | 基本支出 | basic
code.project | 项目支出 | project
code.source | 按资金来源 | by source
code.income | 按收入性质 | by income
code.spending | 按支出性质 | by spending
code.blank | 空白 | blank
code.none | 无值 | none
code.quantity | 数量 | quantity
code.level | 程度 | level
code.date | 时间 | date
code.text | 文字 | text
code.more | 越高越好 | more is better
code.less | 越低越好 | less is better
code.equal | 等于为好 | equal is best
code.head | 表头 | head
code.task | 任务 | task
code.management | 资金管理 | fund management
code.foot | 表尾 | foot
code.goal_expected | 预期目标 | goal expected
code.goal_actual | 实际完成情况 | goal reached
extract.complete | 已读到表尾 | read to its end
extract.incomplete | 没有读到表尾（可能不全） | its end was not read (may be cut off)
extract.unplaced | 没有读进去、要人看的行： | Rows that were not placed; a person must look:
"""
