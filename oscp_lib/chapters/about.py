"""About this edition: its year, code version, inputs, sample data in use, suppressed cells, and how to rebuild it."""

import sys

import pandas as pd

from oscp_lib.data.evidence import Evidence, visible
from oscp_lib.data.own_measures import OWN
from oscp_lib.data.package import PARTNER, Table, tables
from oscp_lib.data.withheld import withheld_cells
from oscp_lib.facts.sheet import FactSheet
from oscp_lib.figures.figure import Figure
from oscp_lib.inputs.files import code_version, input_hash
from oscp_lib.inputs.key import HASH_SHOWN

SLUG = "about"
# Facts that change with every commit and say nothing of the figures, and how each is made.
IDENTITY = {
    "code_version": "the project's version",
    "input_hash": "SHA-256 over data, notebooks, library, book and lock",
}


def add_facts(sheet: FactSheet, data: Evidence) -> None:
    """What identifies this edition."""
    for key, text in identity().items():
        sheet.given(key, text, IDENTITY[key])
    samples = [table for table in tables_in_use(data) if table.status == "sample"]
    sheet.given("sample_tables", sheet.small_number(len(samples)), "tables of status sample")
    withheld = [withheld_cells()[table.name] for table in tables_in_use(data) if table.restricted]
    # Never how many of them are small: two withheld counts of 7 in all that are both small are 3 and 4.
    number = sheet.small_number(sum(len(each.cells) for each in withheld))
    sheet.given("suppressed_cells", number, "small counts, and those that keep them from being worked out")


def identity() -> dict[str, str]:
    """The facts of `IDENTITY`. Every file is read for them, and yet no run rests on it: see `runs/cached_runs.py`."""
    sys.audit("oscp.identity", True)
    found = {"code_version": code_version(), "input_hash": input_hash()[:HASH_SHOWN]}
    sys.audit("oscp.identity", False)
    return found


def tables_in_use(data: Evidence) -> list[Table]:
    """The tables with rows that this edition may show; a sample is drawn in its own year only."""
    held = {table: visible(table, data.year, data.publish) for table in tables().values()}
    return [
        table
        for table, rows in held.items()
        if not rows.empty and (table.status != "sample" or rows.years[-1] == data.year)
    ]


def latest_year(table: Table, data: Evidence) -> int:
    """The last year in which a period of the table begins, of those the edition may show."""
    return int(visible(table, data.year, data.publish).frame["period_start"].dt.year.max())


def table_g_data(data: Evidence) -> pd.DataFrame:
    """Every table the edition rests on, and whether its figures are published or samples."""
    words = {
        "plan": "The plan's",
        "official": "Official",
        PARTNER: "A partner's, withheld where small",
        OWN: "The partnership's own",
        "sample": "Sample, not real",
    }
    shown = tables_in_use(data)
    return pd.DataFrame(
        {
            "Table": [table.title for table in shown],
            "Figures": [words[table.status] for table in shown],
            f"Latest year up to {data.year}": [str(latest_year(table, data)) for table in shown],
            "Publisher or holder": [whose(table) for table in shown],
            "Licence": [table.licence for table in shown],
        }
    )


def whose(table: Table) -> str:
    """Who published a table or supplied it; for a sample, who made it and who holds the real figures."""
    if table.status == "sample":
        return f"{table.publisher} (real figures: {table.holder})"
    return table.holder or table.publisher


def table_g(data: Evidence) -> Figure:
    """Table G: the tables behind the book."""
    return Figure(
        ident="table-g",
        label="Table G",
        title="The tables behind this book",
        subtitle="Each table of figures, whose they are, and under which licence.",
        frame=table_g_data(data),
        rows=(),
    )
