"""Do the partnerships of a workbook add up to what its publisher states of forces and of England and Wales?"""

from datetime import date

import pandas as pd

from oscp_lib.data.areas import Areas
from oscp_lib.sources.reading import refused

ROUNDING = 2  # offences by which the tables of forces and of partnerships may differ: they are drawn on different days
PARTNERSHIP_PARTS = "what its partnerships and what is in none add up to"
AGAIN = "The file was edited or is cut short: download it again."


def force_differences(shown: str, frame: pd.DataFrame, areas: Areas, on: date) -> list[str]:
    """Differences of one or two offences between a force's total and its parts, as notes.

    Parameters
    ----------
    frame
        The rows of one period: `area_code`, `part`, `offence`, `value`; partnerships, forces and what is unassigned.

    Raises
    ------
    InputError
        When a difference is larger.
    """
    kinds = {code: areas.area(code).kind for code in frame["area_code"].unique()}
    forces = {
        code: [areas.area(code)] if kind == "force" else areas.within(code, "force", on) for code, kind in kinds.items()
    }
    of = frame["area_code"].map({code: held[0].code for code, held in forces.items() if held})
    whole = (frame["area_code"].map(kinds) == "force") & (frame["part"] == "all")
    parts = frame[~whole]
    # A part without a figure leaves nothing to compare.
    added = parts.groupby([of[parts.index], parts["offence"]], sort=False)["value"].agg(
        lambda each: each.sum(skipna=False)
    )
    stated = frame[whole & frame["value"].notna()].set_index(["area_code", "offence"])["value"]
    both = pd.DataFrame({"stated": stated, "added": added}).dropna()
    notes = []
    for (code, offence), row in both[both["stated"] != both["added"]].iterrows():
        difference = int(row["added"] - row["stated"])
        name = areas.area(code).name
        found = f"{name}, {offence}: {row['stated']:,} offences, and {PARTNERSHIP_PARTS} {row['added']:,}."
        if abs(difference) > ROUNDING:
            raise refused(shown, found, AGAIN)
        notes.append(found)
    return notes


def check_country(shown: str, partnerships: pd.DataFrame, stated: pd.DataFrame, country: str) -> None:
    """Partnerships, what is in none, and the rest must be exactly what is published of England and Wales.

    Parameters
    ----------
    partnerships
        Rows of partnerships and of what is in none, of one period.
    stated
        The country's rows of the period: part `all`, and what no force of an area recorded.

    Raises
    ------
    InputError
        Naming the first offence that does not add up.
    """
    added = partnerships.groupby("offence", sort=False)["value"].sum()
    whole = stated[stated["part"] == "all"].set_index("offence")["value"]
    beside = stated[stated["part"] != "all"].groupby("offence")["value"].sum()
    for offence, total in whole.items():
        parts = int(added.get(offence, 0)) + int(beside.get(offence, 0))
        if parts != total:
            found = (
                f"{offence}: {country} has {int(total):,} offences; its partnerships, what is in none, and other "
                f"forces add up to {parts:,}."
            )
            raise refused(shown, found, AGAIN)
