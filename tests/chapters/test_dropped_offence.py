"""An offence that ONS stops counting leaves gaps, and no number that has silently less in it."""

import csv

import pytest

from oscp_lib import paths
from oscp_lib.chapters import chapter
from oscp_lib.chapters.neighbourhood_crime import ACQUISITIVE
from oscp_lib.chapters.opening import open_chapter
from oscp_lib.chapters.serious_violence import NEAREST
from oscp_lib.data.gap import Gap
from tests.national import as_csv

TABLE = "recorded_crime_ons"
CHAPTERS = [chapter(slug) for slug in ("introduction", "neighbourhood_crime", "serious_violence", "vawg")]
# The total is never missing: a workbook without it is refused.
OFFENCES = sorted({*ACQUISITIVE, *NEAREST, "Theft offences", "Sexual offences"})


@pytest.fixture
def without(project):
    """Add a 2025 to the official counts that has all offences of 2024 but one; the lines of the file by number."""

    def add(offence):
        as_csv(project, TABLE)
        path = paths.TABLES / f"{TABLE}.csv"
        rows = path.read_text("utf-8").splitlines()
        new = [row.replace("2024-", "2025-", 2) for row in rows if row.startswith("2024-01-01")]
        path.write_text("\n".join([*rows, *(row for row in new if f",{offence}," not in row)]) + "\n", "utf-8")
        with path.open(encoding="utf-8", newline="") as lines:
            return dict(enumerate(csv.DictReader(lines), 2))

    return add


@pytest.mark.longer
@pytest.mark.parametrize("offence", OFFENCES)
def test_every_chapter_says_so_and_no_number_rests_on_what_is_left(without, offence):
    lines = without(offence)
    said = []
    for each in CHAPTERS:
        data = open_chapter(each.slug).load(2025)
        sheet = open_chapter(each.slug).facts(data)
        figures = [make(data) for make in each.figures.values()]
        said += [gap.why for gap in (*sheet.gaps.values(), *figures) if isinstance(gap, Gap)]
        said += [note for figure in figures if not isinstance(figure, Gap) for note in figure.notes]
        for fact in sheet:
            counted = {lines[row.line]["category"] for row in fact.rows if row.table == TABLE}
            assert offence not in counted, fact.key
            assert not len(counted) > 1 or offence not in ACQUISITIVE, f"{fact.key} is a sum without {offence}"
    assert f"The figures held for 2025 have no count of {offence[0].lower()}{offence[1:]}." in said
