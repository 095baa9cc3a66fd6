"""Make the sample tables: invented rows that meet what the plan states, so that its charts can be drawn.

Run as `python -m oscp_lib.data.samples`. What is invented stands in `samples.yml`, with a fixed seed; the totals
and percentages to meet are read from the plan's stated figures. A partnership without that file has no samples.
"""

import csv
import difflib
import io
from typing import Annotated

import numpy as np
from pydantic import Field

from oscp_lib import paths
from oscp_lib.data.package import tables
from oscp_lib.data.partnership import Partnership, load_partnership
from oscp_lib.data.rows import Rows, read_table
from oscp_lib.data.transaction import changing_data, in_data, write_whole
from oscp_lib.data.yaml_files import Strict, line_with, read_if_there
from oscp_lib.errors import InputError, Problem

HEADER = ("period_start", "period_end", "area", "category", "measure", "unit", "value", "status", "source")
STATED = "stated_figures_plan"
JITTER = 0.04  # how far a weight or a count is moved, so that no row is a round share
STATUS, SOURCE = "sample", "oscp-sample"
Weights = Annotated[dict[str, Annotated[float, Field(gt=0, allow_inf_nan=False)]], Field(min_length=1)]
Whole = Annotated[int, Field(gt=0)]


class StatedFigure(Strict):
    """A figure of the plan's prose, by its category and measure."""

    category: str
    measure: str


class Total(Strict):
    """A table by kind that adds to a figure which the plan states."""

    table: str
    meets: StatedFigure
    measure: str
    unit: str
    weights: Weights


class OtherDistrict(Strict):
    """The count of a district in the last year, and its change since the first (-0.14 for 14 per cent fewer)."""

    last: Whole
    change: Annotated[float, Field(gt=-1, allow_inf_nan=False)]


class Series(Strict):
    """A table by district and year; the lead district falls throughout, by the percentage that the plan states."""

    table: str
    meets: StatedFigure
    first_year: int
    category: str
    measure: str
    unit: str
    lead_last: Whole
    others: dict[str, OtherDistrict]


class Shares(Strict):
    """A table by group; the parts of the total under each measure are percentages that the plan states."""

    table: str
    total: Whole
    unit: str
    measures: dict[str, StatedFigure]
    weights: Weights


class Samples(Strict):
    """What is invented of one partnership, as its file holds it."""

    seed: int
    year: int
    totals: tuple[Total, ...] = ()
    series: tuple[Series, ...] = ()
    shares: tuple[Shares, ...] = ()


def stated(figure: StatedFigure) -> float:
    """A figure of the plan's prose.

    Raises
    ------
    InputError
        When the plan's stated figures have no such row, or several.
    """
    found = read_table(STATED) if STATED in tables() else None
    rows = None if found is None else Rows(tables()[STATED], found).pick(**figure.model_dump())
    if rows is None or len(rows.frame) != 1:
        many = "no row" if rows is None or rows.empty else f"{len(rows.frame)} rows"
        said = f"The table '{STATED}' has {many} with the category '{figure.category}', measure '{figure.measure}'."
        raise InputError(problem(said, "Name a category and measure that one row has.", figure.category))
    return float(rows.value)


def problem(found: str, remedy: str, near: str) -> Problem:
    """A problem of the file, on the line that holds a text."""
    return Problem(paths.shown(paths.SAMPLES), found, remedy, line_with(paths.SAMPLES, near))


def apportion(total: int, weights: dict[str, float]) -> dict[str, int]:
    """Whole numbers in proportion to the weights that add to the total (largest remainders)."""
    shares = {name: total * weight / sum(weights.values()) for name, weight in weights.items()}
    counts = {name: int(share) for name, share in shares.items()}
    for name in sorted(shares, key=lambda name: counts[name] - shares[name])[: total - sum(counts.values())]:
        counts[name] += 1
    return counts


def jittered(weights: dict[str, float], random: np.random.Generator) -> dict[str, float]:
    """The weights moved a little, so that no row is a round share."""
    return {name: weight * (1 + random.uniform(-JITTER, JITTER)) for name, weight in weights.items()}


def rows_of_total(made: Total, year: int, lead: str, random: np.random.Generator) -> list[tuple]:
    """Counts by kind that add to the plan's total."""
    counts = apportion(int(stated(made.meets)), jittered(made.weights, random))
    return [row(year, lead, kind, made.measure, made.unit, count) for kind, count in counts.items()]


def rows_of_series(made: Series, year: int, lead: str, random: np.random.Generator) -> list[tuple]:
    """Counts by district and year: the lead district falls every year, by the percentage that the plan states."""
    fall = stated(made.meets) / 100
    if fall >= 1:
        found = f"The series '{made.table}' would have to fall by {100 * fall:g} per cent."
        raise InputError(problem(found, "Name a fall of less than 100 per cent.", made.table))
    ends = {name: (round(each.last / (1 + each.change)), each.last) for name, each in made.others.items()}
    ends[lead] = (round(made.lead_last / (1 - fall)), made.lead_last)
    years = list(range(made.first_year, year + 1))
    rows = []
    for area, (first, last) in sorted(ends.items()):
        path = np.linspace(first, last, len(years))
        # The lead district falls throughout: its steps may not be larger than the slope.
        spread = abs(first - last) / len(years) / 3 if area == lead else first * JITTER
        path[1:-1] += random.uniform(-spread, spread, len(years) - 2)
        counts = [first, *(int(value) for value in path[1:-1].round()), last]
        rows += [
            row(each, area, made.category, made.measure, made.unit, count)
            for each, count in zip(years, counts, strict=True)
        ]
    return sorted(rows)


def rows_of_shares(made: Shares, year: int, area: str, random: np.random.Generator) -> list[tuple]:
    """Counts by group under each measure, in the shares of the total that the plan states."""
    rows = []
    for measure, figure in made.measures.items():
        counts = apportion(round(made.total * stated(figure) / 100), jittered(made.weights, random))
        rows += [row(year, area, group, measure, made.unit, count) for group, count in counts.items()]
    return rows


def row(year: int, area: str, category: str, measure: str, unit: str, value: int) -> tuple:
    return (f"{year}-01-01", f"{year}-12-31", area, category, measure, unit, value, STATUS, SOURCE)


def load_samples(place: Partnership) -> Samples | None:
    """What is invented of the partnership; None where its file is not there.

    Raises
    ------
    InputError
        When the file does not pass its checks, or names a table or district that does not exist.
    """
    samples = read_if_there(paths.SAMPLES, Samples)
    if samples is None:
        return None
    named = [each.table for each in (*samples.totals, *samples.series, *samples.shares)]
    known = [table.name for table in tables(restricted=False).values() if table.status == STATUS]
    others = [each.called for each in place.in_county if each.called != place.place]
    problems = [unknown("sample table", name, known) for name in named if name not in known]
    problems += [
        problem(f"The table '{name}' is described {named.count(name)} times.", "Describe it once.", name)
        for name in dict.fromkeys(named)
        if named.count(name) > 1
    ]
    for each in samples.series:
        problems += [unknown("other district", name, others) for name in each.others if name not in others]
        if each.first_year + 1 > samples.year:
            found = f"The series '{each.table}' begins in {each.first_year} and ends in {samples.year}."
            problems.append(problem(found, "A series needs two years or more.", "first_year:"))
    if problems:
        raise InputError(problems)
    return samples


def unknown(kind: str, name: str, known: list[str]) -> Problem:
    near = difflib.get_close_matches(name, known, 1)
    hint = f"Did you mean '{near[0]}'? " if near else ""
    return problem(f"There is no {kind} '{name}'.", f"{hint}Use one of {', '.join(known)}.", name)


def sample_tables() -> dict[str, list[tuple]]:
    """The rows of every sample table, by the name of the table; none for a partnership without the file.

    Raises
    ------
    InputError
        As `load_samples` and `stated` do.
    """
    place = load_partnership()
    samples = load_samples(place)
    if samples is None:
        return {}
    random, year = np.random.default_rng(samples.seed), samples.year
    made = {each.table: rows_of_total(each, year, place.place, random) for each in samples.totals}
    made |= {each.table: rows_of_series(each, year, place.place, random) for each in samples.series}
    return made | {each.table: rows_of_shares(each, year, place.county.called, random) for each in samples.shares}


def sample_files() -> dict[str, bytes]:
    """Every sample table as a file of `data/`, by its path there."""
    files = {}
    for name, rows in sample_tables().items():
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([HEADER, *rows])
        files[in_data(paths.TABLES / f"{name}.csv")] = text.getvalue().encode()
    return files


if __name__ == "__main__":
    from oscp_lib.terminal import run_as_module, say

    with run_as_module(), changing_data(say):
        if files := sample_files():
            write_whole(files)
        else:
            say(f"There is no {paths.shown(paths.SAMPLES)}: this partnership has no samples.")
