"""Texts of the report's pages and of their script; `audit.language` says them with all the others."""

from __future__ import annotations

REPORT = """
check.pages | 每张表另写一页可以邮寄的单页（{count} 张以内总会写）。
| Write a page of its own for every form, to be mailed (up to {count} forms this is done anyway).

list.search | 查找：项目、单位、文件、编号 | Search: project, unit, file, code
list.severity | 严重程度 | severity
list.department | 主管部门 | department
list.unit | 实施单位 | unit
list.rule | 规则 | rule
list.year | 年度 | year
list.profile | 适用规定 | profile
list.reading | 读取情况 | reading
list.all | 全部 | all
list.no_year | 未知 | unknown
list.no_unit | （未填实施单位） | (no unit)
list.incomplete | 没有读到末尾 | cut off
list.unplaced | 有没读到的行 | rows not read
list.unsure | 表样识别存疑 | recognised with doubt
list.shown | 显示 {count} 张，共 {total} 张 | {count} of {total} forms shown
list.clear | 清除筛选 | Clear
list.export | 导出所列（CSV） | Export these (CSV)
list.export.file | 项目清单.csv | projects.csv
list.sort | 按“{name}”排序 | Sort by {name}
list.name | 项目 | project
list.error | 错误 | errors
list.warning | 警告 | warnings
list.note | 提示 | notes
list.causes | 起因 | causes
list.undecided | 未判断 | undecided
list.score | 总分 | total
list.stated | 填报总分 | stated total
list.recomputed | 复算总分 | recomputed total
list.source | 文件 | file
list.none | 没有符合条件的表。 | No form fits.
list.keys | ↑ ↓ 选项目，回车打开。 | Arrow keys choose, Enter opens.
list.colon | ： | :
list.rows | {count} 处 | {count} rows
list.more | 再显示 {count} 条 | {count} more
list.broken | 数据文件 {file} 没有读到。请把整个报告文件夹（连同 d 文件夹）一起拷贝后再打开。
| The data file {file} is missing. Copy the whole report folder, with its folder d, and open it again.
list.loading | 正在读取…… | Loading …

report.causes | 起因 | causes
report.causes.lead | 不由别的问题引起 | not explained by another finding
report.rejected | 其中经人认定不成立或豁免 | of these rejected or waived
report.undecided | 未能判断 | undecided
report.look | 需人工核对读取结果的表 | Forms to be read by a person
report.look.lead | 这些表没有读全，或者表样识别存疑；没有读到的内容没有审核。
| These forms were not read in full, or with doubt; what was not read was not audited.
report.look.all | 在项目清单里全部列出 | List them all
report.families | 各类问题 | Findings by family
report.families.desc | 横条是各类规则发现的问题数，分错误、警告、提示。最多的是{family}，{count} 个。
| Bars: findings of each family of rules, split into errors, warnings and notes. Most: {family}, {count}.
report.scores | 填报总分与复算总分 | Stated and recomputed totals
report.scores.desc | 横轴复算，纵轴填报，斜线上相符。{forms} 张表能复算，{equal} 张相符，最多差 {widest}。
| Across: recomputed; up: stated; on the line they agree. {equal} of {forms} agree; widest gap {widest}.
report.scores.none | 没有一张表的总分能够复算。 | No total could be recomputed.
report.scores.dot | 填报 {stated}，复算 {recomputed}：{forms} 张
| stated {stated}, recomputed {recomputed}: {forms}
report.noscript.list | 浏览器没有运行脚本，只列出最严重的 {count} 张；全部见 findings.xlsx。
| Scripts are off: the worst {count} forms are listed; findings.xlsx has them all.
report.noscript.view | 这一页要运行脚本才能显示；全部问题见 findings.xlsx。
| This page needs scripts; findings.xlsx has every finding.
report.also | 另有 {count} 条，全部见 findings.xlsx。 | {count} more are in findings.xlsx.
report.shared | 这个部门的共性问题 | What these forms share
report.shared.across | 跨表问题 | Findings across forms
report.shared.rules | 反复出现的问题 | What comes again and again
report.shared.share | {count} 张，占 {share} | {count} forms, {share}
report.department.ledger | 问题清单 | Ledger
report.department.load | 列出问题（{count} 个） | List the findings ({count})
report.department.large | 这个部门的问题太多（{count} 个），请在 findings.xlsx 里按主管部门筛选。
| Too many findings ({count}) to list here; filter findings.xlsx by department.
report.department.export | 导出清单（CSV） | Export the ledger (CSV)
report.department.file | 问题清单.csv | ledger.csv
report.department.choose | 选择部门 | Choose a department
report.department.page | 部门页 | Department
report.table | {name}（表格） | {name} (table)
report.number | 序号 | no.

form.previous | 上一个项目 | Previous project
form.next | 下一个项目 | Next project
form.gone | 报告里没有这张表，可能已经不在本次审核的文件里。 | This report holds no such form.
form.position.of | 第 {position} 张，共 {total} 张 | {position} of {total}
form.mail | 单页（可邮寄、打印） | Single page (to mail or print)
form.keyboard | j、k 下一个、上一个问题；回车到单元格；o 展开；n、p 下一个、上一个项目。
| j, k next and previous finding; Enter to the cell; o unfolds; n, p next and previous project.
form.outcomes | 全部规则的结论 | What every rule says
form.outcomes.outcome | 结论 | outcome
form.read | 读取结果和出处 | What was read, and where
form.read.lead | 每个值后面是它所在的单元格。 | Each value with the cell that it was read from.
form.read.row | 行 | row
form.read.values | 读到的值 | values
form.across | 跨表问题 | Findings across forms
form.confidence | 识别可信度 | sure of reading
form.doubtful | 这张表的识别结果存疑（可信度 {confidence}），下列问题可能由读错引起，请先对照原表：
| It is not sure ({confidence}) that this form was read as meant; check it against the file first:
form.fold | 由此引起 {count} 条 | {count} caused by this
form.hash | 文件 SHA-256 | SHA-256 of the file
"""
