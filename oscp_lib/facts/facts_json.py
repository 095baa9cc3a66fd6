"""`facts.json` beside the pages of an edition: its facts with their rows, so that it can be compared with another."""

from pathlib import Path

from pydantic import ValidationError

from oscp_lib import paths
from oscp_lib.data.gap import Gap
from oscp_lib.data.package import table_hash, tables
from oscp_lib.data.rows import rows_by_line
from oscp_lib.data.years import plan_period
from oscp_lib.errors import InputError, Problem
from oscp_lib.facts.edition_facts import FactSet, PrintedFact, PrintedRow
from oscp_lib.page_names import FACTS_FILE


def fact_set(year: int, publish: bool, facts: dict[str, dict], gaps: dict[str, Gap]) -> FactSet:
    """The facts of an edition, as `Fact.as_json` gives them, with the values of their rows.

    Parameters
    ----------
    facts, gaps
        By the whole key, such as `vawg.rate`. An absent gap is no part of an edition, and is not kept.
    """
    names = sorted({row["table"] for fact in facts.values() for row in fact["rows"]})
    tables_read = {name: rows_by_line(name) for name in names}
    return FactSet(
        year=year,
        period=plan_period(year),
        publish=publish,
        facts=tuple(printed_fact(fact, tables_read) for fact in facts.values()),
        gaps={key: gap for key, gap in gaps.items() if not gap.absent},
        tables={name: table_hash(tables()[name]) for name in names},
    )


def printed_fact(fact: dict, tables_read: dict[str, dict[int, dict]]) -> PrintedFact:
    """A fact with its rows in full instead of line numbers: no more of a table than the number trail prints."""
    rows = tuple(printed_row(row, tables_read[row["table"]][row["line"]]) for row in fact["rows"])
    return PrintedFact(**fact | {"rows": rows})


def printed_row(row: dict, values: dict) -> PrintedRow:
    """A row of a table with its part in a fact."""
    days = {name: f"{values[name]:%Y-%m-%d}" for name in ("period_start", "period_end")}
    return PrintedRow(**row | values | days | {"value": float(values["value"])})


def write_facts(facts: FactSet, folder: Path) -> None:
    """Put the file beside the pages of an edition."""
    (folder / FACTS_FILE).write_text(facts.model_dump_json(indent=1) + "\n", encoding="utf-8", newline="\n")


def read_facts(path: Path) -> FactSet:
    """The facts of a built edition: its folder, or the file itself.

    Raises
    ------
    InputError
        When it is not there, or is not what a build writes.
    """
    file = path / FACTS_FILE if path.is_dir() else path
    remedy = f"Name the folder of a built edition (it holds {FACTS_FILE} beside its pages), or a year."
    try:
        return FactSet.model_validate_json(file.read_bytes())
    except OSError as error:
        found = f"It cannot be read ({error.strerror})."
        raise InputError(Problem(paths.shown(file), found, remedy)) from None
    except ValidationError as error:
        found = f"It is not what a build writes ({error.errors()[0]['msg']})."
        raise InputError(Problem(paths.shown(file), found, "Build that edition again.")) from None
