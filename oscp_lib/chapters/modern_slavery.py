"""Modern slavery: reports by type of exploitation (Table 3), referrals to the National Referral Mechanism (Chart C)."""

from functools import partial

import pandas as pd

from oscp_lib.chapters.opening import made_from
from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap
from oscp_lib.data.rows import Rows
from oscp_lib.facts.sheet import FactSheet
from oscp_lib.figures import alt_text, charts
from oscp_lib.figures.figure import Figure
from oscp_lib.measures import wording

PLAN = "exploitation_plan"
NRM = "exploitation_nrm"
TYPE, REPORTS, REFERRALS = "Type of exploitation", "Reports", "Referrals"
ADDED = "All types listed, added here"
QUARTERS = 4


def add_facts(sheet: FactSheet, data: Evidence) -> None:
    """Reports by type as the plan prints them; referrals by the force."""
    gap = data.gap(PLAN, "reports of exploitation")
    reports = data.this_year(PLAN, measure="reports")
    sheet.count("reports", reports, gap)
    top_type(sheet, reports, gap)
    referrals, nrm_gap = referrals_of_year(data), nrm_gap_of(data)
    sheet.count("referrals", referrals, nrm_gap)
    criminal_share(sheet, "criminal_share", referrals, nrm_gap)
    latest_quarter(sheet, data)


def top_type(sheet: FactSheet, reports: Rows, gap: Gap) -> None:
    """The types of exploitation reported most and next, and their shares of the reports listed."""
    if reports.empty:
        for key in ("top_type", "top_share", "next_type", "next_share"):
            sheet.add(key, gap)
        return
    top = reports.frame.loc[reports.frame["value"].idxmax(), "category"]
    others = Rows(reports.table, reports.frame[reports.frame["category"] != top])
    name_type(sheet, "top", top, reports, reports, gap)
    if others.empty:
        why = Gap("the type reported next", "The plan gives one type alone.", gap.holder)
        sheet.add("next_type", why)
        return sheet.add("next_share", why)
    after = others.frame.loc[others.frame["value"].idxmax(), "category"]
    return name_type(sheet, "next", after, others, reports, gap)


def name_type(sheet: FactSheet, key: str, name: str, among: Rows, reports: Rows, gap: Gap) -> None:
    """A type that is the largest among some, and its share of all reports."""
    sheet.words(f"{key}_type", name.lower(), "largest", counts=among)
    sheet.share(f"{key}_share", reports.pick(category=name), reports, gap)


def latest_quarter(sheet: FactSheet, data: Evidence) -> None:
    """The latest quarter of referrals held, beside the same quarter a year before."""
    rows, gap = data.rows(NRM), data.gap(NRM, "referrals in the latest quarter")
    if rows.empty:
        for key in ("latest_quarter", "latest_referrals", "referrals_a_year_before", "latest_criminal_share"):
            sheet.add(key, gap)
        return
    start = rows.frame["period_start"].max()
    latest, before = (rows.pick(period_start=each) for each in (start, start - pd.DateOffset(years=1)))
    end = latest.frame["period_end"].max()
    sheet.given("latest_quarter", f"{start:%B} to {end:%B %Y}", "the last quarter of the table")
    sheet.count("latest_referrals", latest, gap)
    why = "The same quarter of the year before is not held."
    sheet.count("referrals_a_year_before", before, Gap("referrals a year before", why, rows.table.publisher))
    criminal_share(sheet, "latest_criminal_share", latest, gap)


def criminal_share(sheet: FactSheet, key: str, referrals: Rows, gap: Gap) -> None:
    """The share of referrals that are of criminal exploitation, alone or with another kind.

    The publisher lists no kind that nobody was referred for: its line then goes, and the number of referrals stays.
    """
    frame = referrals.frame
    criminal = Rows(referrals.table, frame[frame["category"].str.contains("Criminal", regex=False)])
    if criminal.empty and not referrals.empty:
        gap = Gap("referrals of criminal exploitation", "None is listed.", absent=True)
    sheet.share(key, criminal, referrals, gap)


def referrals_of_year(data: Evidence) -> Rows:
    """Referrals of the year's four quarters; none where a quarter is missing, since part of a year is not a year."""
    rows = data.rows(NRM)
    frame = rows.frame[rows.frame["period_end"].dt.year == data.year]
    return Rows(rows.table, frame if frame["period_start"].nunique() == QUARTERS else frame.iloc[:0])


def nrm_gap_of(data: Evidence) -> Gap:
    """Why there is no year of referrals: no quarter is held, or some are missing."""
    held = data.rows(NRM).frame
    quarters = held.loc[held["period_end"].dt.year == data.year, "period_start"].nunique()
    if not quarters:
        return data.gap(NRM, "referrals to the National Referral Mechanism")
    why = f"The tables held have {wording.count_in_words(quarters)} of the four quarters of {data.year}."
    return Gap("a year of referrals to the National Referral Mechanism", why, data.rows(NRM).table.publisher)


def table_3_data(data: Evidence) -> pd.DataFrame | Gap:
    """Reports and percentage by type as printed, and what they add up to."""
    rows = data.this_year(PLAN)
    if rows.empty:
        return data.gap(PLAN, "Table 3, exploitation by type")
    order = list(dict.fromkeys(rows.frame["category"]))
    table = rows.frame.pivot(index="category", columns="measure", values="value").loc[order]
    total = table["reports"].sum()
    return pd.DataFrame(
        {
            TYPE: [*order, ADDED],
            REPORTS: [*table["reports"].astype(int), int(total)],
            "Percentage, as printed": [*table["share of reports"], table["share of reports"].sum().round(1)],
        }
    )


@made_from(table_3_data)
def table_3(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Table 3: exploitation by type; its counts are drawn, and the table has the plan's percentages too."""
    types = frame.iloc[:-1]
    top, whole = types.loc[types[REPORTS].idxmax()], wording.count(frame[REPORTS].iloc[-1])
    return Figure(
        ident="table-3",
        label="Table 3",
        title=f"{top[TYPE]} was reported most: {wording.count(top[REPORTS])} of {whole} reports",
        subtitle=f"Reports of exploitation by type as the plan prints them, {data.county}, {data.year}.",
        frame=frame,
        rows=(data.this_year(PLAN),),
        places={"Percentage, as printed": 1},
        emphasis={ADDED: "is-total"},
        draw=partial(charts.ranked_bars, types, TYPE, REPORTS),
        alt=alt_text.of_bars(types, TYPE, REPORTS, f"reports of exploitation by type, {data.county}, {data.year}"),
        notes=base_notes(types),
    )


def base_notes(types: pd.DataFrame) -> tuple[str, ...]:
    """Whether the printed percentages are of the reports listed, and of what total they would be."""
    listed = types[REPORTS].sum()
    base = next(
        (
            whole
            for whole in range(listed, listed + 20)
            if ((100 * types[REPORTS] / whole - types["Percentage, as printed"]).abs() < 0.051).sum() >= len(types) - 1
        ),
        listed,
    )
    if base == listed:
        return ()
    odd = types[(100 * types[REPORTS] / base - types["Percentage, as printed"]).abs() >= 0.051]
    but = f", except {wording.listed(list(odd.iloc[:, 0]))}" if len(odd) else ""
    shares = f"the percentages printed are shares of {wording.count(base)}{but}"
    return (f"The reports add to {wording.count(listed)}; {shares}.",)


def chart_c_data(data: Evidence) -> pd.DataFrame | Gap:
    """Referrals by quarter, all types added, up to the edition's year."""
    frame = data.rows(NRM).frame
    if frame.empty:
        return data.gap(NRM, "Chart C, referrals by quarter")
    quarters = frame.groupby("period_start", sort=True)["value"].sum()
    names = [f"{start:%Y} Q{start.quarter}" for start in quarters.index]
    return pd.DataFrame({"Quarter": names, REFERRALS: quarters.to_numpy()})


def months_of(quarter: str) -> str:
    """'2023 Q4' -> 'October to December 2023'."""
    of = pd.Period(quarter.replace(" ", ""))
    return f"{of.start_time:%B} to {of.end_time:%B %Y}"


@made_from(chart_c_data)
def chart_c(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Chart C: referrals by the force over time."""
    force = data.place.force_name
    most = frame.loc[frame[REFERRALS] == frame[REFERRALS].max(), "Quarter"]
    number = wording.count(frame[REFERRALS].max())
    title = f"{number} potential victims were referred in {months_of(most.iloc[0])}, the most of these quarters"
    if len(most) > 1:  # quarters that share the most: none of them is the one
        title = f"{force} referred at most {number} potential victims in a quarter"
    return Figure(
        ident="chart-c",
        label="Chart C",
        title=title,
        subtitle=f"Referrals to the National Referral Mechanism by {force}, "
        f"{frame['Quarter'].iloc[0]} to {frame['Quarter'].iloc[-1]}.",
        frame=frame,
        rows=(data.rows(NRM),),
        draw=partial(charts.columns, frame, "Quarter", REFERRALS),
        alt=alt_text.of_columns(
            frame, "Quarter", REFERRALS, f"referrals to the National Referral Mechanism by {force}, by quarter"
        ),
        notes=()
        if data.rows(NRM).years[-1] == data.year
        else (f"No quarter of {data.year} is held: these are figures of earlier years.",),
    )
