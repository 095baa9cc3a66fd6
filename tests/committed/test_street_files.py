"""Map 1 against the published street files: each place holds the offences inside its hexagon."""

import csv
import math
import re
from collections import Counter

import pytest

from tests.figures.test_maps import MONTHS, NO_DISTRICT, OFFENCES, frame_of, metres_from_middle

pytestmark = pytest.mark.usefixtures("oxford")


def offences(open_data, months):
    """Longitude, latitude and street of every offence in Oxford, read with the csv module alone."""
    for month in months:
        path = open_data / f"police-uk/oxfordshire/{month}-thames-valley-street-oxfordshire.csv"
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["LSOA name"][:-5] == "Oxford" and row["Crime type"] == "Violence and sexual offences":
                    yield float(row["Longitude"]), float(row["Latitude"]), row["Location"].removeprefix("On or near ")


@pytest.mark.longer
def test_the_street_files_hold_what_the_maps_show_and_each_place_what_its_hexagon_holds(open_data):
    for year, months in MONTHS.items():
        counted = {month: len(list(offences(open_data, [month]))) for month in months}
        assert counted == {month: OFFENCES[month] for month in months}
        each_place_counts_the_offences_inside_its_hexagon(open_data, year)
    # Counted from the file of the whole force: rows without an LSOA have no district.
    with (open_data / "police-uk/full-force/2024-01-thames-valley-street.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    without = [row for row in rows if not row["LSOA name"]]
    violence = sum(row["Crime type"] == "Violence and sexual offences" for row in without)
    assert (violence, len(without), len(rows)) == NO_DISTRICT


def each_place_counts_the_offences_inside_its_hexagon(open_data, year):
    frame = frame_of(year)
    cells = {
        (row.Longitude, row.Latitude): row
        for row in frame.rename(columns={"Recorded offences": "Count"}).itertuples(index=False)
        if not math.isnan(row.Longitude)
    }
    within, at_edge, streets = Counter(), Counter(), {}
    for longitude, latitude, street in offences(open_data, MONTHS[year]):
        for centre in cells:
            metres = metres_from_middle((longitude, latitude), centre)
            # A centre is given to five decimals of a degree, or a metre: the side is as sharp as that.
            within[centre] += metres < 199
            at_edge[centre] += 199 <= metres <= 201
            if metres <= 201:
                streets.setdefault(centre, set()).add(street.casefold())
    assert sum(at_edge.values()) < 0.02 * sum(within.values())
    for centre, row in cells.items():
        assert within[centre] <= row.Count <= within[centre] + at_edge[centre], row
    for centre, row in cells.items():
        for street in re.split(" and (?=[A-Z])", row.Place):
            assert street.casefold() in streets[centre], row.Place  # police.uk writes 'Carole'S Way'
