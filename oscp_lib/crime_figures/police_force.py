"""Figures of a whole police force, for what nobody publishes by partnership."""

import pandas as pd

from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap
from oscp_lib.data.rows import Rows
from oscp_lib.data.topics import OF_FORCES
from oscp_lib.facts.sheet import FactSheet
from oscp_lib.figures.figure import Figure
from oscp_lib.measures import wording
from oscp_lib.measures.count_change import what_a_count_did
from oscp_lib.measures.force_levels import force_level
from oscp_lib.measures.levels import rank_in_words
from oscp_lib.measures.partnership_residents import denominator_sentence

OFFENCE, OFFENCES, RATE, RANK = "Offence", "Offences", "Rate per 1,000 residents", "Rank of police forces"
PLACES = 2  # these rates are below one
# What a sentence calls the counts of a force, by their national table.
CALLED = {
    "knife_crime": "Serious offences with a knife or sharp instrument",
    "fraud": "Fraud and computer misuse that victims reported",
}


def force_rows(data: Evidence, table: str, year: int | None = None) -> Rows:
    """The force's counts of the edition's year, or of another, from the national table of that name."""
    return data.rows(OF_FORCES[table], year=data.year if year is None else year, area=data.place.force_name)


def of_all_kinds(rows: Rows) -> Rows:
    """The row that the others of a table of forces add up to; the only one where there is but one."""
    whole = [each for each in rows.categories if each.startswith("Total")] or rows.categories
    return rows.pick(category=whole[:1])


def add_force(sheet: FactSheet, data: Evidence, table: str) -> None:
    """The count of the police force in whose area the place lies, what it did, and where its rate stands."""
    called, gap = CALLED[table], data.gap(OF_FORCES[table], wording.inside(CALLED[table]))
    now, before = (of_all_kinds(force_rows(data, table, year)) for year in (data.year, data.year - 1))
    sheet.given("of_force", called, "the topic's own file")
    sheet.count("force_count", now, gap)
    if now.empty:
        return sheet.add("force_level", gap)
    if not before.empty:
        did = what_a_count_did(before.value, now.value, (data.year - 1, data.year))
        sheet.change("force_change", did, wording.inside(called), now=now, before=before)
    level = force_level(table, now.categories[0], data.place.force.code, data.year)
    if isinstance(level, Gap):
        return sheet.add("force_level", level)
    rank = f"{rank_in_words(level.rank, level.compared)} of {level.compared} police forces"
    text = f"{wording.decimal(level.rate, PLACES)} per 1,000 residents, {rank}"
    how = f"over the residents of mid-{level.denominators.of} of the force's partnerships; rank of {level.compared}"
    return sheet.fact("force_level", level.rate, text, "per 1,000 residents", "rate", f"rate {how}", count=now)


def force_told(data: Evidence, table: str) -> list[str]:
    """What a page says first of the force, with placeholders of `add_force`."""
    whole = "{fact}`of_force` in the area of {fact}`force`"
    if force_rows(data, table, data.year - 1).empty:
        return [f"{whole}: {{fact}}`force_count` in {{fact}}`data_year`, {{fact}}`force_level`."]
    return [f"{whole} {{fact}}`force_change`.", "The rate there was {fact}`force_level`."]


def force_frame(data: Evidence, table: str, label: str) -> pd.DataFrame | Gap:
    """The counts of the police force by offence, each with its rate and rank, most first."""
    rows = force_rows(data, table)
    if rows.empty:
        return data.gap(OF_FORCES[table], f"{label}, {wording.inside(CALLED[table])}")
    found = []
    for offence, value in zip(rows.frame["category"], rows.frame["value"], strict=True):
        level = force_level(table, offence, data.place.force.code, data.year)
        rate, rank = (None, None) if isinstance(level, Gap) else (round(level.rate, 4), level.rank)
        found.append((offence, value, rate, rank))
    frame = pd.DataFrame(found, columns=[OFFENCE, OFFENCES, RATE, RANK])
    frame = frame.astype({OFFENCES: "Int64", RATE: float, RANK: "Int64"})
    return frame.sort_values(OFFENCES, ascending=False, kind="stable").reset_index(drop=True)


def force_table(data: Evidence, frame: pd.DataFrame, table: str, ident: str, label: str) -> Figure:
    """The table of the frame that `force_frame` gives."""
    rows = force_rows(data, table)
    whole = of_all_kinds(rows)
    level = force_level(table, whole.categories[0], data.place.force.code, data.year)
    ranked = () if isinstance(level, Gap) else (f"Rank 1 is the highest of {level.compared} police forces.",)
    over = () if isinstance(level, Gap) else (denominator_sentence(level.denominators),)
    return Figure(
        ident=ident,
        label=label,
        title=f"{data.place.force_name}: {wording.count(whole.value)} offences in {data.year}",
        subtitle=f"{CALLED[table]}, area of {data.place.force_name}, {data.year}.",
        frame=frame,
        rows=(rows,),
        places={RATE: PLACES},
        not_applicable=(RATE, RANK),
        notes=(
            f"These are counts of the whole police force: none are published of {wording.named(data.lead)}.",
            *ranked,
            *over,
        ),
    )
