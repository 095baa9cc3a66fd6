"""What every chapter does first: check the parameters it was given, gather its tables, say which year it is about."""

import ast

import pandas as pd
from IPython import get_ipython

from oscp_lib.chapters import chapter
from oscp_lib.data.evidence import Evidence, gather
from oscp_lib.data.years import read_year
from oscp_lib.errors import InputError, Problem
from oscp_lib.facts.sheet import FactSheet

PARAMETERS = ("year", "publish")
WIDE = 400  # characters: wider than any frame of the book


def open_chapter(slug: str, year: int, publish: bool) -> Evidence:
    """The evidence of a chapter for one year.

    Raises
    ------
    InputError
        On a parameter no notebook has, a year without data, or a table or text that does not pass its checks.
    """
    check_parameters(injected_parameters())
    # The data of a figure show whole, however wide the terminal a notebook was started from.
    pd.set_option("display.width", WIDE, "display.max_columns", None)
    return gather(chapter(slug).tables, read_year(year), publish)


def check_parameters(names: list[str]) -> None:
    """Refuse a parameter that no notebook has: papermill itself only warns of it.

    Raises
    ------
    InputError
        Naming the parameters there are.
    """
    unknown = [name for name in names if name not in PARAMETERS]
    if unknown:
        found = f"No notebook has a parameter '{unknown[0]}'."
        raise InputError(Problem("parameters", found, f"The parameters are {' and '.join(PARAMETERS)}."))


def injected_parameters() -> list[str]:
    """The names papermill set in this kernel, read from the cell it put in."""
    shell = get_ipython()
    if shell is None:
        return []
    cells = [cell for cell in shell.user_ns.get("In", []) if cell.startswith("# Parameters")]
    nodes = ast.parse(cells[-1]).body if cells else []
    return [target.id for node in nodes if isinstance(node, ast.Assign) for target in node.targets]


def open_facts(slug: str, data: Evidence) -> FactSheet:
    """A sheet that already knows the year, the plan period and the place."""
    sheet = FactSheet(slug, data.year)
    sheet.given("data_year", str(data.year), "the year of the edition")
    sheet.given("last_year", str(data.year - 1), "the year before the edition's")
    sheet.given("plan_period", data.period, "the plan period that follows the year of the data")
    return sheet
