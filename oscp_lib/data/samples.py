"""Make the sample tables: invented rows that meet every constraint the plan states, so that its charts can be drawn.

Run as `python -m oscp_lib.data.samples`. The seed is fixed: the same plan tables give the same rows. The totals and
percentages to meet are read from the plan's tables, not typed here.
"""

import csv
import io

import numpy as np

from oscp_lib import paths
from oscp_lib.data.package import tables
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.rows import Rows, read_table
from oscp_lib.data.transaction import changing_data, write_whole

SEED = 20250
HEADER = ("period_start", "period_end", "area", "category", "measure", "unit", "value", "status", "source")
YEAR = 2024  # the year of the plan whose charts are lost
FIRST_YEAR = 2018
# The police sort anti-social behaviour into three kinds; the council's kinds are our choice. Weights are invented.
POLICE_KINDS = {"Nuisance": 0.66, "Personal": 0.24, "Environmental": 0.10}
COUNCIL_KINDS = {
    "Domestic noise": 0.36,
    "Fly-tipping": 0.22,
    "Neighbour disputes": 0.12,
    "Littering": 0.09,
    "Abandoned vehicles": 0.08,
    "Graffiti": 0.05,
    "Dog fouling": 0.03,
    "Other": 0.05,
}
AGE_GROUPS = {
    "10-12": 0.06, "13-15": 0.19, "16-18": 0.18, "19-21": 0.10, "22-24": 0.08, "25-34": 0.13, "35-44": 0.11,
    "45-54": 0.07, "55-64": 0.04, "65 and over": 0.04,
}  # fmt: skip
SUSPECTS = 1_900
# Size of each district's serious violence in the last year, and its change since the first: ours, but for the lead's.
LAST_YEAR = {"Cherwell": 520, "South Oxfordshire": 236, "Vale of White Horse": 242, "West Oxfordshire": 208}
CHANGES = {"Cherwell": -0.14, "South Oxfordshire": -0.09, "Vale of White Horse": -0.06, "West Oxfordshire": 0.03}
LEAD_LAST_YEAR = 781


def stated(category: str, measure: str) -> float:
    """A figure of the plan's prose."""
    rows = Rows(tables()["stated_figures_plan"], read_table("stated_figures_plan"))
    return float(rows.pick(category=category, measure=measure).value)


def apportion(total: int, weights: dict[str, float]) -> dict[str, int]:
    """Whole numbers in proportion to the weights that add to the total (largest remainders)."""
    shares = {name: total * weight / sum(weights.values()) for name, weight in weights.items()}
    counts = {name: int(share) for name, share in shares.items()}
    for name in sorted(shares, key=lambda name: counts[name] - shares[name])[: total - sum(counts.values())]:
        counts[name] += 1
    return counts


def jittered(weights: dict[str, float], random: np.random.Generator, spread: float = 0.04) -> dict[str, float]:
    """The weights moved a little, so that no row is a round share."""
    return {name: weight * (1 + random.uniform(-spread, spread)) for name, weight in weights.items()}


def reports(random: np.random.Generator, kinds: dict[str, float], measure: str, area: str) -> list[tuple]:
    """Reports of anti-social behaviour by kind, adding to the plan's total."""
    total = int(stated("anti-social behaviour", measure))
    counts = apportion(total, jittered(kinds, random))
    return [row(YEAR, area, kind, measure, "reports", count) for kind, count in counts.items()]


def violence(random: np.random.Generator, lead: str) -> list[tuple]:
    """Serious violence by district and year: the lead district falls every year, by the percentage the plan states."""
    fall = stated("serious violence", "reduction") / 100
    ends = {name: (round(last / (1 + CHANGES[name])), last) for name, last in LAST_YEAR.items()}
    ends[lead] = (round(LEAD_LAST_YEAR / (1 - fall)), LEAD_LAST_YEAR)
    years = list(range(FIRST_YEAR, YEAR + 1))
    rows = []
    for area, (first, last) in sorted(ends.items()):
        path = np.linspace(first, last, len(years))
        # The lead district falls throughout: its steps may not be larger than the slope.
        spread = abs(first - last) / len(years) / 3 if area == lead else first * 0.04
        path[1:-1] += random.uniform(-spread, spread, len(years) - 2)
        counts = [first, *(int(value) for value in path[1:-1].round()), last]
        rows += [
            row(year, area, "serious violence", "recorded offences", "offences", count)
            for year, count in zip(years, counts, strict=True)
        ]
    return sorted(rows)


def suspects(random: np.random.Generator, county: str) -> list[tuple]:
    """Suspects of violent crime by age group and sex, in the shares of the sexes the plan states."""
    rows = []
    for sex in ("female", "male"):
        total = round(SUSPECTS * stated("violence suspects", sex) / 100)
        counts = apportion(total, jittered(AGE_GROUPS, random))
        rows += [row(YEAR, county, group, f"{sex} suspects", "suspects", count) for group, count in counts.items()]
    return rows


def row(year: int, area: str, category: str, measure: str, unit: str, value: int) -> tuple:
    return (f"{year}-01-01", f"{year}-12-31", area, category, measure, unit, value, "sample", "oscp-sample")


def sample_tables() -> dict[str, list[tuple]]:
    """The rows of every sample table, by the name of the table."""
    place, random = load_partnership(), np.random.default_rng(SEED)
    lead = place.lead_district
    return {
        "antisocial_behaviour_police_sample": reports(random, POLICE_KINDS, "reports to the police", lead),
        "antisocial_behaviour_council_sample": reports(random, COUNCIL_KINDS, "reports to the council", lead),
        "serious_violence_sample": violence(random, lead),
        "violence_suspects_sample": suspects(random, place.county.name),
    }


def sample_files() -> dict[str, bytes]:
    """Every sample table as a file of `data/`, by its path there."""
    files = {}
    for name, rows in sample_tables().items():
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([HEADER, *rows])
        files[f"{paths.TABLES.name}/{name}.csv"] = text.getvalue().encode()
    return files


if __name__ == "__main__":
    from oscp_lib.terminal import run_as_module, say

    with run_as_module(), changing_data(say):
        write_whole(sample_files())
