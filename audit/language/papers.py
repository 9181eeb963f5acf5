"""Texts of the ledger, annotated copies and work papers, as the catalogue has them."""

from __future__ import annotations

PAPERS = """
note.author | 绩效自评审核 | audit
note.see | 见第 {number} 条批注 | see note {number}
note.cause | 由第 {number} 条引起 | a symptom of note {number}
note.lost | 没有加上批注（单元格已有会话批注，或已找不到）：{heading}
| could not be noted (a conversation stands at the cell, or it is not there): {heading}
note.gone | 原件在审核之后改动过或已移走，没有副本。请重新审核。
| The original has changed or gone since it was audited; audit again.
note.format | 这种格式不能加批注（只有 docx、xlsx 可以），没有副本。请看报告，或另存为 docx、xlsx 后再审。
| Only docx and xlsx can hold comments; look at the report, or save the file as one of them and audit again.
note.failed | 加不上批注（{error}），没有副本。请看报告。 | could not be noted ({error}); look at the report.
nature.level | 定性 | qualitative
nature.quantity | 定量 | quantitative
paper.no_unit | （未填实施单位） | (no unit)
sheet.findings | 问题清单 | Findings
sheet.resolved | 已消除 | Resolved
sheet.projects | 项目 | Projects
sheet.departments | 部门 | Departments
sheet.rules | 规则 | Rules
sheet.unaudited | 未审计文件 | Files not audited
sheet.number | 序号 | no.
sheet.row | 指标/行 | indicator or row
sheet.cell | 单元格 | cell
sheet.problem | 问题 | problem
sheet.details | 具体情况 | details
sheet.cause | 起因 | cause
sheet.suggest | 建议 | suggestion
sheet.place | 问题标识 | place
sheet.fingerprint | 数值标识 | fingerprint
sheet.judged | 认定标识 | judged on
sheet.amount | 涉及金额 | amount
sheet.standing | 认定情况 | standing
sheet.version | 规则版本 | rulebook
sheet.state | 状态 | state
sheet.state.no_form | 没有自评表 | no form
sheet.state.unaudited | 未能审核 | not audited
sheet.budget | 全年预算数 | budget
sheet.executed | 全年执行数 | executed
sheet.rate | 预算执行率 | execution rate
sheet.total | 总分 | total score
sheet.silenced | 停用理由 | why silenced
sheet.unplaced | 没有读到的行数 | rows not read
sheet.complete | 表已读全 | read to its end
sheet.yes | 是 | yes
sheet.no | 否 | no
ledger.change | 变化 | change
ledger.opinion | 单位意见 | unit's opinion
ledger.verdict | 是否属实（认定） | verdict
ledger.verdict_reason | 不成立理由 | why rejected
ledger.judge | 认定人 | judged by
ledger.kind | 整改类型 | kind of remedy
ledger.measure | 整改措施 | measure
ledger.due | 整改时限 | due
ledger.office | 责任部门 | office in charge
ledger.person | 责任人 | person in charge
ledger.progress | 整改状态 | progress
ledger.situation | 整改情况 | what was done
ledger.proof | 证明材料 | proof
ledger.closed | 销号日期 | closed on
ledger.closed_by | 销号人 | closed by
ledger.remark | 备注 | remark
ledger.choose | 请从下拉列表里选一项。 | Please choose from the list.
verdict.upheld | 属实 | upheld
verdict.rejected | 不成立 | rejected
verdict.rejected.told | 认定不成立：{reason}{who} | rejected: {reason}{who}
verdict.outdated.told | 原认定不成立：{reason}{who}；填报数已变，须重新认定
| was rejected: {reason}{who}; the figures have changed since, judge again
verdict.by | （{who}） |  ({who})
verdict.no_reason | 未写理由 | no reason given
verdict.unclear | 待核 | to be checked
remedy.now | 立行立改 | at once
remedy.steps | 分阶段整改 | in steps
remedy.lasting | 持续整改 | lasting
progress.done | 已整改 | done
progress.ongoing | 持续整改 | ongoing
progress.none | 未整改 | not begun
change.new | 新增 | new
change.changed | 有变化 | changed
change.same | 未变 | unchanged
change.again | 再次出现 | again
change.undecided | 未能判断 | undecided
change.not_audited | 本次未审 | not audited now
change.kept | 保留 | kept
change.resolved | 已消除 | resolved
"""
