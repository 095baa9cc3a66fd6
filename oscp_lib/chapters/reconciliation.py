"""The published plan, checked: what it prints beside what its own tables and the official counts give."""

import pandas as pd

from oscp_lib.chapters.opening import made_from
from oscp_lib.chapters.texts import no_plan
from oscp_lib.claims.ledger import (
    CONFIRMED,
    CONTRADICTED,
    COUNTS_DIFFERENTLY,
    EXPLANATION,
    NOT_CHECKABLE,
    ONE_READING,
    ledger,
)
from oscp_lib.claims.view import ClaimFile, ClaimList, ProblemList, ProblemTable, SourceList, claim_file
from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap
from oscp_lib.facts.sheet import FactSheet
from oscp_lib.figures.by_district import part_column
from oscp_lib.figures.figure import Figure
from oscp_lib.measures import wording

CRIMES = "valid_crime_plan"
OFFICIAL = "recorded_crime_ons"
TOTAL = "Total recorded crime (excluding fraud)"
MOST_NAMED = 3  # problems told by their titles
ROUNDED_TO = 100  # ONS first published census residents of districts to the nearest hundred


def add_facts(sheet: FactSheet, data: Evidence) -> None:
    """How many problems there are, how many of them are contradictions, and how many claims of each verdict."""
    found = ledger(data.year)
    method = "claims of the year, each held against the tables"
    for key, verdict in (
        ("claims", None),
        ("contradicted", CONTRADICTED),
        ("counts_differently", COUNTS_DIFFERENTLY),
        ("one_reading", ONE_READING),
        ("confirmed", CONFIRMED),
        ("explanations", EXPLANATION),
        ("not_checkable", NOT_CHECKABLE),
    ):
        if found.entries:
            sheet.given(key, wording.count(len(found.of(verdict) if verdict else found.entries)), method)
        else:
            sheet.add(key, no_claims(data))
    contradictions = len(found.contradictions)
    for key, number, what in (
        ("problems", len(found.problems), "what the statements that differ come down to, those of one cause together"),
        ("contradictions", contradictions, "the problems in which a statement is contradicted"),
        ("other_problems", len(found.problems) - contradictions, "the problems in which none is"),
    ):
        sheet.given(key, wording.count_in_words(number), what) if found.entries else sheet.add(key, no_claims(data))

    if found.entries:
        titles = [problem.title for problem, _ in found.problems]
        more = f"; and {wording.count_in_words(len(titles) - MOST_NAMED)} more" if len(titles) > MOST_NAMED else ""
        sheet.given("problem_titles", "; ".join(titles[:MOST_NAMED]) + more, "the first problems of the page")
    else:
        sheet.add("problem_titles", no_claims(data))


def no_claims(data: Evidence) -> Gap:
    return no_plan(data, "claims of a published plan")


def problem_table(data: Evidence) -> ProblemTable | Gap:
    """What the statements that differ come down to, one row for each problem."""
    found = ledger(data.year)
    return ProblemTable(found) if found.entries else no_claims(data)


def problems(data: Evidence) -> ProblemList | Gap:
    """Each problem with all its statements."""
    found = ledger(data.year)
    return ProblemList(found) if found.entries else no_claims(data)


def sources(data: Evidence) -> SourceList | Gap:
    """The publications behind the figures of the ledger."""
    found = ledger(data.year)
    return SourceList(found) if found.entries else no_claims(data)


def claims(data: Evidence, verdict: str) -> ClaimList | Gap:
    """The claims of one verdict."""
    found = ledger(data.year)
    return ClaimList(found, verdict) if found.entries else no_claims(data)


def ledger_file(data: Evidence) -> ClaimFile | Gap:
    """All claims as one table to take away."""
    found = ledger(data.year)
    return claim_file(found) if found.entries else no_claims(data)


def table_e_data(data: Evidence) -> pd.DataFrame | Gap:
    """Table 1 of the plan beside the official counts."""
    plan = data.this_year(CRIMES, measure="valid crimes")
    official = data.of_county(OFFICIAL, category=TOTAL)
    what = "Table E, the plan's counts beside the official ones"
    if plan.empty or official.empty:
        return no_plan(data, what) if plan.empty else data.gap_of_county(OFFICIAL, what)
    printed = plan.frame.set_index("area")["value"]
    counted = official.frame.set_index("area")["value"]
    counted[data.county] = counted.sum()
    areas = [each for each in (*data.in_county, data.county) if each in printed.index]
    difference = printed[areas] - counted[areas]
    return pd.DataFrame(
        {
            "Area": areas,
            "Valid crimes, plan": printed[areas].astype(int).to_list(),
            "Recorded crime, ONS": counted[areas].astype(int).to_list(),
            "Difference": difference.astype(int).to_list(),
            "Difference, per cent of ONS": (100 * difference / counted[areas]).round(1).to_list(),
        }
    )


@made_from(table_e_data)
def table_e(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Table E: the plan's counts of crime beside the official ones."""
    districts = frame[frame["Area"] != data.county]
    furthest = districts.loc[districts["Difference, per cent of ONS"].abs().idxmax(), "Area"]
    return Figure(
        ident="table-e",
        label="Table E",
        title=f"The plan and the official counts differ most in {furthest}",
        subtitle=f"Valid crimes as the plan prints them and recorded crime, {data.county}, {data.year}.",
        frame=frame,
        rows=(data.this_year(CRIMES, measure="valid crimes"), data.this_year(OFFICIAL, category=TOTAL)),
        places={"Difference, per cent of ONS": 1},
        emphasis={data.lead: "is-lead", data.county: "is-total"},
        notes=(
            f"{data.county} is the sum of its {data.parts} in the official counts.",
            "Offences may be reclassified after a plan is printed.",
        ),
    )


def table_f_data(data: Evidence) -> pd.DataFrame | Gap:
    """The population column of the plan beside Census 2021, which its heading names."""
    plan = data.this_year(CRIMES, measure="population")
    if plan.empty:
        return no_plan(data, "Table F, the plan's population beside the census")
    printed = plan.frame.set_index("area")["value"]
    census = data.rows("population_census", category="all areas").frame.set_index("area")["value"]
    areas = [each for each in data.in_county if each in printed.index and each in census.index]
    if not data.county or not areas:
        return data.gap_of_county(CRIMES, "Table F, the plan's population beside the census")
    return pd.DataFrame(
        {
            part_column(data): areas,
            "Population, plan": printed[areas].astype(int).to_list(),
            "Residents, Census 2021": census[areas].astype(int).to_list(),
            "Difference": (printed[areas] - census[areas]).astype(int).to_list(),
        }
    )


@made_from(table_f_data)
def table_f(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Table F: the plan's population column beside the census it names."""
    part = wording.singular(data.parts)
    agree = frame.loc[frame["Difference"].abs() < ROUNDED_TO, part_column(data)].tolist()
    where = f"in {wording.listed(agree)} alone" if agree else f"in no {part}"
    return Figure(
        ident="table-f",
        label="Table F",
        title=f"The plan's population is that of the census {where}",
        subtitle=f"Population as the plan prints it and census residents, {data.county} by {part}.",
        frame=frame,
        rows=(data.this_year(CRIMES, measure="population"), data.rows("population_census", category="all areas")),
        emphasis={data.lead: "is-lead"},
    )
