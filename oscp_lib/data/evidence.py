"""What one chapter may know for one year: its tables up to that year, the place, and the plan."""

from dataclasses import dataclass, replace

import pandas as pd

from oscp_lib.data.gap import Gap
from oscp_lib.data.own_measures import OWN
from oscp_lib.data.package import Table, tables
from oscp_lib.data.partnership import Partnership, load_partnership
from oscp_lib.data.periods import year_of
from oscp_lib.data.plan import Plan, load_plan
from oscp_lib.data.plan_periods import published_plan
from oscp_lib.data.rows import Rows, no_rows, read_table
from oscp_lib.data.topics import Topic
from oscp_lib.data.years import check_year, plan_period, years_with_plan

YEAR_IN_DAYS = 366


@dataclass(frozen=True)
class Evidence:
    """The data of one chapter for one edition.

    `publish` leaves the sample tables out, so that their place is taken by a printed gap. `topic` is what the chapter
    is about, where it is a topic.
    """

    year: int
    publish: bool
    place: Partnership
    plan: Plan | None
    tables: dict[str, Rows]
    topic: Topic | None = None

    @property
    def lead(self) -> str:
        """The place the partnership serves, as tables name it."""
        return self.place.place

    @property
    def in_county(self) -> list[str]:
        """The county's partnerships by name, the lead among them; it alone where no county is compared."""
        return [each.called for each in self.place.in_county]

    @property
    def county(self) -> str:
        """The county whose partnerships are compared; "" where there is none."""
        return self.place.compared_county.called if self.place.compared_county else ""

    @property
    def parts(self) -> str:
        """What the county's partnerships are called in a sentence, such as 'districts'."""
        return self.place.parts

    @property
    def period(self) -> str:
        """The plan period that follows the year, such as 2025-26."""
        return plan_period(self.year)

    @property
    def has_plan(self) -> bool:
        """True where the partnership has written a plan into the project, for this year or another."""
        return self.plan is not None or bool(years_with_plan())

    def rows(self, table: str, **where: object) -> Rows:
        """Rows of a table of this chapter, `where` as in `Rows.pick`."""
        return self.tables[table].pick(**where)

    def this_year(self, table: str, **where: object) -> Rows:
        """Rows of the edition's own calendar year."""
        return self.rows(table, year=self.year, **where)

    def of_county(self, table: str, **where: object) -> Rows:
        """This year's rows of all the county's partnerships.

        There are none where no county is compared, or where one of its partnerships lacks a category: a part of the
        county never stands for the whole. `gap_of_county` says so.
        """
        rows = self.this_year(table, area=self.in_county, **where)
        areas = rows.frame.groupby("category")["area"].nunique()
        whole = bool(self.county) and bool((areas == len(self.in_county)).all())
        return rows if whole else Rows(rows.table, rows.frame.iloc[:0])

    def gap_of_county(self, table: str, what: str, *categories: str) -> Gap:
        """Why nothing is said of the county: an absent gap, except where the year's figures lack the place too."""
        if not self.county:
            return Gap(what, "No county is compared.", absent=True)
        ours = self.this_year(table, area=self.lead)
        if ours.empty or self.left_out(table, *categories):
            return self.gap(table, what, *categories)
        return Gap(what, f"The figures of {self.year} lack partnerships of {self.county}.", absent=True)

    def every(self, table: str, categories: tuple[str, ...]) -> Rows:
        """This year's rows of the categories; none where one is left out, since the others add to another figure."""
        rows = self.this_year(table, category=list(categories))
        return Rows(rows.table, rows.frame.iloc[:0]) if self.left_out(table, *categories) else rows

    def left_out(self, table: str, *categories: str) -> str:
        """Which of the categories the year's rows do not count, such as an offence that ONS dropped; else nothing."""
        held = set(self.this_year(table).frame["category"])
        lost = [f"{name[0].lower()}{name[1:]}" for name in categories if name not in held]
        return f"The figures held for {self.year} have no count of {', '.join(lost)}." if held and lost else ""

    def gap(self, table: str, what: str = "", *categories: str) -> Gap:
        """Why a table has nothing for this year, or lacks some of the categories, in words from its metadata.

        The gap is an absent one where the partnership does not have the table.
        """
        gap = table_gap(self.tables[table], self.year, self.publish, what)
        return replace(gap, why=self.left_out(table, *categories) or gap.why)


def gather(names: tuple[str, ...], year: int, publish: bool = False, topic: Topic | None = None) -> Evidence:
    """Load the named tables for an edition; one that the partnership does not have is an absent table without rows.

    Raises
    ------
    InputError
        When the year has no data, or a table or text does not pass its checks.
    """
    check_year(year)
    package = tables()
    held = {name: visible(package[name], year, publish) if name in package else no_rows(name) for name in names}
    return Evidence(year, publish, load_partnership(), load_plan(year), held, topic)


def visible(table: Table, year: int, publish: bool) -> Rows:
    """The rows an edition of that year may see: nothing later, and no sample where it is published."""
    frame = read_table(table.name)
    if publish and table.status == "sample":
        return Rows(table, frame.iloc[:0])
    last_day = pd.Timestamp(year, 12, 31)
    # Twelve months that begin in the year and run on (such as February to January) belong to it.
    runs_on = (frame["period_start"].dt.year == year) & (
        (frame["period_end"] - frame["period_start"]).dt.days < YEAR_IN_DAYS
    )
    in_time = (frame["period_end"] <= last_day) | runs_on
    if not in_time.all():
        # So do several years that end early in the next, such as four financial years.
        in_time |= year_of(frame["period_start"], frame["period_end"]) <= year
    return Rows(table, frame[in_time])


def table_gap(rows: Rows, year: int, publish: bool, what: str) -> Gap:
    """The gap left by a table without rows for the year; an absent one where there is no such table."""
    table = rows.table
    if table.absent:
        return Gap(what or table.title, f"This partnership has no table '{table.name}'.", absent=True)
    if table.status == "sample" and publish:
        why = "Nobody has published these figures; a published edition does not show sample data."
    else:
        why = {
            "plan": f"No {published_plan().called} with these figures for {year} is held.",
            "official": f"The published figures held do not cover {year} ({table.title}).",
            OWN: f"The figures of the partnership's own do not cover {year}.",
            "partner": f"The counts supplied by the partner do not cover {year}.",
            "sample": f"These figures are not published, and no sample stands in for those of {year}.",
        }[table.status]
    return Gap(what or table.title, why, table.holder or table.publisher)
