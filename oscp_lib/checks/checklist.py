"""What a year still needs: for each table, what is there, what is missing, and which download brings it."""

from dataclasses import asdict, dataclass

import pandas as pd

from oscp_lib import paths
from oscp_lib.chapters import chapters_of_book
from oscp_lib.data.package import Table, tables
from oscp_lib.data.rows import read_table
from oscp_lib.data.years import plan_period
from oscp_lib.measures import wording
from oscp_lib.sources import READERS, reader

COMPLETE, PART, MISSING, NOT_EXPECTED = "complete", "part", "missing", "not expected"
TYPED, NONE = "typed", "none"
MARKS = {COMPLETE: "[x]", PART: "[~]", MISSING: "[ ]", NOT_EXPECTED: "[-]"}
# The longest period of each kind in days, how many of them make a year, and what they are called.
PERIODS = ((1, 1, "day"), (31, 12, "month"), (92, 4, "quarter"), (366, 1, "year"))
MOST_NAMED = 4  # series named one by one


@dataclass(frozen=True)
class Item:
    """The state of one table of the Data Package for the year. `how` is the line to run, or what to do by hand.

    `doubt` says of the reader what is not yet known of it.
    """

    table: str
    title: str
    state: str
    held: str
    missing: str
    publisher: str
    download: str
    published: str
    how: str
    doubt: str = ""

    def __str__(self) -> str:
        lines = [f"{MARKS[self.state]} {self.title}", f"there: {self.held}"]
        if self.missing:
            lines.append(f"missing: {self.missing}")
        if self.state in (PART, MISSING):
            lines.append(f"publisher: {self.publisher}")
            lines.append(f"fetch: {self.download} (published {self.published})")
            lines.append(f"then: {self.how}")
            lines += [f"this reader is {self.doubt}: compare some figures with the file"] if self.doubt else []
        return "\n      ".join(lines)

    def as_json(self) -> dict:
        return asdict(self)


def checklist(year: int) -> list[Item]:
    """One entry for each table of the partnership's own, and each view that its book reads, in their order.

    Raises
    ------
    InputError
        When a table does not pass its checks.
    """
    read = {name for chapter in chapters_of_book() for name in chapter.tables}
    return [item(table, year) for table in tables().values() if not table.view or table.name in read]


def item(table: Table, year: int) -> Item:
    """What one table holds for a year and what it lacks."""
    frame = read_table(table.name)
    of_year = frame[frame["period_start"].dt.year == year]
    kind = table.ingest.kind if table.ingest else (TYPED if table.status == "plan" else NONE)
    missing = missing_of(frame, of_year, year, compare=kind not in (TYPED, NONE))
    if kind == NONE:
        state, missing = (COMPLETE if not of_year.empty else NOT_EXPECTED), ""
    elif of_year.empty:
        state = MISSING
    else:
        state = PART if missing else COMPLETE
    return Item(
        table=table.name,
        title=table.title,
        state=state,
        held=held_of(frame, of_year, year),
        missing=missing,
        publisher=table.holder or table.publisher,
        download=table.ingest.download if table.ingest else "",
        published=table.ingest.published if table.ingest else "",
        how=how_to_bring(table, kind, year),
        doubt=reader(kind).UNVERIFIED if kind in READERS else "",
    )


def how_to_bring(table: Table, kind: str, year: int) -> str:
    """The line that brings a table up to date."""
    if kind == TYPED:
        named = next((source.name for source in table.sources if plan_period(year) in source.name), "")
        source = f" and with the source '{named}'" if named else ""
        return f"type it into {paths.shown(paths.DATA / table.path)}, as printed in the plan{source}"
    return "nothing to do" if kind == NONE else f"oscp ingest {kind} FILE"


def period_kind(frame: pd.DataFrame) -> tuple[int, str]:
    """How many of a table's periods make a year, and what one is called, by the usual length of its periods."""
    days = int((frame["period_end"] - frame["period_start"]).dt.days.median()) + 1
    return next((number, name) for longest, number, name in PERIODS if days <= longest or name == "year")


def held_of(frame: pd.DataFrame, of_year: pd.DataFrame, year: int) -> str:
    """What is there for the year; if nothing is, which year was last."""
    if of_year.empty:
        earlier = frame.loc[frame["period_start"].dt.year < year, "period_start"]
        return f"nothing for {year}" + (f"; the latest is of {earlier.max().year}" if len(earlier) else "")
    number, name = period_kind(frame)
    rows = f"{wording.count(len(of_year))} {'row' if len(of_year) == 1 else 'rows'} of {year}"
    if number == 1:
        return rows
    starts = sorted(of_year["period_start"].unique())
    return f"{rows}: {wording.listed([period_name(start, name) for start in starts])}"


def missing_of(frame: pd.DataFrame, of_year: pd.DataFrame, year: int, compare: bool) -> str:
    """The months or quarters that are not there, and the series that the year before had and this one lacks."""
    if of_year.empty:
        return f"all of {year}"
    number, name = period_kind(frame)
    parts = []
    if number > 1:
        starts = pd.date_range(f"{year}-01-01", periods=number, freq="MS" if name == "month" else "QS")
        absent = [period_name(start, name) for start in starts if start not in set(of_year["period_start"])]
        parts += [wording.listed(absent)] if absent else []
    parts += [lost_series(frame, of_year, year)] if compare and number == 1 else []
    return "; ".join(part for part in parts if part)


def lost_series(frame: pd.DataFrame, of_year: pd.DataFrame, year: int) -> str:
    """Series that the last earlier year has and this one lacks: a dropped offence, a district."""
    before = frame[frame["period_start"].dt.year < year]
    if before.empty:
        return ""
    before = before[before["period_start"].dt.year == before["period_start"].dt.year.max()]
    parts = []
    for column in ("category", "area"):
        lost = [name for name in dict.fromkeys(before[column]) if name not in set(of_year[column])]
        more = f" and {wording.count(len(lost) - MOST_NAMED)} more" if len(lost) > MOST_NAMED else ""
        parts += [f"{', '.join(lost[:MOST_NAMED])}{more}"] if lost else []
    pairs = set(zip(before["area"], before["category"], strict=True))
    pairs -= set(zip(of_year["area"], of_year["category"], strict=True))
    if pairs and not parts:
        parts.append(f"{wording.count(len(pairs))} of the counts that the year before has")
    return "; ".join(parts)


def period_name(start: pd.Timestamp, name: str) -> str:
    """A month by its name, a quarter by its number."""
    return f"{start:%B}" if name == "month" else f"Q{pd.Timestamp(start).quarter}"
