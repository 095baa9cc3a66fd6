"""The year-on-year changes an edition speaks of, tested together so that every page says the same."""

from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap
from oscp_lib.data.rows import Rows, whole
from oscp_lib.data.unplaced import jump_between
from oscp_lib.measures import wording
from oscp_lib.measures.significance import Change, Spread, holm, overdispersion, p_of_change

RECORDED_CRIME = "recorded_crime_ons"
SEXUAL_OFFENCES_PLAN = "sexual_offences_plan"
# Every offence whose change since the year before some page states; Holm's correction is over all of them.
FOLLOWED = (
    "Total recorded crime (excluding fraud)",
    "Theft offences",
    "Shoplifting",
    "Vehicle offences",
    "Residential burglary",
    "Violence with injury",
    "Robbery",
    "Sexual offences",
)


def changes_since_last_year(data: Evidence) -> dict[str, Change | Gap]:
    """The change of each followed offence in the lead district since the year before.

    Official counts only; a year without them has gaps. Comparisons are of counts: both years' rates rest
    on nearly the same residents.
    """
    found: dict[str, Change | Gap] = {}
    raw: dict[str, tuple[float, float, Spread]] = {}
    for offence in FOLLOWED:
        now = data.this_year(RECORDED_CRIME, area=data.lead, category=offence)
        before = data.rows(RECORDED_CRIME, year=data.year - 1, area=data.lead, category=offence)
        if now.empty or before.empty:
            found[offence] = change_gap(data, offence, now.empty)
        elif before.value <= 0:
            found[offence] = no_percentage(data, offence, before.value)
        elif what := across(data, offence):
            found[offence] = Change(now.value, before.value, p=1.0, clear=False, across=what)
        else:
            spread = spread_of(data, data.rows(RECORDED_CRIME, category=offence))
            raw[offence] = (now.value, before.value, spread)
    p_values = {offence: p_of_change(*numbers) for offence, numbers in raw.items()}
    for (offence, p), clear in zip(p_values.items(), holm(list(p_values.values())), strict=True):
        now, before, _ = raw[offence]
        found[offence] = Change(now, before, p, clear)
    return found


def across(data: Evidence, offence: str) -> str:
    """What changed in the counting between the year before and this one, and when, in a few words."""
    table = data.tables[RECORDED_CRIME].table
    broken = table.break_between(offence, whole(data.year - 1), whole(data.year))
    jump = jump_between(table, offence, data.year - 1, data.year)
    return " and ".join(
        [*([f"{broken.short} in {broken.day:%B %Y}"] if broken else []), *([jump.short] if jump else [])]
    )


def change_rows(data: Evidence, rows: Rows) -> dict[str, Rows]:
    """The rows a change rests on, by role: the lead district now and before; all districts, which set the spread."""
    ours = rows.pick(area=data.lead)
    return {"now": ours.pick(year=data.year), "before": ours.pick(year=data.year - 1), "spread": rows}


def official_change_rows(data: Evidence, offence: str) -> dict[str, Rows]:
    """The rows of a change in an official count."""
    return change_rows(data, data.rows(RECORDED_CRIME, category=offence))


def plan_change(data: Evidence) -> Change | Gap:
    """The change of the plan's own count of sexual offences, for years without official counts."""
    now = data.this_year(SEXUAL_OFFENCES_PLAN, area=data.lead)
    before = data.rows(SEXUAL_OFFENCES_PLAN, year=data.year - 1, area=data.lead)
    if now.empty or before.empty:
        return change_gap(data, "Sexual offences", now.empty)
    if before.value <= 0:
        return no_percentage(data, "Sexual offences", before.value)
    p = p_of_change(now.value, before.value, spread_of(data, data.rows(SEXUAL_OFFENCES_PLAN)))
    return Change(now.value, before.value, p, holm([p])[0])


def spread_of(data: Evidence, rows: Rows) -> Spread:
    """How unevenly the districts moved from one year to the next, over every pair of years held that compare.

    Longer stretches would count lasting differences between the districts' trends as noise.
    """
    counts = rows.frame.assign(year=rows.frame["period_end"].dt.year).pivot(
        index="area", columns="year", values="value"
    )
    years, cuts, values = list(counts.columns), rows.cuts, counts.to_numpy()
    compared = [place for place, year in enumerate(years) if year - 1 in years and year not in cuts]
    return overdispersion([values[:, place - 1 : place + 1] for place in compared])


def no_percentage(data: Evidence, offence: str, before: float) -> Gap:
    """Why the change since a year with no offence is no percentage."""
    what = f"change in {offence[0].lower()}{offence[1:]} since {data.year - 1}"
    return Gap(what, f"The count of {data.year - 1} was {wording.count(before)}: nothing can be a percentage of it.")


def change_gap(data: Evidence, offence: str, this_year_missing: bool) -> Gap:
    """Why no change can be stated."""
    year = data.year if this_year_missing else data.year - 1
    return Gap(
        f"change in {offence[0].lower()}{offence[1:]} since {data.year - 1}",
        f"There is no count for {year} from the same source to compare with.",
    )
