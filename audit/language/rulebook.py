"""Texts of the rulebook's own commands and pages; `audit.language` says them with all the others."""

from __future__ import annotations

RULEBOOK = """
rules.blanks | 另列出反例去掉一格就变成通过的地方。 | List failing examples that pass once a cell is blank.
rules.strength | 给没有问题的表种下错误，看规则查出多少。
| Seed errors into clean forms and measure what the rules catch.
rules.strength.format | text 给人看，json 给程序。 | text for people, json for programs.
rules.strength.per_kind | 每种错误最多种下多少个（默认 {count}）。
| At most so many mutants of a kind (default {count}).
rules.strength.none | 没有从这些文件读到自评表。 | No form was read from these files.
rules.site | 把规则手册写成网页：总目和每条规则一页。
| Write the rulebook as pages: an index, a page for each rule.
rules.site.output | 网页写到这个文件夹。 | Write the pages into this folder.
rules.site.strength | 强度测量的结果（audit rules strength --format json）。
| A measured strength (audit rules strength --format json).
rules.site.measure | 当场测量强度。 | Measure the strength now.
rules.site.written | 规则手册：{page} | Rulebook: {page}

strength.lead | 在 {forms} 张没有错误和警告的表上种下 {mutants} 个错误，一次判完。
| {mutants} errors were seeded into {forms} clean forms and judged in one pass.
strength.arithmetic | 应当查出的错误 | What must be caught
strength.hard | 各处仍然一致的错误（只测量，不承诺）
| What leaves the figures in agreement (measured, not promised)
strength.kind | 错误 | error
strength.mutants | 种下 | seeded
strength.caught | 查出 | caught
strength.grave | 错误警告 | grave
strength.rules | 查出它的规则 | by these rules
strength.sum | 应当查出的 {kinds} 种里，{whole} 种全部查出；合计查出 {share}。
| Of {kinds} kinds that must be caught, {whole} were caught in full; {share} of all of them.
strength.never | {count} 条规则没有查出任何种下的错误： | {count} rules caught none of them:
strength.across | 另有 {count} 条规则要有别的表才能判断，没有参加。
| {count} rules need other forms and took no part.
strength.stale | 强度是在另一版规则库上测量的。
| The strength was measured on another version of the rulebook.

manual.beyond | 没有做成规则的检查 | Checks that are no rules
manual.check | 检查 | check
manual.why_not | 为什么 | why not
manual.title | 绩效自评表审核规则手册 | Rulebook for performance self-evaluation forms
manual.lead | {rules} 条规则：错误 {error}，警告 {warning}，提示 {note}。
| {rules} rules: {error} errors, {warning} warnings, {note} notes.
manual.back | 全部规则 | All rules
manual.family | 类别 | family
manual.grain | 逐行看 | looks at
manual.finds | 查什么 | what it finds
manual.why | 为什么 | why
manual.how | 怎样判断 | how it decides
manual.message | 报告里怎么说 | what the report says
manual.parameters | 用到的数额 | amounts
manual.from | 起用日期 | from
manual.until | 止 | until
manual.profile | 适用规定 | profile
manual.name | 名称 | name
manual.such_as | 例如 | such as
manual.value | 数额 | value
manual.all_profiles | 各套规定 | all
manual.no_value | 不作要求 | not asked
manual.since | 自 {day} 起 | since {day}
manual.ends | 至 {day} 止 | until {day}
manual.only | 只用于 {profiles} | only for {profiles}
manual.always | 各套规定、各年度 | every profile and year
manual.scope | 适用范围 | scope
manual.explained_by | 可能由这些规则引起 | may be explained by
manual.explains | 可以解释这些规则 | explains
manual.examples | 例子 | examples
manual.strength | 查出能力 | measured strength
manual.strength.none | 种下的错误没有用到这条规则。 | It caught none of the seeded errors.
manual.file | 规则文件 | rule file
manual.step.each | 逐栏 | for each
manual.step.where | 行的范围 | sets of rows
manual.step.when | 适用情况 | when
manual.step.needs | 前提 | needs
manual.step.let | 中间结果 | steps
manual.step.assert | 必须成立 | must hold
manual.step.fault | 问题所在 | the fault
manual.strength.kinds | 查出几种 | kinds caught
manual.strength.across | 这条规则要有别的表才能判断，没有参加测量。 | It needs other forms and took no part.

family.across | 栏目互相印证 | one part against another
family.category | 指标归类 | classes of indicators
family.cost | 成本 | cost
family.deviation | 目标与完成 | target and actual
family.execution | 预算执行率 | execution rate
family.format | 书写格式 | writing
family.funds | 资金 | funds
family.goals | 总体目标 | goals
family.identity | 表头 | head of the form
family.indicators | 指标得分 | scores of indicators
family.reasons | 偏差原因 | reasons
family.satisfaction | 满意度 | satisfaction
family.statistics | 多张表 | many forms
family.subtotals | 分类小计 | subtotals
family.time | 时间 | time
family.totals | 总分 | totals
family.units | 计量单位 | units
family.vagueness | 含糊的目标 | vague targets
family.weights | 分值 | weights
family.years | 上年 | the year before
"""
