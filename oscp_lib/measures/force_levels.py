"""How high a whole police force's rate of an offence is, for what nobody publishes by partnership."""

from dataclasses import dataclass

import pandas as pd

from oscp_lib.data.areas import Areas
from oscp_lib.data.exceptions import load_exceptions
from oscp_lib.data.gap import Gap
from oscp_lib.data.national import read_national
from oscp_lib.measures import wording
from oscp_lib.measures.kept_frames import kept
from oscp_lib.measures.levels import PER, rank_among
from oscp_lib.measures.partnership_residents import OF_RATES, RESIDENTS, Denominators, partnership_residents


@dataclass(frozen=True)
class ForceLevel:
    """The rate of an offence in the area of a force, and its rank, 1 the highest, among the forces compared."""

    count: int
    rate: float
    rank: int
    compared: int
    denominators: Denominators


def force_level(table: str, offence: str, code: str, year: int) -> ForceLevel | Gap:
    """The level of a force's rate; a gap where its count or its residents are not published.

    Parameters
    ----------
    table
        The national table that counts by force, such as `knife_crime`.
    code
        The official code of the force.
    """
    counts = force_counts(table, offence, year)
    over = force_residents(year)
    rates = (PER * counts / over.reindex(counts.index)).dropna()
    if code not in rates.index:
        return Gap(f"rate of {wording.inside(offence)} of the police force", "No rate of the force can be worked out.")
    rank, compared = rank_among(rates, code)
    return ForceLevel(int(counts[code]), float(rates[code]), rank, compared, partnership_residents(year))


def force_counts(table: str, offence: str, year: int) -> pd.Series:
    """The counts of a calendar year by the code of the force."""
    days = {"period_start": pd.Timestamp(year, 1, 1), "period_end": pd.Timestamp(year, 12, 31)}
    held = read_national(table, offence=offence, part="all")
    held = held[(held["period_start"] == days["period_start"]) & (held["period_end"] == days["period_end"])]
    return held.set_index("area_code")["value"].astype("float64")


def force_residents(year: int) -> pd.Series:
    """The residents of each force's partnerships together, by its code.

    One without a figure, or whose rate its publisher does not give because few live there, leaves the force without.
    """

    def added(areas: Areas) -> pd.Series:
        values = partnership_residents(year).values
        without = {each.code for each in load_exceptions().without_rates}
        members = {
            force.code: [each.code for each in areas.members(force.code, "partnership")]
            for force in areas.of_kind("force")
        }
        return pd.Series(
            {
                force: values.reindex(codes).sum(skipna=False)
                for force, codes in members.items()
                if codes and not without & set(codes)
            }
        )

    return kept(("force residents", year), (RESIDENTS, OF_RATES), added)
