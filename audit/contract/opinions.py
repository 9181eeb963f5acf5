"""Which rules we have a second opinion on, with the condition that it is an opinion on."""

from __future__ import annotations

from functools import partial

from audit.contract import second
from audit.contract.second import Opinion

_PARTS = """
    where:
      source: funds.kind <> 'total' and funds.breakdown = 'source' and not funds.nested
      income: funds.kind <> 'total' and funds.breakdown = 'income' and not funds.nested
      spending: funds.kind <> 'total' and funds.breakdown = 'spending' and not funds.nested
    when: kind = 'total' and @c <> 0 and count(source.@c) + count(income.@c) + count(spending.@c) > 0
    let:
      tolerance: greatest($money_tolerance, coalesce(@c_step / 2, 0))
      source_off: count(source.@c) > 0 and abs(@c - sum(source.@c)) > tolerance
      income_fits: coalesce(abs(budget_initial - sum(income.@c)) <= tolerance, false) or coalesce(abs(budget - sum(income.@c)) <= tolerance, false) or coalesce(abs(executed - sum(income.@c)) <= tolerance, false)
      spending_fits: coalesce(abs(budget_initial - sum(spending.@c)) <= tolerance, false) or coalesce(abs(budget - sum(spending.@c)) <= tolerance, false) or coalesce(abs(executed - sum(spending.@c)) <= tolerance, false)
      income_off: count(income.@c) > 0 and abs(@c - sum(income.@c)) > tolerance and not income_fits
      spending_off: count(spending.@c) > 0 and abs(@c - sum(spending.@c)) > tolerance and not spending_fits
      parts: case when source_off then list(source.@c) when income_off then list(income.@c) else list(spending.@c) end
      expected: case when source_off then sum(source.@c) when income_off then sum(income.@c) else sum(spending.@c) end
    fault: source_off or income_off or spending_off
"""  # noqa: E501


def _parts(column: str) -> Opinion:
    columns = ("kind", *second.AMOUNTS, f"{column}_step", *(f"{of}.{column}" for of in second.PARTS))
    fault = partial(second.parts_off, column=column)
    return Opinion("fund-parts-do-not-sum", "funds", column, (*columns, "$money_tolerance"), fault, _PARTS)


OPINIONS = (
    Opinion(
        "execution-score-mismatch",
        "funds",
        "score",
        (
            "kind", "score", "weight", "form.execution_weight", "executed", "budget", "rate",
            "$score_tolerance",
        ),
        second.execution_score,
        """
        when: kind = 'total' and score is not null and coalesce(weight, form.execution_weight) > 0
          and coalesce(executed / budget, rate) is not null
        let:
          points: coalesce(weight, form.execution_weight)
          rate_shown: coalesce(executed / budget, rate)
          rate_counted: least(rate_shown, 1)
          expected: points * rate_counted
        assert: abs(score - expected) <= $score_tolerance
        """,
    ),
    Opinion(
        "execution-rate-mismatch",
        "funds",
        "rate",
        (
            "kind", "rate", "rate_step", "rate_other", "budget", "budget_initial", "executed",
            "form.budget", "form.budget_initial", "form.executed", "form.execution_rate",
            "funds.budget_text", "$rate_tolerance",
        ),
        second.execution_rate,
        """
        when: rate is not null and coalesce(budget, case when count(funds.budget_text) = 0
          and not unreadable(budget) then budget_initial end) > 0 and executed is not null
          and (kind = 'total' or coalesce(coalesce(budget, budget_initial) <> coalesce(form.budget,
          form.budget_initial) or executed <> form.executed or rate <> form.execution_rate, true))
        let:
          whole: coalesce(budget, case when count(funds.budget_text) = 0 and not unreadable(budget)
            then budget_initial end)
          ratio: executed / whole
          expected: as_percent(ratio, 2)
          tolerance: least(coalesce(rate_step / 2, $rate_tolerance), $rate_tolerance)
          other: coalesce(rate_other is not null and abs(rate_other - ratio) <= tolerance, false)
        fault: abs(rate - ratio) > tolerance and not other
        """,
    ),
    Opinion(
        "executed-exceeds-budget",
        "funds",
        "executed",
        ("kind", "budget", "executed", "form.budget", "form.executed", "$money_tolerance"),
        second.overspent,
        """
        when: budget > 0 and executed is not null
          and (kind = 'total' or coalesce(budget <> form.budget or executed <> form.executed, true))
        let:
          expected: budget
          excess: executed - budget
        fault: excess > $money_tolerance
        """,
    ),
    *map(_parts, second.AMOUNTS),
    Opinion(
        "score-exceeds-weight",
        "indicators",
        "score",
        ("score", "score_step", "effective_weight", "$fine_score_tolerance", "$score_tolerance"),
        second.above_weight,
        """
        when: score is not null and effective_weight is not null
        let:
          expected: effective_weight
          tolerance: case when score_step < 0.1 then $fine_score_tolerance else $score_tolerance end
        fault: score - effective_weight > tolerance
        """,
    ),
    Opinion(
        "total-score-mismatch",
        "forms",
        "total_score",
        (
            "total_score", "has_score", "complete", "has_weight", "has_total", "total_weight",
            "execution_weight", "execution_score", "other_weight", "other_score", "funds.score",
            "indicators.weight", "indicators.score", "headed.value",
            "$full_score", "$score_tolerance", "$rounding_limit",
        ),
        second.total_off,
        """
        where:
          headed: fields.section = 'head' and matches(fields.label, '得分|总分|自评分')
            and not matches(fields.label, '审核|复核|财政|核查')
        when: total_score is not null and has_score
        needs: complete or provable or head_off
        let:
          of_rows_only: coalesce(total_weight = sum(indicators.weight)
            and total_weight + execution_weight = $full_score, false)
          unscored: case when execution_weight is null and count(funds.score) = 0
            and (has_weight or has_total) then 0 end
          rows_alone: of_rows_only
            and coalesce(abs(total_score - coalesce(other_score, 0) - sum(indicators.score))
              <= $score_tolerance, false)
          execution: case when rows_alone then 0 else coalesce(execution_score, unscored) end
          beside: coalesce(other_score, 0)
          expected: execution + beside + sum(indicators.score)
          diff: abs(total_score - expected)
          unread: $full_score - coalesce(execution_weight, 0) - coalesce(other_weight, 0)
            - sum(indicators.weight)
          out_of_reach: expected + unread < total_score - $score_tolerance
            or expected > total_score + $score_tolerance
          provable: has_weight and coalesce(out_of_reach, false)
          rounded: complete and diff < $rounding_limit and total_score = floor(total_score)
          written: captures(min(headed.value), '^([0-9]+[.]?[0-9]*)分?$')
          in_head: number(written)
          head_off: coalesce(abs(in_head - total_score) > $score_tolerance, false)
        fault: (diff > $score_tolerance and not rounded) or head_off
        """,
    ),
    Opinion(
        "weights-do-not-sum-to-100",
        "forms",
        None,
        (
            "has_weight", "complete", "execution_weight", "execution_score", "other_weight", "funds.weight",
            "indicators.weight", "$execution_weight", "$full_score", "$weight_tolerance",
        ),
        second.weights_off,
        """
        when: has_weight
        needs: complete or total > $full_score + $weight_tolerance
        let:
          implied: case when execution_score is not null then $execution_weight
            when count(funds.weight) = 0 then 0 end
          execution: coalesce(execution_weight, implied)
          beside: coalesce(other_weight, 0)
          total: execution + beside + sum(indicators.weight)
          expected: $full_score
        assert: abs(total - expected) <= $weight_tolerance
        """,
    ),
    Opinion(
        "category-points-mismatch",
        "categories",
        "level1_points",
        ("level1_points", "form.has_weight", "closed", "indicators.weight", "$weight_tolerance"),
        second.points_off,
        """
        when: level1_points is not null and form.has_weight
        needs: closed or expected > level1_points
        let:
          expected: sum(indicators.weight)
        assert: abs(level1_points - expected) <= $weight_tolerance
        """,
    ),
)  # fmt: skip
"""Every rule that we compute once more."""
