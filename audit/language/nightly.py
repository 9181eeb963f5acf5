"""Texts of the night's run, its history and its proof; `audit.language` says them with all the others."""

from __future__ import annotations

NIGHTLY = """
nightly.short | 每晚检查：与上次比较，存档，换上新报告。 | The night's run: compare, keep, publish.
nightly.help | 按 audit.toml 审核报送材料，与上次比较，只报新的；存档、换上报告、发通知。
| Audit the folders of audit.toml, keep the result, publish the report, tell what is new.
nightly.print_schedule | 打印每晚运行的设置：systemd、cron 或 Windows 任务计划。
| Print what lets the system run it every night: systemd, cron or Windows Task Scheduler.
nightly.done | 第 {number} 次运行。 | Run {number}.
nightly.first | 这是第一次运行，以后只报与上次不同的。
| This is the first run; later ones tell what is different.
nightly.changes | 与上次（{before}）相比：{counts}。 | Since the last run ({before}): {counts}.
nightly.unaudited | {count} 个文件未能审核，它们原来的问题照旧保留。
| {count} files could not be audited; their findings stay as they were.
nightly.more | ……还有 {count} 条，见报告或 audit diff {earlier} {later}。
| … and {count} more: see the report, or audit diff {earlier} {later}.
nightly.report | 报告：{page} | Report: {page}
nightly.head | 存证 {sha256} | Seal {sha256}
nightly.remark.died | 上次运行没有做完（{holder}），这次接着做。
| The last run did not come to its end ({holder}); this one goes on.
nightly.remark.published | 上次运行只差换上报告，已换上。
| The last run lacked only its report; it is in place now.
nightly.remark.fixed | 台账里填了已整改的问题，有 {count} 个仍与原来一样。
| {count} findings that the ledger calls done are as they were.
nightly.remark.saved | 运行期间有人保存了台账，没有并入，留在 {file}；请并入后删去。
| Somebody saved the ledger meanwhile; it was not merged and is kept as {file}.
nightly.remark.broken | 第 {run} 次运行的存证不符，存档可能被改动；请运行 audit verify。
| The seal of run {run} does not hold: the store may have been changed; run audit verify.
nightly.remark.notice | {failure} | {failure}
nightly.remark.empty | 报送材料的文件夹里一个文件也没有，上次有 {count} 个：请检查是不是没有挂载、路径对不对。
| There is no file at all in the folders, and {count} the last time: are they mounted, is the path right?
nightly.remark.clock | 系统时钟（{now}）早于上次运行（{before}），请核对。
| The clock ({now}) is behind the last run ({before}): please check it.

history.short | 列出历次运行。 | List the runs.
history.help | 列出历次运行：时间、数量、与上一次的不同；-o 写出带趋势图的网页。
| List the runs: when, how many, what changed; -o writes a page with trends.
history.none | 还没有运行过。 | There is no run yet.
history.run | 第 {run} 次 | run {run}
history.files | 文件 | files
history.forms | 表 | forms
history.output | 把带趋势图的网页写到这个文件夹。 | Write a page with trends into this folder.
history.written | 历史：{page} | History: {page}
past.title | 历次运行 | The runs so far
past.lead | 最近 {count} 次运行，{first} 到 {last}。 | The last {count} runs, {first} to {last}.
past.severities | 现存问题 | Findings that stand
past.families | 按规则类别 | By family of rules
past.family | 规则类别 | family
past.trend | 走势 | trend
past.first | 最初 | first
past.now | 现在 | now
past.from_to | {name}：从 {first} 到 {last} | {name}: from {first} to {last}
past.repairs | 整改用时 | Time to fix
past.repairs.lead | 从第一次查出到消除的天数；撤表、撤规则而不见的不算整改。
| Days from the first run that found them; what went with its form or rule is not counted as fixed.
past.fixed | 已消除 | fixed
past.median | 中位天数 | median days
past.open | 现存 | open
past.oldest | 最久天数 | oldest, days
past.endings | 30 天内到期的豁免 | Waivers that end within 30 days
past.no_endings | 没有快到期的豁免。 | No waiver is near its end.
past.ending | {scope}：{reason}（{approved_by}批准），{until} 到期，还有 {days} 天
| {scope}: {reason} (approved by {approved_by}), ends {until}, {days} days left
past.runs | 历次运行 | The runs
past.run | 次 | run
past.files | {first} 等 {count} 个文件 | {first} and others, {count} files
past.no_change | 没有变化 | nothing changed
past.started | 时间 | when
family.waivers | 豁免 | waivers
report.history | 历次运行 | Earlier runs

diff.short | 比较两次运行。 | Compare two runs.
diff.help | 比较两次运行：哪些问题新增、变化、消除。不写次数时比较最近两次。
| Compare two runs: what is new, changed, resolved. Without numbers, the last two.
diff.format | 输出的格式：text 给人看，json 给程序。 | text for people, json for programs.
diff.no_run | 没有第 {run} 次运行，现有第 1 到第 {last} 次。 | There is no run {run}; there are 1 to {last}.
diff.lead | 第 {earlier} 次到第 {later} 次：{counts}。 | Run {earlier} to run {later}: {counts}.
diff.was | 原为：{message} | it was: {message}
diff.behind | 说法未变，所用的数字有变：{figures} | in the same words, from other figures: {figures}
diff.alone | 只有第 1 次运行，没有可比的；它的全部问题用 audit diff 0 1 列出。
| There is but one run and nothing to compare; audit diff 0 1 lists all its findings.
fate.new | 新增 | new
fate.again | 再现 | again
fate.changed | 有变化 | changed
fate.same | 未变 | as it was
fate.resolved | 已消除 | resolved
fate.withdrawn | 表已撤 | form gone
fate.dropped | 规则已撤 | rule gone

show.short | 显示一个问题的来历。 | Show the life of one finding.
show.help | 显示一个问题从出现到消除的全过程；FINDING 是清单里的“问题标识”，可只写开头几位。
| Show a finding from its first run to its last; FINDING is its place, or the first digits of it.
show.head | {code} {title}（{severity}） | {code} {title} ({severity})
show.version | 第 {since} 次（{when}）起：{message} | from run {since} ({when}): {message}
show.cell | 单元格：{cell} | cell: {cell}
show.end | 第 {until} 次（{when}）：{fate} | run {until} ({when}): {fate}
show.open | 现在仍在。 | It still stands.
show.suggest | 建议：{suggest} | what to do: {suggest}

verdict.waived | 已豁免 | waived
verdict.waived.told | 已豁免：{reason}{who} | waived: {reason}{who}
text.waived | 其中 {count} 个问题在豁免期内，不计入退出码。
| {count} of the findings are waived and do not count for the exit code.
text.waivers | 豁免 {count} 项： | {count} waivers:
waiver.line | {scope}：{reason}（{basis}）；{requested_by}申请，{approved_by}批准，至 {until}；{state}
| {scope}: {reason} ({basis}); asked by {requested_by}, approved by {approved_by}, until {until}; {state}
waiver.active | 有效，涉及 {count} 个问题 | in force, covers {count} findings
waiver.new | 还没有运行过 | no run has seen it yet
waiver.unused | 没有用到 | covers nothing
waiver.expired | 已过期 | expired
waiver.changed | 数字有变，已失效 | lapsed: a figure has changed
waiver.passed | 超过上限，已失效 | lapsed: its bound is passed
report.waivers | 豁免 | Waivers
report.waivers.lead | 有效的豁免所涉及的问题仍列在报告里，不计入退出码；失效的不再起作用。
| Findings under a waiver in force are listed and do not count; one that has ended has no effect.
waive.short | 在 waivers.yaml 里加一项豁免。 | Add a waiver to waivers.yaml.
waive.help | 在 waivers.yaml 里加一项豁免，下次 audit nightly 起生效。RULE 是规则编号或标识。
| Add a waiver to waivers.yaml; it holds from the next audit nightly. RULE is the id or code of a rule.
waive.project | 只对这个项目。 | Of this project only.
waive.unit | 只对这个单位。 | Of this unit only.
waive.place | 只对这一个问题（清单里的“问题标识”）。 | Of this one finding only (its place).
waive.reason | 理由。 | Why.
waive.basis | 依据。 | On what basis.
waive.requested_by | 申请人。 | Who asks for it.
waive.approved_by | 批准人，须是另一个人。 | Who approves it: another person.
waive.until | 到哪一天为止（2026-12-31）。 | Until which day (2026-12-31).
waive.count | 最多多少个问题。 | At most so many findings.
waive.amount | 涉及金额合计最多多少。 | At most so much money in all.
waive.added | 已写入 {file}，下次 audit nightly 起生效。
| Written into {file}; it holds from the next audit nightly.
waivers.short | 列出豁免和它们现在的状态。 | List the waivers and how they stand.
waivers.help | 列出 waivers.yaml 里的豁免，以及上次运行时各项的状态。
| List the waivers of waivers.yaml, and how each stood in the last run.
waivers.none | 没有豁免。 | There is no waiver.

verify.short | 核对存档和报告有没有被改动。 | Check that store and report are as they were sealed.
verify.help | 逐次核对存证链、存档的每一行和报告的每个文件，指出第一处不符。
| Check the seals, every row of the store and every file of the report; name the first that does not hold.
verify.anchor | 用另存的存证（文件或 64 位数字）核对有没有被截短或重写。
| Compare with a seal kept elsewhere (a file or 64 digits): tells a store cut short or rewritten.
verify.write_anchor | 把最新的存证写到这个文件，请另存他处。
| Write the newest seal into this file, to be kept elsewhere.
verify.sound | 第 1 到第 {last} 次运行的存证完好，报告的 {files} 个文件未被改动。存证 {sha256}
| The seals of runs 1 to {last} hold, {files} files of the report are as written. Seal {sha256}
verify.first | 第一处不符：{what} | The first that does not hold: {what}
verify.more | 另有 {count} 处： | {count} more:
verify.link | 第 {run} 次运行，{table}{name}：{how} | run {run}, {table}{name}: {how}
verify.file | 报告文件 {path}：{how} | report file {path}: {how}
verify.filled | findings.xlsx 有人填写或另存过，我们写的部分未被改动。
| findings.xlsx was filled in or saved by people; our half is as written.
verify.anchor_missing | 另存的存证（第 {run} 次运行，{sha256}）不在链上：存档被截短或重写过。
| The seal kept elsewhere (run {run}, {sha256}) is not in the chain: the store was cut short or rewritten.
verify.limits | 存证说明有没有改动，不说明是谁改的。
| The seals tell whether something was changed, not by whom.
broken.edited | 内容被改动 | was edited
broken.missing | 缺失 | is missing
broken.unlinked | 与上一次的存证接不上 | does not follow the seal before it
broken.replaced | 与存证不符（被替换或移动） | differs from its seal (replaced or moved)
broken.opened_added | 比存证多出记录 | has more rows than sealed
broken.opened_deleted | 比存证少了记录 | has fewer rows than sealed
broken.closed_added | 比存证多出结束的记录 | has more ended rows than sealed
broken.closed_deleted | 比存证少了结束的记录 | has fewer ended rows than sealed
broken.astray | 属于没有的运行 | belongs to a run that does not exist
broken.stranger | 不是本程序写的 | was not written by this program
table.runs | 运行 | run
table.manifest | 存证 | seal
table.summary | 汇总 | summary
table.documents | 规则文本 | rule text
table.input_files | 输入文件 | input file
table.not_audited | 未审核文件 | file not audited
table.outcomes | 判定结果 | outcomes
table.findings | 问题 | finding
table.rule_files | 规则文件 | rule file
table.settings | 设置 | setting
table.packages | 软件包 | package
table.outputs | 报告文件 | report file
table.verdicts | 认定 | verdict
table.waivers | 豁免 | waiver
table.covers | 豁免范围 | waiver's cover
"""
