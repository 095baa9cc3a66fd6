"""The facts of a measure of a partnership's own: its last value, and what stands beside it."""

from oscp_lib.data.rows import Rows
from oscp_lib.facts.sheet import FactSheet
from oscp_lib.measures import wording
from oscp_lib.measures.last_value import interval_given, last_periods, period_of, target_given, with_unit


def add_measure(sheet: FactSheet, rows: Rows, key: str) -> None:
    """The last value (`key`), its interval and target, and the value before it; of several kinds there is none."""
    if len(rows.categories) > 1:
        return
    (now, before), unit = last_periods(rows), rows.frame["unit"].iloc[0]
    sheet.fact(key, now.value, with_unit(now), unit, "supplied", figure=now)
    if not before.empty:
        sheet.fact(f"{key}_before", before.value, with_unit(before), unit, "supplied", figure=before)
    for name, text in (("interval", interval_given(now)), ("target", target_given(now))):
        if text:
            sheet.fact(f"{key}_{name}", text, text, unit, "supplied", figure=now)


def measure_sentence(rows: Rows, key: str) -> str:
    """'Road deaths: 47 people in 2024, against 55 people in 2023. The target for 2024 was 50.', with placeholders."""
    now, before = last_periods(rows)
    title, when = wording.without_markup(rows.table.title), period_of(now)
    if len(rows.categories) > 1:
        return f"{title} to {when} stand below by kind."
    between = f" (95% interval {{fact}}`{key}_interval`)" if interval_given(now) else ""
    against = "" if before.empty else f", against {{fact}}`{key}_before` in {period_of(before)}"
    target = f" The target for {when} was {{fact}}`{key}_target`." if target_given(now) else ""
    return f"{title}: {{fact}}`{key}`{between} in {when}{against}.{target}"
