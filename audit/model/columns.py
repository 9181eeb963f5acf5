"""The columns of every table, a line each: name, type, Chinese label.

`!` means read from a cell, so that `<name>_text` stands beside it; `+` adds `<name>_step`, the unit of
the last digit shown.
"""

from __future__ import annotations

FORMS = """
    source text 文件
    position integer 第几张表
    layout text 表样
    profile text 适用规定
    year integer 年度
    year_written integer 表上年度
    title text 表名
    project_name text 项目名称
    project_code text 项目编码
    department text 主管部门
    unit text 实施单位
    filler text 填报人
    filled_on date! 填报日期
    money_unit text 金额单位
    goal_expected text 预期目标
    goal_actual text 实际完成情况
    goal_points number! 总体目标分值
    reason text 原因说明
    remarks text 备注
    text text 全部文字
    total_weight number!+ 总分行分值
    total_score number!+ 总分
    grade text 自评等级
    review_score number! 财政审核评分
    budget_initial number!+ 年初预算数
    budget number!+ 全年预算数
    received number! 到位数
    planned number! 计划数
    executed number!+ 全年执行数
    execution_weight number! 执行率分值
    execution_rate ratio!+ 执行率
    execution_score number!+ 执行率得分
    has_weight boolean 有分值栏
    has_score boolean 有得分栏
    has_target boolean 有指标值栏
    has_rate boolean 有执行率栏
    has_initial boolean 有年初预算栏
    has_fund_score boolean 资金有得分栏
    has_fund_weight boolean 资金有分值栏
    has_goal boolean 有总体目标栏
    has_reason boolean 有原因栏
    has_total boolean 有总分栏
    has_sign boolean 有指标性质栏
    has_measure_unit boolean 有度量单位栏
    has_received boolean 有到位数栏
    has_executed boolean 有执行数栏
    has_budget boolean 有全年预算栏
    has_department boolean 印有主管部门
    has_unit boolean 印有实施单位
    has_management boolean 有资金管理情况
    fund_told text 文中所写执行情况
    fund_told_rate ratio 文中所写执行率
    complete boolean 表已读全
    level1_kinds text 一级指标构成
    drifted_rows integer 错列行数
    confidence number 识别可信度
    doubtful boolean 识别存疑
    doubts text 存疑之处
    has_goal_actual boolean 有完成情况栏
    goal_expected_numbers text 预期目标编号
    goal_actual_numbers text 完成情况编号
    goal_numbers_beyond text 预期目标没有的编号
    goal_expected_figures integer 预期目标中的数字个数
    goal_actual_figures integer 完成情况中的数字个数
    goal_sum_field text 合计所在栏
    goal_sum text 文中合计
    goal_sum_value number 文中合计数
    goal_sum_parts text 文中分项
    goal_sum_parts_value number 文中分项之和
    goal_sum_unit text 文中合计单位
    goal_sum_tolerance number 文中合计容差
    goal_uncovered text 预期目标中没有对应的内容
    goal_shared_words integer 预期目标与项目名称、指标共有的字样数
    odd_numbers integer 不是数的格数
    odd_numbers_text text 不是数的格
    mobile_numbers integer 手机号码个数
    identity_numbers integer 身份证号码个数
    narrow_marks integer 混用的半角标点
    spaced_terms integer 词中有空格的格数
    score_years integer 总分连续相同的年数
    satisfaction_years integer 满意度连续相同的年数
    listed boolean 在预算项目表中
    other_weight number! 指标以外的分值
    other_score number! 指标以外的得分
"""

FUNDS = """
    label text 资金行
    kind text 资金类别
    breakdown text 分项口径
    nested boolean 分项之分项
    budget_initial number!+ 年初预算数
    budget number!+ 全年预算数
    received number!+ 到位数
    planned number!+ 计划数
    executed number!+ 全年执行数
    weight number! 分值
    rate ratio!+ 执行率
    rate_other ratio 执行率另读
    score number!+ 得分
    reason text 原因
    carryover number! 其中结转数
"""

CATEGORIES = """
    goal text 目标块
    goal_points number! 目标块分值
    ordinal integer 序号
    level1 text 一级指标
    level1_kind text 一级类别
    level1_points number! 标注分值
    subtotal_weight number! 小计分值
    subtotal_score number! 小计得分
    closed boolean 已读到末行
"""

GROUPS = """
    category integer 所属一级序号
    level1 text 一级指标
    level1_kind text 一级类别
    level2 text 二级指标
    level2_kind text 二级类别
    level2_points number! 标注分值
    level2_score number! 标注得分
    named integer 有名称的行数
    closed boolean 已读到末行
"""

INDICATORS = """
    category integer 所属一级序号
    goal text 目标块
    level1 text 一级指标
    level1_kind text 一级类别
    level1_points text 标注分值
    level2 text 二级指标
    level2_kind text 二级类别
    name text 三级指标
    named boolean 有指标名称
    is_sub boolean 其中行
    parent_row integer 上级行次
    star boolean 带星
    sign text 指标性质
    target text 指标值
    measure_unit text 度量单位
    actual text 完成值
    coefficient ratio! 得分系数
    weight number! 分值
    effective_weight number 应用分值
    points_shared boolean 与别的指标合用分值
    score number!+ 得分
    reason text 偏差原因
    target_shown text 指标值（连同符号、单位）
    target_kind text 指标值类型
    target_op text 指标值符号
    target_value number 指标数值
    target_unit text 指标单位
    target_base number 指标值（基本单位）
    target_money number 指标金额（表内单位）
    target_step ratio 指标值末位单位
    target_date date 指标日期
    target_is_range boolean 指标值为区间
    actual_kind text 完成值类型
    actual_op text 完成值符号
    actual_value number 完成数值
    actual_unit text 完成单位
    actual_base number 完成值（基本单位）
    actual_money number 完成金额（表内单位）
    actual_step ratio 完成值末位单位
    actual_date date 完成日期
    actual_is_range boolean 完成值为区间
    actual_has_sign boolean 完成值带符号
    actual_approximate boolean 完成值为约数
    direction text 方向
    natural_direction text 名称方向
    completion ratio 完成比
    attained boolean 已达目标
    parts integer 其中项数
    parts_actual number 其中项合计（基本单位）
    parts_same_unit boolean 其中项单位与上级相同
    parts_text text 其中项原文
    fund_measure text 考核的资金事项
    fund_share ratio 资金数据所得比率
    namesakes integer 同级同名行数
    twin_level1 text 同名指标所在的另一级
    stated_target text 预期目标所写
    stated_target_base number 预期目标所写数值（基本单位）
    stated_target_loose boolean 预期目标所写为约数
    stated_target_least boolean 预期目标所写为下限
    stated_actual text 完成情况所写
    stated_actual_base number 完成情况所写数值（基本单位）
    stated_actual_loose boolean 完成情况所写为约数
    remark text 备注说明
    criteria text 评分标准
    stated_actual_least boolean 完成情况所写为下限
"""

FIELDS = """
    section text 所在区
    label text 栏目
    value text 内容
"""

FIGURES = """
    field text 出处
    ordinal integer 序号
    number number 数值
    unit text 单位
    base number 数值（基本单位）
    role text 角色
"""

PLACEHOLDERS = """
    level1 text 一级指标
    level2 text 二级指标
    text text 文字
"""

BUDGET = """
    department text 主管部门
    unit text 预算单位
    project_code text 项目编码
    project_name text 项目名称
    budget number! 预算数
    filed integer 自评表张数
    form_initial number 自评表年初预算数
    form_budget number 自评表全年预算数
    form_executed number 自评表全年执行数
    slack number 自评表取整误差
"""

CELLS = """
    table text 表
    table_row integer 表中行次
    column text 列
    file text 文件
    part text 部分
    part_row integer 行
    part_column integer 列号
    a1 text A1
    address text 位置
    rowspan integer 跨行
    colspan integer 跨列
    text text 原文
"""
