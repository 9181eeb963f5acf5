"""The texts that people see, in Chinese and English; texts of rules stay Chinese."""

from __future__ import annotations

from audit.language.extract import EXTRACT
from audit.language.nightly import NIGHTLY
from audit.language.papers import PAPERS
from audit.language.report import REPORT
from audit.language.rulebook import RULEBOOK

LANGUAGES = ("zh", "en")

_CATALOGUE = """
severity.error | 错误 | error
severity.warning | 警告 | warning
severity.note | 提示 | note
severity.error.short | 错 | E
severity.warning.short | 警 | W
severity.note.short | 提 | N
severity | 严重程度 | severity
outcome.passed | 通过 | passed
outcome.finding | 有问题 | found
outcome.not_applicable | 不适用 | not applicable
outcome.undecided | 未能判断 | undecided
outcome.failed | 规则出错 | rule failed
certainty.verified | 已核对原文 | verified
certainty.secondary | 转引 | cited at second hand
certainty.recalled | 未核对原文 | not checked against the text
certainty.practice | 审核惯例 | audit practice

finding.found | 填报 | found
finding.expected | 应为 | expected
finding.formula | 算式 | formula
finding.requirement | 要求 | requirement
finding.basis | 依据 | basis
finding.suggest | 怎么改 | what to do
finding.evidence | 用到的数 | figures used
finding.rows | 涉及 | rows
finding.symptom | 由此引起 | symptoms of this
finding.kindred | 同类的还有 {count} 条 | {count} more of this kind
finding.caused_by | 由 {code} 引起 | explained by {code}
finding.whole_form | 整张表 | whole form
finding.blank | 空白 | blank
open.missing | 未能判断：缺{names} | undecided: {names} missing
finding.doubtful | 识别存疑 | reading in doubt
finding.across | 跨 {count} 张表 | across {count} forms

text.clean | 没有发现问题。 | Nothing was found.
text.no_forms | 没有找到自评表，什么也没有审核。 | No self-evaluation form was found: nothing was audited.
text.more | 以上是最严重的 {shown} 条，共 {total} 条。看全部：{how}。
| The worst {shown} of {total} findings are shown. To see all: {how}.
text.more.folder | -o 文件夹（写出报告），或 --format json | -o DIR (writes the report), or --format json
text.more.report | 打开报告文件夹里的 index.html | open index.html in the report folder
text.summary | 审核 {files} 个文件、{forms} 张自评表：错误 {error}，警告 {warning}，提示 {note}。
| Audited {forms} forms in {files} files: {error} errors, {warning} warnings, {note} notes.
text.rejected | 其中 {count} 条经人认定不成立，退出码不计。
| {count} of these were rejected by people and do not count for the exit code.
text.undecided | 另有 {count} 项规则因缺数或读不清而未能判断，需人工看。
| {count} rule results are undecided (a figure is missing or unreadable): look yourself.
text.failed | {count} 项规则运行出错，没有结论。 | {count} rules broke and have no result.
text.doubtful | {count} 张表的识别结果存疑，需人工核对，所列问题仅供参考：
| | {count} forms may not have been read as meant, look yourself:
text.no_form | {count} 个文件里没有自评表： | {count} files hold no self-evaluation form:
text.silenced | {count} 条规则已停用，没有判断： | {count} rules are silenced and were not judged:
text.unaudited | {count} 个文件未能审核： | {count} files could not be audited:
text.and_more | 另有 {count} 个 | and {count} more

report.title | 绩效自评表审核报告 | Audit of performance self-evaluation forms
report.lead | 审核 {files} 个文件、{forms} 张自评表，发现 {total} 个问题。
| {forms} forms in {files} files were audited; {total} findings.
report.contents | 目录 | Contents
report.projects | 项目 | Projects
report.departments | 按主管部门 | By department
report.rules | 按规则 | By rule
report.corpus | 跨表问题 | Findings across forms
report.unaudited | 未能审核的文件 | Files that could not be audited
report.unaudited.lead | 这些文件没有审核，不等于没有问题。
| These files were not audited; that does not make them clean.
report.no_form | 没有自评表的文件 | Files without a self-evaluation form
report.silenced | 停用的规则 | Silenced rules
report.silenced.lead | 这些规则没有判断，理由由停用的单位写明。
| These rules were not judged; whoever silenced them gives the reason.
report.file | 文件 | file
report.reason | 原因 | reason
report.project | 项目 | project
report.department | 主管部门 | department
report.unit | 实施单位 | unit
report.forms | 自评表 | forms
report.findings | 问题 | findings
report.rule | 规则 | rule
report.code | 编号 | code
report.no_department | （未填主管部门） | (no department)
report.no_name | （未填项目名称） | (no project name)
report.with.error | 有错误 | with errors
report.with.warning | 有警告 | with warnings
report.with.note | 有提示 | with notes
report.with.any | 有问题 | with findings
report.with.none | 没有问题 | without findings
report.with.undecided | 有未能判断 | with undecided rules
report.filter | 筛选项目 | Filter the projects
report.downloads | 全部问题 | All findings
report.rulebook | 规则说明 | The rules
report.engine | 程序 {engine} · 规则库 {rulebook} | Engine {engine} · rulebook {rulebook}
report.limits | 机器审核只指出表内和表间的矛盾，结论由人作出；未能判断、没有读到的内容须人工核对。
| A machine points out contradictions; people conclude. Undecided and unread parts need a person.
report.skip | 跳到正文 | Skip to content

form.back | 全部项目 | All projects
form.as_filed | 填报的表 | The form as filed
form.findings | 发现的问题 | Findings
form.none | 没有发现问题。 | Nothing was found.
form.title | 表名 | title
form.year | 年度 | year
form.no_year | 未知 | unknown
form.profile | 适用规定 | profile
form.position | 文件中第 {position} 张表 | form {position} of the file
form.same_files | 内容相同的文件 | files with the same content
form.mark | 问题 {number}（{severity}）：{title} | finding {number} ({severity}): {title}
form.undecided | 未能判断的规则 | Undecided rules
form.undecided.lead | 缺数或读不清，需人工看。 | A figure is missing or unreadable: look yourself.
form.missing | 缺 | missing
form.unplaced | 没有读到的行 | Rows that were not read
form.unplaced.lead | 这些行没有归入任何栏目，规则没有用到。 | These rows fit nowhere; no rule has used them.
form.incomplete | 这张表没有读到末尾（可能被截断），靠合计的规则不下结论。
| The form seems cut off; rules on totals draw no conclusion.
form.clipped | 表太大，只画出前 {rows} 行、前 {columns} 列。
| The form is too large: only the first {rows} rows and {columns} columns are drawn.
form.not_drawn | 这张表没有可以画出的表格。 | There is no table to draw.
form.hidden_row | 隐藏行 | hidden row

rules.condition | 条件 | condition
rules.back | 返回报告 | Back to the report

cli.help | 找出项目支出绩效自评表里的矛盾：在哪个单元格，填了什么，应为多少，依据什么，怎么改。
| Finds what contradicts what in budget-performance self-evaluation forms.
cli.version | 显示版本。 | Show the version.
cli.show_help | 显示帮助。 | Show this help.
cli.usage | 用法： | Usage:
cli.options | 选项 | Options
cli.commands | 命令 | Commands
cli.reading | 读取文件 | Reading files
cli.error | 错误：{message} | Error: {message}
cli.interrupted | 已中断。 | Interrupted.
cli.internal_error | 程序内部出错（见上）。请把以上文字报给维护的人。
| Internal error (see above). Please report the lines above.
cli.no_such_option | 没有 {name} 这个选项。 | There is no option {name}.
cli.no_such_command | 没有 {name} 这个命令，可用的有 {names}。
| There is no command {name}; there are {names}.
cli.did_you_mean | 是不是 {names}？ | Did you mean {names}?
cli.missing | 缺少 {name}。 | {name} is missing.
cli.bad_choice | {name} 只能是 {choices}。 | {name} must be one of {choices}.
cli.os_error | 错误：{file}：{reason}。请检查路径、权限和磁盘空间。
| Error: {file}: {reason}. Check the path, the permissions and the room on the disk.
cli.no_value | {name} 后面要写值。 | {name} needs a value.
cli.extra | 多出了 {given}，不知道是什么。 | Nothing is known of {given}.
cli.bad_range | {name} 应是 {low} 到 {high} 的整数。 | {name} must be a whole number from {low} to {high}.
cli.bad_number | {name} 应是 {low} 以上的整数。 | {name} must be a whole number of at least {low}.
cli.not_there | {name}：找不到 {value}。 | {name}: there is no {value}.
cli.is_a_file | {name}：{value} 是文件，这里要文件夹。 | {name}: {value} is a file; a folder is wanted.
cli.is_a_folder | {name}：{value} 是文件夹，这里要文件。 | {name}: {value} is a folder; a file is wanted.
cli.required | 必填 | required
cli.some_options | [选项] | [OPTIONS]
cli.some_command | 命令 … | COMMAND …
cli.usage_error | 用法不对：{message} | Wrong usage: {message}

check.short | 审核自评表，列出问题。 | Audit forms and list the findings.
check.help | 审核文件或文件夹里的自评表，列出问题；加 -o 写出报告文件夹（网页和 findings.xlsx、.json）。
| Audit the forms in files or folders; -o writes a report folder (pages, findings.xlsx, findings.json).
check.output | 把报告写到这个文件夹。 | Write the report into this folder.
check.format | 标准输出的格式：text 给人看，json、jsonl 给程序，sarif、junit 给质量平台，csv 给表格软件。
| Standard output: text for people, json or jsonl for programs, sarif or junit for platforms, csv for sheets.
check.written | 报告：{folder} | Report: {folder}
check.merge | 并入这份填过的问题清单：认定不成立的照此显示；有 -o 时填写的内容全部写进新清单。
| Heed the verdicts in this findings.xlsx; with -o carry all that was typed over (DIR's own by itself).
check.merge_other | {file} 里有人填过的内容，会被覆盖。请用 --merge 并入它，或换一个 -o 文件夹。
| People have typed into {file}, which would be overwritten. Merge that one, or choose another -o DIR.
check.annotate | 把带批注的副本写到这个文件夹（docx、xlsx；原件不动）。
| Write copies with comments at the cells into this folder (docx, xlsx); the originals stay as they are.
check.annotated | 批注副本：{folder}（{files} 个文件，{comments} 处批注）
| Annotated copies: {folder} ({files} files, {comments} comments)
check.without_notes | {count} 处没有批注，全部见 {file}： | {count} without comments, all in {file}:
check.papers | 把复核表、问题清单、审计工作底稿（Word）写到这个文件夹。
| Write the papers (Word, in Chinese) into this folder: a review a project, a list and a work paper a unit.
check.templates | 本单位自己的文书模板所在的文件夹（复核表.docx 等，见 reports/README.md）。
| A folder of your own templates for the papers (see reports/README.md).
check.papers_written | 底稿：{folder}（复核表 {reviews} 份，问题清单和审计工作底稿各 {units} 份）
| Papers, in Chinese: {folder} ({reviews} review sheets, {units} lists and work papers)
check.inside | {folder} 在要审核的 {given} 里面：写进去的文件下次会被当作送审材料。请另选一个文件夹。
| {folder} lies in {given}, which is audited: what is written there would be read as a form. Choose another.
check.merged | {file}：新增 {new}、变化 {changed}、未变 {same}、再现 {again}、消除 {resolved}、其他 {rest}
| {file}: {new} new, {changed} changed, {same} unchanged, {again} again, {resolved} resolved, {rest} other.
check.prior | 上年自评表的文件夹：同一单位同一项目的表逐项对照。
| A folder with the forms of the year before, to compare each project with.
check.budget | 预算项目表：哪些项目没有自评表，金额是否相符。
| A list of budgeted projects: which have no form, and whether the sums agree.
check.contract | 判断之前先核对读出的数据是否合约定，判断之后用另一种算法复核几条规则（多用几秒）。
| First check the tables that were read, then recompute some rules in another way (takes seconds).
option.profile | 按这一套规定审核（如 national、hubei），不按表样判断。
| Judge by this profile (national, hubei …).
option.year | 按这一年度的标准审核，不按表上年度。 | Judge by the parameters of this year.
option.rules | 另加（或替换同名）规则的文件夹，可多次给出。
| A folder of rules to add or override; may be repeated.
option.select | 只用这些规则（标识、编号或编号前缀）。 | Only these rules (id, code or prefix of a code).
option.ignore | 不用这些规则。 | Leave these rules out.
option.jobs | 用几个进程读文件。 | How many processes read files.
option.config | 配置文件，默认是当前文件夹的 audit.toml。
| The configuration; audit.toml of this folder by default.
option.lang | 界面语言。 | Language of labels and messages.
option.fail_on | 有这一级或更重的问题时退出码为 1。 | Exit with 1 on findings of this severity or above.
notice.title | 绩效自评表审核：{told} | Audit of self-evaluation forms: {told}
notice.nothing_new | 没有新情况 | nothing new
notice.trial | 试发 | a trial
notice.trial.lead | 这是试发的通知，收到就说明设置无误。 | This is a trial; the settings are right.
notice.run | 第 {number} 次审核 {finished} | run {number} {finished}
notice.link | 报告：{link} | report: {link}
notice.count.new | 新增 | new
notice.count.changed | 有变化 | changed
notice.count.resolved | 已消除 | resolved
notice.count.same | 未变 | unchanged
notice.count.error | 错误 | errors
notice.count.warning | 警告 | warnings
notice.count.note | 提示 | notes
notice.count.undecided | 未能判断 | undecided
notice.count.failed | 规则出错 | rules failed
notice.count.files | 文件 | files
notice.count.forms | 自评表 | forms
notice.count.no_form | 没有自评表的文件 | files without a form
notice.count.unaudited | 未能审核的文件 | files not audited
notice.count.waived | 豁免 | waived
notice.count.lapsed | 失效的豁免 | waivers lapsed
notice.mail | 邮件（{host}） | e-mail ({host})
notice.webhook | 网络接口 | webhook
notice.failed | 通知没有送到：{channel}：{reason} | A notice was not delivered: {channel}: {reason}
notice.slow | {seconds} 秒内没有送完 | not done within {seconds} seconds
notice.no_variable | 环境变量 {name} 没有设置 | the environment variable {name} is not set
notice.mail.login | 用户名或口令不对（{code}） | user or password refused ({code})
notice.mail.refused | 服务器不收这些地址：{names} | the server refuses these addresses: {names}
notice.mail.answer | 服务器拒绝（{code}） | the server refuses ({code})
notice.webhook.answer | 对方答复 {code} | answered {code}
notice.webhook.scheme | 地址应以 https:// 或 http:// 开头 | the address must begin with https:// or http://
notice.apps.missing | 没有安装 apprise，请运行 pip install 'jixiao-audit[notices]'
| apprise is not installed: pip install 'jixiao-audit[notices]'
notice.apps.address | 环境变量 {name} 里不是 apprise 认得的地址 | {name} holds no address that apprise knows
notice.apps.refused | 对方没有收下 | the far side did not take it
contract.failed | Great Expectations 的动作没有完成：{reason}
| An action of Great Expectations failed: {reason}
contract.help | 供本单位的 Great Expectations 使用的期望套件。 | Suites for your own Great Expectations.
contract.export.short | 写出期望套件。 | Write the suites.
contract.export | 写出 Great Expectations 的期望套件（规则、表的约定）；给出文件时，另写读出的表和结论。
| Write suites of Great Expectations (rules, tables); with PATHs, the tables and verdicts as Parquet too.
contract.export.output | 写到这个文件夹。 | Write into this folder.
contract.exported | 期望套件：{folder}（{rules} 条规则；用法见旁边的 README.md）
| Suites: {folder} ({rules} rules; README.md beside it tells how)
contract.exported.run | 审核结论：{file}（{forms} 张自评表） | Verdicts: {file} ({forms} forms)
contract.reports | 这些期望只转述本程序的结论，自己不计算规则的条件；装载时要装有 jixiao-audit。
| These expectations report our verdicts and do not evaluate the rules; loading them needs jixiao-audit.
notices.help | 按 audit.toml 的 [notices] 试发一条通知，看能否送到。
| Send a trial notice over the channels of [notices] in audit.toml.
notices.none | audit.toml 的 [notices] 里没有写通知方式（mail、webhook 或 apps_env）。
| [notices] of audit.toml names no channel (mail, webhook or apps_env).
notices.sent | 已送到 {count} 个渠道。 | Delivered over {count} channels.
rules.help | 查看和检查规则库。 | Show and check the rulebook.
rules.list | 列出全部规则。 | List every rule.
rules.show | 显示一条规则的全部内容。 | Show everything about one rule.
rules.lint | 查出写得可疑的规则。 | Point out rules that look wrong.
rules.test | 运行每条规则自带的例子。 | Run the examples of every rule.
rules.silenced | 停用：{reason} | silenced: {reason}
rules.count | 共 {count} 条规则。 | {count} rules.
rules.beyond | 另有 {count} 项检查没有做成规则，理由如下。 | {count} more checks are no rules; why not:
rules.unknown | 没有名为 {name} 的规则 | There is no rule {name}
rules.linted | 发现 {count} 处可疑。 | {count} things look wrong.
rules.tested | 运行 {rules} 条规则的 {examples} 个例子，{failures} 个不符。
| Ran {examples} examples of {rules} rules: {failures} came out otherwise.
"""


def _entries(catalogue: str) -> dict[str, tuple[str, ...]]:
    """Read lines `key | Chinese | English`; a line that begins with | goes on with the one above."""
    lines = catalogue.strip().replace("\n|", " |").splitlines()
    made = [[part.strip() for part in line.split(" | ")] for line in lines if line]
    return {key: tuple(said) for key, *said in made}


_TEXTS = _entries(_CATALOGUE + EXTRACT + NIGHTLY + PAPERS + REPORT + RULEBOOK)


def text(key: str, lang: str = "zh", **values: object) -> str:
    """The text of that key in the language, with the values put in."""
    said = _TEXTS[key][LANGUAGES.index(lang)]
    return said.format(**values) if values else said


def keys() -> frozenset[str]:
    """Every key of the catalogue."""
    return frozenset(_TEXTS)
