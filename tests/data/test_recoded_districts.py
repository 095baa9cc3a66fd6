"""A district that got a new code since its residents were published: rates rest on what was published under the old."""

import csv

import pyarrow.parquet as pq
import pytest

from oscp_lib.chapters.opening import open_chapter
from oscp_lib.data.partnership import load_partnership
from tests.conftest import REPOSITORY

TOTAL = "Total recorded crime (excluding fraud)"


def rows(name: str) -> list[dict[str, str]]:
    with (REPOSITORY / "data/national" / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def residents() -> dict[str, int]:
    held = pq.read_table(REPOSITORY / "data/national/residents.parquet").to_pylist()
    return {row["area_code"]: row["value"] for row in held if f"{row['period_end']:%Y-%m-%d}" == "2024-06-30"}


def recoded() -> list[tuple[str, str]]:
    """The old and the new code of each district whose residents are held by the old one, under the same name."""
    names = {row["code"]: row["name"] for row in rows("areas.csv") if row["kind"] == "district"}
    after, held = [(row["code"], row["successor"]) for row in rows("successions.csv")], residents()
    return [(old, new) for old, new in after if names.get(old) == names.get(new) and old in held]


@pytest.mark.parametrize(("old", "new"), recoded())
def test_the_residents_of_a_district_with_a_new_code_are_those_under_the_old(in_use, old, new):
    containing = [row["within"] for row in rows("within.csv") if row["code"] == new]
    in_use(next(code for code in containing if code[:3] in ("E22", "W14")))
    assert [each.code for each in load_partnership().districts] == [new]
    chapter = open_chapter("all_crime")
    data = chapter.load(2024)
    crimes = data.this_year("recorded_crime_ons", area=data.lead, category=TOTAL).value
    assert chapter.facts(data).entries["rate"].value == pytest.approx(1000 * crimes / residents()[old], abs=0.051)
